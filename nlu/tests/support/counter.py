"""A stand-in for the action server, at the wire only: it follows the dialogue contract.

It keeps drafts in memory and accepts any answer that is not the word "？"; what counts as a valid
answer is the real counter's business and tested there.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

FORM_FIELDS = [
    "consent",
    "name",
    "id_number",
    "phone",
    "education",
    "graduated_on",
    "hukou_region",
    "residence_region",
    "health",
    "disability_level",
    "employment_status",
    "receives_pension",
    "unemployment_reason",
    "unemployed_on",
    "former_employer",
    "job_wish",
    "skill",
    "wanted_occupation",
    "wanted_region",
    "wanted_wage",
    "wants_training",
    "groups",
    "confirm",
]
ANSWERING = {"inform", "affirm", "deny"}
Result = dict[str, list[dict[str, Any]]]


def slot(name: str, value: Any) -> dict[str, Any]:
    """One SlotSet event."""
    return {"event": "slot", "name": name, "value": value}


def say(text: str) -> dict[str, Any]:
    """One utterance with fixed text."""
    return {"text": text}


def respond(response: str, **values: Any) -> dict[str, Any]:
    """One utterance by response key."""
    return {"response": response, **values}


class Counter:
    """The stand-in; `url` is where it listens, `calls` what it was asked, in order."""

    def __init__(self) -> None:
        self.drafts: dict[str, dict[str, Any]] = {}
        self.calls: list[tuple[str, str]] = []
        self.token_seen: str | None = None
        counter = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                counter.token_seen = self.path.partition("token=")[2] or None
                payload = json.dumps(counter.run(body)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/actions/webhook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stops listening."""
        self.server.shutdown()
        self.server.server_close()

    def run(self, body: dict[str, Any]) -> Result:
        """Runs one action."""
        name, tracker = body["next_action"], body["tracker"]
        self.calls.append((body["sender_id"], name))
        action: Callable[[str, dict[str, Any]], Result] = getattr(self, name)
        return action(body["sender_id"], tracker)

    def draft(self, sender: str) -> dict[str, Any]:
        """The draft of a person."""
        return self.drafts.setdefault(sender, {})

    def next_field(self, sender: str) -> str | None:
        """The first field still missing; the disability level only when health is 残疾."""
        draft = self.draft(sender)
        for field in FORM_FIELDS:
            needed = field != "disability_level" or draft.get("health") == "5"
            if needed and field not in draft:
                return field
        return None

    def validate_registration_form(self, sender: str, tracker: dict[str, Any]) -> Result:
        message, draft = tracker["latest_message"], self.draft(sender)
        asked = tracker["slots"].get("requested_slot")
        events, responses = [], []
        found = {item["entity"]: item["value"] for item in message["entities"]}
        intent = message["intent"]["name"]
        if asked == "consent" and intent == "deny":
            self.drafts.pop(sender)
            done = [slot("consent", "declined"), slot("requested_slot", None)]
            return {"events": done, "responses": [respond("utter_consent_declined")]}
        if asked and intent in ANSWERING:
            text = found.get("answer") or found.get("region") or message["text"]
            if text == "？":
                draft["misses"] = draft.get("misses", 0) + 1
                responses.append(respond(f"utter_explain_registration_form_{asked}"))
                events.append(slot(asked, None))
            else:
                draft[asked] = text
                events.append(slot(asked, "given"))
        events.append(slot("requested_slot", self.next_field(sender)))
        return {"events": events, "responses": responses}

    def action_open_registration(self, sender: str, tracker: dict[str, Any]) -> Result:
        draft = self.draft(sender)
        given = [slot(field, "given") for field in draft if field in FORM_FIELDS]
        key = "utter_registration_resumed" if draft else "utter_registration_opened"
        reply = respond(key, kind="失业登记", filled=len(draft), left=len(FORM_FIELDS) - len(draft))
        return {"events": [*given, slot("registration_open", True)], "responses": [reply]}

    def action_ask_registration_form_confirm(self, sender: str, tracker: dict[str, Any]) -> Result:
        buttons = [
            {"title": "确认提交", "payload": "/affirm"},
            {"title": "修改", "payload": "/correct_field"},
            {"title": "不办了", "payload": "/cancel"},
        ]
        return {"events": [], "responses": [{"text": "请核对", "buttons": buttons}]}

    def action_submit_registration(self, sender: str, tracker: dict[str, Any]) -> Result:
        if self.drafts.pop(sender, {}).get("confirm") is None:
            return {"events": [], "responses": []}
        reply = respond("utter_registration_submitted", number="R1", due="2026年11月26日")
        return {"events": [slot("registration_open", False)], "responses": [reply]}

    def action_correct_field(self, sender: str, tracker: dict[str, Any]) -> Result:
        entities = tracker["latest_message"]["entities"]
        fields = [item["value"] for item in entities if item["entity"] == "field"]
        opened = slot("registration_open", True)
        if not fields:
            return {"events": [opened], "responses": [respond("utter_correct_which")]}
        self.draft(sender).pop(fields[0], None)
        reply = respond("utter_correct_now", label=fields[0])
        return {"events": [opened, slot(fields[0], None)], "responses": [reply]}

    def action_go_back(self, sender: str, tracker: dict[str, Any]) -> Result:
        last = [field for field in FORM_FIELDS if field in self.draft(sender)][-1]
        del self.draft(sender)[last]
        return {
            "events": [slot(last, None)],
            "responses": [respond("utter_went_back", label=last)],
        }

    def action_skip_field(self, sender: str, tracker: dict[str, Any]) -> Result:
        asked = tracker["slots"]["requested_slot"]
        self.draft(sender)[asked] = None
        return {
            "events": [slot(asked, "skipped")],
            "responses": [respond("utter_field_skipped", label=asked)],
        }

    def action_explain_field(self, sender: str, tracker: dict[str, Any]) -> Result:
        asked = tracker["slots"].get("requested_slot")
        key = f"utter_why_registration_form_{asked}" if asked else "utter_why_nothing"
        return {"events": [], "responses": [respond(key)]}

    def action_show_summary(self, sender: str, tracker: dict[str, Any]) -> Result:
        return {"events": [], "responses": [say("已填：" + "、".join(self.draft(sender)))]}

    def action_stop_registration(self, sender: str, tracker: dict[str, Any]) -> Result:
        if sender not in self.drafts:
            return {"events": [], "responses": [respond("utter_nothing_to_cancel")]}
        events = [slot("registration_open", False), slot("requested_slot", None)]
        return {"events": events, "responses": [respond("utter_registration_paused", days=30)]}

    def action_delete_draft(self, sender: str, tracker: dict[str, Any]) -> Result:
        self.drafts.pop(sender, None)
        events = [slot(field, None) for field in FORM_FIELDS]
        events += [slot("registration_open", False), slot("requested_slot", None)]
        return {"events": events, "responses": [respond("utter_draft_deleted")]}

    def action_registration_status(self, sender: str, tracker: dict[str, Any]) -> Result:
        return {"events": [], "responses": [respond("utter_registration_status_none")]}

    def action_answer_policy(self, sender: str, tracker: dict[str, Any]) -> Result:
        turn = {"turn": {"outcome": "answered", "sources": [{"entry_id": "e1", "version": "1"}]}}
        text = tracker["latest_message"]["text"]
        return {"events": [], "responses": [{"custom": turn}, say(f"政策答复：{text}")]}

    action_default_fallback = action_answer_policy

    def action_answer_choice(self, sender: str, tracker: dict[str, Any]) -> Result:
        found = {e["entity"]: e["value"] for e in tracker["latest_message"]["entities"]}
        return {"events": [], "responses": [say(f"所选条目：{found['entry_id']}")]}

    def action_request_human(self, sender: str, tracker: dict[str, Any]) -> Result:
        turn = {"turn": {"outcome": "handed_to_staff", "sources": []}}
        reply = respond("utter_request_human", hotline="12333")
        return {"events": [], "responses": [{"custom": turn}, reply]}

    def action_share_location(self, sender: str, tracker: dict[str, Any]) -> Result:
        return {"events": [], "responses": [respond("utter_location_noted", region="城西区")]}

"""Rasa's side of the wire: sends action calls with trackers as Rasa 3.6 records them.

It applies the returned events and walks the form the way Rasa's FormAction does: the form comes
before any rule, validation is called with the form's own name as the last action, and a validation
without slots makes Rasa reject the form, so that the rule of the intent answers.
"""

from typing import Any

from fastapi.testclient import TestClient

FORM = "registration_form"
OPENING = {"start_registration", "start_job_seeking", "resume_registration"}
STARTING = {*OPENING, "correct_field"}
ENDING = {"cancel", "delete_draft"}
ACTION_OF = {
    "ask_policy": "action_answer_policy",
    "nlu_fallback": "action_answer_policy",
    "choose_policy": "action_answer_choice",
    "browse_topics": "action_browse_topics",
    "rate_answer": "action_rate_answer",
    "correct_field": "action_correct_field",
    "go_back": "action_go_back",
    "skip_field": "action_skip_field",
    "why_asked": "action_explain_field",
    "show_summary": "action_show_summary",
    "cancel": "action_stop_registration",
    "delete_draft": "action_delete_draft",
    "ask_registration_status": "action_registration_status",
    "request_human": "action_request_human",
    "share_location": "action_share_location",
}


class Talk:
    """One conversation as Rasa sees it."""

    def __init__(self, client: TestClient, token: str, conversation_id: str) -> None:
        self.client, self.token, self.conversation_id = client, token, conversation_id
        self.events: list[dict[str, Any]] = []
        self.slots: dict[str, Any] = {}
        self.loop: str | None = None
        self.said: list[dict[str, Any]] = []

    def call(self, action: str, extra: tuple[dict[str, Any], ...] = ()) -> list[dict[str, Any]]:
        """Call one action over HTTP; its utterances are kept, its events given back."""
        last = next((one for one in reversed(self.events) if one["event"] == "user"), {})
        tracker = {
            "sender_id": self.conversation_id,
            "slots": dict(self.slots),
            "latest_message": last.get("parse_data", {}),
            "events": [*self.events, *extra],
            "active_loop": {"name": self.loop} if self.loop else {},
            "latest_action_name": FORM if extra else "action_listen",
            "paused": False,
        }
        body = {"next_action": action, "sender_id": self.conversation_id, "tracker": tracker}
        response = self.client.post("/actions/webhook", params={"token": self.token}, json=body)
        assert response.status_code == 200, response.text
        result = response.json()
        self.said += result["responses"]
        return list(result["events"])

    def say(self, text: str, intent: str = "inform", **entities: str) -> "Talk":
        """One message; entities by name. Returns itself, with `said` only of this turn."""
        self.said = []
        found = [{"entity": name, "value": value} for name, value in entities.items()]
        parsed = {
            "text": text,
            "intent": {"name": intent},
            "entities": found,
            "metadata": {"turn_id": "turn-1"},
        }
        self._apply([{"event": "user", "text": text, "parse_data": parsed}])
        self._answer(intent)
        self._apply([{"event": "action", "name": "action_listen"}])
        return self

    def press(self, code: str) -> "Talk":
        """Press a button that answers the question asked."""
        return self.say("/inform", answer=code)

    def _answer(self, intent: str) -> None:
        """In a loop Rasa runs the form first; a rule comes only after the form's rejection."""
        if self.loop and self._form():
            return
        action = "action_open_registration" if intent in OPENING else ACTION_OF.get(intent)
        if action is None:
            return
        events = self._run(action)
        if intent in ENDING:
            self._apply([{"event": "active_loop", "name": None}])
        elif any(event["event"] == "followup" for event in events):
            return
        elif self.loop or (intent in STARTING and self.slots.get("registration_open")):
            self._form()

    def _run(self, action: str) -> list[dict[str, Any]]:
        events = self.call(action)
        self._apply([{"event": "action", "name": action}, *events])
        return events

    def _form(self) -> bool:
        """Run the form; False when it is rejected because validation gave no slot."""
        is_answering = self.events[-1]["event"] == "user"
        if self.loop is None:
            self._apply([{"event": "active_loop", "name": FORM}])
        asked = {"event": "slot", "name": "requested_slot", "value": self.asked}
        events = self.call("validate_registration_form", (asked, {"event": "action", "name": FORM}))
        slots = [event["name"] for event in events if event["event"] == "slot"]
        if is_answering and not [name for name in slots if name != "requested_slot"]:
            self._apply([{"event": "action_execution_rejected", "name": FORM}])
            return False
        assert slots.count("requested_slot") == 1
        self._apply([{"event": "action", "name": FORM}, *events])
        if self.asked is None:
            self._apply([{"event": "active_loop", "name": None}])
            self._run("action_submit_registration")
        elif self.asked == "confirm":
            self.call("action_ask_registration_form_confirm")
        return True

    def _apply(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            self.events.append(event)
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "active_loop":
                self.loop = event["name"]

    @property
    def asked(self) -> str | None:
        """The question pending."""
        return self.slots.get("requested_slot")

    @property
    def keys(self) -> list[str]:
        """Response keys uttered in the last turn."""
        return [one["response"] for one in self.said if one["response"]]

    @property
    def texts(self) -> str:
        """Texts built by actions in the last turn."""
        return "\n".join(one["text"] for one in self.said if one["text"])

    @property
    def outcome(self) -> dict[str, Any]:
        """The turn record, the first utterance that carries one."""
        return next((one["custom"]["turn"] for one in self.said if one["custom"]), {})

    def values(self, key: str) -> dict[str, Any]:
        """The utterance of that response key."""
        return next(one for one in self.said if one["response"] == key)

    def buttons(self) -> list[dict[str, str]]:
        """Every button of the last turn."""
        return [button for one in self.said for button in one["buttons"]]

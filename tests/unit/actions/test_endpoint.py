"""The action endpoint: who may call it, what it answers, and what a failure looks like."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient

import actions.app
from actions.app import make_router
from actions.registry import all_actions, make_executor
from backend.core.logging import configure_logging
from backend.core.secrets import generated_secret
from backend.core.settings import forget_settings
from backend.policies.search import policy_search
from policy_faq.search import PolicySearch
from tests.unit.actions.conftest import TOKEN
from tests.unit.actions.rasa_side import Talk

CALL: dict[str, Any] = {
    "next_action": "action_request_human",
    "sender_id": "nobody",
    "tracker": {"sender_id": "nobody", "slots": {}, "latest_message": {}, "events": []},
}


@pytest.mark.parametrize(
    ("params", "headers"),
    [
        ({}, {}),
        ({"token": ""}, {}),
        ({"token": "wrong"}, {}),
        ({"token": "令牌"}, {}),
        ({}, {"Authorization": "Bearer wrong"}),
        ({}, {"Authorization": f"Basic {TOKEN}"}),
        ({"token": "wrong"}, {"Authorization": "Bearer"}),
    ],
)
def test_without_the_token_nothing_runs(
    endpoint: TestClient, params: dict[str, str], headers: dict[str, str]
) -> None:
    response = endpoint.post("/actions/webhook", params=params, headers=headers, json=CALL)
    assert response.status_code == 401


@pytest.mark.parametrize(
    ("params", "headers"),
    [({"token": TOKEN}, {}), ({}, {"Authorization": f"Bearer {TOKEN}"})],
)
def test_the_token_may_come_either_way(
    endpoint: TestClient, params: dict[str, str], headers: dict[str, str]
) -> None:
    response = endpoint.post("/actions/webhook", params=params, headers=headers, json=CALL)
    assert response.status_code == 200
    body = response.json()
    assert body["responses"][0]["custom"] == {"turn": {"outcome": "handed_to_staff", "sources": []}}
    assert body["responses"][1]["response"] == "utter_request_human"
    assert body["responses"][1]["hotline"] == "12333"
    assert body["events"] == []


def test_a_token_is_generated_where_none_is_set(
    endpoint: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ACTION_TOKEN")
    forget_settings()
    assert endpoint.post("/actions/webhook", json=CALL).status_code == 401
    params = {"token": generated_secret("action_token")}
    assert endpoint.post("/actions/webhook", params=params, json=CALL).status_code == 200


def test_an_unknown_action_is_named(endpoint: TestClient) -> None:
    call = {**CALL, "next_action": "action_unknown"}
    response = endpoint.post("/actions/webhook", params={"token": TOKEN}, json=call)
    assert response.status_code == 404
    assert response.json()["action_name"] == "action_unknown"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff"])
def test_what_is_no_call_is_refused(endpoint: TestClient, body: bytes) -> None:
    response = endpoint.post("/actions/webhook", params={"token": TOKEN}, content=body)
    assert response.status_code == 400


def test_no_action_no_answer(endpoint: TestClient) -> None:
    call = {**CALL, "next_action": None}
    response = endpoint.post("/actions/webhook", params={"token": TOKEN}, json=call)
    assert response.json() == {"events": [], "responses": []}


def test_the_app_s_router_holds_all_actions(data_dir: object) -> None:
    app = FastAPI()
    app.include_router(actions.app.router)
    params = {"token": generated_secret("action_token")}
    with TestClient(app) as client:
        response = client.post("/actions/webhook", params=params, json=CALL)
    assert response.status_code == 200


def test_every_action_of_the_contract_is_registered() -> None:
    assert sorted(action.name() for action in all_actions(policy_search)) == sorted(
        [
            "action_answer_choice",
            "action_answer_policy",
            "action_ask_registration_form_confirm",
            "action_browse_topics",
            "action_correct_field",
            "action_default_fallback",
            "action_delete_draft",
            "action_explain_field",
            "action_go_back",
            "action_open_registration",
            "action_rate_answer",
            "action_registration_status",
            "action_request_human",
            "action_session_start",
            "action_share_location",
            "action_show_summary",
            "action_skip_field",
            "action_stop_registration",
            "action_submit_registration",
            "validate_registration_form",
        ]
    )


def test_an_unknown_conversation_gets_a_sentence(endpoint: TestClient) -> None:
    talk = Talk(endpoint, TOKEN, "no-such-conversation")
    talk.say("我要办失业登记", "start_registration")
    assert talk.keys == ["utter_technical_problem"]
    assert talk.outcome["outcome"] == "failed"
    assert talk.slots["registration_open"] is False


def test_a_defect_gets_a_sentence_and_is_logged_without_the_text(
    endpoint: TestClient,
    new_talk: Callable[[str], Talk],
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> PolicySearch:
        raise RuntimeError("disk on fire")

    app = FastAPI()
    executor = make_executor(broken)
    app.include_router(make_router(lambda: executor))
    talk = new_talk("openid-1")
    configure_logging()
    try:
        with TestClient(app) as client, caplog.at_level(logging.DEBUG):
            talk.client = client
            talk.say("我的秘密问题", "ask_policy")
    finally:
        structlog.reset_defaults()
    assert talk.keys == ["utter_technical_problem"]
    captured = capsys.readouterr()
    logged = captured.out + captured.err + caplog.text
    assert "turn-1" in logged
    assert "我的秘密问题" not in logged
    assert "disk on fire" not in str(talk.said)


def test_a_failing_form_asks_the_same_question_again(endpoint: TestClient) -> None:
    talk = Talk(endpoint, TOKEN, "no-such-conversation")
    talk.loop, talk.slots = "registration_form", {"requested_slot": "health"}
    talk.say("健康")
    assert talk.keys == ["utter_technical_problem"]
    assert talk.asked == "health"

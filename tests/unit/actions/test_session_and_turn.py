"""Starting a session keeps an open form; a turn is read from trackers of every shape."""

from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.turn import Turn
from tests.unit.actions.rasa_side import Talk


def _tracker(**state: Any) -> Tracker:
    return Tracker.from_dict({"sender_id": "c-1", **state})


def test_a_session_keeps_slots_and_reopens_the_form(talk: Talk) -> None:
    talk.say("我要办失业登记", "start_registration").say("同意", "affirm")
    events = talk.call("action_session_start")
    assert events[0]["event"] == "session_started"
    assert events[-1] == {**events[-1], "event": "action", "name": "action_listen"}
    reopened = [(event["event"], event.get("name")) for event in events[-4:]]
    assert reopened == [
        ("action", "registration_form"),
        ("active_loop", "registration_form"),
        ("slot", "requested_slot"),
        ("action", "action_listen"),
    ]
    kept = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    assert kept["registration_open"] is True
    assert kept["requested_slot"] == "name"


def test_a_session_without_a_form_only_starts(talk: Talk) -> None:
    assert [event["event"] for event in talk.call("action_session_start")] == [
        "session_started",
        "action",
    ]


def test_an_empty_tracker_is_a_turn_with_nothing_in_it() -> None:
    turn = Turn.of(_tracker())
    assert (turn.text, turn.intent, turn.asked, turn.code) == ("", "", None, None)
    assert not turn.is_in_form
    assert not turn.is_fresh


@pytest.mark.parametrize(
    ("actions", "is_fresh"),
    [
        ([], True),
        (["registration_form"], True),
        (["action_extract_slots", "registration_form"], True),
        (["action_answer_policy", "registration_form"], False),
        (["action_open_registration", "registration_form"], False),
        (["utter_greet", "registration_form"], False),
    ],
)
def test_only_an_unanswered_message_is_fresh(actions: list[str], is_fresh: bool) -> None:
    events = [{"event": "action", "name": "action_listen"}, {"event": "user"}]
    events += [{"event": "slot", "name": "x", "value": 1}]
    events += [{"event": "action", "name": name} for name in actions]
    assert Turn.of(_tracker(events=events)).is_fresh is is_fresh


def test_entities_metadata_and_location() -> None:
    message = {
        "text": "/inform",
        "intent": {"name": "inform"},
        "entities": [
            {"entity": "answer", "value": "21"},
            {"entity": "region", "value": "630102"},
            {"entity": "region", "value": "630102"},
            {"entity": "region", "value": None},
        ],
        "metadata": {"turn_id": "t-1", "location": {"label": "西宁市城西区"}},
    }
    turn = Turn.of(_tracker(latest_message=message, active_loop={"name": "registration_form"}))
    assert (turn.code, turn.turn_id, turn.location) == ("21", "t-1", "西宁市城西区")
    assert turn.values("region") == ["630102"]
    assert turn.is_payload
    assert turn.is_in_form


@pytest.mark.parametrize("metadata", [None, {}, {"location": None}, {"location": "here"}])
def test_odd_metadata_is_no_location(metadata: object) -> None:
    assert Turn.of(_tracker(latest_message={"metadata": metadata})).location == ""

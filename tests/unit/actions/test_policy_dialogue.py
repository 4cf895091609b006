"""Policy questions over the action endpoint: answered, asked back, or honestly not found."""

from datetime import date

import pytest

from backend.policies.search import policy_search
from policy_faq.answer import render_wechat
from tests.unit.actions.rasa_side import Talk

TODAY = date(2026, 11, 23)


def test_a_question_is_answered_with_its_sources(talk: Talk) -> None:
    question = policy_search().entries[0].question
    talk.say(question, "ask_policy")
    assert talk.outcome["outcome"] == "answered"
    (source,) = talk.outcome["sources"]
    entry = policy_search().entry(source["entry_id"])
    assert entry is not None
    assert source["version"] == entry.version
    assert len(source["places"]) == len(entry.citations)
    assert talk.outcome["decision"] == "answer"
    assert talk.texts == render_wechat(entry, as_of=TODAY, asks_verdict=True)
    assert talk.slots["policy_topic"] == entry.id
    assert talk.said[0]["custom"]


@pytest.mark.parametrize("text", ["明天股票涨不涨", "asdfgh", "月亮有多远"])
def test_nothing_found_is_said_honestly(talk: Talk, text: str) -> None:
    talk.say(text, "nlu_fallback")
    assert talk.outcome["outcome"] == "no_policy_found"
    assert talk.keys == ["utter_no_policy_found"]
    assert talk.values("utter_no_policy_found")["hotline"] == "12333"


def test_a_vague_question_is_asked_back_and_the_choice_answered(talk: Talk) -> None:
    for text in ("失业保险", "补贴", "登记", "贷款", "培训"):
        talk.say(text, "ask_policy")
        if talk.outcome["outcome"] == "asked_back":
            break
    assert talk.keys == ["utter_policy_choices"]
    *choices, last = talk.buttons()
    assert last == {"title": "都不是", "payload": "/none_of_these"}
    assert all(choice["preview"] for choice in choices)
    entry = next(
        entry for entry in policy_search().entries if entry.question == choices[0]["title"]
    )
    assert choices[0]["payload"] == f'/choose_policy{{"entry_id":"{entry.id}"}}'
    talk.say("/choose_policy", "choose_policy", entry_id=entry.id)
    assert talk.texts == render_wechat(entry, as_of=TODAY, asks_verdict=True)


@pytest.mark.parametrize("entry_id", ["gone", ""])
def test_a_choice_that_is_gone(talk: Talk, entry_id: str) -> None:
    talk.say("/choose_policy", "choose_policy", entry_id=entry_id)
    assert talk.keys == ["utter_policy_entry_gone"]
    talk.say("/choose_policy", "choose_policy")
    assert talk.keys == ["utter_policy_entry_gone"]


@pytest.mark.parametrize("text", ["", "   ", "/ask_policy"])
def test_nothing_typed(talk: Talk, text: str) -> None:
    assert talk.say(text, "ask_policy").keys == ["utter_nothing_typed"]


def test_the_fallback_of_the_dialogue_searches_too(talk: Talk) -> None:
    talk.say(policy_search().entries[0].question, "anything")
    talk.said = []
    talk.call("action_default_fallback")
    assert talk.outcome["outcome"] == "answered"


def test_a_person_is_asked_for(talk: Talk) -> None:
    talk.say("转人工", "request_human")
    assert talk.outcome["outcome"] == "handed_to_staff"
    assert talk.keys == ["utter_request_human"]


def test_a_short_question_leans_on_the_last_topic(talk: Talk) -> None:
    talk.say("失业金怎么领", "ask_policy")
    talk.say("要带什么", "ask_policy")
    (source,) = talk.outcome["sources"]
    assert source["entry_id"] == "benefit-materials"


def test_the_form_goes_on_after_the_fallback(talk: Talk) -> None:
    talk.say("我要办失业登记", "start_registration").say("同意", "affirm")
    talk.say("四川的王小二", "anything")
    events = talk.call("action_default_fallback")
    assert events[-1] == {**events[-1], "event": "followup", "name": "registration_form"}

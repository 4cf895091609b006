"""Policy answers in talk: two questions at once, links, verdicts, and the menu of topics."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.conversations import service as conversations
from backend.conversations.models import AnswerGiven, Conversation
from backend.conversations.service import TurnContents, TurnResult
from backend.core.db import reading, unit_of_work
from backend.core.settings import forget_settings
from backend.policies.models import Feedback
from backend.policies.search import policy_search
from tests.unit.actions.rasa_side import Talk


def values_of(button: dict[str, str]) -> dict[str, str]:
    """What a button's payload carries."""
    return dict(json.loads("{" + button["payload"].partition("{")[2]))


def test_two_questions_get_two_answers(talk: Talk) -> None:
    talk.say("公益性岗位咋报名，一个月多少钱", "ask_policy")
    records = [one["custom"]["turn"] for one in talk.said if one["custom"]]
    found = [source["entry_id"] for record in records for source in record["sources"]]
    assert found == ["post-how-apply", "post-pay"]
    assert talk.texts.count("关于「") == 2
    assert talk.texts.count("回复“有用”") == 1


@pytest.mark.parametrize("public_url", ["", "https://jobs.example.cn/"])
def test_an_answer_links_to_its_page_when_there_is_one(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, public_url: str
) -> None:
    monkeypatch.setenv("PUBLIC_URL", public_url)
    forget_settings()
    talk.say("失业登记怎么办理？", "ask_policy")
    link = "https://jobs.example.cn/p/a/registration-how?v="
    assert (link in talk.texts) is bool(public_url)
    assert ("条款原文：" in talk.texts) is bool(public_url)


def test_the_menu_leads_from_topics_to_questions_to_answers(talk: Talk) -> None:
    topics = talk.say("/browse_topics", "browse_topics").buttons()
    assert talk.keys == ["utter_browse_topics"]
    first = values_of(topics[0])["topic"]
    seen: list[str] = []
    page = talk.say("/browse_topics", "browse_topics", topic=first).buttons()
    while page[-2]["title"] == "下一页":
        seen += [values_of(button)["entry_id"] for button in page[:-2]]
        page = talk.say("/browse_topics", "browse_topics", **values_of(page[-2])).buttons()
    seen += [values_of(button)["entry_id"] for button in page[:-1]]
    assert page[-1]["payload"] == "/browse_topics"
    assert seen == [entry.id for entry in policy_search().entries if entry.topic == first]
    talk.say("/choose_policy", "choose_policy", entry_id=seen[-1])
    assert talk.outcome["outcome"] == "answered"


@pytest.mark.parametrize("asked", [{"topic": "nonsense"}, {"topic": "training", "page": "-1"}])
def test_a_menu_page_that_does_not_exist(talk: Talk, asked: dict[str, str]) -> None:
    talk.say("/browse_topics", "browse_topics", **asked)
    expected = "utter_browse_questions" if asked["topic"] == "training" else "utter_browse_topics"
    assert talk.keys == [expected]


def answered_turn(talk: Talk, question: str) -> str:
    """A finished turn that answered `question`, as the channel stores it."""
    talk.say(question, "ask_policy")
    with unit_of_work() as session:
        conversation = session.get_one(Conversation, talk.conversation_id)
        contents = TurnContents("text", question, {})
        start = conversations.begin_turn(
            session, conversation, question[:60], timedelta(seconds=5), contents
        )
        result = TurnResult([talk.texts], sources=talk.outcome["sources"], decision="answer")
        conversations.finish_turn(session, start.turn.turn_id, result)
        return start.turn.turn_id


@pytest.mark.parametrize(
    ("verdict", "key"),
    [("helpful", "utter_thanks_for_verdict"), ("unhelpful", "utter_answer_did_not_help")],
)
def test_a_verdict_is_kept_once_a_turn(talk: Talk, verdict: str, key: str) -> None:
    turn_id = answered_turn(talk, "失业金怎么领")
    for _ in range(2):
        talk.say("/rate_answer", "rate_answer", turn_id=turn_id, verdict=verdict)
        assert talk.keys == [key]
    with reading() as session:
        [given] = session.scalars(select(AnswerGiven))
        [kept] = session.scalars(select(Feedback))
        assert (kept.entry_id, kept.entry_version) == (given.entry_id, given.entry_version)
        assert (kept.question, kept.is_helpful) == ("失业金怎么领", verdict == "helpful")
    if verdict == "unhelpful":
        offered = [values_of(button)["entry_id"] for button in talk.buttons()[:-1]]
        assert offered
        assert given.entry_id not in offered


def test_a_verdict_on_nothing_is_thanked_for_and_not_kept(talk: Talk) -> None:
    talk.say("/rate_answer", "rate_answer", turn_id="gone", verdict="unhelpful")
    assert talk.keys == ["utter_thanks_for_verdict"]
    with reading() as session:
        assert session.scalars(select(Feedback)).all() == []

"""Case replay on both databases: what this person was told on a day, and on what it rested."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from backend.conversations.models import Conversation, OutboxMessage
from backend.core.clock import LOCAL, now, today
from backend.core.db import new_id, reading, unit_of_work
from backend.core.errors import Invalid, NotFound
from backend.policies import answers, corrections, feedback, knowledge
from backend.policies.models import DocumentVersion, VersionState
from backend.staff.models import AccessLog
from tests.integration.console.running_console import ANSWERS, register
from tests.integration.policies.small_knowledge import make_editors, publish_row
from tests.integration.policies.talk import ask_in_vain, be_told, conversation_of, say
from tests.unit.policy_faq.conftest import NOTICE

NEW = "网上或现场都可以办。当天办结。"


@pytest.fixture
def officer(room: knowledge.KnowledgeRoom) -> str:
    """An officer's account id."""
    return make_editors()[0]


def replay(
    staff: str, person: str, first: date | None = None, last: date | None = None
) -> answers.Replay:
    with unit_of_work() as session:
        found = answers.person_of(session, conversation_of(person))
        return answers.replay(
            session, staff, knowledge.room(), found,
            first=first or today(), last=last or today(), reason="本人来电查询",
        )  # fmt: skip


def test_one_screen_of_everything(officer: str, room: knowledge.KnowledgeRoom) -> None:
    turn_id = be_told("a", "how", "我的手机[[phone:0123456789abcdef]]，登记怎么办")
    with unit_of_work() as session:
        feedback.rate(session, turn_id, False, "看不懂")
    ask_in_vain("a", "别的事")
    be_told("b", "how")
    found = replay(officer, "a")
    first, second = found.told
    assert first.question == "我的手机（手机号），登记怎么办"
    assert first.turn.decision == "answer" and "3 个工作日" in first.turn.replies[0]
    (entry,) = first.entries
    assert (entry.entry_id, entry.number, entry.is_current) == ("how", 0, True)
    assert {place.state for place in entry.places} == {"as_it_was"}
    assert "在 3 个工作日内办结" in entry.places[0].text
    assert first.verdict and first.verdict.note == "看不懂"
    assert second.entries == () and second.turn.outcome == "no_policy_found"
    with reading() as session:
        log = session.scalars(select(AccessLog)).one()
    assert (log.what, log.reason, log.subject_id) == (
        "conversation_read",
        "本人来电查询",
        conversation_of("a"),
    )


def test_it_shows_what_was_said_then(officer: str, room: knowledge.KnowledgeRoom) -> None:
    be_told("a", "how")
    with unit_of_work() as session:
        publish_row(session, officer, room.seed, "how", answer=NEW).published_at = now()
    room.refresh()
    be_told("a", "how")
    old, new = (one.entries[0] for one in replay(officer, "a").told)
    assert old.content and "3 个工作日" in old.content["answer"] and not old.is_current
    assert new.content and new.content["answer"] == NEW and new.is_current and new.number == 1


def test_clauses_are_shown_as_they_were(officer: str, room: knowledge.KnowledgeRoom) -> None:
    be_told("a", "refused")
    changed = NOTICE.replace("办理求职登记。", "可以办理求职登记。").replace(
        "2026-12-31", "2099-12-31"
    )
    with unit_of_work() as session:
        for number, markdown in enumerate((NOTICE, changed), 1):
            session.add(
                DocumentVersion(
                    document_id="notice-1", number=number, title="通知", markdown=markdown,
                    state=VersionState.PUBLISHED if number == 2 else VersionState.RETIRED,
                    author_id=officer,
                )
            )  # fmt: skip
    (place,) = replay(officer, "a").told[0].entries[0].places
    assert (place.text, place.state) == ("对不符合条件的，办理求职登记。", "as_it_was")


def test_what_is_not_kept_is_said(officer: str, room: knowledge.KnowledgeRoom) -> None:
    gone = [{"document": "gone", "place": "第一条-1", "digest": "000000000000"}]
    other = [{"document": "notice-1", "place": "一-1", "digest": "000000000000"}]
    clause = room.current().sources.documents["notice-1"].clauses[1]
    other[0]["place"] = f"{clause.label}-1"
    say("a", "问", sources=[{"entry_id": "old", "version": "0" * 12, "places": gone + other}])
    (entry,) = replay(officer, "a").told[0].entries
    assert entry.content is None and entry.number is None
    assert [place.state for place in entry.places] == ["lost", "changed"]


def test_days_are_those_of_qinghai(officer: str) -> None:
    with time_machine.travel(now().astimezone(LOCAL).replace(hour=0, minute=5), tick=True):
        say("a", "夜里问的")
    assert len(replay(officer, "a").told) == 1
    yesterday = today() - timedelta(days=1)
    assert replay(officer, "a", yesterday, yesterday).told == []


def test_deliveries_and_other_messages_are_there(
    officer: str, room: knowledge.KnowledgeRoom
) -> None:
    long = say("a", "问", replies=["一", "二"])
    be_told("a", "how")
    with unit_of_work() as session:
        wanted = corrections.Wanted("how", now() - timedelta(days=1), "更正。", with_current=True)
        corrections.send(session, officer, room.current(), new_id(), wanted, expected=1)
    found = replay(officer, "a")
    assert [(sent.state, sent.text) for sent in found.told[0].deliveries] == [("created", "二")]
    assert found.told[0].turn.id == long
    assert [(sent.kind, sent.text) for sent in found.sent_besides] == [("correction", "更正。")]


def test_people_are_found_by_number_phone_and_id(officer: str) -> None:
    registration_id = register()
    with reading() as session:
        for words in (ANSWERS["phone"], ANSWERS["id_number"].lower(), " 1399761 2346 "):
            (person,) = answers.find_people(session, words)
            assert person.subject_id == registration_id
            assert ANSWERS["name"] not in person.name and ANSWERS["phone"] not in person.name
        number = person.name.rpartition("，")[2]
        assert answers.find_people(session, number) == [person]
        for words in ("", "卓玛措", "1399761234", "' OR 1=1 --", "%"):
            assert answers.find_people(session, words) == []
        with pytest.raises(NotFound):
            answers.person_of(session, "0" * 32)


def test_a_phone_of_two_people_is_two(officer: str) -> None:
    register()
    register(id_number="632521197202290035")
    with reading() as session:
        assert len(answers.find_people(session, ANSWERS["phone"])) == 2


def test_all_channels_of_a_person_together(officer: str) -> None:
    say("a", "一")
    say("b", "二")
    one, other = conversation_of("a"), conversation_of("b")
    with unit_of_work() as session:
        first = session.get_one(Conversation, one)
        session.get_one(Conversation, other).jobseeker_id = first.jobseeker_id
    assert [one.question for one in replay(officer, "a").told] == ["一", "二"]


def test_wrong_spans_are_refused_and_not_logged(officer: str) -> None:
    say("a", "一")
    day = today()
    for first, last in ((day, day - timedelta(days=1)), (day - timedelta(days=400), day)):
        with pytest.raises(Invalid):
            replay(officer, "a", first, last)
    with reading() as session:
        assert session.scalars(select(AccessLog)).all() == []
        assert session.scalars(select(OutboxMessage)).all() == []

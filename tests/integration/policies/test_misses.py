"""Learning from misses on both databases: gathering, putting together, answering, telling."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from backend.conversations.models import AnswerGiven, OutboxMessage
from backend.core.clock import now
from backend.core.db import reading, unit_of_work
from backend.core.errors import AppError, Conflict, Invalid, NotFound
from backend.policies import editing, editing_review, feedback, knowledge, misses
from backend.policies.editing_checks import report_on
from backend.policies.misses_answering import close, reopen, tell_waiting, waiting
from backend.policies.misses_drafting import add_wordings, begin_entry
from backend.policies.misses_tasks import gather_misses
from backend.policies.models import GoldenQuestion, MissedQuestion, MissedTurn, MissState
from tests.integration.policies.talk import (
    ask_in_vain,
    be_offered,
    be_told,
    conversation_of,
    say,
    unsubscribe,
)

GRANT = "灵活就业社保补贴能领多少钱"
ALIKE = ("灵活就业社保补贴一个月领多少", "灵活就业的社保补贴能领多少")
OTHER = "外地户口能不能在西宁买公租房"


def open_ones(state: MissState = MissState.OPEN) -> list[MissedQuestion]:
    with reading() as session:
        return [row.miss for row in misses.list_misses(session, state).rows]


def only() -> MissedQuestion:
    (miss,) = open_ones()
    return miss


def test_same_meaning_is_one_and_people_are_counted(room: knowledge.KnowledgeRoom) -> None:
    for person, text in (("a", GRANT), ("a", GRANT), ("b", ALIKE[0]), ("c", ALIKE[1])):
        ask_in_vain(person, text)
    ask_in_vain("d", OTHER)
    assert gather_misses() == 5
    first, second = open_ones()
    assert (first.people, first.times) == (3, 4)
    assert first.question in (GRANT, *ALIKE)
    assert (second.question, second.people) == (OTHER, 1)
    assert gather_misses() == 0
    assert [miss.times for miss in open_ones()] == [4, 1]


def test_a_later_turn_joins_what_is_there(room: knowledge.KnowledgeRoom) -> None:
    ask_in_vain("a", GRANT)
    gather_misses()
    ask_in_vain("b", ALIKE[0])
    gather_misses()
    assert only().people == 2


def test_chat_and_what_is_out_of_scope_are_left_out(room: knowledge.KnowledgeRoom) -> None:
    say("a", "今天天气好吗", outcome="out_of_scope", decision="none")
    say("a", "你好")
    be_told("a", "how")
    assert gather_misses() == 0
    assert open_ones() == []


@pytest.mark.parametrize("reply", ["都不是", "都不是。", "3", "３", "第三个", "选3"])
def test_refused_choices_count(room: knowledge.KnowledgeRoom, reply: str) -> None:
    asked = be_offered("a", GRANT, "一", "二")
    say("a", reply)
    gather_misses()
    assert only().question == GRANT
    with reading() as session:
        kept = session.scalars(select(MissedTurn)).one()
    assert (kept.turn_id, kept.reason) == (asked, "none_of_these")


@pytest.mark.parametrize("reply", ["1", "二", "失业金怎么领", "4", "33"])
def test_taken_choices_do_not(room: knowledge.KnowledgeRoom, reply: str) -> None:
    be_offered("a", GRANT, "一", "二")
    say("b", "都不是")
    say("a", reply)
    assert gather_misses() == 0


def test_refusal_in_other_words_is_noted_by_the_dialogue(room: knowledge.KnowledgeRoom) -> None:
    be_offered("a", GRANT, "一", "二")
    say("a", "这些跟我问的都没关系，唉", outcome="asked_back", decision="none")
    gather_misses()
    assert only().question == GRANT


def test_unhelpful_answers_count_until_the_verdict_changes(
    room: knowledge.KnowledgeRoom,
) -> None:
    turn_id = be_told("a", "how")
    with unit_of_work() as session:
        feedback.rate(session, turn_id, False)
    gather_misses()
    assert only().people == 1
    with unit_of_work() as session:
        feedback.rate(session, turn_id, True)
    ask_in_vain("b", OTHER)
    gather_misses()
    assert only().question == OTHER


@pytest.mark.parametrize("text", ["？？？", "😀😀", "[[id:0123456789abcdef]]", "。" * 1500])
def test_what_has_no_words_is_put_aside(room: knowledge.KnowledgeRoom, text: str) -> None:
    ask_in_vain("a", text)
    ask_in_vain("b", "！！")
    assert gather_misses() == 2
    assert gather_misses() == 0
    if "id:" not in text:
        assert open_ones() == []
        assert open_ones(MissState.DISMISSED)[0].people == 2


def test_hostile_and_huge_texts_are_kept_short(room: knowledge.KnowledgeRoom) -> None:
    ask_in_vain("a", "'; DROP TABLE turns; -- <script>alert(1)</script> 补贴" * 40)
    ask_in_vain("b", "我叫[[phone:0123456789abcdef]]，问补贴怎么领")
    ask_in_vain("c", "བོད་སྐད་དུ་ལས་ཀ་འཚོལ་བ")
    assert gather_misses() == 3
    texts = {miss.question for miss in open_ones()}
    assert max(map(len, texts)) <= 300
    assert not any("0123456789abcdef" in text for text in texts)
    assert "我叫（手机号），问补贴怎么领" in texts


def test_two_gather_at_once_and_each_turn_is_in_one_place(
    room: knowledge.KnowledgeRoom,
) -> None:
    for n in range(20):
        ask_in_vain(f"p{n}", GRANT)
    room.current()
    with ThreadPoolExecutor(2) as pool:
        taken = sum(pool.map(lambda _: gather_misses(), range(2)))
    assert taken == 20
    assert (only().people, only().times) == (20, 20)


def test_trend_compares_two_weeks(room: knowledge.KnowledgeRoom) -> None:
    start = datetime(2026, 11, 1, 2, tzinfo=UTC)
    for day, count in ((0, 1), (7, 2), (14, 4)):
        with time_machine.travel(start + timedelta(days=day, minutes=1), tick=True):
            for n in range(count):
                ask_in_vain(f"p{day}-{n}", GRANT)
            gather_misses()
    with time_machine.travel(start + timedelta(days=15), tick=True), reading() as session:
        (row,) = misses.list_misses(session).rows
        assert (row.week, row.week_before, row.trend) == (4, 2, "rising")


def test_dismiss_and_undo(room: knowledge.KnowledgeRoom, people: tuple[str, str]) -> None:
    ask_in_vain("a", OTHER)
    gather_misses()
    miss_id = only().id
    with pytest.raises(Invalid), unit_of_work() as session:
        misses.dismiss(session, people[0], miss_id, " ")
    with unit_of_work() as session:
        misses.dismiss(session, people[0], miss_id, "归住建局管")
    ask_in_vain("b", OTHER)
    gather_misses()
    assert open_ones() == []
    with pytest.raises(Conflict), unit_of_work() as session:
        misses.dismiss(session, people[0], miss_id, "归住建局管")
    with unit_of_work() as session:
        misses.undo_dismissal(session, people[0], miss_id)
    assert only().people == 2


def test_join_and_part(room: knowledge.KnowledgeRoom, people: tuple[str, str]) -> None:
    ask_in_vain("a", GRANT)
    ask_in_vain("b", OTHER)
    gather_misses()
    first, second = open_ones()
    with unit_of_work() as session:
        misses.join(session, people[0], first.id, second.id)
    assert (only().id, only().people) == (second.id, 2)
    with unit_of_work() as session:
        misses.part(session, people[0], second.id, GRANT)
    assert {miss.question for miss in open_ones()} == {GRANT, OTHER}
    for refused in (("x" * 32, GRANT), (second.id, "没有的")):
        with pytest.raises(NotFound), unit_of_work() as session:
            misses.part(session, people[0], *refused)
    with pytest.raises(Conflict), unit_of_work() as session:
        misses.join(session, people[0], second.id, second.id)


def test_what_is_near_is_shown_as_a_start(room: knowledge.KnowledgeRoom) -> None:
    ask_in_vain("a", "没通过失业登记，不够条件，还能办求职登记吗")
    gather_misses()
    with reading() as session:
        view = misses.miss_view(session, room.current(), only().id)
    assert view.entries[0].entry.id == "refused"
    assert "求职登记" in view.places[0].text
    assert 0 < view.entries[0].nearness <= 1 and 0 < view.places[0].nearness <= 1
    with reading() as session, pytest.raises(NotFound):
        misses.miss_view(session, room.current(), "0" * 32)


def publish(version_id: str, author: str, reviewer: str, **changes: object) -> None:
    """The rest of the way of a draft, as the editors' pages do it."""
    with unit_of_work() as session:
        version = session.get_one(editing.EntryVersion, version_id)
        content = {**version.content, **changes}
        editing.save_draft(session, author, version_id, version.edition, content)
    report = report_on(version_id)
    with unit_of_work() as session:
        editing.submit(session, author, report)
    report = report_on(version_id)
    with unit_of_work() as session:
        editing_review.approve(session, reviewer, report, knowledge.room().seed)


def begun(room: knowledge.KnowledgeRoom, people: tuple[str, str], miss_id: str) -> str:
    with unit_of_work() as session:
        version = begin_entry(
            session, people[0], room, miss_id,
            entry_id="flexible-subsidy", topic="registration", place="notice-1/2-1",
        )  # fmt: skip
        return version.id


def answered(room: knowledge.KnowledgeRoom, people: tuple[str, str]) -> MissedQuestion:
    """A missed question of three people, closed by a published entry."""
    for person, text in zip("abc", (GRANT, *ALIKE), strict=True):
        ask_in_vain(person, text)
    gather_misses()
    version_id = begun(room, people, only().id)
    publish(
        version_id, *people,
        answer="每月补一部分，最长三年。", next_step="打12333问。", keywords=["社保补贴"],
    )  # fmt: skip
    gather_misses()
    (miss,) = open_ones(MissState.ANSWERED)
    return miss


def test_a_draft_starts_with_the_question_and_the_clause(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    for person, text in zip("abc", (GRANT, *ALIKE), strict=True):
        ask_in_vain(person, text)
    gather_misses()
    miss = only()
    version_id = begun(room, people, miss.id)
    with reading() as session:
        content = session.get_one(editing.EntryVersion, version_id).content
    assert content["question"] == miss.question
    assert {content["question"], *content["wordings"]} == {GRANT, *ALIKE}
    assert content["citations"][0]["quote"] == "对 10 万元以下的贷款免除反担保要求。"
    with pytest.raises(AppError):
        begun(room, people, miss.id)  # the id is taken
    gather_misses()
    assert only().entry_id == "flexible-subsidy"  # nothing published: still open


def test_published_entry_closes_it_and_leaves_a_golden_question(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    miss = answered(room, people)
    assert miss.entry_id == "flexible-subsidy" and open_ones() == []
    with reading() as session:
        golden = session.get_one(GoldenQuestion, str(miss.golden_question_id))
    assert (golden.question, golden.expected, golden.is_active) == (
        miss.question,
        ["flexible-subsidy"],
        True,
    )


def test_those_who_waited_are_told_once(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    miss = answered(room, people)
    unsubscribe("c")
    be_told("b", "flexible-subsidy", GRANT)  # asked again by themselves
    with reading() as session:
        left = waiting(session, room.current(), miss)
    assert [conversation for conversation, _ in left.turns] == [conversation_of("a")]
    for expected in (1, 0):
        with unit_of_work() as session:
            assert tell_waiting(session, room.current(), miss.id) == expected
    with reading() as session:
        (message,) = session.scalars(select(OutboxMessage)).all()
        given = session.scalars(
            select(AnswerGiven).where(AnswerGiven.conversation_id == conversation_of("a"))
        ).one()
        assert waiting(session, room.current(), miss).told == 1
    assert GRANT in message.text and "每月补一部分" in message.text
    assert given.entry_id == "flexible-subsidy"
    assert len(message.text.encode()) <= 1800


def test_reopening_rests_the_golden_question(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    miss = answered(room, people)
    with unit_of_work() as session:
        reopen(session, people[0], miss.id)
    assert only().golden_question_id is None
    with reading() as session:
        assert not session.get_one(GoldenQuestion, str(miss.golden_question_id)).is_active


def test_missed_again_after_the_answer_opens_it(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    answered(room, people)
    ask_in_vain("z", GRANT)
    gather_misses()
    assert only().people == 4
    gather_misses()
    assert only().entry_id == "flexible-subsidy"  # waits for a newer version


def test_wordings_go_to_an_entry_that_answers_already(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    text = "我没班上了去哪里挂个号"
    ask_in_vain("a", text)
    gather_misses()
    miss = only()
    with pytest.raises(Conflict, match="asked again"), unit_of_work() as session:
        close(session, people[0], room.current(), miss.id, "how")
    with unit_of_work() as session:
        version = add_wordings(
            session, people[0], room.seed, miss.id, entry_id="how", wordings=[text]
        )
        assert text in version.content["wordings"]
    with pytest.raises(NotFound), unit_of_work() as session:
        add_wordings(session, people[0], room.seed, miss.id, entry_id="how", wordings=["没有"])
    publish(version.id, *people)
    gather_misses()
    assert open_ones() == []
    assert now() - open_ones(MissState.ANSWERED)[0].last_at < timedelta(minutes=5)


def test_closing_by_hand_needs_an_entry_that_is_found(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    ask_in_vain("a", "失业登记怎么办理")
    gather_misses()
    miss = only()
    with pytest.raises(NotFound), unit_of_work() as session:
        close(session, people[0], room.current(), miss.id, "nothing")
    with unit_of_work() as session:
        close(session, people[0], room.current(), miss.id, "how")
    assert open_ones() == []

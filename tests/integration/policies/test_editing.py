"""Editing, reviewing and publishing entries on both databases."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from backend.core.clock import now
from backend.core.db import reading, unit_of_work
from backend.core.errors import AppError, Conflict, Invalid, NotFound
from backend.policies import editing, editing_review, knowledge, revisions
from backend.policies import editing_repository as rows
from backend.policies.editing_checks import report_on
from backend.policies.editing_content import as_content
from backend.policies.gates import Report
from backend.policies.models import EntryVersion, GoldenQuestion, KnowledgeRevision, VersionState
from backend.policies.tasks import publish_due_versions

QUESTION = "失业登记怎么办理？"
NEW = "网上办，或者去窗口。现在当天办结。"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), tick=True):
        yield


def draft(room: knowledge.KnowledgeRoom, author: str, entry_id: str = "how", **changes: Any) -> str:
    with unit_of_work() as session:
        version = editing.start_draft(session, author, room.seed, entry_id)
        content = {**version.content, **changes}
        editing.save_draft(session, author, version.id, version.edition, content, note="更准")
        return version.id


def submitted(room: knowledge.KnowledgeRoom, author: str, **changes: Any) -> str:
    version_id = draft(room, author, **changes)
    report = report_on(version_id)
    with unit_of_work() as session:
        editing.submit(session, author, report)
    return version_id


def approve(room: knowledge.KnowledgeRoom, reviewer: str, version_id: str, **more: Any) -> None:
    report = report_on(version_id)
    with unit_of_work() as session:
        editing_review.approve(session, reviewer, report, room.seed, **more)


def stored(version_id: str) -> EntryVersion:
    with reading() as session:
        found = rows.version_seen(session, version_id)
        assert found
        return found


def answer(question: str = QUESTION) -> str:
    knowledge.refresh()
    hits = knowledge.current().search.search(question).hits
    return hits[0].entry.answer if hits else ""


def test_draft_to_published(room: knowledge.KnowledgeRoom, people: tuple[str, str]) -> None:
    author, reviewer = people
    old = answer()
    version_id = submitted(room, author, answer=NEW)
    assert answer() == old
    approve(room, reviewer, version_id, note="对")
    assert answer() == NEW
    version = stored(version_id)
    assert (version.state, version.reviewer_id, version.review_note) == (
        "published",
        reviewer,
        "对",
    )
    with reading() as session:
        revision = session.scalars(select(KnowledgeRevision)).one()
    assert (revision.cause, revision.subject_id, revision.version_id) == (
        "publish",
        "how",
        version_id,
    )


def test_an_author_does_not_review(room: knowledge.KnowledgeRoom, people: tuple[str, str]) -> None:
    author, reviewer = people
    version_id = submitted(room, author, answer=NEW)
    with pytest.raises(Conflict, match="own text"):
        approve(room, author, version_id)
    assert stored(version_id).state == VersionState.IN_REVIEW
    with pytest.raises(Conflict):
        with unit_of_work() as session:
            editing.take_back(session, reviewer, version_id, stored(version_id).edition)


def test_who_saved_last_is_the_author(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    author, other = people
    version_id = draft(room, author, answer=NEW)
    assert draft(room, other, answer=NEW + "您可以打12333问。") == version_id
    report = report_on(version_id)
    with pytest.raises(Conflict):
        with unit_of_work() as session:
            editing.submit(session, author, report)
    with unit_of_work() as session:
        editing.submit(session, other, report)
    with pytest.raises(Conflict):
        approve(room, other, version_id)
    approve(room, author, version_id)


def test_the_slower_of_two_editors_is_told(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    author, other = people
    with unit_of_work() as session:
        version = editing.start_draft(session, author, room.seed, "how")
        edition, content = version.edition, version.content
        assert editing.start_draft(session, other, room.seed, "how").id == version.id
    with unit_of_work() as session:
        editing.save_draft(session, author, version.id, edition, {**content, "answer": NEW})
    with pytest.raises(Conflict):
        with unit_of_work() as session:
            editing.save_draft(session, other, version.id, edition, {**content, "answer": "别的。"})
    assert stored(version.id).content["answer"] == NEW


def together(*steps: Callable[[], Any]) -> list[Any]:
    """Run steps at the same moment; what each gave back or raised."""
    barrier = Barrier(len(steps))

    def run(step: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return step()
        except AppError as error:
            return error

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))


def test_two_start_at_once_and_one_draft_is_there(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    def start(staff: str) -> str:
        with unit_of_work() as session:
            return editing.start_draft(session, staff, room.seed, "how").id

    found = together(*(lambda who=who: start(who) for who in people))
    assert all(isinstance(one, str | Conflict) for one in found)
    with reading() as session:
        assert len(rows.versions_of(session, "how")) == 1


def test_approving_and_rolling_back_at_once_leaves_one_published(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    author, reviewer = people
    approve(room, reviewer, submitted(room, author, answer=NEW))
    second = submitted(room, author, answer=NEW + "带上身份证。")
    report = report_on(second)

    def approve_now() -> None:
        with unit_of_work() as session:
            editing_review.approve(session, reviewer, report, room.seed)

    def back() -> None:
        with unit_of_work() as session:
            editing_review.roll_back(session, reviewer, room.seed, room.current(), "how", 0)

    together(approve_now, back)
    with reading() as session:
        states = [version.state for version in rows.versions_of(session, "how")]
    assert states.count("published") == 1


def test_gates_run_again_when_something_was_published_meanwhile(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    author, reviewer = people
    wording = "网上登记一天能办好不"
    how = room.seed.items["how"]["wordings"]
    refused = room.seed.items["refused"]["wordings"]
    first = submitted(room, author, wordings=[*how, wording])
    second = submitted(room, author, entry_id="refused", wordings=[*refused, wording])
    early = report_on(second)
    assert not early.is_blocked
    approve(room, reviewer, first)
    with pytest.raises(Conflict, match="gates ran"):
        with unit_of_work() as session:
            editing_review.approve(session, reviewer, early, room.seed)
    with pytest.raises(editing.Blocked) as blocked:
        approve(room, reviewer, second)
    assert [f.gate for f in blocked.value.report.findings if f.severity == "block"] == ["duplicate"]
    assert stored(second).state == VersionState.IN_REVIEW


def test_blocked_draft_stays_a_draft(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    author, _ = people
    quote = {"document": "notice-1", "sentence": "1-1", "quote": "五个工作日内办结"}
    with pytest.raises(editing.Blocked) as blocked:
        submitted(room, author, citations=[quote])
    assert "原文" in blocked.value.report.findings[0].message
    with reading() as session:
        opened = rows.open_version(session, "how")
    assert opened and opened.state == VersionState.DRAFT


def test_returned_with_a_note_and_mended(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    author, reviewer = people
    version_id = submitted(room, author, answer=NEW)
    edition = stored(version_id).edition
    with pytest.raises(Invalid):
        with unit_of_work() as session:
            editing_review.return_with_note(session, reviewer, version_id, edition, "  ")
    with unit_of_work() as session:
        editing_review.return_with_note(session, reviewer, version_id, edition, "请写明材料")
    assert stored(version_id).state == VersionState.RETURNED
    version_id = submitted(room, author, answer=NEW + "带身份证。")
    approve(room, reviewer, version_id)
    assert answer() == NEW + "带身份证。"


def test_scheduled_is_published_at_its_moment_and_once(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    author, reviewer = people
    old = answer()
    version_id = submitted(room, author, answer=NEW)
    midnight = datetime(2026, 12, 1, tzinfo=UTC) - timedelta(hours=8)
    approve(room, reviewer, version_id, publish_at=midnight)
    assert stored(version_id).state == VersionState.SCHEDULED
    assert publish_due_versions() == []
    assert answer() == old
    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        assert publish_due_versions() == []
    with time_machine.travel(midnight, tick=False):
        together(publish_due_versions, publish_due_versions)
        assert publish_due_versions() == []
        assert answer() == NEW
    with reading() as session:
        assert len(session.scalars(select(KnowledgeRevision)).all()) == 1


def test_a_scheduled_text_that_no_longer_holds_goes_back(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    author, reviewer = people
    approve(room, reviewer, submitted(room, author, answer=NEW))
    later = now() + timedelta(hours=1)
    version_id = submitted(room, author, answer=NEW + "带身份证。")
    approve(room, reviewer, version_id, publish_at=later)
    knowledge.refresh()
    with unit_of_work() as session:
        editing_review.roll_back(session, reviewer, room.seed, room.current(), "how", 0)
    with time_machine.travel(later + timedelta(minutes=1), tick=False):
        assert publish_due_versions() == []
    version = stored(version_id)
    assert version.state == VersionState.RETURNED
    assert "改过" in version.review_note


def test_withdrawn_by_two_and_brought_back(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    author, reviewer = people
    old = answer()
    with unit_of_work() as session:
        asked = editing_review.ask_withdrawal(session, author, room.seed, "how", "口径有误")
    with pytest.raises(Conflict):
        approve(room, author, asked.id)
    assert answer() == old
    approve(room, reviewer, asked.id)
    assert answer() != old
    assert knowledge.current().search.entry("how") is None
    with pytest.raises(NotFound):
        with unit_of_work() as session:
            editing_review.ask_withdrawal(session, author, room.seed, "how", "再来一次")
    # mended and published again; tried out, it is found although it is still withdrawn
    tried = room.build_candidate("how", as_content(room.seed.items["how"]))
    assert tried.search.search(QUESTION).hits[0].entry.id == "how"
    approve(room, reviewer, submitted(room, author, answer=NEW))
    assert answer() == NEW


def test_roll_back_to_a_version_and_to_the_seed(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    author, reviewer = people
    old = answer()
    approve(room, reviewer, submitted(room, author, answer=NEW))
    approve(room, reviewer, submitted(room, author, answer=NEW + "带身份证。"))
    assert answer() == NEW + "带身份证。"
    for to, expected in ((1, NEW), (0, old), (2, NEW + "带身份证。")):
        with unit_of_work() as session:
            editing_review.roll_back(session, reviewer, room.seed, room.current(), "how", to)
        assert answer() == expected
    with unit_of_work() as session:
        with pytest.raises(Conflict, match="already"):
            editing_review.roll_back(session, reviewer, room.seed, room.current(), "how", 2)
        with pytest.raises(NotFound):
            editing_review.roll_back(session, reviewer, room.seed, room.current(), "how", 77)
    with reading() as session:
        causes = [r.cause for r in session.scalars(select(KnowledgeRevision))]
        states = [v.state for v in rows.versions_of(session, "how")]
    assert causes.count("rollback") == 3
    assert states.count("published") == 1


def test_new_entry(room: knowledge.KnowledgeRoom, people: tuple[str, str]) -> None:
    author, reviewer = people
    content = as_content(room.seed.items["refused"]) | {
        "question": "农民工返乡后怎么找活干？", "wordings": ["回老家了哪里有活"],
        "answer": "去零工市场看看。",
    }  # fmt: skip
    with unit_of_work() as session:
        version = editing.start_new(session, author, room.seed, "return-home", content)
        for bad in ("how", "Bad Id", "x", "new", "../etc", "return-home"):
            with pytest.raises((Invalid, Conflict)):
                editing.start_new(session, author, room.seed, bad, content)
    report = report_on(version.id)
    with unit_of_work() as session:
        editing.submit(session, author, report)
    approve(room, reviewer, version.id)
    assert answer("回老家了哪里有活") == "去零工市场看看。"


def test_discard_and_undo(room: knowledge.KnowledgeRoom, people: tuple[str, str]) -> None:
    author, other = people
    version_id = draft(room, author, answer=NEW)
    with unit_of_work() as session:
        editing.discard(session, version_id, stored(version_id).edition)
    with unit_of_work() as session:
        editing.undo_discard(session, version_id, stored(version_id).edition)
    assert stored(version_id).content["answer"] == NEW
    with unit_of_work() as session:
        editing.discard(session, version_id, stored(version_id).edition)
    draft(room, other)
    with pytest.raises(Conflict):
        with unit_of_work() as session:
            editing.undo_discard(session, version_id, stored(version_id).edition)


def test_golden_question_of_staff_blocks(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    author, _ = people
    with unit_of_work() as session:
        session.add(GoldenQuestion(question="报失业要怎么弄", expected=["how"], author_id=author))
    version_id = draft(
        room, author, question="灯泡坏了找谁修？", wordings=["灯不亮"], answer="找电工。"
    )
    report = report_on(version_id)
    golden = [f for f in report.findings if f.gate == "golden"]
    assert golden and golden[0].severity == "block"
    assert "报失业要怎么弄" in golden[0].message


def test_stale_step_does_nothing(room: knowledge.KnowledgeRoom, people: tuple[str, str]) -> None:
    author, reviewer = people
    version_id = submitted(room, author, answer=NEW)
    report = report_on(version_id)
    approve(room, reviewer, version_id)
    for stale in (report, Report("0" * 32, 1, 0, ())):
        with pytest.raises((Conflict, NotFound)):
            with unit_of_work() as session:
                editing_review.approve(session, reviewer, stale, room.seed)
    with reading() as session:
        assert revisions.latest(session) > 0


def test_publishing_while_people_ask(
    room: knowledge.KnowledgeRoom, people: tuple[str, str]
) -> None:
    """Everybody gets the old answer or the new one, nobody an error or something between."""
    author, reviewer = people
    old = answer()
    done = Event()

    def ask() -> set[str]:
        seen = set()
        while not done.is_set():
            found = knowledge.current().search.search(QUESTION)
            assert found.decision == "answer"
            seen.add(found.hits[0].entry.answer)
        return seen

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask) for _ in range(4)]
        for number in range(3):
            changed = f"{NEW}第{number}次。"
            approve(room, reviewer, submitted(room, author, answer=changed))
            assert answer() == changed
        done.set()
        seen = set().union(*(asked.result() for asked in asking))
    assert seen <= {old, *(f"{NEW}第{number}次。" for number in range(3))}

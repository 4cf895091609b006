"""Official texts on both databases: imported, corrected, checked by two, published, ended."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import settings
from backend.core.db import reading, unit_of_work
from backend.core.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from backend.policies import documents, documents_begin, documents_cut, documents_reading, knowledge
from backend.policies.document_citations import broken_citations, citing_entries
from backend.policies.documents_begin import Ending, SourceFile
from backend.policies.models import DocumentVersion, KnowledgeRevision, VersionState
from policy_faq.blocks import BlockKind, read_blocks
from policy_faq.documents import parse_document
from tests.integration.policies.files import NOTICE_LINES
from tests.integration.policies.small_knowledge import make_editors, write_seed

FILE = SourceFile("通知.docx", "ab" * 32)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def people(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, str]]:
    """An author and a checker, over the small seed."""
    monkeypatch.setenv("KNOWLEDGE_FOLDER", str(write_seed(tmp_path / "seed")))
    monkeypatch.setenv("POLICY_CACHE_DIR", str(tmp_path / "cache"))
    settings.forget_settings()
    knowledge.forget_knowledge()
    yield make_editors()
    knowledge.forget_knowledge()


def imported(author: str, source: SourceFile = FILE) -> DocumentVersion:
    with unit_of_work() as session:
        return documents_begin.import_text(
            session, author, source=source, lines=NOTICE_LINES
        ).version


def published(people: tuple[str, str], source: SourceFile = FILE) -> DocumentVersion:
    author, checker = people
    draft = imported(author, source)
    with unit_of_work() as session:
        documents.submit(session, author, draft.id, draft.edition)
    with unit_of_work() as session:
        return documents.publish(session, checker, draft.id, draft.edition + 1)


def state_of(version_id: str) -> str:
    with reading() as session:
        return documents.version_of(session, version_id).state


def test_import_guesses_and_keeps_the_original(people: tuple[str, str]) -> None:
    draft = imported(people[0])
    assert (draft.document_id, draft.state) == ("shirenshetingfa-2025-7", "draft")
    assert draft.title == "关于做好就业服务工作的通知"
    assert draft.document_number == "试人社厅发〔2025〕7号"
    assert (draft.issued_on, draft.effective_on, draft.expires_on) == (
        date(2025, 6, 20), date(2025, 7, 1), date(2030, 6, 30),
    )  # fmt: skip
    with reading() as session:
        check = documents_reading.check(session, draft, 1)
    assert list(check.original) == [item.block.text for item in check.blocks]
    assert check.is_same_text and check.has_original and check.hints == []
    cited = {item.cited_as for item in check.blocks}
    assert "第二条第（一）项 2.1-0" in cited and "第一条 1-1 … 1-2" in cited


def test_published_text_can_be_cited(people: tuple[str, str]) -> None:
    version = published(people)
    assert version.checker_id == people[1] and version.checked_at is not None
    with reading() as session:
        revision = session.scalars(select(KnowledgeRevision)).one()
        rows = documents_reading.list_documents(session)
    assert [(r.document_id, r.validity, r.published is not None) for r in rows] == [
        (version.document_id, None, True), ("notice-1", "in_force", False),
    ]  # fmt: skip
    assert (revision.cause, revision.subject_id) == ("document", version.document_id)
    assert knowledge.refresh()
    with reading() as session:
        rows = documents_reading.list_documents(session)
    assert {r.document_id: (r.validity, r.published is not None) for r in rows} == {
        version.document_id: ("in_force", True),
        "notice-1": ("in_force", False),
    }
    citation = knowledge.current().sources.resolve(
        {"document": version.document_id, "sentence": "2.1-1", "quote": "免费提供场地"}
    )
    assert citation.clause == "第二条第（一）项" and citation.is_in_force(date(2026, 1, 1))


def test_the_same_file_twice_is_one_draft(people: tuple[str, str]) -> None:
    first = imported(people[0])
    with unit_of_work() as session:
        again = documents_begin.import_text(session, people[1], source=FILE, lines=NOTICE_LINES)
    assert again.version.id == first.id and not again.is_new


def test_another_file_of_a_document_waits_for_the_first(people: tuple[str, str]) -> None:
    """Two people may not cut one document side by side; afterwards it is a new version."""
    draft = imported(people[0])
    with pytest.raises(Invalid, match="worked_on"):
        imported(people[1], SourceFile("扫描.pdf", "cd" * 32))
    with unit_of_work() as session:
        documents.submit(session, people[0], draft.id, 1)
        documents.publish(session, people[1], draft.id, 2)
    second = imported(people[1], SourceFile("扫描.pdf", "cd" * 32))
    assert (draft.number, second.number, second.document_id) == (1, 2, draft.document_id)


def test_own_markdown_goes_in_as_it_is_and_broken_one_is_refused(people: tuple[str, str]) -> None:
    text = (knowledge.room().seed.folder / "documents" / "notice-1.md").read_text(encoding="utf-8")
    with unit_of_work() as session:
        version = documents_begin.import_text(
            session, people[0], source=FILE, markdown=text.replace("notice-1", "notice-9")
        ).version
    old, new = parse_document(text, name="a"), parse_document(version.markdown, name="b")
    assert (new.id, new.clauses, new.expires_on) == ("notice-9", old.clauses, old.expires_on)
    with pytest.raises(Invalid, match="not_our_markdown"), unit_of_work() as session:
        broken = text.replace("title:", "titel:")
        documents_begin.import_text(
            session, people[0], source=SourceFile("b", "c"), markdown=broken
        )


def test_nobody_checks_their_own_work(people: tuple[str, str]) -> None:
    author, checker = people
    draft = imported(author)
    with unit_of_work() as session:
        documents.submit(session, author, draft.id, draft.edition)
    with pytest.raises(Forbidden), unit_of_work() as session:
        documents.publish(session, author, draft.id, 2)
    with pytest.raises(Forbidden), unit_of_work() as session:
        documents.take_back(session, checker, draft.id, 2)
    with unit_of_work() as session:
        documents.take_back(session, author, draft.id, 2)
    target = documents_cut.Target(draft.id, 3, 1)
    with unit_of_work() as session:  # the checker lends a hand, so the author may check
        documents_cut.save_block(session, checker, target, BlockKind.TITLE, "试人社厅发〔2025〕7号")
        documents.submit(session, checker, draft.id, 4)
    with pytest.raises(Forbidden), unit_of_work() as session:
        documents.publish(session, checker, draft.id, 5)
    with unit_of_work() as session:
        documents.publish(session, author, draft.id, 5)
    assert state_of(draft.id) == VersionState.PUBLISHED


def test_returned_with_words_and_handed_in_again(people: tuple[str, str]) -> None:
    author, checker = people
    draft = imported(author)
    with unit_of_work() as session:
        documents.submit(session, author, draft.id, 1)
    with pytest.raises(Invalid, match="note_missing"), unit_of_work() as session:
        documents.send_back(session, checker, draft.id, 2, "  ")
    with unit_of_work() as session:
        version = documents.send_back(session, checker, draft.id, 2, "第三条：缺一句。")
        assert documents.returned_note(version) == "第三条：缺一句。"
    with unit_of_work() as session:
        version = documents.submit(session, author, draft.id, 3)
        assert documents.returned_note(version) == "" and "check_note" not in version.markdown


def test_two_editors_on_one_cut(people: tuple[str, str]) -> None:
    """The slower one is told; nothing of the faster one's work is lost."""
    draft = imported(people[0])
    barrier = Barrier(2)

    def save(words: str) -> bool:
        barrier.wait()
        try:
            with unit_of_work() as session:
                target = documents_cut.Target(draft.id, draft.edition, 4)
                documents_cut.save_block(session, people[0], target, BlockKind.TEXT, words)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        saved = list(pool.map(save, ("甲。", "乙。")))
    assert sorted(saved) == [False, True]
    with reading() as session:
        version = documents.version_of(session, draft.id)
    assert version.edition == 2
    assert ("甲。" in version.markdown) == saved[0] and ("乙。" in version.markdown) == saved[1]


def test_corrections_change_the_text_and_show_against_the_original(people: tuple[str, str]) -> None:
    draft = imported(people[0])
    with unit_of_work() as session:
        target = documents_cut.Target(draft.id, 1, 6)
        text = "线上申请的，在3个工作日内办结。\n线下申请的，当天办结。"
        documents_cut.save_block(session, people[0], target, BlockKind.TEXT, text)
    with reading() as session:
        check = documents_reading.check(session, documents.version_of(session, draft.id), 1)
    assert [item.is_verbatim for item in check.blocks[6:8]] == [True, False]
    assert not check.is_same_text
    with unit_of_work() as session:
        documents_cut.join_block(session, people[0], documents_cut.Target(draft.id, 2, 7))
    with reading() as session:
        check = documents_reading.check(session, documents.version_of(session, draft.id), 1)
    assert check.blocks[6].block.text == text.replace("\n", "")


@pytest.mark.parametrize(
    ("place", "text", "code"),
    [(99, "x", "block_empty"), (0, " ", "block_empty"), (0, "x" * 20_001, "block_too_long")],
)
def test_impossible_corrections(people: tuple[str, str], place: int, text: str, code: str) -> None:
    draft = imported(people[0])
    with pytest.raises(Invalid, match=code), unit_of_work() as session:
        target = documents_cut.Target(draft.id, 1, place)
        documents_cut.save_block(session, people[0], target, BlockKind.TEXT, text)
    with pytest.raises(Invalid, match="first_block"), unit_of_work() as session:
        documents_cut.join_block(session, people[0], documents_cut.Target(draft.id, 1, 0))


def confirmed(version: DocumentVersion, **changes: object) -> documents_cut.Confirmed:
    values: dict[str, object] = {
        "document_id": version.document_id,
        "title": version.title,
        "document_number": version.document_number or "",
        "issuing_authorities": version.issuing_authorities,
        "issued_on": version.issued_on,
        "effective_on": version.effective_on,
        "expires_on": version.expires_on,
        "replaced_by": "",
    }
    return documents_cut.Confirmed(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issued_on": None}, "metadata_missing"),
        ({"issuing_authorities": [" "]}, "metadata_missing"),
        ({"expires_on": date(2020, 1, 1)}, "dates_reversed"),
        ({"replaced_by": "nothing-such"}, "unknown_replacement"),
        ({"title": " "}, "title_missing"),
        ({"document_id": "Über"}, "document_id"),
    ],
)
def test_what_metadata_must_have(
    people: tuple[str, str], changes: dict[str, object], code: str
) -> None:
    draft = imported(people[0])
    with pytest.raises(Invalid, match=code), unit_of_work() as session:
        documents_cut.save_metadata(session, people[0], draft.id, 1, confirmed(draft, **changes))
        documents.submit(session, people[0], draft.id, 2)
    assert state_of(draft.id) == VersionState.DRAFT


def test_an_id_may_change_until_it_is_published(people: tuple[str, str]) -> None:
    draft = imported(people[0])
    with unit_of_work() as session:
        said = confirmed(draft, document_id="notice-2025-7")
        documents_cut.save_metadata(session, people[0], draft.id, 1, said)
    with pytest.raises(Conflict), unit_of_work() as session:
        other = documents_begin.import_text(
            session, people[0], source=SourceFile("b.txt", "cd" * 32), lines=NOTICE_LINES
        ).version
        said = confirmed(other, document_id="notice-2025-7")
        documents_cut.save_metadata(session, people[0], other.id, 1, said)
    with unit_of_work() as session:
        documents.submit(session, people[0], draft.id, 2)
        documents.publish(session, people[1], draft.id, 3)
    with unit_of_work() as session:
        version = documents_begin.start_version(session, people[0], "notice-2025-7")
        with pytest.raises(Invalid, match="id_is_published"):
            said = confirmed(version, document_id="other-id")
            documents_cut.save_metadata(session, people[0], version.id, 1, said)
        with reading() as other_session:
            check = documents_reading.check(other_session, version, 1)
        assert check.has_original and check.is_same_text


def test_a_new_version_takes_the_old_one_s_place(people: tuple[str, str]) -> None:
    first = published(people)
    with unit_of_work() as session:
        second = documents_begin.start_version(session, people[0], first.document_id)
        same = documents_begin.start_version(session, people[1], first.document_id)
        assert same.id == second.id
        documents.submit(session, people[0], second.id, 1)
        documents.publish(session, people[1], second.id, 2)
    assert (state_of(first.id), state_of(second.id)) == ("retired", "published")
    assert second.number == first.number + 1
    with pytest.raises(NotFound), unit_of_work() as session:
        documents_begin.start_version(session, people[0], "nothing-such")


def seed_draft(session: Session, author: str) -> DocumentVersion:
    return documents_begin.start_version(session, author, "notice-1")


def test_entries_that_would_lose_their_sentence_block_publication(people: tuple[str, str]) -> None:
    with unit_of_work() as session:
        version = seed_draft(session, people[0])
        places = [b.text for b in read_blocks(version.markdown.split("---\n", 2)[2])]
        place = next(n for n, text in enumerate(places) if "免除反担保" in text)
        target = documents_cut.Target(version.id, 1, place)
        documents_cut.save_block(session, people[0], target, BlockKind.TEXT, "另行规定。")
        documents.submit(session, people[0], version.id, 2)
    with pytest.raises(Invalid, match="citations_broken") as refusal, unit_of_work() as session:
        documents.publish(session, people[1], version.id, 3)
    broken = refusal.value.details["entries"]
    assert [citing.entry_id for citing in broken] == ["loan"]  # type: ignore[attr-defined]
    assert state_of(version.id) == VersionState.IN_REVIEW
    with unit_of_work() as session:
        documents.publish(session, people[1], version.id, 3, accepts_broken=True)
    knowledge.refresh()
    assert knowledge.current().search.entry("loan") is None
    assert knowledge.current().search.entry("how") is not None


def test_ending_takes_two_people_and_lists_what_cites_it(people: tuple[str, str]) -> None:
    new = published(people)
    knowledge.refresh()
    ending = Ending(expires_on=None, replaced_by=new.document_id)
    with unit_of_work() as session:
        version = documents_begin.end_document(session, people[0], "notice-1", ending)
    assert knowledge.current().sources.documents["notice-1"].replaced_by is None
    with pytest.raises(Conflict), unit_of_work() as session:
        documents_begin.end_document(session, people[1], "notice-1", ending)
    with unit_of_work() as session:
        documents.publish(session, people[1], version.id, version.edition)
    knowledge.refresh()
    known = knowledge.current()
    entry = known.search.entry("how")
    assert entry is not None and not entry.citations[0].is_in_force(date(2026, 11, 23))
    assert [citing.entry_id for citing in citing_entries(known, "notice-1")] == [
        "how", "refused", "loan",
    ]  # fmt: skip
    assert broken_citations(known, known.sources.documents["notice-1"]) == []


@pytest.mark.parametrize(
    ("ending", "error"),
    [
        (Ending(None, None), Invalid),
        (Ending(None, "nothing-such"), Invalid),
        (Ending(None, "notice-1"), Invalid),
        (Ending(date(2000, 1, 1), None), Invalid),
    ],
)
def test_impossible_endings(people: tuple[str, str], ending: Ending, error: type[AppError]) -> None:
    with pytest.raises(error), unit_of_work() as session:
        documents_begin.end_document(session, people[0], "notice-1", ending)
    with reading() as session:
        assert session.scalars(select(DocumentVersion)).all() == []


def test_discarded_drafts_may_be_imported_again(people: tuple[str, str]) -> None:
    draft = imported(people[0])
    with unit_of_work() as session:
        documents.discard(session, draft.id, 1)
    again = imported(people[0])
    assert again.id != draft.id and again.number > draft.number
    with reading() as session:
        check = documents_reading.check(session, again, 1)
        rows = documents_reading.list_documents(session)
    assert check.is_same_text
    assert [(r.document_id, r.working is not None) for r in rows] == [
        (again.document_id, True), ("notice-1", False),
    ]  # fmt: skip
    assert rows[1].cited_by == 3 and rows[1].validity == "in_force"


def test_unknown_versions(people: tuple[str, str]) -> None:
    with reading() as session, pytest.raises(NotFound):
        documents.version_of(session, "0" * 32)
    with pytest.raises(NotFound), unit_of_work() as session:
        documents.submit(session, people[0], "0" * 32, 1)


def test_five_thousand_paragraphs_page_by_page(people: tuple[str, str]) -> None:
    lines = [
        *NOTICE_LINES[:5],
        "一、登记。",
        *(f"第{n}件事，各地要认真办理。" for n in range(5000)),
    ]
    with unit_of_work() as session:
        source = SourceFile("大.txt", "ef" * 32)
        version = documents_begin.import_text(
            session, people[0], source=source, lines=lines
        ).version
    with reading() as session:
        check = documents_reading.check(session, version, 50)
    assert len(check.blocks) == documents_reading.BLOCKS_A_PAGE
    assert check.original[0] == check.blocks[0].block.text
    assert check.original[-1] == check.blocks[-1].block.text
    assert documents_reading.page_of(check.blocks[0].place) == check.page == 50

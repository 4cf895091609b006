"""Every shipped answer: cited, verbatim, short enough, asked for in its own words."""

import re
from collections import Counter
from datetime import date

import pytest

from policy_faq.answer import MAX_BYTES, render_wechat
from policy_faq.checks import (
    FEWEST_ENTRIES,
    MAX_ANSWER_BYTES,
    MAX_NEXT_STEP_BYTES,
    content_findings,
)
from policy_faq.citations import Sources
from policy_faq.entries import CONTENT_FOLDER, Entry
from policy_faq.text import Normaliser, Vocabulary
from policy_faq.yaml_files import read_yaml

SEED = "qingrenshe-2023-9"


def raw_items() -> list[dict[str, object]]:
    paths = sorted(CONTENT_FOLDER.glob("*.yml"))
    return [item for path in paths for item in read_yaml(path.read_text(encoding="utf-8"))]


def test_the_shipped_check_finds_nothing(entries: tuple[Entry, ...]) -> None:
    assert content_findings(entries) == []


def test_there_are_enough_entries(entries: tuple[Entry, ...]) -> None:
    assert len(entries) >= FEWEST_ENTRIES >= 150


def test_ids_are_unique_and_well_formed(entries: tuple[Entry, ...]) -> None:
    counted = Counter(entry.id for entry in entries)
    assert [entry_id for entry_id, count in counted.items() if count > 1] == []
    assert [i for i in counted if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", i)] == []


def test_quotes_are_verbatim(sources: Sources) -> None:
    """Checked on the files themselves, without the loader's own check."""
    text = {s.id: s.text for s in sources.documents[SEED].sentences()}
    quotes = [
        (item["id"], citation["sentence"], citation["quote"])
        for item in raw_items()
        for citation in item["citations"]  # type: ignore[attr-defined]
        if "quote" in citation
    ]
    assert [row for row in quotes if row[2] not in text[str(row[1])]] == []
    assert len(quotes) > 100


def test_every_cited_rule_is_in_the_register(sources: Sources) -> None:
    cited = {
        citation["rule"]
        for item in raw_items()
        for citation in item["citations"]  # type: ignore[attr-defined]
        if "rule" in citation
    }
    assert cited - set(sources.rules) == set()
    assert {sources.rules[rule].verification for rule in cited} <= {"verified", "verified-2nd"}


def test_every_entry_is_cited(entries: tuple[Entry, ...]) -> None:
    assert [entry.id for entry in entries if not entry.citations] == []


@pytest.mark.parametrize("clause", range(1, 10))
def test_every_clause_is_covered(entries: tuple[Entry, ...], clause: int) -> None:
    assert any(
        citation.document_id == SEED
        and citation.sentence is not None
        and citation.text in _clause_texts(entries, citation.clause)
        and citation.clause == f"第{'一二三四五六七八九'[clause - 1]}条"
        for entry in entries
        for citation in entry.citations
    )


def _clause_texts(entries: tuple[Entry, ...], clause: str | None) -> set[str]:
    return {c.text for entry in entries for c in entry.citations if c.clause == clause}


def test_replies_fit_into_wechat(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        text = render_wechat(entry, as_of=date(2026, 11, 23))
        assert len(text.encode()) <= MAX_BYTES, entry.id
        assert entry.answer in text, entry.id
        assert entry.next_step in text, entry.id
        assert "等\n截至" not in text, f"{entry.id}: sources had to be left out"


def test_answers_and_next_steps_are_short(entries: tuple[Entry, ...]) -> None:
    assert [e.id for e in entries if len(e.answer.encode()) > MAX_ANSWER_BYTES] == []
    assert [e.id for e in entries if len(e.next_step.encode()) > MAX_NEXT_STEP_BYTES] == []
    assert [entry.id for entry in entries if "\n" in entry.next_step] == []


def test_wordings_belong_to_one_entry(entries: tuple[Entry, ...]) -> None:
    normaliser = Normaliser(Vocabulary.load())
    owners: dict[str, set[str]] = {}
    for entry in entries:
        for wording in entry.questions:
            owners.setdefault(normaliser.normal(wording), set()).add(entry.id)
    assert {normal: ids for normal, ids in owners.items() if len(ids) > 1} == {}


def test_every_entry_is_asked_in_many_ways(entries: tuple[Entry, ...]) -> None:
    assert [entry.id for entry in entries if len(entry.wordings) < 5] == []
    assert [entry.id for entry in entries if not 2 <= len(entry.keywords) <= 6] == []


def test_answers_name_no_address_phone_or_link_of_their_own(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        said = entry.answer + entry.next_step
        assert not re.search(r"https?:|www\.|\.(?:com|cn)\b", said), entry.id
        assert not re.search(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}", said), entry.id


def test_next_steps_use_only_commands_the_assistant_knows(entries: tuple[Entry, ...]) -> None:
    known = {"办理失业登记", "求职登记", "查登记进度", "转人工"}
    for entry in entries:
        for command in re.findall(r"回复“(.+?)”", entry.next_step):
            assert command in known, f"{entry.id}: {command}"

"""Reading entries: every mistake is found and named."""

from datetime import date
from pathlib import Path

import pytest

from policy_faq.citations import Sources
from policy_faq.entries import Entry, load_entries
from policy_faq.errors import ContentError
from tests.unit.policy_faq.conftest import CONTENT


def load(tmp_path: Path, sources: Sources, text: str) -> tuple[Entry, ...]:
    (tmp_path / "registration.yml").write_text(text, encoding="utf-8")
    return load_entries(tmp_path, sources)


def test_entry_is_complete(entries: tuple[Entry, ...]) -> None:
    entry = entries[0]
    assert entry.id == "how"
    assert entry.questions == (
        "失业登记怎么办理？", "咋办失业登记", "失业登记的流程", "报失业要怎么弄",
    )  # fmt: skip
    assert (entry.audience, entry.region, entry.locally_set) == ("jobseeker", "630000", False)


def test_sentence_citation_is_resolved(entries: tuple[Entry, ...]) -> None:
    citation = entries[0].citations[0]
    assert citation.document_number == "试人社发〔2024〕1号"
    assert (citation.clause, citation.clause_name, citation.sentence) == (
        "第一条",
        "畅通登记渠道",
        1,
    )
    assert citation.text.startswith("线上申请的")
    assert citation.issued_on == date(2024, 3, 1)
    assert citation.rule_id is None


def test_rule_citation_is_resolved(entries: tuple[Entry, ...]) -> None:
    citation = entries[2].citations[1]
    assert (citation.rule_id, citation.verification) == ("N-2", "verified-2nd")
    assert (citation.title, citation.document_number) == ("试点办法", "试〔2023〕2号")
    assert citation.quote is None


def test_citation_ends_with_its_document(entries: tuple[Entry, ...]) -> None:
    citation = entries[0].citations[0]
    assert citation.is_in_force(date(2026, 12, 31))
    assert not citation.is_in_force(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("quote: 在 3 个工作日内办结", "quote: 在3个工作日内办结", "not verbatim"),
        ("sentence: 1-2", "sentence: 1-7", "no sentence 1-7"),
        ("document: notice-1, sentence: 1-2", "document: lost, sentence: 1-2", "unknown document"),
        ("{rule: N-1}", "{rule: N-9}", "unknown rule N-9"),
        ("{rule: N-1}", "{law: N-1}", "needs either"),
        ("{rule: N-1}", "N-1", "not a mapping"),
        ("id: loan", "id: how", "appears more than once"),
        (
            "topic: registration\n  question: 失业",
            "topic: other\n  question: 失业",
            "topic must be",
        ),
        ("audience: all", "audience: everyone", "unknown audience"),
        ("  answer: 可以办求职登记。\n", "", "answer is missing"),
        ("locally_set: true", "local: true", "unknown field local"),
        ("- id: how", "- just text\n- id: how", "not a mapping"),
        ("- id: how", "- id: [how", "not readable as YAML"),
    ],
)
def test_mistakes_are_named(
    tmp_path: Path, sources: Sources, old: str, new: str, finding: str
) -> None:
    assert old in CONTENT
    with pytest.raises(ContentError, match=finding):
        load(tmp_path, sources, CONTENT.replace(old, new, 1))


def test_file_must_hold_a_list(tmp_path: Path, sources: Sources) -> None:
    with pytest.raises(ContentError, match="list of entries"):
        load(tmp_path, sources, "id: how")


def test_all_mistakes_are_found_at_once(tmp_path: Path, sources: Sources) -> None:
    text = CONTENT.replace("{rule: N-1}", "{rule: N-8}").replace("{rule: N-2}", "{rule: N-9}")
    with pytest.raises(ContentError) as caught:
        load(tmp_path, sources, text)
    assert len(caught.value.findings) == 2


def test_empty_folder_has_no_entries(tmp_path: Path, sources: Sources) -> None:
    assert load_entries(tmp_path, sources) == ()


def test_version_follows_the_content(tmp_path: Path, sources: Sources) -> None:
    before = load(tmp_path, sources, CONTENT)
    after = load(tmp_path, sources, CONTENT.replace("可以办求职登记。", "您可以办求职登记。"))
    assert before[0].version == after[0].version
    assert before[1].version != after[1].version


@pytest.mark.parametrize(
    ("own", "region", "expected"),
    [
        ("630000", "630000", True),
        ("630000", "632701", True),
        ("630100", "630102", True),
        ("630100", "632701", False),
        ("630100", "630000", False),
        ("630102", "630102", True),
        ("630102", "630103", False),
    ],
)
def test_region(tmp_path: Path, sources: Sources, own: str, region: str, expected: bool) -> None:
    text = CONTENT.replace("audience: jobseeker", f'region: "{own}"')
    entry = load(tmp_path, sources, text)[0]
    assert entry.applies(on=None, region=region) is expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (None, True),
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_validity(tmp_path: Path, sources: Sources, on: date | None, expected: bool) -> None:
    validity = "valid_from: 2026-01-01\n  valid_until: '2026-06-30'"
    entry = load(tmp_path, sources, CONTENT.replace("audience: jobseeker", validity))[0]
    assert entry.applies(on=on, region="630000") is expected

"""Official texts: clauses, sentences, metadata."""

from datetime import date

import pytest

from policy_faq.documents import PolicyDocument, chinese_numeral, load_documents, parse_document
from policy_faq.errors import ContentError
from tests.unit.policy_faq.conftest import NOTICE


def test_sentences_carry_clause_and_number(notice: PolicyDocument) -> None:
    assert [sentence.id for sentence in notice.sentences()] == [
        "0-1", "1-0", "1-1", "1-2", "2-0", "2-1",
    ]  # fmt: skip


def test_headings_are_sentence_zero_and_name_the_clause(notice: PolicyDocument) -> None:
    assert notice.sentence("2-0").text == "二、支持创业。"
    assert notice.clause(2).name == "支持创业"
    assert notice.clause(2).label == "第二条"
    assert notice.clause(0).label == "前言"


def test_sentences_are_verbatim_spaces_included(notice: PolicyDocument) -> None:
    expected = "线上申请的，在 3 个工作日内办结；线下申请的，即时办结。"
    assert notice.sentence("1-1").text == expected


def test_addressees_and_imprint_are_no_sentences(notice: PolicyDocument) -> None:
    text = "".join(sentence.text for sentence in notice.sentences())
    assert "各市" not in text
    assert "联系单位" not in text
    assert "试点厅文件" not in text


@pytest.mark.parametrize("sentence_id", ["3-1", "1-9", "", "x"])
def test_unknown_sentence(notice: PolicyDocument, sentence_id: str) -> None:
    with pytest.raises(KeyError):
        notice.sentence(sentence_id)


def test_unknown_clause(notice: PolicyDocument) -> None:
    with pytest.raises(KeyError):
        notice.clause(7)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 2, 29), False),
        (date(2024, 3, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_in_force(notice: PolicyDocument, on: date, expected: bool) -> None:
    assert notice.is_in_force(on) is expected


def test_replaced_text_is_not_in_force() -> None:
    replaced = NOTICE.replace("replaced_by: null", "replaced_by: notice-2")
    until = parse_document(replaced, name="x.md")  # its last day is 2026-12-31
    assert until.is_in_force(date(2026, 12, 31))
    assert not until.is_in_force(date(2027, 1, 1))
    at_once = replaced.replace('expires_on: "2026-12-31"', "expires_on: null")
    assert not parse_document(at_once, name="x.md").is_in_force(date(2025, 1, 1))


@pytest.mark.parametrize(
    "broken",
    [
        "no front matter",
        NOTICE.replace("title: 关于做好就业工作的通知\n", ""),
        NOTICE.replace("### ", "## "),
        NOTICE.replace("issuing_authorities: [", "issuing_authorities: [["),
        "intro\n" + NOTICE,
    ],
)
def test_broken_text_is_named(broken: str) -> None:
    with pytest.raises(ContentError, match=r"x\.md"):
        parse_document(broken, name="x.md")


@pytest.mark.parametrize(
    ("number", "numeral"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (99, "九十九")],
)
def test_chinese_numeral(number: int, numeral: str) -> None:
    assert chinese_numeral(number) == numeral


@pytest.mark.parametrize("number", [0, 100, -1])
def test_chinese_numeral_out_of_range(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        chinese_numeral(number)


def test_shipped_text_has_its_metadata() -> None:
    document = load_documents()["qingrenshe-2023-9"]
    assert document.document_number == "青人社厅发〔2023〕9号"
    assert document.issued_on == document.effective_on == date(2023, 2, 1)
    assert document.expires_on is None
    assert document.replaced_by is None
    assert len(document.issuing_authorities) == 4

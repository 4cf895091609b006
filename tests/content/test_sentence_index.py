"""The parser counts the official text's sentences as people counted them on paper."""

from collections import Counter
from pathlib import Path

import pytest

from policy_faq.documents import PolicyDocument, load_documents
from policy_faq.yaml_files import read_yaml

INDEX: dict[str, str] = read_yaml(
    Path(__file__).with_name("sentence_index.yml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def document() -> PolicyDocument:
    return load_documents()["qingrenshe-2023-9"]


@pytest.mark.parametrize(("sentence_id", "opening"), INDEX.items())
def test_sentence_opens_as_indexed(
    document: PolicyDocument, sentence_id: str, opening: str
) -> None:
    assert document.sentence(sentence_id).text.startswith(opening)


def test_no_sentence_more_and_none_less(document: PolicyDocument) -> None:
    assert [sentence.id for sentence in document.sentences()] == list(INDEX)


def test_counts_per_clause(document: PolicyDocument) -> None:
    counted = Counter(sentence_id.split("-")[0] for sentence_id in INDEX)
    assert {str(c.number): len(c.sentences) for c in document.clauses} == counted


def test_every_sentence_ends_with_a_full_stop(document: PolicyDocument) -> None:
    assert [s.id for s in document.sentences() if not s.text.endswith("。")] == []
    assert [s.id for s in document.sentences() if s.text.count("。") != 1] == []

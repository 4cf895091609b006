"""The inverted index and the small language models, against the plain formulas."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_faq.index import build_bm25
from policy_faq.language import DomainLanguage, build_expected, build_language

TERMS = st.lists(st.sampled_from(["失", "业", "登", "记", "金", "x"]), max_size=8)


def plain_bm25(rows: list[list[str]], query: list[str], k1: float, b: float) -> list[float]:
    """The textbook sum, divided by its ceiling for terms that occur at all."""
    mean = sum(map(len, rows)) / len(rows) if any(rows) else 1.0
    totals, ceiling = [0.0] * len(rows), 0.0
    for term in query:
        rows_with = sum(term in row for row in rows)
        if not rows_with:
            continue
        idf = math.log(1 + (len(rows) - rows_with + 0.5) / (rows_with + 0.5))
        ceiling += idf * (k1 + 1)
        for number, row in enumerate(rows):
            count = row.count(term)
            damping = k1 * (1 - b + b * len(row) / mean)
            totals[number] += idf * count * (k1 + 1) / (count + damping)
    return [total / ceiling if ceiling else 0.0 for total in totals]


@settings(deadline=None, max_examples=120)
@given(st.lists(TERMS, min_size=1, max_size=6), TERMS, st.floats(0.5, 3), st.floats(0.1, 0.99))
def test_scores_equal_the_formula(
    rows: list[list[str]], query: list[str], k1: float, b: float
) -> None:
    scores = build_bm25(rows, k1=k1, b=b).scores(query)
    assert scores == pytest.approx(plain_bm25(rows, query, k1, b), abs=1e-4)
    assert all(0 <= score <= 1.001 for score in scores)


def test_index_without_rows() -> None:
    index = build_bm25([])
    assert index.scores(["失"]).size == 0
    assert "失" not in index


def test_rows_without_terms() -> None:
    assert build_bm25([[], []]).scores(["失"]).tolist() == [0.0, 0.0]


def test_rare_terms_tell_more_and_unknown_ones_most() -> None:
    index = build_bm25([["失", "业"], ["失", "金"], ["失", "记"]])
    assert index.idf("失") < index.idf("金") < index.idf("没见过")


def plain_likelihood(rows: list[Counter[str]], query: list[str], prior: float) -> list[float]:
    found: Counter[str] = sum(rows, Counter())
    total = sum(found.values()) + 0.5 * len(found)
    known = [term for term in query if term in found]
    scores = []
    for row in rows:
        length = sum(row.values())
        logs = [
            math.log(
                (row[t] + prior * (found[t] + 0.5) / total)
                / (length + prior)
                / ((found[t] + 0.5) / total)
            )
            for t in known
        ]
        scores.append(sum(logs) / len(known) if known else 0.0)
    return scores


@settings(deadline=None, max_examples=80)
@given(st.lists(TERMS, min_size=1, max_size=5), TERMS)
def test_likelihood_equals_the_formula(texts: list[list[str]], query: list[str]) -> None:
    rows = [Counter(text) for text in texts]
    language = build_language([dict(row) for row in rows], prior=20.0)
    assert language.scores(query) == pytest.approx(plain_likelihood(rows, query, 20.0), abs=1e-4)


def test_missing_usual_term_speaks_against_an_entry() -> None:
    veterans = [["退", "伍", "补", "贴"], ["退", "伍", "钱"], ["退", "伍"]]
    general = [["补", "贴"], ["补", "贴", "钱"], ["钱"]]
    expected = build_expected([veterans, general])
    without = expected.scores(["补", "贴"])
    assert without[0] < without[1]
    with_term = expected.scores(["退", "伍", "补", "贴"])
    assert with_term[0] > without[0]


def test_models_without_entries() -> None:
    assert build_language([]).scores(["失"]).size == 0
    assert build_expected([]).scores(["失"]).size == 0


def domain_language() -> DomainLanguage:
    general = {"失业": 1e-5, "天气": 1e-4, "登记": 1e-5}
    counts = {"失业": 40, "登记": 30, "怎么": 100, "12333": 9, "100000": 9, "2": 50}
    return DomainLanguage(counts, lambda word: general.get(word, 0.0), frozenset({"怎么"}))


def test_evidence_counts_domain_words_once() -> None:
    language = domain_language()
    assert language.evidence(["失业"]) > 3
    assert language.evidence(["失业", "失业"]) == language.evidence(["失业"])
    assert language.evidence(["天气"]) == 0
    assert language.evidence(["怎么"]) == 0


def test_hotlines_tell_and_amounts_do_not() -> None:
    language = domain_language()
    assert language.evidence(["12333"]) > 3
    assert language.evidence(["100000", "2"]) == 0


def test_a_text_of_the_domain_does_not_count_itself() -> None:
    language = DomainLanguage({"罕见": 1, "失业": 9}, lambda word: 0.0, frozenset())
    assert language.evidence(["罕见"], own_use=1) == 0
    assert language.evidence(["罕见"]) > 0


def test_weakest_word() -> None:
    language = domain_language()
    assert language.weakest(["失业", "登记", "怎么"]) > 2.5
    assert language.weakest(["失业", "天气"]) < 0
    assert language.weakest(["怎么"]) == 0


def test_scores_are_small_floats() -> None:
    assert build_bm25([["失"]]).scores(["失"]).dtype == np.float32

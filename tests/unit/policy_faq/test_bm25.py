"""The BM25 index and the small language models, against the plain formulas."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_faq.bm25 import build_bm25
from policy_faq.language import DomainLanguage, build_expected, build_language
from policy_faq.postings import Tally, add_counts, code, count_terms, low_bar
from policy_faq.wordings import build_wordings

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
    scores = build_bm25(code(rows), k1=k1, b=b).scores(query)
    assert scores == pytest.approx(plain_bm25(rows, query, k1, b), abs=1e-4)
    assert all(0 <= score <= 1.001 for score in scores)


def test_index_without_rows() -> None:
    assert build_bm25(code([])).scores(["失"]).size == 0
    assert "失" not in build_wordings(code([]))


def test_rows_without_terms() -> None:
    assert build_bm25(code([[], []])).scores(["失"]).tolist() == [0.0, 0.0]


def test_rare_terms_tell_more_and_unknown_ones_most() -> None:
    index = build_wordings(code([["失", "业"], ["失", "金"], ["失", "记"]]))
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
    language = build_language(count_terms(code(texts)), len(texts), prior=20.0)
    assert language.scores(query) == pytest.approx(plain_likelihood(rows, query, 20.0), abs=1e-4)


def test_missing_usual_term_speaks_against_an_entry() -> None:
    veterans = [["退", "伍", "补", "贴"], ["退", "伍", "钱"], ["退", "伍"]]
    general = [["补", "贴"], ["补", "贴", "钱"], ["钱"]]
    texts = code([*veterans, *general])
    found = count_terms(texts, np.repeat([0, 1], 3), 2, once=True)
    expected = build_expected(found, np.array([3, 3]))
    without = expected.scores(["补", "贴"])
    assert without[0] < without[1]
    with_term = expected.scores(["退", "伍", "补", "贴"])
    assert with_term[0] > without[0]


def test_models_without_entries() -> None:
    nothing = count_terms(code([]))
    assert build_language(nothing, 0).scores(["失"]).size == 0
    assert build_expected(nothing, np.zeros(0, np.intp)).scores(["失"]).size == 0


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
    assert build_bm25(code([["失"]])).scores(["失"]).dtype == np.float32


@settings(deadline=None, max_examples=80)
@given(st.lists(TERMS, min_size=1, max_size=20), TERMS)
def test_wordings_score_as_the_formula_however_common_a_term_is(
    rows: list[list[str]], query: list[str]
) -> None:
    sums = Tally()
    build_wordings(code(rows)).tally(sums, Counter(query))
    assert sums.totals(len(rows)) == pytest.approx(plain_bm25(rows, query, 1.2, 0.75), abs=1e-4)


@settings(deadline=None, max_examples=80)
@given(
    st.lists(TERMS, min_size=1, max_size=20),
    st.dictionaries(st.sampled_from("失业登记"), st.floats(0.1, 9)),
)
def test_values_are_given_to_wordings_that_have_the_term(
    rows: list[list[str]], values: dict[str, float]
) -> None:
    sums = Tally()
    build_wordings(code(rows)).tally_values(sums, values.items())
    plain = [sum(value for term, value in values.items() if term in row) for row in rows]
    assert sums.totals(len(rows)) == pytest.approx(plain, abs=1e-3)


def test_terms_left_out_of_the_rows_keep_their_weight() -> None:
    rows = [["的", "失"], ["的", "业"], ["的", "金"]]
    kept, all_of_them = build_wordings(code(rows), commonest=0.5), build_wordings(code(rows))
    assert kept.idf("的") == all_of_them.idf("的")
    sums = Tally()
    kept.tally(sums, {"的": 1, "失": 1})
    scores = sums.totals(3)
    assert scores[0] > 0 == scores[1] == scores[2]


@settings(deadline=None, max_examples=60)
@given(st.lists(TERMS, min_size=1, max_size=5), st.lists(TERMS, min_size=1, max_size=5))
def test_counts_of_two_kinds_of_text_together(
    first: list[list[str]], second: list[list[str]]
) -> None:
    size = max(len(first), len(second))
    parts = [count_terms(code(texts), np.arange(len(texts)), size) for texts in (first, second)]
    postings, sums = add_counts(parts[0], parts[1], 0.5, size)
    found = {
        (term, row): float(value)
        for term, value, row in zip(
            (postings.terms[n] for n in postings.term_of()),
            sums,
            postings.rows.tolist(),
            strict=True,
        )
    }
    plain: Counter[tuple[str, int]] = Counter()
    for share, texts in ((1.0, first), (0.5, second)):
        for row, terms in enumerate(texts):
            for term in terms:
                plain[term, row] += share  # type: ignore[assignment]
    assert found == dict(plain)


@given(st.lists(st.integers(0, 50), max_size=6_000), st.integers(1, 20))
@settings(deadline=None, max_examples=30)
def test_a_low_bar_lets_the_best_pass(scores: list[int], k: int) -> None:
    bar = low_bar(np.array(scores, dtype=np.float32), k)
    assert sum(score >= bar for score in scores) >= min(k, len(scores))

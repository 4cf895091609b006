"""Measuring: outcomes, shares, the curve, leaving wordings out."""

import json
from pathlib import Path

import pytest

from policy_faq.entries import Entry
from policy_faq.evaluate import (
    GoldQuestion,
    curve,
    judge,
    leave_wordings_out,
    ranking,
    read_gold,
    shares,
)
from policy_faq.search import PolicySearch


def gold(question: str, *expected: str, style: str = "plain") -> GoldQuestion:
    return GoldQuestion(question, style, expected)


@pytest.mark.parametrize(
    ("item", "outcome"),
    [
        (gold("失业登记怎么办理", "how"), "correct"),
        (gold("失业登记怎么办理", "loan"), "wrong"),
        (gold("失业登记怎么办理"), "wrong"),
        (gold("贷款", "loan"), "in_choices"),
        (gold("今天天气怎么样"), "honest_none"),
        (gold("今天天气怎么样", "how"), "missed"),
    ],
)
def test_outcomes(small_search: PolicySearch, item: GoldQuestion, outcome: str) -> None:
    assert [judged.outcome for judged in judge(small_search, [item])] == [outcome]


@pytest.mark.parametrize(
    ("parts", "outcome"),
    [
        ((("how",), ("loan", "training")), "correct"),
        ((("how",), ("lost",)), "wrong"),
        ((("how",), ("loan",), ("lost",)), "partly"),
    ],
)
def test_every_part_of_a_message_counts(
    small_search: PolicySearch, parts: tuple[tuple[str, ...], ...], outcome: str
) -> None:
    message = GoldQuestion("失业登记怎么办理？创业担保贷款怎么申请？", "two", (), parts)
    [judged] = judge(small_search, [message])
    assert judged.outcome == outcome


def test_ranking_counts_questions_in_scope(small_search: PolicySearch) -> None:
    asked = [gold("失业登记怎么办理", "how"), gold("失业登记怎么办理", "lost"), gold("今天天气")]
    figures = ranking(judge(small_search, asked))
    assert figures == {"n": 2, "recall_at_1": 0.5, "recall_at_3": 0.5, "mrr": 0.5}


def test_choices_without_the_right_one_are_told_apart(small_search: PolicySearch) -> None:
    assert judge(small_search, [gold("贷款", "lost")])[0].outcome == "wrong_choices"


def test_shares_per_style_add_up(small_search: PolicySearch) -> None:
    judged = judge(
        small_search,
        [
            gold("失业登记怎么办理", "how", style="formal"),
            gold("咋办失业登记", "how", style="spoken"),
            gold("今天天气怎么样", style="far"),
        ],
    )
    counted = shares(judged)
    assert set(counted) == {"all", "in scope", "out of scope", "formal", "spoken", "far"}
    assert counted["all"]["n"] == 3
    assert counted["formal"]["correct"] == 1
    assert counted["far"]["honest_none"] == 1
    for row in counted.values():
        assert sum(share for name, share in row.items() if name != "n") == pytest.approx(1)


def test_curve_covers_more_as_the_bar_falls(small_search: PolicySearch) -> None:
    judged = judge(small_search, [gold(q, "how") for q in ("失业登记怎么办理", "失业", "报失业")])
    points = curve(judged, points=3)
    assert [point.coverage for point in points] == pytest.approx([1 / 3, 2 / 3, 1])
    assert [point.bar for point in points] == sorted((p.bar for p in points), reverse=True)
    assert all(0 <= point.precision <= 1 for point in points)
    assert curve([]) == []


def test_read_gold(tmp_path: Path) -> None:
    lines = [
        {"question": "咋办", "style": "spoken", "expected": ["how"]},
        {"question": "天气", "expected": []},
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert read_gold(path) == [
        GoldQuestion("咋办", "spoken", ("how",)),
        GoldQuestion("天气", "all", ()),
    ]


@pytest.mark.parametrize("line", ["no json", "[]", '{"question": "咋办"}', '{"expected": []}'])
def test_malformed_gold_is_located(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(f'{{"question": "a", "expected": []}}\n{line}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"gold\.jsonl, line 2"):
        read_gold(path)


def test_each_wording_is_left_out_once(entries: tuple[Entry, ...]) -> None:
    asked: list[tuple[str, str]] = []
    for left, questions in leave_wordings_out(entries, folds=2):
        for item in questions:
            entry = next(entry for entry in left if entry.id == item.expected[0])
            assert item.question not in entry.questions
            assert entry.question in {known.question for known in entries}
            asked.append((entry.id, item.question))
    assert sorted(asked) == sorted((e.id, w) for e in entries for w in e.wordings)

"""Reading room: how well questions find their entries, measured on labelled questions.

Gold is JSON lines {"question", "style", "expected": [entry ids]}; an empty list means the honest
outcome is that nothing fits.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from policy_faq.entries import Entry
from policy_faq.search import PolicySearch, SearchResult

Outcome = Literal["correct", "in_choices", "wrong", "wrong_choices", "missed", "honest_none"]
OUTCOMES: tuple[Outcome, ...] = (
    "correct", "in_choices", "wrong", "wrong_choices", "missed", "honest_none"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question, how it is asked, and the entries that answer it (none: out of scope)."""

    question: str
    style: str
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """One gold question with what came of it and how confident the first hit was."""

    gold: GoldQuestion
    result: SearchResult
    outcome: Outcome
    confidence: float
    is_first_right: bool


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """If only hits at or above `bar` were answered: how many would be, how many of them right."""

    bar: float
    coverage: float
    precision: float


def read_gold(path: Path) -> list[GoldQuestion]:
    """Read a gold file. Raises ValueError naming the line that is malformed."""
    gold: list[GoldQuestion] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            expected = tuple(str(entry_id) for entry_id in item["expected"])
            gold.append(GoldQuestion(item["question"], item.get("style", "all"), expected))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name}, line {number}: {error!r}") from error
    return gold


def judge(search: PolicySearch, gold: Iterable[GoldQuestion], *, k: int = 3) -> list[Judged]:
    """Ask every gold question and say what came of it."""
    return [_judge_one(search, item, k) for item in gold]


def leave_wordings_out(
    entries: Sequence[Entry], folds: int = 9
) -> Iterator[tuple[tuple[Entry, ...], list[GoldQuestion]]]:
    """Split content so that each wording is asked once while it is not there to be found.

    The standard question always stays. Yields, per fold, the entries left and the questions.
    """
    for fold in range(folds):
        left: list[Entry] = []
        gold: list[GoldQuestion] = []
        for entry in entries:
            out = [w for n, w in enumerate(entry.wordings) if n % folds == fold]
            gold += [GoldQuestion(wording, "wording", (entry.id,)) for wording in out]
            kept = tuple(wording for wording in entry.wordings if wording not in out)
            left.append(replace(entry, wordings=kept))
        if gold:
            yield tuple(left), gold


def shares(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Share of every outcome per style, and over all under "all"; "n" is the count."""
    styles: dict[str, list[Judged]] = {"all": list(judged)}
    for item in judged:
        styles.setdefault(item.gold.style, [])
        if item.gold.style != "all":
            styles[item.gold.style].append(item)
    return {style: _outcome_shares(items) for style, items in styles.items() if items}


def curve(judged: Sequence[Judged], points: int = 10) -> list[CurvePoint]:
    """Coverage and precision of answering directly, for bars across the confidences seen."""
    ranked = sorted(judged, key=lambda item: -item.confidence)
    if not ranked:
        return []
    found: list[CurvePoint] = []
    for point in range(1, points + 1):
        taken = ranked[: max(1, len(ranked) * point // points)]
        right = sum(item.is_first_right for item in taken)
        found.append(CurvePoint(taken[-1].confidence, len(taken) / len(ranked), right / len(taken)))
    return found


def _judge_one(search: PolicySearch, gold: GoldQuestion, k: int) -> Judged:
    result = search.search(gold.question, k=k)
    ids = [hit.entry.id for hit in result.hits]
    first_right = bool(ids) and ids[0] in gold.expected
    outcome: Outcome
    if result.decision == "none":
        outcome = "missed" if gold.expected else "honest_none"
    elif result.decision == "answer":
        outcome = "correct" if first_right else "wrong"
    else:
        outcome = "in_choices" if set(ids) & set(gold.expected) else "wrong_choices"
    confidence = result.hits[0].confidence if result.hits else 0.0
    return Judged(gold, result, outcome, confidence, first_right)


def _outcome_shares(items: Sequence[Judged]) -> dict[str, float]:
    counted: dict[str, float] = {"n": float(len(items))}
    for outcome in OUTCOMES:
        counted[outcome] = sum(item.outcome == outcome for item in items) / len(items)
    return counted

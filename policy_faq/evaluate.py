"""Reading room: how well questions find their entries, measured on labelled questions.

Gold is JSON lines {"question", "style", "expected": [entry ids]}; any of them answers the question,
and an empty list means the honest outcome is that nothing fits. A message with several questions
has "parts" instead: one such list for each of them. "may_refer": the message is not ours, but the
entries expected send the person to the right office; saying that nothing fits is right as well.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from policy_faq.asking import Asked, find
from policy_faq.entries import Entry
from policy_faq.search import PolicySearch, SearchResult

Outcome = Literal[
    "correct", "in_choices", "partly", "wrong", "wrong_choices", "missed", "honest_none"
]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
_LONGEST_RANK = 10


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question, how it is asked, and the entries that answer it (none: out of scope).

    `parts`: for a message with several questions, the entries that answer each.
    """

    question: str
    style: str
    expected: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...] = ()
    may_refer: bool = False

    @property
    def is_in_scope(self) -> bool:
        """Whether the question is ours to answer."""
        return bool(self.needs) and not self.may_refer

    @property
    def needs(self) -> tuple[frozenset[str], ...]:
        """For each question in the message the entries that answer it; () out of scope."""
        lists = self.parts or ((self.expected,) if self.expected else ())
        return tuple(map(frozenset, lists))


@dataclass(frozen=True, slots=True)
class Judged:
    """One gold question with what came of it and how confident the first hit was.

    `rank`: place of the first right entry, from 1; 0 when it is not among the first ten.
    """

    gold: GoldQuestion
    results: tuple[SearchResult, ...]
    outcome: Outcome
    confidence: float
    rank: int

    @property
    def is_first_right(self) -> bool:
        """Whether the best hit is a right one, whatever was decided."""
        return self.rank == 1


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
            parts = tuple(tuple(map(str, part)) for part in item.get("parts") or ())
            expected = tuple(map(str, item["expected"] if not parts else ()))
            style = item.get("style", "all")
            may_refer = bool(item.get("may_refer"))
            gold.append(GoldQuestion(item["question"], style, expected, parts, may_refer))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
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
    styles: dict[str, list[Judged]] = {"all": list(judged), "in scope": [], "out of scope": []}
    for item in judged:
        styles["in scope" if item.gold.is_in_scope else "out of scope"].append(item)
        if item.gold.style != "all":
            styles.setdefault(item.gold.style, []).append(item)
    return {style: _outcome_shares(items) for style, items in styles.items() if items}


def ranking(judged: Sequence[Judged]) -> dict[str, float]:
    """Recall at one and three and the mean reciprocal rank, of questions in scope."""
    ranks = [item.rank for item in judged if item.gold.is_in_scope and not item.gold.parts]
    count = max(1, len(ranks))
    return {
        "n": float(len(ranks)),
        "recall_at_1": sum(rank == 1 for rank in ranks) / count,
        "recall_at_3": sum(1 <= rank <= 3 for rank in ranks) / count,
        "mrr": sum(1 / rank for rank in ranks if rank) / count,
    }


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
    results = tuple(find(search, gold.question, Asked(k=max(k, _LONGEST_RANK))))
    hits = [hit for result in results for hit in result.hits]
    right = frozenset().union(*gold.needs)
    rank = next((n for n, hit in enumerate(hits, 1) if hit.entry.id in right), 0)
    confidence = hits[0].confidence if hits else 0.0
    return Judged(gold, results, _outcome(results, gold, k), confidence, rank)


def _outcome(results: Sequence[SearchResult], gold: GoldQuestion, k: int) -> Outcome:
    answered = {r.hits[0].entry.id for r in results if r.decision == "answer"}
    offered = {h.entry.id for r in results if r.decision == "choose" for h in r.hits[:k]}
    needs = gold.needs
    if not answered and not offered:
        return "missed" if gold.is_in_scope else "honest_none"
    if answered - frozenset().union(*needs):
        return "wrong"
    if needs and all(need & answered for need in needs):
        return "correct"
    if needs and all(need & (answered | offered) for need in needs):
        return "in_choices"
    return "partly" if answered else "wrong_choices"


def _outcome_shares(items: Sequence[Judged]) -> dict[str, float]:
    counted: dict[str, float] = {"n": float(len(items))}
    for outcome in OUTCOMES:
        counted[outcome] = sum(item.outcome == outcome for item in items) / len(items)
    return counted

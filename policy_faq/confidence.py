"""Reading room: how sure the search is of an entry, and the bars for answering or asking back.

Answering rests on the odds of the entry against all others, the two-way overlap with its nearest
wording, and how much was said; being in scope also on whether the words belong to our domain at
all. The weights were learnt from natural questions whose wordings were left out; the bars are
found at every build without labels, by taking entries out and asking their questions.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from policy_faq.postings import Floats, Indices
from policy_faq.ranking import Ranker
from policy_faq.reading import ReadText
from policy_faq.scope import Scope, Signs

_ODDS, _OVERLAP, _LENGTH, _CONSTANT = 0.35, 4.4, 1.07, -5.6
_SHARPNESS = 3.5
_SUREST = 13.8
_SAMPLE = 400
_WRONG_NEIGHBOURS_BELOW = 0.75
_WEAK_IN_SCOPE = 0.08
_USUAL_SCOPE_BAR, _FEW = 10.0, 30  # where there are too few entries to learn from
_NEARLY_A_WORDING = 0.80
_FOREIGN, _FOREIGN_RANK = 2.0, 0.4


@dataclass(frozen=True, slots=True)
class Bars:
    """The least confidence to answer directly, and the least weight to be in scope."""

    answer: float
    scope: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is thought of one entry for one question.

    `confidence` is between 0 and 1. `in_scope`: the question may be ours at all.
    `may_answer`: sure enough to answer without asking back.
    """

    confidence: float
    in_scope: bool
    may_answer: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    """A question as the judge sees it, once for all entries."""

    question: ReadText
    scores: Floats
    log_sum: float
    overlaps: Floats
    coverage: Floats
    evidence: float
    foreign: Indices


class Judge:
    """Judges ranked entries. Immutable after construction.

    Args:
        ranker: ranks the entries.
        scope: knows what is ours.
        bars: as calibrated for this ranker, see `calibrate`.
    """

    __slots__ = ("_ranker", "_scope", "bars")

    def __init__(self, ranker: Ranker, scope: Scope, bars: Bars) -> None:
        self._ranker = ranker
        self._scope = scope
        self.bars = bars

    def judge(self, question: ReadText, scores: Floats, entries: Iterable[int]) -> list[Judgement]:
        """Judge some entries for a question, given the scores of all."""
        seen = self._see(question, scores)
        return [self._judge_one(seen, entry) for entry in entries]

    def without_foreign(self, question: ReadText, scores: Floats) -> Floats:
        """The scores, lower where the question speaks of what is not an entry's matter."""
        return (scores - _FOREIGN_RANK * self._scope.foreign_words(question)).astype(np.float32)

    def _see(self, question: ReadText, scores: Floats, *, own_use: int = 0) -> _Seen:
        return _Seen(
            question=question,
            scores=scores,
            log_sum=float(np.logaddexp.reduce(_SHARPNESS * scores, dtype=np.float64)),
            overlaps=self._ranker.overlaps(question),
            coverage=self._ranker.coverage(question),
            evidence=self._scope.evidence(question, own_use=own_use),
            foreign=self._scope.foreign_words(question),
        )

    def _judge_one(self, seen: _Seen, entry: int) -> Judgement:
        if self._ranker.nearness.is_known(seen.question, entry):
            return Judgement(1.0, in_scope=True, may_answer=True)
        confidence = self._confidence(seen, entry)
        foreign = int(seen.foreign[entry])
        return Judgement(
            confidence,
            in_scope=self._is_in_scope(seen, entry, foreign),
            may_answer=confidence >= self.bars.answer and not foreign,
        )

    def _is_in_scope(self, seen: _Seen, entry: int, foreign: int) -> bool:
        overlap = float(seen.overlaps[entry])
        if overlap >= _NEARLY_A_WORDING:
            return True
        if not foreign and self._scope.is_keyword(seen.question):
            return True
        return self._weight(seen, entry) - _FOREIGN * foreign >= self.bars.scope

    def _weight(self, seen: _Seen, entry: int) -> float:
        score, coverage = float(seen.scores[entry]), float(seen.coverage[entry])
        signs = Signs(seen.evidence, score, coverage, float(seen.overlaps[entry]))
        return self._scope.weigh(signs, seen.question)

    def _confidence(self, seen: _Seen, entry: int) -> float:
        logit = (
            _ODDS * _log_odds(_SHARPNESS * float(seen.scores[entry]), seen.log_sum)
            + _OVERLAP * float(seen.overlaps[entry])
            + _LENGTH * math.log1p(len(seen.question.normal))
            + _CONSTANT
        )
        return 1.0 / (1.0 + math.exp(-logit))

    def calibrate(self, wordings: Sequence[Sequence[ReadText]]) -> Bars:
        """Take entries out one by one and look how sure the search is of the wrong neighbour.

        Args:
            wordings: the read wordings of every entry.
        """
        step = max(1, len(wordings) // _SAMPLE)
        confidences: list[float] = []
        weights: list[float] = []
        for number in range(0, len(wordings) if len(wordings) > 1 else 0, step):
            question = wordings[number][number // step % len(wordings[number])]
            scores = self._ranker.scores(question)
            scores[number] = -np.inf
            neighbour = int(scores.argmax())
            seen = self._see(question, scores, own_use=1)
            confidences.append(self._confidence(seen, neighbour))
            weights.append(self._weight(seen, neighbour))
        return Bars(
            answer=_quantile(confidences, _WRONG_NEIGHBOURS_BELOW, otherwise=0.5),
            scope=_quantile(weights, _WEAK_IN_SCOPE, otherwise=_USUAL_SCOPE_BAR, at_least=_FEW),
        )


def _log_odds(likelihood: float, log_sum: float) -> float:
    """Of one entry against all others, the scores taken for log-likelihoods."""
    against = likelihood - log_sum  # log of its share, at most 0
    if against >= -1e-9:
        return _SUREST
    return float(np.clip(against - math.log(-math.expm1(against)), -_SUREST, _SUREST))


def _quantile(
    values: Sequence[float], share: float, *, otherwise: float, at_least: int = 1
) -> float:
    return float(np.quantile(np.array(values), share)) if len(values) >= at_least else otherwise

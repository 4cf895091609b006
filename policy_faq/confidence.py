"""Reading room: how sure the search is of an entry, and the bars for answering or asking back.

Raw scores grow with the question, so they rank but cannot decide. The decision rests on the
two-way overlap with the nearest wording, the lead over the next entry, how much of the question
the entry knows, and whether the words belong to our domain at all. The weights are fixed; the
bars are found at every load without labels, by taking entries out and asking their questions.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from policy_faq.index import Floats
from policy_faq.ranking import Ranker
from policy_faq.reading import ReadText, TextReader
from policy_faq.scope import Scope

_OVERLAP, _LEAD, _COVERAGE, _EVIDENCE, _LENGTH, _CONSTANT = 4.5, 5.4, 1.8, 0.067, 2.1, -11.1
_SAMPLE = 160
_WRONG_NEIGHBOURS_BELOW = 0.75
_WEAK_IN_SCOPE = 0.10
_SHARE_OF_WEAK = 0.80
_NEARLY_A_WORDING = 0.80
_FOREIGN = 4.0


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


class Judge:
    """Judges ranked entries. Immutable after construction."""

    __slots__ = ("_ranker", "_scope", "bars")

    def __init__(self, ranker: Ranker, reader: TextReader) -> None:
        self._ranker = ranker
        self._scope = Scope(ranker.texts(), ranker.keywords(), reader)
        self.bars = self._calibrate()

    def evidence(self, question: ReadText) -> float:
        """How strongly the words of a question belong to our domain."""
        return self._scope.evidence(question)

    def judge(self, question: ReadText, scores: Floats, entry: int, evidence: float) -> Judgement:
        """Judge one entry.

        Args:
            question: the question as read.
            scores: scores of all entries for it.
            entry: the entry to judge.
            evidence: the question's domain evidence.
        """
        if self._ranker.is_known(question, entry):
            return Judgement(1.0, in_scope=True, may_answer=True)
        overlap = self._ranker.overlap(question, entry)
        confidence = self._confidence(question, scores, entry, overlap, evidence)
        foreign = self._scope.foreign_words(question, entry)
        return Judgement(
            confidence,
            in_scope=self._is_in_scope(question, overlap, evidence, foreign),
            may_answer=confidence >= self.bars.answer and not foreign,
        )

    def _is_in_scope(
        self, question: ReadText, overlap: float, evidence: float, foreign: int
    ) -> bool:
        if overlap >= _NEARLY_A_WORDING or (not foreign and self._scope.is_purely_ours(question)):
            return True
        weight = self._scope.weigh(evidence, overlap, question) - _FOREIGN * foreign
        return weight >= self.bars.scope

    def _confidence(
        self, question: ReadText, scores: Floats, entry: int, overlap: float, evidence: float
    ) -> float:
        others = np.delete(scores, entry)
        lead = float(scores[entry] - others.max()) if len(others) else 1.0
        logit = (
            _OVERLAP * overlap
            + _LEAD * max(-1.0, min(1.0, lead))
            + _COVERAGE * self._ranker.coverage(question, entry)
            + _EVIDENCE * evidence
            + _LENGTH * math.log1p(len(question.normal))
            + _CONSTANT
        )
        return 1.0 / (1.0 + math.exp(-logit))

    def _calibrate(self) -> Bars:
        """Take entries out one by one and look how sure the search is of the wrong neighbour."""
        wordings = self._ranker.wordings
        step = max(1, len(wordings) // _SAMPLE)
        confidences: list[float] = []
        weights: list[float] = []
        for number in range(0, len(wordings) if len(wordings) > 1 else 0, step):
            question = wordings[number][number // step % len(wordings[number])]
            scores = self._ranker.scores(question)
            scores[number] = -np.inf
            neighbour = int(scores.argmax())
            overlap = self._ranker.overlap(question, neighbour)
            evidence = self._scope.evidence(question, own_use=1)
            confidences.append(self._confidence(question, scores, neighbour, overlap, evidence))
            weights.append(self._scope.weigh(evidence, overlap, question))
        return Bars(
            answer=_quantile(confidences, _WRONG_NEIGHBOURS_BELOW, otherwise=0.5),
            scope=_SHARE_OF_WEAK * _quantile(weights, _WEAK_IN_SCOPE, otherwise=0.0),
        )


def _quantile(values: Sequence[float], share: float, *, otherwise: float) -> float:
    return float(np.quantile(np.array(values), share)) if values else otherwise

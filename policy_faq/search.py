"""Reading room: from a question to entries, a short list to choose from, or nothing.

Entry point: `PolicySearch.load().search("失业金怎么领")`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Literal

import numpy as np

from policy_faq.cache import Cache, content_key
from policy_faq.confidence import Bars, Judge, Judgement
from policy_faq.entries import WHOLE_PROVINCE, Entry, load_entries
from policy_faq.index import Floats
from policy_faq.knowledge import Knowledge, learn
from policy_faq.reading import LatinReader, ReadText, TextReader
from policy_faq.scope import Scope
from policy_faq.text import Vocabulary
from policy_faq.tokens import PinyinReader

Decision = Literal["answer", "choose", "none"]
_ALWAYS_JUDGED = 3  # so that the decision does not depend on how many hits are wanted


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found: `score` orders the hits of one question, `confidence` is between 0 and 1."""

    entry: Entry
    score: float
    confidence: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found. `none` has no hits; `answer` means the first hit answers the question;
    `choose` means ask back, showing the hits' questions.
    """

    query: str
    decision: Decision
    hits: tuple[Hit, ...]


class PolicySearch:
    """Ranked search over the reviewed entries. Immutable, so it may be shared by threads.

    Args:
        entries: what to search; none at all is fine, every search then finds nothing.
        vocabulary: synonyms and domain words; the shipped ones when None.
        cache: where to keep what was learnt from the entries; nowhere when None.
    """

    __slots__ = ("_by_id", "_entries", "_judge", "_latin", "_limited", "_ranker", "_reader")

    def __init__(
        self,
        entries: Sequence[Entry],
        vocabulary: Vocabulary | None = None,
        cache: Cache | None = None,
    ) -> None:
        self._entries = tuple(entries)
        self._by_id = {entry.id: entry for entry in self._entries}
        self._limited = [n for n, entry in enumerate(self._entries) if entry.is_limited]
        vocabulary = vocabulary or Vocabulary.load()
        knowledge = _learn(self._entries, vocabulary, cache)
        self._reader = TextReader(vocabulary, PinyinReader(knowledge.pinyin))
        self._ranker = knowledge.ranker
        scope = Scope(knowledge.domain, self._reader)
        self._judge = Judge(knowledge.ranker, scope, knowledge.bars)
        words, keywords = knowledge.domain.words, knowledge.spoken
        self._latin = LatinReader(self._reader.pinyin, chain(words, keywords), keywords)

    @classmethod
    def load(cls) -> "PolicySearch":
        """Build the search over the shipped content, from the cache when it is still true.

        Raises ContentError if the content is malformed.
        """
        return cls(load_entries(), cache=Cache.usual())

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, in reading order."""
        return self._entries

    @property
    def bars(self) -> Bars:
        """The calibrated bars, for reports."""
        return self._judge.bars

    def entry(self, entry_id: str) -> Entry | None:
        """The entry with an id, or None."""
        return self._by_id.get(entry_id)

    def search(
        self, text: str, *, k: int = 3, on: date | None = None, region: str = WHOLE_PROVINCE
    ) -> SearchResult:
        """Find what answers a question.

        Args:
            text: the question as typed; anything is accepted.
            k: the most hits to return, at least 1.
            on: only entries valid on this day; None for any day.
            region: six-digit code of the person's region.
        """
        plain, guessed = self._latin.rewrite(self._reader.plain(text))
        question = self._reader.read_plain(plain)
        if not question.units:
            return SearchResult(text, "none", ())
        scores = self._scores(question, on, region)
        order = np.argsort(-scores, kind="stable")[: max(_ALWAYS_JUDGED, k)].tolist()
        found = [n for n in order if scores[n] > -np.inf]
        judged = self._judge.judge(question, scores, found)
        hits = tuple(
            Hit(self._entries[n], float(scores[n]), judgement.confidence)
            for n, judgement in zip(found, judged, strict=True)
        )
        decision = _decide(judged[:_ALWAYS_JUDGED], guessed=guessed)
        return SearchResult(text, decision, hits[: max(1, k)] if decision != "none" else ())

    def _scores(self, question: ReadText, on: date | None, region: str) -> Floats:
        scores = self._judge.without_foreign(question, self._ranker.scores(question))
        for number in self._limited:
            if not self._entries[number].applies(on=on, region=region):
                scores[number] = -np.inf
        return scores


def _learn(entries: Sequence[Entry], vocabulary: Vocabulary, cache: Cache | None) -> Knowledge:
    if cache is None:
        return learn(entries, vocabulary)
    texts = ([*e.questions, e.answer, *e.keywords] for e in entries)
    key = content_key([vocabulary.as_text(), *map(repr, texts)])
    return cache.get(key, Knowledge, lambda: learn(entries, vocabulary))


def _decide(judged: list[Judgement], *, guessed: bool) -> Decision:
    """`guessed`: the question itself had to be guessed from first letters, so always ask back."""
    if not any(judgement.in_scope for judgement in judged):
        return "none"
    return "answer" if judged[0].may_answer and not guessed else "choose"

"""Reading room: from a question to entries, a short list to choose from, or nothing.

Entry point: `PolicySearch.load().search("失业金怎么领")`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, zip_longest
from typing import Literal

import numpy as np

from policy_faq.cache import Cache, content_key
from policy_faq.confidence import Bars, Judge
from policy_faq.entries import WHOLE_PROVINCE, Entry, load_entries
from policy_faq.knowledge import Knowledge, learn
from policy_faq.latin import LatinReader
from policy_faq.outside import load_outside
from policy_faq.postings import Floats
from policy_faq.reading import ReadText, TextReader
from policy_faq.scope import Scope
from policy_faq.shortcuts import Shortcuts, load_shortcuts
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


@dataclass(frozen=True, slots=True)
class _Found:
    """What one reading of a question found."""

    hits: tuple[Hit, ...]
    is_in_scope: bool
    is_sure: bool


class PolicySearch:
    """Ranked search over the reviewed entries. Immutable, so it may be shared by threads.

    Args:
        entries: what to search; none at all is fine, every search then finds nothing.
        vocabulary: synonyms and domain words; the shipped ones when None.
        cache: where to keep what was learnt from the entries; nowhere when None.
        shortcuts: what bare keywords mean first; the shipped ones when None.
    """

    __slots__ = (
        "_by_id",
        "_entries",
        "_judge",
        "_latin",
        "_limited",
        "_ranker",
        "_reader",
        "_shortcuts",
        "_spelling",
    )

    def __init__(
        self,
        entries: Sequence[Entry],
        vocabulary: Vocabulary | None = None,
        cache: Cache | None = None,
        shortcuts: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self._entries = tuple(entries)
        self._by_id = {entry.id: entry for entry in self._entries}
        self._limited = [n for n, entry in enumerate(self._entries) if entry.is_limited]
        vocabulary = vocabulary or Vocabulary.load()
        knowledge = _learn(self._entries, vocabulary, cache)
        self._reader = TextReader(vocabulary, PinyinReader(knowledge.pinyin))
        self._ranker = knowledge.ranker
        scope = Scope(knowledge.domain, self._reader, knowledge.outside)
        self._judge = Judge(knowledge.ranker, scope, knowledge.bars)
        pairs = knowledge.ranker.pairs.index.postings
        self._spelling = scope.spelling(
            dict(zip(pairs.terms, pairs.per_term().tolist(), strict=True))
        )
        named = load_shortcuts() if shortcuts is None else shortcuts
        places = {entry.id: number for number, entry in enumerate(self._entries)}
        self._shortcuts = Shortcuts(named, places, self._reader.normal)
        words, keywords = knowledge.domain.words, (*named, *knowledge.spoken)
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
        meant = self._latin.read(self._reader.plain(text))
        ways = [self._find(plain, on, region, max(_ALWAYS_JUDGED, k)) for plain in meant.texts]
        hits = ways[0].hits if len(ways) == 1 else _in_turn([found.hits for found in ways])
        if not any(found.is_in_scope for found in ways):
            return SearchResult(text, "none", ())
        is_sure = ways[0].is_sure and not meant.is_guessed
        return SearchResult(text, "answer" if is_sure else "choose", hits[: max(1, k)])

    def _find(self, plain: str, on: date | None, region: str, k: int) -> _Found:
        question = self._reader.read_plain(plain)
        is_known = self._ranker.nearness.knows(question) or self._shortcuts.entries(question.normal)
        if not is_known:
            question = self._reader.read_plain(self._spelling.correct(plain))
        if not question.units:
            return _Found((), is_in_scope=False, is_sure=False)
        scores = self._scores(question, on, region)
        named = self._named(question, scores)
        order = np.argsort(-scores, kind="stable")[:k].tolist()
        found = [n for n in order if scores[n] > -np.inf]
        judged = self._judge.judge(question, scores, found)
        hits = tuple(
            Hit(self._entries[n], float(scores[n]), judgement.confidence)
            for n, judgement in zip(found, judged, strict=True)
        )
        first = judged[:_ALWAYS_JUDGED]
        is_in_scope = bool(named) or any(judgement.in_scope for judgement in first)
        may_answer = len(named) == 1 or (not named and bool(first) and first[0].may_answer)
        return _Found(hits, is_in_scope, may_answer and self._stands(found[0], on))

    def _named(self, question: ReadText, scores: Floats) -> list[int]:
        """The entries a bare keyword stands for, put in front of all others."""
        named = [n for n in self._shortcuts.entries(question.normal) if scores[n] > -np.inf]
        best = float(scores.max(initial=0.0))
        for place, number in enumerate(reversed(named), start=1):
            scores[number] = best + place
        return named

    def _stands(self, number: int, on: date | None) -> bool:
        """Whether an entry may answer alone: not when every source it has is out of force."""
        citations = self._entries[number].citations
        return on is None or not citations or any(c.is_in_force(on) for c in citations)

    def leans(self, text: str) -> bool:
        """Whether a text names no matter of its own, only a side of one: 那要带什么材料."""
        return self._reader.only_aspects(text)

    def subject(self, entry: Entry) -> str:
        """What an entry is about, in a word or two, to put before a question that leans on it."""
        return self._reader.domain_word(entry.question) or entry.keywords[0]

    def _scores(self, question: ReadText, on: date | None, region: str) -> Floats:
        scores = self._judge.without_foreign(question, self._ranker.scores(question))
        for number in self._limited:
            if not self._entries[number].applies(on=on, region=region):
                scores[number] = -np.inf
        return scores


def _in_turn(ways: Sequence[tuple[Hit, ...]]) -> tuple[Hit, ...]:
    """The best hit of each reading, then the second of each; scores never rise along the list."""
    hits: dict[str, Hit] = {}
    lowest = float("inf")
    for hit in (hit for rank in zip_longest(*ways) for hit in rank if hit):
        if hit.entry.id not in hits:
            lowest = min(lowest, hit.score)
            hits[hit.entry.id] = replace(hit, score=lowest)
    return tuple(hits.values())


def _learn(entries: Sequence[Entry], vocabulary: Vocabulary, cache: Cache | None) -> Knowledge:
    if cache is None:
        return learn(entries, vocabulary)
    texts = ([*e.questions, e.answer, *e.keywords] for e in entries)
    key = content_key([vocabulary.as_text(), *load_outside(), *map(repr, texts)])
    return cache.get(key, Knowledge, lambda: learn(entries, vocabulary))

"""Reading room: puts entries in order for a question.

Four BM25 indexes over the wordings (characters, pairs, jieba words, pinyin), the entry taken at its
best wording; plus the entry's wordings and keywords as one text, its answer, how likely its
language produces the question, which of its usual terms the question lacks, and the two-way overlap
with the nearest wording.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from policy_faq.blend import Blend
from policy_faq.language import ExpectedTerms
from policy_faq.memory import keep_freed_memory
from policy_faq.nearness import Nearness, best_of
from policy_faq.postings import Floats, Tally, low_bar
from policy_faq.reading import ReadText
from policy_faq.wordings import WordingIndex

_NEAR = 1_000  # entries for which common terms are looked up, when there are very many


@dataclass(frozen=True, slots=True)
class Weights:
    """What each way of comparing counts beside the characters of the best wording, which count 1.

    A weight of 0 leaves the index out. The defaults maximise the likelihood of the right entry for
    our wordings left out, by chance and by author. `commonest` is no weight: readings, pairs
    and words that more than this share of the wordings have are not looked up, and what entries
    say that often only for those that come near.
    """

    pairs: float = 0.2
    words: float = 0.2
    pinyin: float = 0.15
    entry: float = 2.6
    entry_words: float = 1.8
    answer: float = 0.45
    answer_pairs: float = 0.37
    language: float = 0.58
    language_pinyin: float = 1.1
    expected: float = 0.07
    overlap: float = 0.5
    keyword: float = 1.2
    commonest: float = 1.0


class _Counts(NamedTuple):
    """How often a question has each term, for each way of cutting."""

    units: Counter[str]
    pairs: Counter[str]
    words: Counter[str]
    syllables: Counter[str]

    @classmethod
    def of(cls, question: ReadText) -> "_Counts":
        cuts = (question.units, question.pairs, question.words, question.syllables)
        return cls(*map(Counter, cuts))


@dataclass(frozen=True, slots=True)
class Ranker:
    """Scores all entries for a question. Built by `indexing.build_ranker`.

    `keywords` are the normal forms of all keywords in reading order, each with its entry in
    `keyword_entries` and its place among the entry's keywords in `keyword_places`.
    """

    weights: Weights
    nearness: Nearness
    characters: WordingIndex
    pairs: WordingIndex
    words: WordingIndex
    pinyin: WordingIndex
    entry_units: Blend
    entry_pairs: Blend
    entry_words: Blend
    entry_syllables: Blend
    expected: ExpectedTerms
    keywords: tuple[str, ...] = ()
    keyword_entries: Floats = field(default_factory=lambda: np.zeros(0, np.float32))
    keyword_places: Floats = field(default_factory=lambda: np.zeros(0, np.float32))
    _by_keyword: dict[str, list[tuple[int, int]]] = field(init=False, repr=False, compare=False)
    _last: list[tuple[ReadText, Floats]] = field(
        init=False, repr=False, compare=False, default_factory=list
    )  # ranking and judging ask for the same overlaps, one after the other

    def __post_init__(self) -> None:
        keep_freed_memory()
        found: dict[str, list[tuple[int, int]]] = {}
        places = zip(self.keyword_entries.tolist(), self.keyword_places.tolist(), strict=True)
        for keyword, (entry, place) in zip(self.keywords, places, strict=True):
            found.setdefault(keyword, []).append((int(entry), int(place)))
        object.__setattr__(self, "_by_keyword", found)

    def scores(self, question: ReadText) -> Floats:
        """Score of every entry, comparable within one question only."""
        total = self.rank(question)[0]
        for entry, place in self._by_keyword.get(question.normal, ()):
            total[entry] += self.weights.keyword / (1 + place)
        return total

    def rank(self, question: ReadText) -> tuple[Floats, Floats]:
        """Scores without keywords, and for every entry more than 0 if it shares anything."""
        size = len(self.nearness.starts)
        if not size:
            return np.zeros(0, np.float32), np.zeros(0, np.float32)
        counts = _Counts.of(question)
        found, overlaps = self._wordings(question, counts)
        total = self.weights.overlap * overlaps
        later: list[tuple[Blend, Counter[str], Floats]] = []
        for blend, terms in (
            (self.entry_units, counts.units),
            (self.entry_pairs, counts.pairs),
            (self.entry_words, counts.words),
            (self.entry_syllables, counts.syllables),
        ):
            if (given := blend.scores(terms)) is not None:
                found += given.gains
                if given.base is not None:
                    total += given.base
                if blend.common_terms:
                    later.append((blend, terms, given.shares))
        if self.weights.expected:
            total += self.weights.expected * self.expected.scores(counts.units)
        total += found
        if later:
            near = np.flatnonzero(total >= low_bar(total, _NEAR, roughly=True))
            for blend, terms, shares in later:
                blend.add_common(total, terms, shares, near)
        return total, found

    def _wordings(self, question: ReadText, counts: "_Counts") -> tuple[Floats, Floats]:
        """Score and overlap of the best wording of every entry."""
        nearness, weights = self.nearness, self.weights
        sums = Tally()
        self.characters.tally(sums, counts.units)
        self.pairs.tally(sums, counts.pairs, weights.pairs)
        self.words.tally(sums, counts.words, weights.words)
        if weights.pinyin:
            self.pinyin.tally(sums, counts.syllables, weights.pinyin)
        wordings = sums.totals(len(nearness.masses))
        overlaps = nearness.overlaps(question, self.characters, self.pinyin)
        self._last[:] = [(question, overlaps)]
        return best_of(wordings, nearness.starts), overlaps

    def overlaps(self, question: ReadText) -> Floats:
        """Two-way overlap of the question with the nearest wording of every entry."""
        for asked, overlaps in self._last:
            if asked is question:
                return overlaps
        return self._wordings(question, _Counts.of(question))[1]

    def coverage(self, question: ReadText) -> Floats:
        """For every entry the share of the question found in any of its wordings."""
        return self.nearness.coverage(question, self.characters)

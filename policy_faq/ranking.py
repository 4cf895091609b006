"""Reading room: puts entries in order for a question.

Four BM25 indexes over the wordings (characters 1.0, pairs 0.2, jieba words 0.2, pinyin 0.15), the
entry taken at its best wordings; plus the entry's wordings and keywords as one text, its answer,
how likely its language produces the question, and which of its usual terms the question lacks.
Weights were chosen by leaving wordings out (`python -m policy_faq evaluate --leave-out`).
"""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np

from policy_faq.entries import Entry
from policy_faq.index import Bm25Index, Floats
from policy_faq.language import EntryLanguage, ExpectedTerms
from policy_faq.reading import ReadText, TextReader

_PAIRS, _WORDS, _PINYIN = 0.2, 0.2, 0.15
_ENTRY, _ANSWER, _ANSWER_PAIRS = 0.8, 0.3, 0.1
_LANGUAGE, _LANGUAGE_PINYIN = 0.6, 0.4
_EXPECTED_UNITS, _EXPECTED_WORDS = 0.015, 0.03
_SHARE_OF_ANSWER = 0.25
_KEYWORD = 0.5
_SAME_SOUND = 0.5


class Ranker:
    """Scores all entries for a question. Immutable after construction."""

    def __init__(self, entries: Sequence[Entry], reader: TextReader) -> None:
        self._wordings = [[reader.read(text) for text in e.questions] for e in entries]
        self._answers = [reader.read(entry.answer) for entry in entries]
        self._keywords = [[reader.read(text) for text in e.keywords] for e in entries]
        flat = list(chain(*self._wordings))
        self._starts = np.cumsum([0] + [len(w) for w in self._wordings[:-1]], dtype=np.intp)
        self._characters = Bm25Index([wording.units for wording in flat])
        self._pairs = Bm25Index([wording.pairs for wording in flat])
        self._words = Bm25Index([wording.words for wording in flat])
        self._pinyin = Bm25Index([wording.syllables for wording in flat])
        self._whole = Bm25Index([self._all_units(n) for n in range(len(entries))], k1=2.5, b=0.5)
        self._answer = Bm25Index([answer.units for answer in self._answers])
        self._answer_pairs = Bm25Index([answer.pairs for answer in self._answers])
        self._language = EntryLanguage([self._unit_counts(n) for n in range(len(entries))])
        self._sounds = EntryLanguage([self._sound_counts(n) for n in range(len(entries))])
        self._expected = ExpectedTerms([[w.units for w in ws] for ws in self._wordings])
        self._expected_words = ExpectedTerms(
            [[_long_words(w) for w in ws] for ws in self._wordings]
        )
        self._by_keyword = self._find_keywords()
        self._known = [frozenset[str]().union(*(w.unit_set for w in ws)) for ws in self._wordings]
        self._masses = [[self._mass(w.unit_set) for w in ws] for ws in self._wordings]

    @property
    def wordings(self) -> list[list[ReadText]]:
        """The read wordings of every entry, standard question first."""
        return self._wordings

    def keywords(self) -> list[str]:
        """All keywords, before and after synonyms."""
        return [form for read in chain(*self._keywords) for form in (read.plain, read.normal)]

    def texts(self) -> list[list[ReadText]]:
        """Everything read of each entry: wordings, keywords, answer."""
        return [[*self._texts_of(n), answer] for n, answer in enumerate(self._answers)]

    def scores(self, question: ReadText) -> Floats:
        """Score of every entry, comparable within one question only."""
        if not self._wordings:
            return np.zeros(0, dtype=np.float32)
        wordings = (
            self._characters.scores(question.units)
            + _PAIRS * self._pairs.scores(question.pairs)
            + _WORDS * self._words.scores(question.words)
            + _PINYIN * self._pinyin.scores(question.syllables)
        )
        best = np.maximum.reduceat(wordings, self._starts)
        # Several wordings that fit are worth more than one: half best, half fourth-power sum.
        several = np.add.reduceat(wordings**4, self._starts) ** 0.25
        total: Floats = (
            0.5 * best
            + 0.5 * several
            + _ENTRY * self._whole.scores(question.units)
            + _ANSWER * self._answer.scores(question.units)
            + _ANSWER_PAIRS * self._answer_pairs.scores(question.pairs)
            + _LANGUAGE * self._language.scores(question.units)
            + _LANGUAGE_PINYIN * self._sounds.scores(question.syllables)
            + _EXPECTED_UNITS * self._expected.scores(question.units)
            + _EXPECTED_WORDS * self._expected_words.scores(_long_words(question))
        ).astype(np.float32)
        for entry, place in self._by_keyword.get(question.normal, ()):
            total[entry] += _KEYWORD / (1 + place)
        return total

    def is_known(self, question: ReadText, entry: int) -> bool:
        """Whether the question is one of the entry's wordings, word for word once normalised."""
        return any(question.normal == wording.normal for wording in self._wordings[entry])

    def overlap(self, question: ReadText, entry: int) -> float:
        """Two-way overlap with the entry's nearest wording, weighted by how telling characters
        are, from 0 to 1. A character that only sounds the same counts half.
        """
        weights = {unit: self._characters.idf(unit) for unit in question.unit_set}
        mass = sum(weights.values())
        best = 0.0
        for wording, wording_mass in zip(self._wordings[entry], self._masses[entry], strict=True):
            shared = sum(w for u, w in weights.items() if u in wording.unit_set)
            if shared < mass:
                shared += _SAME_SOUND * _same_sound(question, weights, wording)
            best = max(best, 2 * shared / (mass + wording_mass) if mass else 0.0)
        return min(1.0, best)

    def coverage(self, question: ReadText, entry: int) -> float:
        """Share of the question's telling characters found in any wording of the entry."""
        mass = self._mass(question.unit_set)
        return self._mass(question.unit_set & self._known[entry]) / mass if mass else 0.0

    def _mass(self, unit_set: frozenset[str]) -> float:
        return sum(self._characters.idf(unit) for unit in unit_set)

    def _find_keywords(self) -> dict[str, list[tuple[int, int]]]:
        """For every keyword the entries that list it, and at which place."""
        found: dict[str, list[tuple[int, int]]] = {}
        for entry, keywords in enumerate(self._keywords):
            for place, keyword in enumerate(keywords):
                found.setdefault(keyword.normal, []).append((entry, place))
        return found

    def _all_units(self, entry: int) -> list[str]:
        return [u for read in self._texts_of(entry) for u in read.units]

    def _texts_of(self, entry: int) -> list[ReadText]:
        return self._wordings[entry] + self._keywords[entry]

    def _unit_counts(self, entry: int) -> dict[str, float]:
        """Characters of wordings and keywords count one, those of the answer a quarter."""
        counts = {u: float(n) for u, n in Counter(self._all_units(entry)).items()}
        for unit, count in Counter(self._answers[entry].units).items():
            counts[unit] = counts.get(unit, 0.0) + _SHARE_OF_ANSWER * count
        return counts

    def _sound_counts(self, entry: int) -> dict[str, float]:
        sounds = Counter(s for read in self._texts_of(entry) for s in set(read.syllables))
        counts = {sound: float(n) for sound, n in sounds.items()}
        for sound in set(self._answers[entry].syllables):
            counts[sound] = counts.get(sound, 0.0) + 0.5
        return counts


def _long_words(text: ReadText) -> list[str]:
    return [word for word in text.words if len(word) > 1]


def _same_sound(question: ReadText, weights: dict[str, float], wording: ReadText) -> float:
    return sum(
        weight
        for unit, weight in weights.items()
        if unit not in wording.unit_set and question.sounds[unit] in wording.syllable_set
    )

"""Reading room: puts entries in order for a question.

Four BM25 indexes over the wordings (characters 1.0, pairs 0.2, jieba words 0.2, pinyin 0.15), the
entry taken at its best wording; plus the entry's wordings and keywords as one text, its answer, how
likely its language produces the question, which of its usual terms the question lacks, and the
two-way overlap with the nearest wording. The weights maximise the likelihood of the right entry
for wordings left out, by chance and by author.
"""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from policy_faq.corpus import Corpus
from policy_faq.index import Bm25Index, Floats, build_bm25
from policy_faq.language import (
    EntryLanguage,
    ExpectedTerms,
    build_expected,
    build_language,
)
from policy_faq.nearness import Nearness, build_nearness
from policy_faq.reading import ReadText

_PAIRS, _WORDS, _PINYIN = 0.2, 0.2, 0.15
_ENTRY, _ENTRY_WORDS = 2.6, 1.8
_ANSWER, _ANSWER_PAIRS = 0.45, 0.37
_LANGUAGE, _LANGUAGE_PINYIN = 0.58, 1.1
_EXPECTED, _OVERLAP = 0.07, 0.5
_SHARE_OF_ANSWER = 0.25
_KEYWORD = 1.2


@dataclass(frozen=True, slots=True)
class Ranker:
    """Scores all entries for a question. Built by `build_ranker`.

    `keywords` are the normal forms of all keywords in reading order, each with its entry in
    `keyword_entries` and its place among the entry's keywords in `keyword_places`.
    """

    nearness: Nearness
    characters: Bm25Index
    pairs: Bm25Index
    words: Bm25Index
    pinyin: Bm25Index
    whole: Bm25Index
    whole_words: Bm25Index
    answer: Bm25Index
    answer_pairs: Bm25Index
    language: EntryLanguage
    sounds: EntryLanguage
    expected: ExpectedTerms
    keywords: tuple[str, ...]
    keyword_entries: Floats
    keyword_places: Floats
    _by_keyword: dict[str, list[tuple[int, int]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, list[tuple[int, int]]] = {}
        places = zip(self.keyword_entries.tolist(), self.keyword_places.tolist(), strict=True)
        for keyword, (entry, place) in zip(self.keywords, places, strict=True):
            found.setdefault(keyword, []).append((int(entry), int(place)))
        object.__setattr__(self, "_by_keyword", found)

    def scores(self, question: ReadText) -> Floats:
        """Score of every entry, comparable within one question only."""
        if not len(self.nearness.starts):
            return np.zeros(0, dtype=np.float32)
        starts = self.nearness.starts
        wordings = (
            self.characters.scores(question.units)
            + _PAIRS * self.pairs.scores(question.pairs)
            + _WORDS * self.words.scores(question.words)
            + _PINYIN * self.pinyin.scores(question.syllables)
        )
        total: Floats = (
            np.maximum.reduceat(wordings, starts)
            + _ENTRY * self.whole.scores(question.units)
            + _ENTRY_WORDS * self.whole_words.scores(question.words)
            + _ANSWER * self.answer.scores(question.units)
            + _ANSWER_PAIRS * self.answer_pairs.scores(question.pairs)
            + _LANGUAGE * self.language.scores(question.units)
            + _LANGUAGE_PINYIN * self.sounds.scores(question.syllables)
            + _EXPECTED * self.expected.scores(question.units)
            + _OVERLAP * self.overlaps(question)
        ).astype(np.float32)
        for entry, place in self._by_keyword.get(question.normal, ()):
            total[entry] += _KEYWORD / (1 + place)
        return total

    def overlaps(self, question: ReadText) -> Floats:
        """Two-way overlap of the question with the nearest wording of every entry."""
        return self.nearness.overlaps(question, self.characters, self.pinyin.postings)

    def coverage(self, question: ReadText) -> Floats:
        """For every entry the share of the question found in any of its wordings."""
        return self.nearness.coverage(question, self.characters)


def build_ranker(corpus: Corpus) -> Ranker:
    """Index a corpus."""
    flat, asked = corpus.flat(), corpus.asked()
    characters = build_bm25([wording.units for wording in flat])
    units = [[unit for text in texts for unit in text.units] for texts in asked]
    keywords = [
        (read.normal, entry, place)
        for entry, reads in enumerate(corpus.keywords)
        for place, read in enumerate(reads)
    ]
    return Ranker(
        nearness=build_nearness(corpus, characters),
        characters=characters,
        pairs=build_bm25([wording.pairs for wording in flat]),
        words=build_bm25([wording.words for wording in flat]),
        pinyin=build_bm25([wording.syllables for wording in flat]),
        whole=build_bm25(units, k1=2.5, b=0.5),
        whole_words=build_bm25(
            [[word for t in ts for word in t.words] for ts in asked], k1=2.5, b=0.5
        ),
        answer=build_bm25([answer.units for answer in corpus.answers]),
        answer_pairs=build_bm25([answer.pairs for answer in corpus.answers]),
        language=build_language(
            [_unit_counts(u, a) for u, a in zip(units, corpus.answers, strict=True)]
        ),
        sounds=build_language(
            [_sound_counts(t, a) for t, a in zip(asked, corpus.answers, strict=True)]
        ),
        expected=build_expected([[w.units for w in ws] for ws in corpus.wordings]),
        keywords=tuple(normal for normal, _, _ in keywords),
        keyword_entries=np.array([entry for _, entry, _ in keywords], dtype=np.float32),
        keyword_places=np.array([place for _, _, place in keywords], dtype=np.float32),
    )


def _unit_counts(units: list[str], answer: ReadText) -> dict[str, float]:
    """Characters of wordings and keywords count one, those of the answer a quarter."""
    counts = {unit: float(n) for unit, n in Counter(units).items()}
    for unit, count in Counter(answer.units).items():
        counts[unit] = counts.get(unit, 0.0) + _SHARE_OF_ANSWER * count
    return counts


def _sound_counts(asked: list[ReadText], answer: ReadText) -> dict[str, float]:
    sounds = Counter(sound for read in asked for sound in dict.fromkeys(read.syllables))
    counts = {sound: float(n) for sound, n in sounds.items()}
    for sound in dict.fromkeys(answer.syllables):
        counts[sound] = counts.get(sound, 0.0) + 0.5
    return counts

"""Reading room: builds the indexes of a ranker from numbered texts."""

from collections.abc import Sequence

import numpy as np

from policy_faq.blend import Blend, Share, build_blend
from policy_faq.bm25 import Bm25Index, build_bm25
from policy_faq.coded_corpus import CodedCorpus, code_corpus
from policy_faq.corpus import Corpus
from policy_faq.language import EntryLanguage, ExpectedTerms, build_expected, build_language
from policy_faq.nearness import build_nearness
from policy_faq.postings import Coded, add_counts, count_terms
from policy_faq.ranking import Ranker, Weights
from policy_faq.wordings import WordingIndex, build_wordings

_NOTHING = Coded((), np.zeros(0, np.int32), np.zeros(1, np.intp))
_SHARE_OF_ANSWER, _SHARE_OF_ANSWER_SOUND = 0.25, 0.5
_ENTRY_K1, _ENTRY_B = 2.5, 0.5


def build_ranker(corpus: Corpus) -> Ranker:
    """Index a corpus of our entries."""
    keywords = [
        (read.normal, entry, place)
        for entry, reads in enumerate(corpus.keywords)
        for place, read in enumerate(reads)
    ]
    return index_corpus(code_corpus(corpus), Weights(), keywords)


def index_corpus(
    corpus: CodedCorpus, weights: Weights, keywords: Sequence[tuple[str, int, int]] = ()
) -> Ranker:
    """Build every index that has a weight.

    Args:
        corpus: the texts.
        weights: how much each index counts.
        keywords: normal form, entry and place of each keyword.
    """
    parts = _Parts(corpus, weights.commonest)
    characters = build_wordings(corpus.units.part(0, corpus.wordings))
    return Ranker(
        weights=weights,
        nearness=build_nearness(corpus, characters),
        characters=characters,
        pairs=parts.wordings(corpus.pairs, weights.pairs),
        words=parts.wordings(corpus.words, weights.words),
        pinyin=parts.wordings(corpus.syllables, max(weights.pinyin, weights.overlap)),
        entry_units=parts.blend(
            Share(parts.asked(corpus.units, weights.entry), weights.entry),
            Share(parts.answers(corpus.units, weights.answer), weights.answer),
            Share(parts.language(weights.language), weights.language),
        ),
        entry_pairs=parts.blend(
            Share(parts.answers(corpus.pairs, weights.answer_pairs), weights.answer_pairs)
        ),
        entry_words=parts.blend(
            Share(parts.asked(corpus.words, weights.entry_words), weights.entry_words)
        ),
        entry_syllables=parts.blend(
            Share(parts.sounds(weights.language_pinyin), weights.language_pinyin)
        ),
        expected=parts.expected(weights.expected),
        keywords=tuple(normal for normal, _, _ in keywords),
        keyword_entries=np.array([entry for _, entry, _ in keywords], dtype=np.float32),
        keyword_places=np.array([place for _, _, place in keywords], dtype=np.float32),
    )


class _Parts:
    """Indexes over parts of a corpus, one row a wording or one row an entry; without a weight an
    index is empty.
    """

    __slots__ = ("_asked", "_commonest", "_corpus", "_size", "_whole")

    def __init__(self, corpus: CodedCorpus, commonest: float) -> None:
        self._corpus, self._commonest = corpus, commonest
        self._asked, self._whole = corpus.wordings + corpus.keywords, len(corpus.entry_of)
        self._size = len(corpus.starts)

    def blend(self, *shares: Share) -> Blend:
        return build_blend(shares, self._size, commonest=self._commonest)

    def wordings(self, cut: Coded, weight: float) -> WordingIndex:
        texts = cut.part(0, self._corpus.wordings) if weight else _NOTHING
        return build_wordings(texts, commonest=self._commonest)

    def asked(self, cut: Coded, weight: float) -> Bm25Index:
        """Wordings and keywords of an entry as one text."""
        if not weight:
            return build_bm25(_NOTHING)
        owners = self._corpus.entry_of[: self._asked]
        texts = cut.part(0, self._asked)
        return build_bm25(texts, owners, self._size, k1=_ENTRY_K1, b=_ENTRY_B)

    def answers(self, cut: Coded, weight: float) -> Bm25Index:
        return build_bm25(cut.part(self._asked, self._whole) if weight else _NOTHING)

    def language(self, weight: float) -> EntryLanguage:
        """Characters of wordings and keywords count one, those of the answer a quarter."""
        return self._language(self._corpus.units, weight, _SHARE_OF_ANSWER, once=False)

    def sounds(self, weight: float) -> EntryLanguage:
        """Readings count once a text, those of the answer half."""
        return self._language(self._corpus.syllables, weight, _SHARE_OF_ANSWER_SOUND, once=True)

    def _language(self, cut: Coded, weight: float, share: float, *, once: bool) -> EntryLanguage:
        if not weight:
            return build_language(count_terms(_NOTHING), 0)
        owners, size = self._corpus.entry_of, self._size
        asked = cut.part(0, self._asked), owners[: self._asked]
        answers = cut.part(self._asked, self._whole), owners[self._asked :]
        first = count_terms(*asked, size, once=once)
        second = count_terms(*answers, size, once=once)
        return build_language(add_counts(first, second, share, size), size)

    def expected(self, weight: float) -> ExpectedTerms:
        corpus = self._corpus
        if not weight:
            return build_expected(count_terms(_NOTHING), np.zeros(0, np.intp))
        texts = corpus.units.part(0, corpus.wordings)
        owners = corpus.entry_of[: corpus.wordings]
        return build_expected(count_terms(texts, owners, self._size, once=True), corpus.sizes())

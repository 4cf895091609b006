"""Reading room: whether a question is ours at all, before asking which entry answers it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from policy_faq.corpus import Corpus
from policy_faq.language import DomainLanguage
from policy_faq.outside import OutsideLanguage
from policy_faq.postings import Indices
from policy_faq.reading import ReadText, TextReader
from policy_faq.spelling import LONGEST_SPAN, Spelling

# learnt from natural questions whose wordings were left out, against kinds of outside messages
# that were left out
_EVIDENCE, _SCORE, _COVERAGE, _OVERLAP, _LENGTH, _OUTSIDE = 0.25, 0.8, 3.9, 1.7, 0.41, 0.82
_MOST_EVIDENCE, _LONGEST = 15.0, 12
_OWN_EVIDENCE = 0.7
_OWN_SHARE, _SENDING_SHARE, _MANY = 0.1, 0.25, 8


@dataclass(frozen=True, slots=True)
class Domain:
    """What is ours: how often all entries use each word, the keywords, and which entries know
    which of the `elsewhere` words (entry by word). Built by `build_domain`.
    """

    words: tuple[str, ...]
    counts: Indices
    keywords: tuple[str, ...]
    known_elsewhere: NDArray[np.bool_]


def build_domain(corpus: Corpus, elsewhere: tuple[str, ...]) -> Domain:
    """Gather the words of a corpus, the most used first."""
    everything = corpus.everything()
    counts = Counter(word for texts in everything for text in texts for word in text.words)
    reads = chain(*corpus.keywords)
    used = counts.most_common()
    return Domain(
        words=tuple(word for word, _ in used),
        counts=np.array([count for _, count in used], dtype=np.intp),
        keywords=tuple(dict.fromkeys(form for read in reads for form in (read.plain, read.normal))),
        known_elsewhere=np.array(
            [
                _known_elsewhere(w, [*k, a], elsewhere)
                for w, k, a in zip(corpus.wordings, corpus.keywords, corpus.answers, strict=True)
            ],
            dtype=np.bool_,
        ).reshape(len(everything), len(elsewhere)),
    )


def _known_elsewhere(
    wordings: list[ReadText], more: list[ReadText], elsewhere: tuple[str, ...]
) -> list[bool]:
    """Which of the words are an entry's own matter: in its standard question, keywords or answer
    (`more`), or in a tenth of its wordings; one asker's story is not enough. An entry that sends
    people to many other offices knows all it mentions.
    """
    own = [any(word in text.plain for text in (wordings[0], *more)) for word in elsewhere]
    uses = [sum(word in text.plain for text in wordings) for word in elsewhere]
    sends_on = sum(map(bool, uses)) >= _MANY and sum(uses) >= _SENDING_SHARE * len(wordings)
    enough = 1 if sends_on else max(1.0, _OWN_SHARE * len(wordings))
    return [known or used >= enough for known, used in zip(own, uses, strict=True)]


class Signs(NamedTuple):
    """What speaks for a question being ours: domain words, and how well an entry fits it."""

    evidence: float
    score: float
    coverage: float
    overlap: float


class Scope:
    """Weighs how much a question belongs to the domain. Immutable after construction.

    Args:
        domain: what the entries talk about.
        reader: gives readings and the vocabulary.
        outside: how messages speak that are not ours.
    """

    __slots__ = ("_domain", "_elsewhere", "_keywords", "_language", "_outside", "_reader")

    def __init__(self, domain: Domain, reader: TextReader, outside: OutsideLanguage) -> None:
        vocabulary = reader.vocabulary
        counts = dict(zip(domain.words, domain.counts.tolist(), strict=True))
        ignored = vocabulary.says_nothing | frozenset(vocabulary.question_words.values())
        self._domain = domain
        self._language = DomainLanguage(counts, reader.general_frequency, ignored)
        self._elsewhere = vocabulary.elsewhere
        own = frozenset(vocabulary.domain_words)
        aliases = (alias for alias, word in vocabulary.rewrites.items() if word in own)
        self._keywords = own.union(domain.keywords, aliases)
        self._reader = reader
        self._outside = outside

    def evidence(self, question: ReadText, *, own_use: int = 0) -> float:
        """How strongly the words belong to the domain.

        Args:
            question: the question as read.
            own_use: 1 when the question is itself one of the entries' texts.
        """
        return min(self._language.evidence(question.words, own_use=own_use), _MOST_EVIDENCE)

    def spelling(self, pair_counts: Mapping[str, int]) -> Spelling:
        """What puts misspelt words of ours right; `pair_counts` of neighbouring characters."""
        counts = zip(self._domain.words, self._domain.counts.tolist(), strict=True)
        own = {word: count for word, count in counts if self._is_own(word)}
        pinyin, vocabulary = self._reader.pinyin, self._reader.vocabulary
        return Spelling(
            own, pair_counts, pinyin.sound, self._reader.known_words, vocabulary.says_nothing
        )

    def _is_own(self, word: str) -> bool:
        is_of_length = 2 <= len(word) <= LONGEST_SPAN and not word.isascii()
        return is_of_length and self._language.evidence([word]) > _OWN_EVIDENCE

    def is_keyword(self, question: ReadText) -> bool:
        """Whether it is nothing but a word staff look up."""
        return question.plain in self._keywords or question.normal in self._keywords

    def weigh(self, signs: Signs, question: ReadText) -> float:
        """One figure for a question and an entry: the more, the more surely it is ours."""
        return (
            _EVIDENCE * signs.evidence
            + _SCORE * signs.score
            + _COVERAGE * signs.coverage
            + _OVERLAP * signs.overlap
            + _LENGTH * min(len(question.units), _LONGEST)
            - _OUTSIDE * self._outside.weigh(question)
        )

    def foreign_words(self, question: ReadText) -> Indices:
        """For every entry how many words of other offices' business the question has that are
        not the entry's own matter.
        """
        said = [n for n, word in enumerate(self._elsewhere) if word in question.plain]
        unknown: Indices = (~self._domain.known_elsewhere[:, said]).sum(axis=1)
        return unknown

"""Reading room: what the entries say as numbers, cut in four ways, to build the indexes from."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from policy_faq.corpus import Corpus
from policy_faq.postings import Coded, Coder, Indices


@dataclass(frozen=True, slots=True)
class CodedCorpus:
    """All texts in one row: the wordings of entry after entry, the keywords, one answer each.

    `wordings` and `keywords` say how many there are, `starts` is the first wording of each entry,
    `entry_of` the entry of each text, `normals` the normal forms of the wordings.
    """

    wordings: int
    keywords: int
    starts: Indices
    entry_of: Indices
    normals: tuple[str, ...]
    units: Coded
    pairs: Coded
    words: Coded
    syllables: Coded

    @property
    def asked(self) -> int:
        """How many texts are wordings or keywords."""
        return self.wordings + self.keywords

    def sizes(self) -> Indices:
        """How many wordings each entry has."""
        return np.diff(np.append(self.starts, self.wordings))


class CorpusCoder:
    """Takes texts one by one and keeps only numbers of them."""

    __slots__ = ("_entries", "_pairs", "_syllables", "_units", "_words")

    def __init__(self) -> None:
        self._entries: list[int] = []
        self._units, self._pairs, self._words, self._syllables = (Coder() for _ in range(4))

    def add(
        self,
        entry: int,
        units: Iterable[str],
        pairs: Iterable[str] = (),
        words: Iterable[str] = (),
        syllables: Iterable[str] = (),
    ) -> None:
        """Take the next text of an entry, as far as it was cut."""
        self._entries.append(entry)
        self._units.add(units)
        self._pairs.add(pairs)
        self._words.add(words)
        self._syllables.add(syllables)

    def coded(self, wordings: int, keywords: int, normals: tuple[str, ...] = ()) -> CodedCorpus:
        """All texts taken, of which the first `wordings + keywords` are those."""
        entry_of = np.array(self._entries, dtype=np.intp)
        entries = len(entry_of) - wordings - keywords
        return CodedCorpus(
            wordings=wordings,
            keywords=keywords,
            starts=np.searchsorted(entry_of[:wordings], np.arange(entries)).astype(np.intp),
            entry_of=entry_of,
            normals=normals,
            units=self._units.coded(),
            pairs=self._pairs.coded(),
            words=self._words.coded(),
            syllables=self._syllables.coded(),
        )


def code_corpus(corpus: Corpus) -> CodedCorpus:
    """Number everything a corpus says."""
    coder = CorpusCoder()
    for section in (corpus.wordings, corpus.keywords):
        for entry, reads in enumerate(section):
            for read in reads:
                coder.add(entry, read.units, read.pairs, read.words, read.syllables)
    for entry, answer in enumerate(corpus.answers):
        coder.add(entry, answer.units, answer.pairs, (), answer.syllables)
    return coder.coded(
        wordings=sum(map(len, corpus.wordings)),
        keywords=sum(map(len, corpus.keywords)),
        normals=tuple(read.normal for read in corpus.flat()),
    )

"""Reading room: everything the entries say, read and cut once, to build the indexes from."""

import gc
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from sys import intern

from policy_faq.entries import Entry
from policy_faq.reading import ReadText, TextReader


class _Reads(dict[str, ReadText]):
    """Reads a text when it is asked for the first time, unless it is known."""

    def __init__(self, reader: TextReader, known: Mapping[str, ReadText] | None) -> None:
        super().__init__()
        self._reader = reader
        self._known = known

    def __missing__(self, text: str) -> ReadText:
        read = self._known.get(text) if self._known else None
        if read is None:
            read = self._reader.read(text)
            if self._known is not None:  # it will stay, and the same few terms come again and again
                for terms in (read.units, read.pairs, read.words, read.syllables):
                    terms[:] = map(intern, terms)
        self[text] = read
        return read


@contextmanager
def collector_paused() -> Iterator[None]:
    """Let the garbage collector rest: building makes millions of objects that all stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Corpus:
    """The read texts, one item per entry; wordings have the standard question first."""

    wordings: list[list[ReadText]]
    keywords: list[list[ReadText]]
    answers: list[ReadText]

    @classmethod
    def read(
        cls,
        entries: Sequence[Entry],
        reader: TextReader,
        known: MutableMapping[str, ReadText] | None = None,
    ) -> "Corpus":
        """Read every text of every entry.

        Args:
            entries: what to read.
            reader: how to read it.
            known: texts this reader has read before; afterwards exactly those of the entries, so
                that reading a changed entry again costs little and nothing piles up.
        """
        read = _Reads(reader, known)
        corpus = cls(
            wordings=[[read[text] for text in entry.questions] for entry in entries],
            keywords=[[read[text] for text in entry.keywords] for entry in entries],
            answers=[read[entry.answer] for entry in entries],
        )
        if known is not None:
            known.clear()
            known.update(read)
        return corpus

    def flat(self) -> list[ReadText]:
        """All wordings, entry after entry."""
        return list(chain(*self.wordings))

    def asked(self) -> list[list[ReadText]]:
        """Wordings and keywords of each entry."""
        return [w + k for w, k in zip(self.wordings, self.keywords, strict=True)]

    def everything(self) -> list[list[ReadText]]:
        """Wordings, keywords and answer of each entry."""
        return [[*t, a] for t, a in zip(self.asked(), self.answers, strict=True)]

"""Reading room: everything the entries say, read and cut once, to build the indexes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from policy_faq.entries import Entry
from policy_faq.reading import ReadText, TextReader


@dataclass(frozen=True, slots=True)
class Corpus:
    """The read texts, one item per entry; wordings have the standard question first."""

    wordings: list[list[ReadText]]
    keywords: list[list[ReadText]]
    answers: list[ReadText]

    @classmethod
    def read(cls, entries: Sequence[Entry], reader: TextReader) -> "Corpus":
        """Read every text of every entry."""
        return cls(
            wordings=[[reader.read(text) for text in entry.questions] for entry in entries],
            keywords=[[reader.read(text) for text in entry.keywords] for entry in entries],
            answers=[reader.read(entry.answer) for entry in entries],
        )

    def flat(self) -> list[ReadText]:
        """All wordings, entry after entry."""
        return list(chain(*self.wordings))

    def asked(self) -> list[list[ReadText]]:
        """Wordings and keywords of each entry."""
        return [w + k for w, k in zip(self.wordings, self.keywords, strict=True)]

    def everything(self) -> list[list[ReadText]]:
        """Wordings, keywords and answer of each entry."""
        return [[*t, a] for t, a in zip(self.asked(), self.answers, strict=True)]

"""Reading room: what an official text is made of, clauses, sentences and printed paragraphs."""

from dataclasses import dataclass
from typing import Literal

_NUMERALS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One citable sentence: its id, its clause's path, its place in it, and the text verbatim."""

    id: str
    clause: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered clause. `sentences` starts with the heading (number 0); 0 is the preamble.

    `path` is "3" or, inside another clause, "3.2"; `level` is 1 for the outermost numbering and 0
    for the preamble and attachments. `name` is empty when the clause has a number only.
    """

    number: int
    name: str
    sentences: tuple[Sentence, ...]
    path: str
    label: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as printed: citable sentences, and text between that nobody cites."""

    kind: Literal["title", "chapter", "heading", "text"]
    level: int
    pieces: tuple[Sentence | str, ...]


def chinese_numeral(number: int) -> str:
    """Write 1 to 99 as a Chinese numeral. Raises ValueError outside that range."""
    if not 1 <= number <= 99:
        raise ValueError(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else _NUMERALS[tens]) + "十"
    return head + (_NUMERALS[ones] if ones else "")

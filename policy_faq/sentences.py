"""Reading room: cuts a paragraph into sentences without losing a character.

。！？ end a sentence. ； does not, except at the end of a paragraph and before 二是, （二）, 2.
so that each point of an enumeration can be cited by itself.
"""

import re

_ENDING = re.compile(
    r"[。！？]+[”’』」）)》〉]*"
    r"|；(?=\s*(?:[二三四五六七八九十]{1,2}[是要]|[（(][一二三四五六七八九十]{1,3}[）)]"
    r"|[（(]?\d{1,2}[）).．、](?!\d)))"
    r"|；\s*$"
)
_CLOSED = re.compile(r"[。！？；][”’』」）)》〉]*$")


def cut_sentences(paragraph: str) -> list[str]:
    """The pieces of a paragraph in order; joined they are the paragraph.

    What no mark ends (an addressee, a date, the imprint) is the last piece.
    """
    pieces: list[str] = []
    start = 0
    for match in _ENDING.finditer(paragraph):
        pieces.append(paragraph[start : match.end()])
        start = match.end()
    if paragraph[start:]:
        pieces.append(paragraph[start:])
    return pieces


def is_sentence(piece: str) -> bool:
    """Whether a piece was ended by a mark, so that it can be cited."""
    return bool(_CLOSED.search(piece.rstrip()))

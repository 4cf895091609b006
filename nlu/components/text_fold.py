"""Folds a message to plain half-width simplified lower-case text, one character for one.

Because the length never changes, positions in the folded text are positions in the original.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import opencc

HAN_RANGE = (0x3400, 0xA000)
WIDTH_RANGES = ((0x2000, 0x3400), (0xF900, 0xFB00), (0xFE30, 0xFE50), (0xFF00, 0xFFF0))
BLANK_RANGES = (
    (0x00, 0x20),  # control characters, tabs, line breaks
    (0x200B, 0x2010),  # zero-width marks
    (0x2028, 0x2030),
    (0x2600, 0x27C0),  # pictures
    (0xFE00, 0xFE10),  # variation selectors
    (0xFEFF, 0xFF00),
    (0x1F000, 0x1FB00),  # emoji
)
CLAIM_TOKEN = re.compile(r"\[\[(id|phone|card):[0-9a-f]{16}\]\]")


@cache
def fold_table() -> dict[int, str]:
    """Builds the character map (about 4,500 entries) once per process."""
    table: dict[int, str] = {}
    for start, end in WIDTH_RANGES:
        for code in range(start, end):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code):
                table[code] = plain
    han = [chr(code) for code in range(*HAN_RANGE)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    table.update({ord(old): new for old, new in zip(han, simplified, strict=True) if old != new})
    for start, end in BLANK_RANGES:
        table.update(dict.fromkeys(range(start, end), " "))
    return table


def fold(text: str) -> str:
    """Returns the folded text; `len(fold(text)) == len(text)` always holds."""
    folded = text.translate(fold_table())
    lowered = folded.lower()
    return lowered if len(lowered) == len(folded) else folded


def has_claim_token(text: str) -> bool:
    """True when the text holds a masked ID number, phone or bank card."""
    return CLAIM_TOKEN.search(text) is not None

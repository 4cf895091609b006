"""Reading room: how official texts number their clauses, 一、（一）1.（1）第一条 and 附件.

One reader of headings for texts as they come in (cutting.py) and for texts as we keep them
(documents.py).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

LOWEST_LEVEL = 4
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100}
_CN = "[一二三四五六七八九十百零〇两]{1,7}"


class HeadingKind(StrEnum):
    """The numbering a heading carries."""

    CHAPTER = "chapter"  # 第一章, 第一节: groups clauses, is none itself
    ATTACHMENT = "attachment"  # 附件1: its clauses count anew
    ARTICLE = "article"  # 第一条
    SECTION = "section"  # 一、
    ITEM = "item"  # （一）
    POINT = "point"  # 1.
    SUBPOINT = "subpoint"  # （1）


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered line: its kind, its number, the mark as printed, and what follows the mark."""

    kind: HeadingKind
    number: int
    mark: str
    rest: str


_PATTERNS: tuple[tuple[HeadingKind, re.Pattern[str]], ...] = (
    (HeadingKind.ATTACHMENT, re.compile(r"(附\s{0,2}(?:件|录)\s{0,2}(\d{0,3}))[:：]?(?=\s|$)")),
    (HeadingKind.CHAPTER, re.compile(rf"(第({_CN})[章节编])(?=[\s　]|$)")),
    (
        HeadingKind.ARTICLE,
        re.compile(rf"(第({_CN}|\d{{1,3}})条(?:之[一二三四五六七八九十])?)(?=[\s　]|$)"),
    ),
    (HeadingKind.SECTION, re.compile(rf"(({_CN})、)")),
    (HeadingKind.ITEM, re.compile(rf"([（(]({_CN})[）)])")),
    (HeadingKind.POINT, re.compile(r"((\d{1,3})[．.、](?!\d))")),
    (HeadingKind.SUBPOINT, re.compile(r"([（(](\d{1,3})[）)])")),
)  # fmt: skip


def read_heading(line: str) -> Heading | None:
    """The numbering a line opens with, or None when it is ordinary text."""
    text = line.strip()
    for kind, pattern in _PATTERNS:
        if match := pattern.match(text):
            number = _number(match.group(2))
            if number is not None:
                return Heading(kind, number, match.group(1), text[match.end() :].strip())
    return None


def _number(numeral: str) -> int | None:
    """The value of 十二 or 12; an attachment without a number is the first."""
    if not numeral or numeral.isdigit():
        return int(numeral or 1)
    total = current = 0
    for char in numeral:
        if char in _DIGITS:
            current = _DIGITS[char]
        else:
            total += (current or 1) * _UNITS[char]
            current = 0
    return total + current or None

"""The cloakroom: personal numbers leave the text before anybody reads it.

ID numbers, phones and bank cards become claim checks `[[id:…]]`, `[[phone:…]]`, `[[card:…]]`.
Full-width digits, digits written as Chinese numerals, and digits broken up by spaces or dashes
are recognised. On any doubt a long number is masked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_DIGITS = "0123456789"
_SAME_LENGTH = str.maketrans(
    "０１２３４５６７８９〇零一二三四五六七八九幺ＸｘΧХх×—–－．·　",
    _DIGITS + "00123456789" + "1" + "XXXXXX" + "-----" + " ",
)
_GAP = r"[ \-.]{0,2}"


def _spaced(*digit_classes: str) -> str:
    return _GAP.join(digit_classes)


_D = r"\d"
_DATE = [r"(?:18|19|20)", _D, _D, "[01]", _D, "[0-3]", _D]
_ID_DATED = _spaced("[1-9]", *[_D] * 5, *_DATE, *[_D] * 3, r"[\dXx]")
_ID_18 = _spaced("[1-9]", *[_D] * 16, r"[\dXx]")
_ID_15 = _spaced("[1-9]", *[_D] * 14)
_PHONE = rf"(?:\+?(?:00)?86{_GAP})?" + _spaced("1", "[3-9]", *[_D] * 9)
_LONG = _spaced(*[_D] * 12) + rf"(?:{_GAP}\d)*"
_END = r"(?![\dA-Za-z])"
# in this order: what is surest first; a dated ID may even be glued to the next number
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"(?<!\d){pattern}"))
    for kind, pattern in (
        ("id", _ID_DATED),
        ("phone", _PHONE + _END),
        ("id", _ID_18 + _END),
        ("id", _ID_15 + _END),
        ("card", _LONG),
    )
)


@dataclass(frozen=True, slots=True)
class Number:
    """A personal number found in a text: which kind, where, and its plain digits."""

    kind: str
    start: int
    end: int
    value: str


def find_numbers(text: str) -> list[Number]:
    """The personal numbers in `text`, in order, not overlapping."""
    plain = text.translate(_SAME_LENGTH)
    found: list[Number] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            value = re.sub(r"[ \-.+]", "", match.group()).upper()
            found.append(Number(kind, match.start(), match.end(), _canonical(kind, value)))
        for number in found:  # what is found is no part of another number
            blank = "|" * (number.end - number.start)
            plain = plain[: number.start] + blank + plain[number.end :]
    return sorted(found, key=lambda number: number.start)


def _canonical(kind: str, value: str) -> str:
    return value[-11:] if kind == "phone" else value


def mask(text: str, deposit: Callable[[str, str], str]) -> str:
    """`text` with claim checks for numbers; `deposit(kind, value)` gives each its token."""
    pieces: list[str] = []
    position = 0
    for number in find_numbers(text):
        token = deposit(number.kind, number.value)
        pieces += [text[position : number.start], f"[[{number.kind}:{token}]]"]
        position = number.end
    return "".join([*pieces, text[position:]])

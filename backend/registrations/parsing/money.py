"""A wished monthly wage: 三千五, 4000左右, 5k, 3000-5000, 面议."""

import re

from backend.registrations.parsing.numerals import NUMERAL, number_of
from backend.registrations.parsing.plain import plain
from backend.registrations.parsing.result import Parsed, Problem, Value

NEGOTIABLE = "negotiable"
LEAST, MOST = 500, 100_000

_OPEN = re.compile(r"面议|面谈|都行|都可以|随便|看情况|看着给|没要求|不限|无所谓|不讲究|多少都")
_PER_DAY = re.compile(r"一天|每天|日结|/天|每日|一日|小时|时薪|钟头")
_PLAIN = re.compile(r"(\d+(?:\.\d+)?)\s*(万|千|k|w)?")
_SCALES = {"千": 1000, "k": 1000, "万": 10000, "w": 10000, "": 1}


def _amounts(text: str) -> list[int]:
    """The amounts named in a text, in order."""
    amounts = []
    for mixed in re.findall(rf"\d+\.\d+\s*[万千kw]?|\d+\s*[kw]|{NUMERAL}", text):
        number = number_of(mixed)
        decimal = _PLAIN.fullmatch(mixed)
        if number is not None:
            amounts.append(number)
        elif decimal:
            amounts.append(int(float(decimal[1]) * _SCALES[decimal[2] or ""]))
    return amounts


def parse_wage(text: str) -> Parsed:
    """The least monthly wage wished, in yuan as text, or "negotiable" (面议)."""
    tidy = plain(text).lower().replace(",", "").replace("，", "")
    if text.strip() == NEGOTIABLE:
        return Value(NEGOTIABLE)
    if _PER_DAY.search(tidy):
        return Problem("wage_per_day")
    amounts = _amounts(tidy)
    if not amounts:
        return Value(NEGOTIABLE) if _OPEN.search(tidy) else Problem("wage_unclear")
    least = min(amounts) if len(amounts) <= 2 else amounts[0]
    # 三五千, 3到5千: the small number shares the unit of the large one
    if len(amounts) == 2 and least < 10 and max(amounts) >= 1000:
        least *= 10_000 if max(amounts) >= 10_000 else 1000
    return Value(str(least)) if LEAST <= least <= MOST else Problem("wage_implausible")

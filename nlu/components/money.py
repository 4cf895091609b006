"""Finds wages: 4500元, 5k, 四千五, 三四千, 一天三百, 3000到5000, 1.5万."""

from __future__ import annotations

import re
from dataclasses import dataclass

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "俩": 2}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000, "k": 1000, "w": 10000}
HAN_NUMBER = r"[零〇一二两俩三四五六七八九十百千万]+"
ARABIC = r"\d+(?:\.\d+)?"
AMOUNT = rf"(?:{ARABIC}\s?[万千百kw](?:[\d一二三四五六七八九]\d*)?|{ARABIC}|{HAN_NUMBER})"
PERIODS = {
    "day": r"每天|一天|日薪|天|日结|按天",
    "hour": r"每小时|一小时|一个小时|小时|时薪|钟头",
    "month": r"每个月|每月|一个月|月薪|月工资|一月|月",
    "year": r"每年|一年|年薪|年",
}
PERIOD = "|".join(f"(?:{words})" for words in PERIODS.values())
CURRENCY = r"(?:多|来|左右|几)?(?:块钱|块|元钱|元|圆|￥|¥|钱|rmb)"
BEFORE = (
    rf"(?:{PERIOD}|工资|薪水|薪资|待遇|到手|保底|底薪|不低于|至少|最低|起码)"
    r"(?:要|给|是|有|开|挣|在|能|想要|大概|差不多|[::,，\s])*"
)
AFTER = (
    rf"\s?(?:{CURRENCY}|(?:以上|以下|起步|打底|左右|上下)|/\s?(?:{PERIOD})"
    r"|(?:每|一)?(?:个)?(?:月|天|小时|年)(?!\d|底|初|份|中))"
)
RANGE = rf"(?P<low>{AMOUNT})(?:\s?[-~—到至]+\s?(?P<high>{AMOUNT}))?"
MONEY = re.compile(rf"(?P<before>{BEFORE})?{RANGE}(?P<after>(?:多|来|左右)?{AFTER})?")
SELF_EVIDENT = re.compile(rf"{ARABIC}\s?[kw千万]|[一二两三四五六七八九][千万]")
LOWEST_WAGE, HIGHEST_WAGE = 5, 1_000_000


@dataclass(frozen=True)
class Money:
    """One amount in yuan with its place in the text."""

    start: int
    end: int
    low: int
    high: int | None
    period: str | None


def find_money(folded: str) -> list[Money]:
    """Returns the amounts in `folded`; bare numbers without unit or context are not money."""
    found = []
    for match in MONEY.finditer(folded):
        money = _read(match)
        if money is not None:
            found.append(money)
    return found


def _read(match: re.Match[str]) -> Money | None:
    text, before, after = match.group(), match["before"], match["after"]
    has_context = bool(before or after) or bool(SELF_EVIDENT.search(text))
    low = parse_amount(match["low"])
    high = parse_amount(match["high"]) if match["high"] else None
    if not has_context or low is None or not _is_free(match):
        return None
    if high is not None and high >= 1000 > low and low < 100:
        low *= 1000 if high % 1000 == 0 or high > 1000 else 1
    if not LOWEST_WAGE <= low <= HIGHEST_WAGE:
        return None
    return Money(match.start(), match.end(), low, high, _period(before, after))


def _is_free(match: re.Match[str]) -> bool:
    """A number inside a longer number, a date or a token is not an amount."""
    text, start, end = match.string, match.start("low"), match.end()
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isdigit() or before in {".", ":", "["} or after.isdigit():
        return False
    return not re.match(r"\s?(?:号|日|月份|年|岁|人|个|次|级|条|小时|家|名|口|届)", text[end:])


def _period(before: str | None, after: str | None) -> str | None:
    for part in (after, before):
        for name, words in PERIODS.items():
            if part and re.search(words, part):
                return name
    return None


def parse_amount(text: str) -> int | None:
    """Reads '4500', '1.5万', '5k', '3千5', '四千五', '三四千' (lower one); None when unreadable."""
    compact = text.replace(" ", "")
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([万千百kw])?([\d一二三四五六七八九]\d*)?", compact)
    if match is None:
        return parse_han_number(compact)
    number, unit, rest = match.groups()
    base = UNITS.get(unit or "", 1)
    value = float(number) * base
    if rest:
        digit = DIGITS.get(rest, int(rest) if rest.isdigit() else 0)
        value += digit * base // 10 if digit < 10 else digit
    return round(value)


def parse_han_number(text: str) -> int | None:
    """Reads a Chinese number, with the spoken short form 四千五 = 4500; None when it is not one."""
    total = section = digit = 0
    unit = last_unit = 1
    for character in text:
        if character in DIGITS:
            if digit and not section and not total:  # 三四千: the lower of the two
                continue
            digit = DIGITS[character]
        elif character in UNITS:
            unit = UNITS[character]
            if unit == 10000:
                total = (total + section + digit) * unit
                section = 0
            else:
                section += (digit or 1) * unit
            digit, last_unit = 0, unit
        else:
            return None
    if digit and last_unit >= 100 and "零" not in text:
        digit *= last_unit // 10
    value = total + section + digit
    return value or None

"""Finds date expressions as spans; what they mean is decided where the calendar is known."""

from __future__ import annotations

import re

YEAR = r"(?:(?:19|20)\d{2}|[一二三四五六七八九零〇]{2,4}|\d{2})年"
RELATIVE_YEAR = r"(?:今年|去年|前年|大前年|上一年)"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?"
RELATIVE_MONTH = r"(?:这个月|本月|上上个月|上个月|上月|前个月)"
DAY = (
    r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?"
    r"|[一二三四五六七八九])(?:号|日)"
)
PART = r"(?:年?底|年末|年?初|上半年|下半年|年中|月底|月初|中旬|上旬|下旬|春节|过年|国庆|五一)"
NUMERIC = (
    r"(?:19|20)\d{2}\s?[-./]\s?(?:1[0-2]|0?[1-9])(?:\s?[-./]\s?(?:3[01]|[12]\d|0?[1-9]))?(?!\d)"
)
COMPACT = r"(?<!\d)(?:19|20)\d{2}(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])?(?!\d)"
AGO = (
    r"(?:[一二两三四五六七八九十几半]+|\d{1,3})\s?(?:天|个?星期|周|个?月|个?半月|年)(?:多|半)?"
    r"(?:以?前|之前)"
)
NEAR = (
    r"(?:大前天|前天|昨天|今天|前几天|前两天|前段时间|最近|刚刚|刚才"
    r"|上个?(?:星期|周|礼拜)[一二三四五六日天]?)"
)
DATE = re.compile(
    rf"{NUMERIC}|{COMPACT}"
    rf"|(?:{YEAR}|{RELATIVE_YEAR})(?:的)?(?:{MONTH}|{RELATIVE_MONTH})?(?:的)?(?:{DAY}|{PART})?"
    rf"|(?:{RELATIVE_MONTH}|{MONTH})(?:的)?(?:{DAY}|{PART})?"
    rf"|{AGO}|{NEAR}|(?:(?<=^)|(?<=[\s,，])){DAY}"
)


def find_dates(folded: str) -> list[tuple[int, int]]:
    """Returns (start, end) of each date expression in `folded`."""
    return [match.span() for match in DATE.finditer(folded) if match.group()]

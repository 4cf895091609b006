"""Dates as people say them: 2026年10月3日, 十月三号, 上个月15号, 去年底, 三个月前, 昨天.

Only past dates are asked for, so a day without a year is the last one that has been. What is
only a month is read as its first day; the summary shows it before anything is submitted.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from backend.registrations.parsing.numerals import NUMERAL, number_of
from backend.registrations.parsing.plain import plain
from backend.registrations.parsing.result import Parsed, Problem, Value

EARLIEST = date(1950, 1, 1)

_N = f"({NUMERAL})"
_YEAR = rf"(?:(?P<year>{NUMERAL})年|(?P<rel_year>今年|去年|前年|大前年|本年|上一?年)的?)"
_MONTH = rf"(?:(?P<month>{NUMERAL})月份?|(?P<rel_month>上上个?月|上个?月|这个?月|本月|当月)份?)的?"
_DAY = rf"(?:(?P<day>{NUMERAL})[日号]?|(?P<part>月?初|月?中旬?|上旬|下旬|月?底|月?末|最后一天))"
_FULL = re.compile(rf"{_YEAR}?{_MONTH}{_DAY}?")
_YEAR_PART = re.compile(rf"{_YEAR}(?P<part>年?初|年?中|年?底|年?末|上半年|下半年)")
_DAY_ONLY = re.compile(rf"^(?:这个?月)?{_N}[日号]")
_NUMERIC = re.compile(
    r"(?<!\d)(\d{4}|\d{2}(?=年|[-/.]\d+[-/.]))[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?(?!\d)"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})?(?!\d)")
_MONTH_DAY = re.compile(r"(?<![\d.])(\d{1,2})[-/.](\d{1,2})(?![\d.])")
_SINCE = "(?:多|左右)?(?:之?以?前|了|来)"
_AGO = re.compile(
    rf"{_N}个?(?P<half>半)?(?P<unit>年|月|星期|礼拜|周|天|日)半?{_SINCE}"
    rf"|(?P<half_year>半年){_SINCE}|(?P<half_month>半个?月){_SINCE}"
)
_WEEKDAY = re.compile(r"(?P<weeks>上上|上|这|本)个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])?")
_NEAR = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "大前天": 3}
_REL_YEARS = {"今年": 0, "本年": 0, "去年": 1, "上年": 1, "上一年": 1, "前年": 2, "大前年": 3}
_WEEKDAYS = "一二三四五六日"


class _Nonexistent(Exception):
    """A day that no calendar has."""


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise _Nonexistent from error


def _months_back(today: date, months: int) -> date:
    index = today.year * 12 + today.month - 1 - months
    if index < 12:
        return EARLIEST.replace(year=1)
    year, month = divmod(index, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _full_year(number: int, today: date) -> int:
    if number >= 100:
        return number
    return 2000 + number if number <= today.year % 100 else 1900 + number


def _part_of_month(part: str, year: int, month: int) -> int:
    if not 1 <= month <= 12 or not 1 <= year <= 9999:
        raise _Nonexistent
    last = monthrange(year, month)[1]
    core = part.removeprefix("月")
    return {"初": 1, "上": 1, "中": 15, "下": 21}.get(core[:1], last)


def _iso_like(text: str, today: date) -> date | None:
    """2026-10-3, 2026.10, 26年3月, 20261003."""
    found = _NUMERIC.search(text) or _COMPACT.search(text)
    if found is None:
        return None
    year = _full_year(int(found[1]), today)
    return _day(year, int(found[2]), int(found[3] or 1))


def _spoken_month(text: str, today: date) -> date | None:
    """十月三号, 去年10月, 上个月15号, 上月底."""
    found = _FULL.search(text)
    if found is None:
        return None
    month, year = _month_of(found, today)
    day = number_of(found["day"]) if found["day"] else None
    if found["part"]:
        day = _part_of_month(found["part"], year, month)
    made = _day(year, month, 1 if day is None else day)
    has_year = found["year"] or found["rel_year"] or found["rel_month"]
    return made if has_year or made <= today else _day(year - 1, month, made.day)


def _month_of(found: re.Match[str], today: date) -> tuple[int, int]:
    if found["rel_month"]:
        back = 2 if found["rel_month"].startswith("上上") else int(found["rel_month"][0] == "上")
        then = _months_back(today.replace(day=1), back)
        return then.month, then.year
    month = number_of(found["month"])
    year = today.year
    if found["year"]:
        year = _full_year(number_of(found["year"]) or 0, today)
    elif found["rel_year"]:
        year -= _REL_YEARS[found["rel_year"]]
    if month is None:
        raise _Nonexistent
    return month, year


def _part_of_year(text: str, today: date) -> date | None:
    """去年底, 今年初, 2025年年底."""
    found = _YEAR_PART.search(text)
    if found is None:
        return None
    if found["year"]:
        year = _full_year(number_of(found["year"]) or 0, today)
    else:
        year = today.year - _REL_YEARS[found["rel_year"]]
    part = found["part"].removeprefix("年")
    month, day = {"初": (1, 1), "上": (1, 1), "中": (6, 30), "下": (7, 1)}.get(part[0], (12, 31))
    return _day(year, month, day)


def _ago(text: str, today: date) -> date | None:
    """三个月前, 半年前, 两周前, 失业10天了."""
    found = _AGO.search(text)
    if found is None:
        return None
    if found["half_year"]:
        return _months_back(today, 6)
    if found["half_month"]:
        return today - timedelta(days=15)
    count = min(number_of(found[1]) or 0, 36500)
    if found["unit"] == "年":
        return _months_back(today, count * 12 + (6 if "年半" in found[0] else 0))
    if found["unit"] == "月":
        return _months_back(today, count) - timedelta(days=15 if found["half"] else 0)
    days = count if found["unit"] in "天日" else 7 * count
    return today - timedelta(days=min(days, (today - date(1, 1, 1)).days))


def _near(text: str, today: date) -> date | None:
    """昨天, 前天, 上周五, 刚才说的 15号."""
    for word in sorted(_NEAR, key=len, reverse=True):
        if word in text:
            return today - timedelta(days=_NEAR[word])
    found = _WEEKDAY.search(text)
    if found:
        back = {"上上": 2, "上": 1}.get(found["weeks"], 0)
        monday = today - timedelta(days=today.weekday() + 7 * back)
        name = (found["day"] or "一").replace("天", "日")
        return monday + timedelta(days=_WEEKDAYS.index(name))
    found = _DAY_ONLY.search(text)
    if found is None:
        return None
    day = number_of(found[1]) or 0
    then = today if day <= today.day else _months_back(today.replace(day=1), 1)
    return _day(then.year, then.month, day)


def _month_and_day(text: str, today: date) -> date | None:
    """10.3 or 10/3, the last one that has been."""
    found = _MONTH_DAY.search(text)
    if found is None:
        return None
    made = _day(today.year, int(found[1]), int(found[2]))
    return made if made <= today else _day(today.year - 1, int(found[1]), int(found[2]))


_READERS: tuple[Callable[[str, date], date | None], ...] = (
    _iso_like, _part_of_year, _spoken_month, _ago, _near, _month_and_day
)  # fmt: skip


def find_date(text: str, today: date) -> date | Problem | None:
    """The first reading of a date in `text`; None when it names none."""
    tidy = re.sub(r"\s+", "", plain(text))
    try:
        for read in _READERS:
            found = read(tidy, today)
            if found is not None:
                return found
    except (_Nonexistent, OverflowError):
        return Problem("date_nonexistent")
    return None


def parse_past_date(text: str, today: date) -> Parsed:
    """A day up to today, as ISO text."""
    found = find_date(text, today)
    if found is None:
        return Problem("date_unclear")
    if isinstance(found, Problem):
        return found
    if found > today:
        return Problem("date_future")
    return Problem("date_too_old") if found < EARLIEST else Value(found.isoformat())

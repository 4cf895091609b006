"""The working-day clock: State Council holidays and make-up days, with an override table.

A year whose arrangement is not published yet is never guessed silently: such a due date is
counted Monday to Friday and marked provisional (青人社厅发〔2023〕9号 一-2 counts working days).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import chinese_calendar
import yaml

_OVERRIDES = Path(__file__).with_name("working_days.yml")


@dataclass(frozen=True, slots=True)
class DueDate:
    """The last day of a period counted in working days."""

    on: date
    is_provisional: bool


@lru_cache
def _overrides() -> dict[date, bool]:
    """Days set by hand: date → is it a working day."""
    table = yaml.safe_load(_OVERRIDES.read_text(encoding="utf-8")) or {}
    return {day: bool(is_working) for day, is_working in table.items()}


def is_working_day(day: date) -> tuple[bool, bool]:
    """Whether `day` is worked, and whether that is known (False: Monday-to-Friday guess)."""
    overrides = _overrides()
    if day in overrides:
        return overrides[day], True
    try:
        return bool(chinese_calendar.is_workday(day)), True
    except NotImplementedError:
        return day.weekday() < 5, False


def add_working_days(start: date, days: int) -> DueDate:
    """The `days`-th working day after `start`; the day of submission itself does not count."""
    day, left, is_provisional = start, days, False
    while left:
        day += timedelta(days=1)
        is_working, is_known = is_working_day(day)
        is_provisional |= not is_known
        left -= is_working
    return DueDate(day, is_provisional)

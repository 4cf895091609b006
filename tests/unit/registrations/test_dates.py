"""Dates as people say them, on Monday 23 November 2026."""

from datetime import date

import pytest

from backend.registrations.parsing.dates import parse_past_date
from backend.registrations.parsing.numerals import number_of
from backend.registrations.parsing.result import Problem, Value

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年10月3日", "2026-10-03"),
        ("2026年10月3号", "2026-10-03"),
        ("十月三号", "2026-10-03"),
        ("二〇二六年十月三日", "2026-10-03"),
        ("10月3", "2026-10-03"),
        ("2026-10-03", "2026-10-03"),
        ("2026.10.3", "2026-10-03"),
        ("2026/10/3", "2026-10-03"),
        ("20261003", "2026-10-03"),
        ("26年10月3号", "2026-10-03"),
        ("10.3", "2026-10-03"),
        ("12.25", "2025-12-25"),
        ("十二月二十五", "2025-12-25"),
        ("2026 年 3 月 1 日", "2026-03-01"),
        ("99年9月", "1999-09-01"),
        ("2024年6月毕业", "2024-06-01"),
        ("上个月15号", "2026-10-15"),
        ("上月十五", "2026-10-15"),
        ("这个月1号", "2026-11-01"),
        ("上上个月5号", "2026-09-05"),
        ("上个月", "2026-10-01"),
        ("上月底", "2026-10-31"),
        ("上个月中旬", "2026-10-15"),
        ("去年底", "2025-12-31"),
        ("去年年底", "2025-12-31"),
        ("2025年底", "2025-12-31"),
        ("今年初", "2026-01-01"),
        ("去年10月", "2025-10-01"),
        ("去年的十月八号", "2025-10-08"),
        ("前年3月5号", "2024-03-05"),
        ("三个月前", "2026-08-23"),
        ("3个月以前", "2026-08-23"),
        ("半年前", "2026-05-23"),
        ("半个月前", "2026-11-08"),
        ("一年多前", "2025-11-23"),
        ("两年半前", "2024-05-23"),
        ("两周前", "2026-11-09"),
        ("失业10天了", "2026-11-13"),
        ("昨天", "2026-11-22"),
        ("前天", "2026-11-21"),
        ("大前天", "2026-11-20"),
        ("今天", "2026-11-23"),
        ("上周五", "2026-11-20"),
        ("上星期三", "2026-11-18"),
        ("上个礼拜天", "2026-11-22"),
        ("15号", "2026-11-15"),
        ("28号", "2026-10-28"),
        ("我是上个月15号被裁的", "2026-10-15"),
    ],
)
def test_readings(text: str, day: str) -> None:
    assert parse_past_date(text, TODAY) == Value(day)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2月30日", "date_nonexistent"),
        ("2026年2月29日", "date_nonexistent"),
        ("2026年13月1日", "date_nonexistent"),
        ("十三月一号", "date_nonexistent"),
        ("2027年1月1日", "date_future"),
        ("2026年11月24日", "date_future"),
        ("1900年1月1日", "date_too_old"),
        ("999年前", "date_too_old"),
        ("很久以前", "date_unclear"),
        ("记不清了", "date_unclear"),
        ("冬天", "date_unclear"),
        ("", "date_unclear"),
        ("哈哈", "date_unclear"),
        ("2026年", "date_unclear"),
    ],
)
def test_problems(text: str, problem: str) -> None:
    parsed = parse_past_date(text, TODAY)
    assert isinstance(parsed, Problem)
    assert parsed.code == problem


def test_months_back_stay_inside_short_months() -> None:
    assert parse_past_date("一个月前", date(2026, 3, 31)) == Value("2026-02-28")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("二十三", 23),
        ("廿三", 23),
        ("一百二", 120),
        ("三千五", 3500),
        ("3千5", 3500),
        ("三千零五", 3005),
        ("两千六百", 2600),
        ("一万二", 12000),
        ("两万", 20000),
        ("二〇二六", 2026),
        ("〇", 0),
        ("", None),
        ("三五千", None),
        ("大", None),
    ],
)
def test_numerals(text: str, number: int | None) -> None:
    assert number_of(text) == number

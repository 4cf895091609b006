"""The gradual delay of retirement: the vectors of the data standard §6 (N-GEN-03)."""

from datetime import date

import pytest

from backend.eligibility.retirement import Retirement, may_have_retired, retirement_of

VECTORS = [
    ("men_60", 1964, 12, Retirement(60, 0, 2024, 12)),
    ("men_60", 1965, 1, Retirement(60, 1, 2025, 2)),
    ("men_60", 1965, 5, Retirement(60, 2, 2025, 7)),
    ("men_60", 1970, 6, Retirement(61, 5, 2031, 11)),
    ("men_60", 1976, 9, Retirement(63, 0, 2039, 9)),
    ("women_55", 1970, 1, Retirement(55, 1, 2025, 2)),
    ("women_55", 1971, 4, Retirement(55, 4, 2026, 8)),
    ("women_55", 1981, 9, Retirement(58, 0, 2039, 9)),
    ("women_50", 1975, 1, Retirement(50, 1, 2025, 2)),
    ("women_50", 1980, 7, Retirement(52, 10, 2033, 5)),
    ("women_50", 1984, 11, Retirement(55, 0, 2039, 11)),
]


@pytest.mark.parametrize(("scheme", "year", "month", "expected"), VECTORS)
def test_vectors(scheme: str, year: int, month: int, expected: Retirement) -> None:
    assert retirement_of(scheme, date(year, month, 15)) == expected


def test_the_delay_never_passes_its_limit() -> None:
    assert retirement_of("men_60", date(2000, 1, 1)).years == 63
    assert retirement_of("women_55", date(2000, 1, 1)).years == 58
    assert retirement_of("women_50", date(2000, 1, 1)).years == 55


def test_reached_in_the_month_itself() -> None:
    born = date(1965, 1, 20)
    assert not may_have_retired("1", born, date(2025, 1, 31))
    assert may_have_retired("1", born, date(2025, 2, 1))


def test_unknown_sex_gives_no_hint() -> None:
    assert not may_have_retired("9", date(1900, 1, 1), date(2026, 1, 1))

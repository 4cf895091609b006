"""When someone reaches the statutory retirement age under the gradual delay (N-GEN-03).

Only a hint is drawn from it. Whether a woman's base is 50 or 55 depends on her post and is never
inferred: callers get both.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class _Scheme:
    base_years: int
    first_year: int
    months_per_step: int
    most_months: int


@dataclass(frozen=True, slots=True)
class Retirement:
    """An age in years and months, and the month in which it is reached."""

    years: int
    months: int
    year: int
    month: int


_SCHEMES = {
    "men_60": _Scheme(60, 1965, 4, 36),
    "women_55": _Scheme(55, 1970, 4, 36),
    "women_50": _Scheme(50, 1975, 2, 60),
}
SCHEMES_OF_SEX = {"1": ("men_60",), "2": ("women_50", "women_55")}


def retirement_of(scheme: str, born_on: date) -> Retirement:
    """The delayed retirement age of someone born that month; `scheme` is a key of _SCHEMES.

    Source: decision of the Standing Committee of 2024-09-13, as N-GEN-03 gives it.
    """
    rules = _SCHEMES[scheme]
    months_after_first = (born_on.year - rules.first_year) * 12 + born_on.month - 1
    delay = 0
    if months_after_first >= 0:
        delay = min(rules.most_months, months_after_first // rules.months_per_step + 1)
    years, months = divmod(rules.base_years * 12 + delay, 12)
    year, month = divmod(born_on.year * 12 + born_on.month - 1 + years * 12 + months, 12)
    return Retirement(years, months, year, month + 1)


def may_have_retired(sex: str, born_on: date, today: date) -> bool:
    """Whether the earliest retirement month of that sex and birth month has come."""
    for scheme in SCHEMES_OF_SEX.get(sex, ()):
        reached = retirement_of(scheme, born_on)
        if (reached.year, reached.month) <= (today.year, today.month):
            return True
    return False

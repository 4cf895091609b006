"""Answers that cannot be true together (registration data standard §5.5), and what they say of
a person's age and eligibility."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.eligibility.service import WORKING_AGE, Facts, age_on
from backend.registrations.parsing.identity import birth_date_of, sex_of

GRADUATION = "10"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A problem code and the two fields that do not fit each other."""

    problem: str
    fields: tuple[str, str]


def _date(answers: Mapping[str, Any], key: str) -> date | None:
    value = answers.get(key)
    return date.fromisoformat(value) if value else None


def born_on(answers: Mapping[str, Any]) -> date | None:
    """The birth date, from the ID number."""
    number = answers.get("id_number")
    return birth_date_of(number) if number else None


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # 29 February
        return date(born.year + years, 3, 1)


def contradictions(answers: Mapping[str, Any]) -> list[Contradiction]:
    """Every pair of answers that contradict each other."""
    found = []
    born, unemployed = born_on(answers), _date(answers, "unemployed_on")
    graduated = _date(answers, "graduated_on")
    if born and unemployed and unemployed < _birthday(born, WORKING_AGE):
        found.append(Contradiction("before_sixteen", ("id_number", "unemployed_on")))
    if born and graduated and graduated < _birthday(born, 10):
        found.append(Contradiction("graduated_before_birth", ("id_number", "graduated_on")))
    is_graduate = answers.get("unemployment_reason") == GRADUATION
    if is_graduate and graduated and unemployed and unemployed < graduated:
        found.append(Contradiction("before_graduation", ("graduated_on", "unemployed_on")))
    return found


def _yes_no(value: Any) -> bool | None:
    return None if value is None else value == "yes"


def _is_in_region(answers: Mapping[str, Any]) -> bool | None:
    codes = [answers.get("hukou_region"), answers.get("residence_region")]
    if any(code and code.startswith("63") for code in codes):
        return True
    return None if None in codes else False


def facts_of(answers: Mapping[str, Any]) -> Facts:
    """What the eligibility table may judge, from the answers given so far."""
    wish, number = answers.get("job_wish"), answers.get("id_number")
    return Facts(
        born_on=born_on(answers),
        sex=sex_of(number) if number else None,
        receives_pension=_yes_no(answers.get("receives_pension")),
        is_able=None if wish is None else wish != "U",
        wishes_to_work=None if wish in (None, "U") else wish != "D",
        employment_status=answers.get("employment_status"),
        is_in_region=_is_in_region(answers),
        unemployment_reason=answers.get("unemployment_reason"),
        graduated_on=_date(answers, "graduated_on"),
        groups=tuple(answers.get("groups") or ()),
    )


def age_of(answers: Mapping[str, Any], today: date) -> int | None:
    """Full years, if the ID number is known."""
    born = born_on(answers)
    return None if born is None else age_on(born, today)

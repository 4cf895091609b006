"""Answers that cannot be true together."""

from datetime import date

import pytest

from backend.registrations.consistency import age_of, contradictions, facts_of

BORN_1990 = {"id_number": "63010219900307001X"}


@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        ({**BORN_1990, "unemployed_on": "2006-03-06"}, ["before_sixteen"]),
        ({**BORN_1990, "unemployed_on": "2006-03-07"}, []),
        ({**BORN_1990, "graduated_on": "1999-06-01"}, ["graduated_before_birth"]),
        ({**BORN_1990, "graduated_on": "2012-06-30"}, []),
        (
            {
                "unemployment_reason": "10",
                "graduated_on": "2026-06-30",
                "unemployed_on": "2026-06-01",
            },
            ["before_graduation"],
        ),
        (
            {
                "unemployment_reason": "24",
                "graduated_on": "2026-06-30",
                "unemployed_on": "2026-06-01",
            },
            [],
        ),
        ({"unemployed_on": "2020-01-01"}, []),
        ({}, []),
    ],
)
def test_contradictions(answers: dict[str, str], problems: list[str]) -> None:
    assert [found.problem for found in contradictions(answers)] == problems


def test_birthday_on_29_february_counts_from_1_march() -> None:
    born_leap = {"id_number": "632521197202290035"}
    assert contradictions({**born_leap, "unemployed_on": "1988-02-28"})
    assert not contradictions({**born_leap, "unemployed_on": "1988-02-29"})


def test_age_comes_from_the_id_number() -> None:
    assert age_of(BORN_1990, date(2026, 3, 6)) == 35
    assert age_of(BORN_1990, date(2026, 3, 7)) == 36
    assert age_of({}, date(2026, 3, 7)) is None


def test_facts_leave_open_what_is_not_known() -> None:
    facts = facts_of({"hukou_region": "620000"})
    assert facts.is_in_region is None
    assert facts.receives_pension is None
    assert facts.wishes_to_work is None


@pytest.mark.parametrize(
    ("hukou", "residence", "is_in_region"),
    [("630102", "440000", True), ("620000", "630102", True), ("620000", "440000", False)],
)
def test_one_place_in_qinghai_is_enough(hukou: str, residence: str, is_in_region: bool) -> None:
    facts = facts_of({"hukou_region": hukou, "residence_region": residence})
    assert facts.is_in_region is is_in_region


@pytest.mark.parametrize(
    ("wish", "is_able", "wishes"),
    [("A", True, True), ("C", True, True), ("D", True, False), ("U", False, None)],
)
def test_wish_and_ability(wish: str, is_able: bool, wishes: bool | None) -> None:
    facts = facts_of({"job_wish": wish})
    assert (facts.is_able, facts.wishes_to_work) == (is_able, wishes)

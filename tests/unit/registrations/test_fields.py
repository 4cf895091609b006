"""The questions as data: complete, labelled, in the agreed order, and readable by their words."""

from datetime import date

import pytest

from backend.core.errors import NotFound
from backend.core.labels import code_lists, label
from backend.registrations.fields import field_named, field_of, fields
from backend.registrations.models import ACTIVE_STATUSES
from backend.registrations.parsing.answer import parse_answer, parse_code
from backend.registrations.parsing.result import Value
from backend.registrations.service.record import MOVES

TODAY = date(2026, 11, 23)
ORDER = [
    "consent",
    "name",
    "id_number",
    "phone",
    "education",
    "graduated_on",
    "hukou_region",
    "residence_region",
    "health",
    "disability_level",
    "employment_status",
    "receives_pension",
    "unemployment_reason",
    "unemployed_on",
    "former_employer",
    "job_wish",
    "skill",
    "wanted_occupation",
    "wanted_region",
    "wanted_wage",
    "wants_training",
    "groups",
    "confirm",
]
LISTED = {
    "education": "11 14 21 31 41 44 47 61 71 81 90",
    "health": "1 2 3 4 5",
    "disability_level": "1 2 3 4",
    "employment_status": "none employed business",
    "unemployment_reason": "10 21 22 23 24 31 32 33 40 50 60 70 90",
    "job_wish": "A B C D",
    "groups": "low_income zero_employment disabled poverty_relief older long_unemployed veteran "
    "land_lost none",
}
STANDARD_CODES = {
    "name": "AAC003", "id_number": "AAC147", "phone": "AAC067", "education": "AAC011",
    "graduated_on": "AAC181", "hukou_region": "AAB299", "residence_region": "AAF016",
    "health": "AAC033", "unemployment_reason": "AJC093", "unemployed_on": "AJC090",
    "former_employer": "AAB004",
}  # fmt: skip
OPTIONS = [(field.key, option) for field in fields().values() for option in field.options]


def test_order_of_questions() -> None:
    assert list(fields()) == ORDER


@pytest.mark.parametrize(("key", "codes"), LISTED.items())
def test_offered_options_and_their_order(key: str, codes: str) -> None:
    assert [option.code for option in fields()[key].options if option.is_listed] == codes.split()


def test_columns_of_the_data_standard() -> None:
    assert {key: field.code for key, field in fields().items() if field.code} == STANDARD_CODES


@pytest.mark.parametrize(("key", "option"), OPTIONS, ids=lambda value: str(value)[:40])
def test_every_option_is_understood_by_its_label_and_code(key: str, option: object) -> None:
    field = fields()[key]
    code, said = option.code, option.label  # type: ignore[attr-defined]
    expected = [code] if field.type == "several" else code
    assert parse_answer(field, said, TODAY) == Value(expected)
    assert parse_code(field, code, TODAY) == Value(expected)


@pytest.mark.parametrize(
    ("key", "word", "code"),
    [
        (field.key, word, option.code)
        for field in fields().values()
        for option in field.options
        for word in option.synonyms
    ],
)
def test_every_synonym_is_understood(key: str, word: str, code: str) -> None:
    parsed = parse_answer(fields()[key], word, TODAY)
    assert isinstance(parsed, Value), parsed
    assert parsed.value in (code, [code])


@pytest.mark.parametrize("key", [key for key in LISTED if key in code_lists()])
def test_every_option_has_its_official_label(key: str) -> None:
    for option in fields()[key].options:
        assert label(key, option.code)


def test_every_state_has_a_label() -> None:
    states = {*ACTIVE_STATUSES, *MOVES, *(state for moves in MOVES.values() for state in moves)}
    for state in states:
        assert label("registration_status", state)


def test_unknown_codes_and_lists_are_named_errors() -> None:
    with pytest.raises(NotFound):
        label("education", "99")
    with pytest.raises(NotFound):
        label("no_such_list", "1")
    with pytest.raises(NotFound):
        field_of("password")
    assert label("education", None) == ""


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("改手机号", "phone"),
        ("电话错了", "phone"),
        ("学历不对", "education"),
        ("我的名字写错了，姓名", "name"),
        ("身份证号输错了", "id_number"),
        ("户口不对", "hukou_region"),
        ("住址要改", "residence_region"),
        ("phone", "phone"),
        ("失业时间错了", "unemployed_on"),
        ("失业原因", "unemployment_reason"),
    ],
)
def test_a_field_is_known_by_what_people_call_it(text: str, key: str) -> None:
    field = field_named(text)
    assert field is not None
    assert field.key == key


def test_no_field_is_found_in_other_talk() -> None:
    assert field_named("你好") is None


def _asked(**answers: object) -> set[str]:
    known = {"kind": "unemployment", "age": 30, **answers}
    return {field.key for field in fields().values() if field.is_asked(known)}


def test_questions_depend_on_answers() -> None:
    assert "disability_level" not in _asked(health="1")
    assert "disability_level" in _asked(health="5")
    assert "former_employer" not in _asked(unemployment_reason="24")
    assert "former_employer" in _asked(unemployment_reason="21")
    assert "graduated_on" not in _asked(education="21")
    assert "graduated_on" in _asked(education="21", age=24)
    assert "graduated_on" in _asked(education="61", unemployment_reason="10")
    assert "wanted_region" not in _asked()
    assert {"wanted_region", "wanted_wage"} <= _asked(kind="job_seeking")
    assert "unemployment_reason" not in _asked(kind="job_seeking")


def test_wanted_occupation_is_required_only_of_jobseekers() -> None:
    field = fields()["wanted_occupation"]
    assert not field.is_required({"kind": "unemployment"})
    assert field.is_required({"kind": "job_seeking"})

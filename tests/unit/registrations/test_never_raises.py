"""Whatever is typed, reading it gives a value or a problem; values keep to their form."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.core.regions import find_regions, region_of
from backend.registrations.fields import field_named, fields
from backend.registrations.parsing.answer import parse_answer, parse_code
from backend.registrations.parsing.dates import parse_past_date
from backend.registrations.parsing.identity import check_digit, parse_id_number, parse_phone
from backend.registrations.parsing.numerals import number_of
from backend.registrations.parsing.result import Problem, Value
from backend.registrations.reading import read_message

TODAY = date(2026, 11, 23)
# letters that matter to the readers, mixed with anything at all
TELLING = st.text(
    "0123456789０１Xx-/.: 　\n,，。、;！？年月日号上个半前去今昨天周星期底初中"
    "十百千万两〇一二三四五六七八九"
    '不没有是好的同意我叫户口在住西宁海南互助城东区县大专本科失业辞职被裁员工资[]{}"/idphone'
)
ANY = st.one_of(st.text(), TELLING)


@pytest.mark.parametrize("key", list(fields()))
@given(text=ANY)
@settings(max_examples=60, deadline=None)
def test_every_reader_answers(key: str, text: str) -> None:
    field = fields()[key]
    assert isinstance(parse_answer(field, text, TODAY), Value | Problem)
    assert isinstance(parse_code(field, text, TODAY), Value | Problem)


@given(text=ANY)
@settings(max_examples=200, deadline=None)
def test_messages_are_read(text: str) -> None:
    for asked in ("name", "unemployed_on", ""):
        reading = read_message(text, asked, {"kind": "unemployment", "age": None}, TODAY)
        assert all(fact.field in fields() for fact in reading.facts)
    field_named(text)


@given(text=ANY)
@settings(max_examples=300, deadline=None)
def test_dates_are_real_and_not_in_the_future(text: str) -> None:
    parsed = parse_past_date(text, TODAY)
    if isinstance(parsed, Value):
        assert date(1950, 1, 1) <= date.fromisoformat(str(parsed.value)) <= TODAY


@given(text=ANY)
@settings(max_examples=200, deadline=None)
def test_found_regions_exist(text: str) -> None:
    assert all(region_of(code) for code in find_regions(text).codes)


@given(first_17=st.from_regex(r"[1-9][0-9]{16}", fullmatch=True))
@settings(max_examples=200, deadline=None)
def test_accepted_id_numbers_have_their_check_digit(first_17: str) -> None:
    parsed = parse_id_number(first_17 + check_digit(first_17), TODAY)
    if isinstance(parsed, Value):
        assert check_digit(str(parsed.value)[:17]) == str(parsed.value)[17]
    else:
        assert parsed.code == "id_number_birth_date"


@given(text=ANY)
@settings(max_examples=200, deadline=None)
def test_accepted_phones_are_mobile_numbers(text: str) -> None:
    parsed = parse_phone(text)
    if isinstance(parsed, Value):
        assert re.fullmatch(r"1[3-9][0-9]{9}", str(parsed.value))


@given(number=st.integers(0, 9999))
def test_digits_stand_for_themselves(number: int) -> None:
    assert number_of(str(number)) == number

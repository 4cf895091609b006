"""ID number, phone and name: the vectors of the data standard, and what people really type."""

from datetime import date

import pytest

from backend.registrations.parsing.identity import (
    birth_date_of,
    check_digit,
    parse_id_number,
    parse_name,
    parse_phone,
    sex_of,
)
from backend.registrations.parsing.result import Problem, Value

TODAY = date(2026, 11, 23)
VALID = (
    "11010519491231002X",
    "63010219900307001X",
    "632801198508150022",
    "632521197202290035",
    "632625200106301246",
)


@pytest.mark.parametrize("number", VALID)
def test_valid_vectors_pass(number: str) -> None:
    assert parse_id_number(number, TODAY) == Value(number)


@pytest.mark.parametrize("number", VALID)
def test_any_other_last_character_fails(number: str) -> None:
    for last in set("0123456789X") - {number[-1]}:
        assert parse_id_number(number[:-1] + last, TODAY) == Problem("id_number_checksum")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("63010219900307001x", "63010219900307001X"),
        (" 630102 19900307 001X ", "63010219900307001X"),
        ("630102-19900307-001X", "63010219900307001X"),
        ("６３０１０２１９９００３０７００１Ｘ", "63010219900307001X"),
        ("我的身份证号是63010219900307001X。", "63010219900307001X"),
    ],
)
def test_writings_of_one_number(text: str, number: str) -> None:
    assert parse_id_number(text, TODAY) == Value(number)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("630102199002300012", "id_number_birth_date"),  # check digit right, 30 February
        ("63010220991231001X", "id_number_birth_date"),  # not born yet
        ("630102199013010011", "id_number_birth_date"),
        ("130503670401001", "id_number_15"),
        ("6301021990030700", "id_number_length"),
        ("63010219900307001XX9", "id_number_length"),
        ("张三", "id_number_missing"),
        ("", "id_number_missing"),
        ("1234", "id_number_missing"),
        ("我不想说", "id_number_missing"),
    ],
)
def test_what_is_wrong_with_a_number_is_named(text: str, problem: str) -> None:
    parsed = parse_id_number(text, TODAY)
    assert isinstance(parsed, Problem)
    assert parsed.code == problem


def test_length_problem_tells_how_many_digits_came() -> None:
    assert parse_id_number("6301021990030700", TODAY) == Problem(
        "id_number_length", {"digits": "16"}
    )


def test_region_in_front_is_not_judged() -> None:
    first_17 = "63212219800101001"  # a code of before 2013 that no longer exists
    number = first_17 + check_digit(first_17)
    assert parse_id_number(number, TODAY) == Value(number)


def test_birth_date_and_sex_come_from_the_number() -> None:
    assert birth_date_of("632521197202290035") == date(1972, 2, 29)
    assert sex_of("63010219900307001X") == "1"
    assert sex_of("632801198508150022") == "2"


@pytest.mark.parametrize(
    "text",
    ["13897123456", "138 9712 3456", "138-9712-3456", "+86 138 9712 3456", "8613897123456",
     "我的手机是13897123456", "１３８９７１２３４５６", "+8613897123456"],
)  # fmt: skip
def test_writings_of_one_phone(text: str) -> None:
    assert parse_phone(text) == Value("13897123456")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1389712345", Problem("phone_length", {"digits": "10"})),
        ("138971234567", Problem("phone_length", {"digits": "12"})),
        ("12345678901", Problem("phone_prefix")),
        ("0971-8123456", Problem("phone_landline")),
        ("8123456", Problem("phone_landline")),
        ("没有手机", Problem("phone_missing")),
        ("", Problem("phone_missing")),
        ("110", Problem("phone_missing")),
    ],
)
def test_what_is_wrong_with_a_phone_is_named(text: str, problem: Problem) -> None:
    assert parse_phone(text) == problem


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张三", "张三"),
        ("我叫张三", "张三"),
        ("我的名字是李四，", "李四"),
        ("姓名：王五", "王五"),
        ("你好，我叫马六", "马六"),
        ("张 三", "张三"),
        ("才让卓玛", "才让卓玛"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提.艾力", "买买提·艾力"),
        ("阿卜杜热合曼·买买提明", "阿卜杜热合曼·买买提明"),
        ("བཀྲ་ཤིས་དོན་གྲུབ", "བཀྲ་ཤིས་དོན་གྲུབ"),
        ("ᠪᠠᠲᠤ", "ᠪᠠᠲᠤ"),
        ("John Smith", "John Smith"),
        ("𠮷田", "𠮷田"),
        ("欧阳娜娜", "欧阳娜娜"),
        ("任", "任"),
    ],
)
def test_names_of_all_kinds_are_taken(text: str, name: str) -> None:
    assert parse_name(text) == Value(name)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "name_unclear"),
        ("。。。", "name_unclear"),
        ("好的", "name_unclear"),
        ("不想告诉你", "name_unclear"),
        ("失业金怎么领", "name_unclear"),
        ("我想问一下失业金的事情", "name_unclear"),
        ("张三123", "name_has_digits"),
        ("13", "name_has_digits"),
        ("http://a.b", "name_has_digits"),
        ("😀", "name_unclear"),
        ("a" * 65, "name_too_long"),
        ("格尔木市和德令哈市的一个人啊", "name_unclear"),
    ],
)
def test_what_is_no_name_is_refused(text: str, problem: str) -> None:
    assert parse_name(text) == Problem(problem)

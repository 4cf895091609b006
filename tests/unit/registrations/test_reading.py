"""Several facts in one message."""

from datetime import date
from typing import Any

import pytest

from backend.registrations.reading import read_message

TODAY = date(2026, 11, 23)
ID, PHONE = "[[id:0123456789abcdef]]", "[[phone:fedcba9876543210]]"
UNEMPLOYED = {"kind": "unemployment", "age": 30}


def _facts(text: str, asked: str, **given: Any) -> dict[str, str]:
    reading = read_message(text, asked, {**UNEMPLOYED, **given}, TODAY)
    return {fact.field: fact.fragment for fact in reading.facts}


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        (
            f"我叫张三，身份证{ID}，电话{PHONE}，大专",
            "hukou_region",
            {"name": "张三", "id_number": "0123456789abcdef", "phone": "fedcba9876543210",
             "education": "大专"},
        ),
        (f"张三 {ID} {PHONE}", "name",
         {"id_number": "0123456789abcdef", "phone": "fedcba9876543210"}),
        ("户口在互助县，现在住西宁城东区", "name",
         {"hukou_region": "互助县", "residence_region": "西宁城东区"}),
        ("户口在互助县现在住西宁城东区", "name",
         {"hukou_region": "互助县", "residence_region": "西宁城东区"}),
        ("我是大专毕业的", "name", {"education": "我是大专毕业的"}),
        ("上个月15号被裁员了", "name",
         {"unemployed_on": "上个月15号被裁员了", "unemployment_reason": "上个月15号被裁员了"}),
        ("自己辞职的，上个月15号", "unemployment_reason", {"unemployed_on": "上个月15号"}),
        ("张三", "name", {}),
        ("失业金能领多少钱", "name", {}),
        ("户口在海南怎么办", "name", {}),
        ("", "name", {}),
    ],
)  # fmt: skip
def test_facts_beside_the_question(text: str, asked: str, expected: dict[str, str]) -> None:
    assert _facts(text, asked) == expected


def test_the_question_asked_keeps_its_own_answer() -> None:
    reading = read_message(f"张三 {ID}", "name", UNEMPLOYED, TODAY)
    assert reading.rest == "张三"


def test_date_and_reason_together_answer_either_question() -> None:
    for asked, other in (
        ("unemployed_on", "unemployment_reason"),
        ("unemployment_reason", "unemployed_on"),
    ):
        reading = read_message("上个月15号被裁员了", asked, UNEMPLOYED, TODAY)
        assert reading.rest == "上个月15号被裁员了"
        assert [fact.field for fact in reading.facts] == [other]


def test_a_weak_sign_does_not_replace_an_earlier_answer() -> None:
    assert _facts("大专", "skill", education="21") == {}
    assert _facts("我叫李四", "skill", name="张三") == {"name": "李四"}


def test_what_this_registration_does_not_ask_is_left_alone() -> None:
    assert _facts("工资四千", "wanted_occupation") == {}
    assert _facts("工资四千", "wanted_occupation", kind="job_seeking") == {
        "wanted_wage": "工资四千"
    }

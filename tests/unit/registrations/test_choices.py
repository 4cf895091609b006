"""Options by digit, label and everyday word; yes and no; several at once."""

from datetime import date

import pytest

from backend.registrations.fields import fields
from backend.registrations.parsing.answer import parse_answer, parse_code
from backend.registrations.parsing.result import Problem, Value

TODAY = date(2026, 11, 23)


def _read(key: str, text: str) -> object:
    parsed = parse_answer(fields()[key], text, TODAY)
    return parsed.value if isinstance(parsed, Value) else parsed.code


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("education", "大专毕业", "31"),
        ("education", "本科", "21"),
        ("education", "没文化", "81"),
        ("education", "没上过学", "81"),
        ("education", "我是大专的", "31"),
        ("education", "大专吧", "31"),
        ("education", "4", "31"),
        ("education", "４", "31"),
        ("education", "④", "31"),
        ("education", "第四个", "31"),
        ("education", "选四", "31"),
        ("education", "12", "choice_out_of_range"),
        ("education", "0", "choice_out_of_range"),
        ("education", "21", "choice_out_of_range"),  # a code is not what a person sees
        ("education", "中专或者职高", "choice_ambiguous"),
        ("education", "哈哈", "choice_unclear"),
        ("education", "", "choice_unclear"),
        ("health", "身体好着呢", "1"),
        ("health", "有高血压", "3"),
        ("health", "残疾人", "5"),
        ("health", "没有残疾", "choice_unclear"),
        ("employment_status", "没有工作", "none"),
        ("employment_status", "没有", "none"),
        ("employment_status", "开了个拉面馆", "business"),
        ("employment_status", "还在上班", "employed"),
        ("unemployment_reason", "我自己辞职的", "24"),
        ("unemployment_reason", "被老板开了", "21"),
        ("unemployment_reason", "被裁员了", "21"),
        ("unemployment_reason", "工地没活了", "33"),
        ("unemployment_reason", "刚毕业没找到工作", "10"),
        ("unemployment_reason", "2", "21"),
        ("unemployment_reason", "13", "90"),
        ("unemployment_reason", "14", "choice_out_of_range"),
        ("unemployment_reason", "从单位失业", "20"),
        ("job_wish", "a", "A"),
        ("job_wish", "不想工作", "D"),
        ("job_wish", "不知道", "C"),
        ("job_wish", "丧失劳动能力了", "U"),
        ("job_wish", "5", "choice_out_of_range"),  # U is understood, not offered
    ],
)
def test_one_of_several(key: str, text: str, expected: str) -> None:
    assert _read(key, text) == expected


@pytest.mark.parametrize(
    "text",
    ["同意", "我同意", "好", "好的", "行", "行吧", "可以", "可以的", "嗯嗯", "没问题", "中", "要得",
     "同意。",
     "好的，谢谢", "ok", "OK", "是的", "同意，开始吧", "好嘞", "对对对", "愿意",
     "嗯好的", "是的没错", "好的我同意"],
)  # fmt: skip
def test_clear_yes(text: str) -> None:
    assert _read("consent", text) == "yes"


@pytest.mark.parametrize(
    "text",
    [
        "不同意",
        "不",
        "不要",
        "不行",
        "不用了谢谢",
        "算了",
        "不想办",
        "否",
        "不可以",
        "拒绝",
        "先不",
        "no",
    ],
)
def test_clear_no(text: str) -> None:
    assert _read("consent", text) == "no"


@pytest.mark.parametrize(
    "text",
    ["为什么", "可以吗", "不是不同意", "好的但是我不想", "好，我考虑一下", "好的，失业金怎么领",
     "不，我同意", "可是", "好吧我想想", "好是好", "行不行", "对不起", "要不算了",
     "哈哈", "", "随便", "同意什么", "你猜", "可以不办吗"],
)  # fmt: skip
def test_what_is_no_clear_answer_is_no_consent(text: str) -> None:
    assert _read("consent", text) == "consent_unclear"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("没领", "no"),
        ("都没有", "no"),
        ("没有", "no"),
        ("还没到年龄呢", "no"),
        ("没退休", "no"),
        ("领着呢", "yes"),
        ("退休了", "yes"),
        ("是", "yes"),
        ("1", "yes"),
        ("2", "no"),
        ("3", "choice_out_of_range"),
        ("养老金是什么", "yes_no_unclear"),
    ],
)
def test_pension_in_everyday_words(text: str, expected: str) -> None:
    assert _read("receives_pension", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 3", ["low_income", "disabled"]),
        ("1，3", ["low_income", "disabled"]),
        ("1、3。", ["low_income", "disabled"]),
        ("13", ["low_income", "disabled"]),
        ("①③", ["low_income", "disabled"]),
        ("3 1 3", ["disabled", "low_income"]),
        ("低保和残疾", ["low_income", "disabled"]),
        ("我家是低保户", ["low_income"]),
        ("没有", ["none"]),
        ("都没有", ["none"]),
        ("9", ["none"]),
        ("1 9", "choice_ambiguous"),
        ("1 12", "choice_out_of_range"),
        ("哈哈", "choice_unclear"),
        ("", "choice_unclear"),
    ],
)
def test_several_at_once(text: str, expected: object) -> None:
    assert _read("groups", text) == expected


def test_a_button_gives_its_code() -> None:
    assert parse_code(fields()["education"], "21", TODAY) == Value("21")
    assert parse_code(fields()["groups"], "low_income,veteran", TODAY) == Value(
        ["low_income", "veteran"]
    )
    assert parse_code(fields()["hukou_region"], "630223", TODAY) == Value("630223")
    assert parse_code(fields()["consent"], "yes", TODAY) == Value("yes")


@pytest.mark.parametrize("code", ["1", "A", "yes", "", "0", "x" * 200])
def test_a_button_of_another_question_is_no_answer(code: str) -> None:
    assert parse_code(fields()["education"], code, TODAY) == Problem("choice_unclear")

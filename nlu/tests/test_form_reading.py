"""The context gate as a table: field asked, text, what the classifier thought, what it becomes."""

from __future__ import annotations

from functools import cache

import pytest
import yaml
from components.answers import AnswerBook
from components.context_gate import DECISIONS, FormReading
from components.entity_extractor import EntityRules
from components.lookups import read_gazetteer, read_lookup
from runtime.settings import NLU_ROOT

WEAK, STRONG = 0.2, 0.9


@cache
def reading() -> FormReading:
    return FormReading(AnswerBook(read_lookup("answers"), read_lookup("names")), keep_above=0.5)


@cache
def rules() -> EntityRules:
    return EntityRules(read_gazetteer())


def decide(field: str, text: str, intent: str = "ask_policy", confidence: float = WEAK) -> str:
    kinds = {item["entity"] for item in rules().find(text)}
    return reading().decide(field, text, intent, confidence, kinds) or intent


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", "马建国"),
        ("name", "我叫韩阿依舍"),
        ("name", "尕藏才让"),
        ("name", "扎西"),
        ("name", "阿卜杜拉·热西提"),
        ("name", "བཀྲ་ཤིས།"),
        ("id_number", "[[id:0123456789abcdef]]"),
        ("id_number", "6301021990"),
        ("phone", "我的号是[[phone:0123456789abcdef]]"),
        ("education", "大专"),
        ("education", "我是初中毕业的"),
        ("education", "4"),
        ("education", "没上过学"),
        ("graduated_on", "2015年7月"),
        ("graduated_on", "2015.7"),
        ("hukou_region", "化隆"),
        ("hukou_region", "平安"),
        ("hukou_region", "甘肃省临夏县"),
        ("residence_region", "一样"),
        ("health", "好着哩"),
        ("health", "有高血压"),
        ("disability_level", "二级"),
        ("employment_status", "在家闲着"),
        ("receives_pension", "没有"),
        ("receives_pension", "在领着哩"),
        ("unemployment_reason", "厂子倒了"),
        ("unemployment_reason", "2"),
        ("unemployed_on", "上个月15号"),
        ("former_employer", "西宁某某商贸公司"),
        ("former_employer", "没有"),
        ("job_wish", "随时可以"),
        ("skill", "会电焊"),
        ("skill", "啥都不会"),
        ("wanted_occupation", "啥活都行"),
        ("wanted_occupation", "看大门"),
        ("wanted_region", "西宁、海东"),
        ("wanted_region", "哪里都行"),
        ("wanted_wage", "四千五"),
        ("wanted_wage", "4500"),
        ("wanted_wage", "看着给"),
        ("wants_training", "想学"),
        ("groups", "1 3"),
        ("groups", "1，3"),
        ("groups", "低保"),
        ("groups", "都没有"),
    ],
)
def test_answer_becomes_inform(field: str, text: str) -> None:
    assert decide(field, text) == "inform"


@pytest.mark.parametrize(
    ("field", "text", "intent"),
    [
        ("name", "失业金怎么领", "ask_policy"),
        ("former_employer", "失业登记要什么材料", "ask_policy"),
        ("skill", "参加培训有补贴吗", "ask_policy"),
        ("wanted_occupation", "公益性岗位怎么申请", "ask_policy"),
        ("unemployment_reason", "自己辞职能领失业金吗", "ask_policy"),
        ("hukou_region", "外地户口能在西宁办吗", "ask_policy"),
        ("name", "上一步", "go_back"),
        ("education", "不办了", "cancel"),
        ("phone", "为什么要我的电话", "why_asked"),
        ("skill", "转人工", "request_human"),
        ("former_employer", "跳过", "skip_field"),
        ("wanted_wage", "活着没意思", "express_distress"),
        ("health", "名字写错了", "correct_field"),
    ],
)
def test_other_wish_stays(field: str, text: str, intent: str) -> None:
    assert decide(field, text, intent, STRONG) == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [("失业金怎么领", "ask_policy"), ("这个咋填", "why_asked"), ("多久能办好？", "ask_policy")],
)
def test_question_stays_even_when_weak(text: str, intent: str) -> None:
    assert decide("former_employer", text, intent, WEAK) == intent


def test_number_of_an_option_wins_over_a_strong_intent() -> None:
    assert decide("education", "88", "goodbye", STRONG) == "inform"


def test_claim_token_wins_over_a_strong_intent() -> None:
    assert decide("name", "[[phone:0123456789abcdef]]", "correct_field", STRONG) == "inform"


def test_unclear_statement_counts_as_an_attempt() -> None:
    assert decide("education", "念了几年书", "ask_policy", WEAK) == "inform"


@pytest.mark.parametrize(
    ("field", "text", "intent"),
    [
        ("consent", "同意", "affirm"),
        ("consent", "行", "affirm"),
        ("consent", "1", "affirm"),
        ("consent", "2", "deny"),
        ("consent", "不同意", "deny"),
        ("confirm", "没错", "affirm"),
        ("confirm", "1", "affirm"),
        ("confirm", "2", "correct_field"),
        ("confirm", "3", "cancel"),
        ("confirm", "填错了", "correct_field"),
        ("confirm", "不办了", "cancel"),
        ("confirm", "手机号不对", "correct_field"),
    ],
)
def test_decisions(field: str, text: str, intent: str) -> None:
    assert decide(field, text) == intent


@pytest.mark.parametrize("field", ["consent", "confirm"])
def test_question_at_a_decision_stays_a_question(field: str) -> None:
    assert decide(field, "失业金怎么领", "ask_policy", STRONG) == "ask_policy"


def test_unknown_field_changes_nothing() -> None:
    assert decide("something_else", "你好", "greet", STRONG) == "greet"


def test_every_asked_field_has_an_answer_shape() -> None:
    domain = yaml.safe_load((NLU_ROOT / "domain/registration.yml").read_text(encoding="utf-8"))
    fields = domain["forms"]["registration_form"]["required_slots"]
    assert set(fields) == set(read_lookup("answers")) - {"yes_no"}
    assert set(DECISIONS) <= set(fields)


def test_every_button_title_and_number_is_an_answer() -> None:
    path = NLU_ROOT / "domain" / "registration_questions.yml"
    responses = yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
    for key, [response] in responses.items():
        field = key.removeprefix("utter_ask_registration_form_")
        for number, button in enumerate(response.get("buttons", []), start=1):
            expected = button["payload"].lstrip("/").partition("{")[0]
            assert decide(field, str(number)) == expected, (field, number)
            assert decide(field, button["title"]) == expected, (field, button["title"])

"""Entity rules as tables: what is found, with which value, and what must not be found."""

from __future__ import annotations

from functools import cache

import pytest
from components.entity_extractor import Entity, EntityRules
from components.jieba_tokenizer import make_cutter
from components.lookups import read_gazetteer, read_lookup, read_words
from components.text_fold import fold
from hypothesis import given
from hypothesis import strategies as st

PHONE = "[[phone:0123456789abcdef]]"
ID_NUMBER = "[[id:fedcba9876543210]]"


@cache
def rules() -> EntityRules:
    return EntityRules(read_gazetteer())


@cache
def cutter():
    return make_cutter(read_words())


def find(text: str) -> list[Entity]:
    edges: set[int] = set()
    for _, start, end in cutter().tokenize(fold(text), HMM=False):
        edges |= {start, end}
    return rules().find(text, edges)


def values(text: str, kind: str) -> list[str]:
    return [item["value"] for item in find(text) if item["entity"] == kind]


@pytest.mark.parametrize(
    ("text", "low", "high", "period"),
    [
        ("四千五", "4500", None, None),
        ("5k", "5000", None, None),
        ("１.５万", "15000", None, None),
        ("一天三百", "300", None, "day"),
        ("日结200", "200", None, "day"),
        ("150一天", "150", None, "day"),
        ("时薪20", "20", None, "hour"),
        ("月薪四千左右", "4000", None, "month"),
        ("4500/月", "4500", None, "month"),
        ("年薪10万", "100000", None, "year"),
        ("3000到5000元", "3000", "5000", None),
        ("3千5", "3500", None, None),
        ("两千五百块", "2500", None, None),
        ("一万二", "12000", None, None),
        ("三四千", "3000", None, None),
        ("三千来块钱", "3000", None, None),
        ("工资不低于3500", "3500", None, None),
        ("4000以上", "4000", None, None),
        ("４５００元", "4500", None, None),
    ],
)
def test_money(text: str, low: str, high: str | None, period: str | None) -> None:
    [money] = [item for item in find(text) if item["entity"] == "money"]
    assert (money["value"], money.get("upper"), money.get("period")) == (low, high, period)


@pytest.mark.parametrize(
    "text",
    [
        "我35岁 有2个孩子",
        "12333",
        "交了三年社保",
        "十天前",
        "2026年3月",
        "一个人在家",
        "干了十几年",
        PHONE,
        ID_NUMBER,
        "50岁以上",
        "2个小时左右",
    ],
)
def test_no_money(text: str) -> None:
    assert values(text, "money") == []


@pytest.mark.parametrize(
    "text",
    [
        "上个月15号",
        "去年底",
        "2026.10.3",
        "2026-03-05",
        "20260305",
        "2026年3月5日",
        "今年五月份",
        "三个月前",
        "二零一八年",
        "昨天",
        "15号",
        "去年12月",
    ],
)
def test_date_is_one_span(text: str) -> None:
    assert values(text, "date") == [text]


@pytest.mark.parametrize("text", ["五个人", "4500", "一号线", "两个孩子", PHONE, "三级残疾"])
def test_no_date(text: str) -> None:
    assert values(text, "date") in ([], ["一号"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("西宁市城西区", "630104"),
        ("西宁城东", "630102"),
        ("西宁 城北", "630105"),
        ("青海省西宁市湟中区", "630106"),
        ("西寧市城東區", "630102"),
        ("湟中县", "630106"),
        ("鲁沙尔", "630106"),
        ("在大通", "630121"),
        ("海东平安", "630203"),
        ("互助县", "630223"),
        ("海南州", "632500"),
        ("青海海南共和", "632521"),
        ("海南 贵德", "632523"),
        ("河南县", "632324"),
        ("黄南河南", "632324"),
        ("玉树州", "632700"),
        ("玉树市", "632701"),
        ("海西州格尔木市", "632801"),
        ("噶尔木", "632801"),
        ("大柴旦行委", "632857"),
        ("全省都行", "630000"),
    ],
)
def test_region(text: str, code: str) -> None:
    assert values(text, "region") == [code]


def test_every_county_is_found_by_its_full_name() -> None:
    regions = read_lookup("regions")["regions"]
    assert len(regions) == 1 + 8 + 45
    for region in regions:
        assert values(f"我在{region['name']}", "region") == [region["code"]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("平安", "630203"),
        ("互助", "630223"),
        ("共和", "632521"),
        ("城中", "630103"),
        ("海南", "632500"),
        ("河南", "632324"),
        ("祁连", "632222"),
    ],
)
def test_ambiguous_name_alone_is_only_a_candidate(text: str, code: str) -> None:
    assert values(text, "region") == []
    assert values(text, "region_candidate") == [code]


@pytest.mark.parametrize(
    "text",
    ["农民和牧民", "同仁堂", "海南省", "河南省", "上海西站", "平安银行", "久治不愈", "青海湖"],
)
def test_no_place(text: str) -> None:
    assert values(text, "region") + values(text, "region_candidate") == []


def test_several_regions() -> None:
    assert values("格尔木和德令哈都行", "region") == ["632801", "632802"]


@pytest.mark.parametrize(
    ("text", "occupation"),
    [
        ("有没有招看大门的", "保安"),
        ("想当拉面师傅", "拉面师"),
        ("我以前是跑车的", "驾驶员"),
        ("会开挖机", "挖掘机司机"),
        ("挖虫草", "虫草采挖工"),
        ("送外卖", "外卖配送员"),
        ("会计", "会计"),
    ],
)
def test_occupation(text: str, occupation: str) -> None:
    assert values(text, "occupation") == [occupation]


def test_occupation_must_not_cut_a_word() -> None:
    assert values("社会计划", "occupation") == []


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("名字写错了", "name"),
        ("电话填错了", "phone"),
        ("把户口那里改一下", "hukou_region"),
        ("失业的原因选错了", "unemployment_reason"),
        ("期望工资想改", "wanted_wage"),
    ],
)
def test_field_names(text: str, field: str) -> None:
    assert values(text, "field") == [field]


def test_claim_tokens_are_taken_whole() -> None:
    text = f"身份证{ID_NUMBER}，电话{PHONE}"
    assert values(text, "id_number") == [ID_NUMBER]
    assert values(text, "phone") == [PHONE]


def test_several_facts_in_one_message() -> None:
    text = "2026年3月5日公司倒闭，想找4000元的保洁，在城西区"
    kinds = [item["entity"] for item in find(text)]
    assert kinds == ["date", "money", "occupation", "region"]


@given(st.text(alphabet="西宁城东四千五百元上个月15号[]:id0af平安海南 　😀", max_size=40))
def test_spans_never_overlap_and_lie_inside(text: str) -> None:
    end = 0
    for item in rules().find(text):
        assert end <= item["start"] < item["end"] <= len(text)
        end = item["end"]

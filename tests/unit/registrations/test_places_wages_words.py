"""Places with their ambiguity rules, wages, and short free text."""

from datetime import date

import pytest

from backend.core.regions import counties_of, find_regions, full_name, prefectures, regions
from backend.registrations.fields import fields
from backend.registrations.parsing.answer import parse_answer
from backend.registrations.parsing.places import parse_county, parse_wanted_places
from backend.registrations.parsing.result import Problem, Value

TODAY = date(2026, 11, 23)


def _read(key: str, text: str) -> object:
    parsed = parse_answer(fields()[key], text, TODAY)
    return parsed.value if isinstance(parsed, Value) else parsed.code


def test_table_has_8_prefectures_and_45_counties() -> None:
    assert len(prefectures()) == 8
    sizes = {place.short: len(counties_of(place.code)) for place in prefectures()}
    assert sizes == {
        "西宁市": 7, "海东市": 6, "海北州": 4, "黄南州": 4,
        "海南州": 5, "果洛州": 6, "玉树州": 6, "海西州": 7,
    }  # fmt: skip
    assert sum(sizes.values()) == 45


@pytest.mark.parametrize(
    "code", [code for code, place in regions().items() if place.level == "county"]
)
def test_every_county_is_found_by_full_name_short_name_and_code(code: str) -> None:
    assert parse_county(code) == Value(code)
    assert find_regions(full_name(code)).codes == (code,)
    assert find_regions(regions()[code].name).codes == (code,)
    for alias in regions()[code].aliases:
        assert find_regions(alias).codes == (code,)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("西宁城东", "630102"),
        ("西宁市城东区五一路3号", "630102"),
        ("青海省海东市平安区", "630203"),
        ("海东平安", "630203"),
        ("海南州共和", "632521"),
        ("互助县", "630223"),
        ("湟中区互助路1号", "630106"),
        ("河南县", "632324"),
        ("玉树市", "632701"),
        ("格尔木", "632801"),
        ("甘肃兰州", "620000"),
        ("河南省", "410000"),
        ("海南省", "460000"),
        ("湟中县", "630106"),
        ("我户口在门源", "632221"),
    ],
)
def test_places(text: str, code: str) -> None:
    parsed = parse_county(text)
    assert isinstance(parsed, Value)
    assert parsed.value == code


@pytest.mark.parametrize("word", ["平安", "互助", "共和", "城中", "海南", "河南", "祁连"])
def test_everyday_words_are_not_placed_without_context(word: str) -> None:
    parsed = parse_county(word)
    assert isinstance(parsed, Problem)
    assert parsed.code == "region_ambiguous"
    assert parsed.choices


def test_hainan_may_be_a_prefecture_or_a_province() -> None:
    parsed = parse_county("海南")
    assert isinstance(parsed, Problem)
    assert [choice.code for choice in parsed.choices] == ["632500", "460000"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("西宁", "region_needs_county"),
        ("玉树", "region_needs_county"),
        ("青海", "region_needs_county"),
        ("外地", "region_needs_province"),
        ("口里的", "region_needs_province"),
        ("牧区", "region_rural"),
        ("城东区和城西区", "region_ambiguous"),
        ("xyz", "region_unclear"),
        ("", "region_unclear"),
    ],
)
def test_place_problems(text: str, problem: str) -> None:
    parsed = parse_county(text)
    assert isinstance(parsed, Problem)
    assert parsed.code == problem


def test_a_prefecture_offers_its_counties() -> None:
    parsed = parse_county("西宁")
    assert isinstance(parsed, Problem)
    assert len(parsed.choices) == 7


def test_the_address_is_kept_as_typed() -> None:
    assert parse_county("西宁市城东区五一路3号") == Value("630102", "西宁市城东区五一路3号")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("西宁", ["630100"]),
        ("西宁和海东", ["630100", "630200"]),
        ("城东区、湟中", ["630102", "630106"]),
        ("全省都行", ["630000"]),
        ("哪里都可以", ["630000"]),
        ("外地", ["000000"]),
        ("广东", ["440000"]),
        ("630100 630223", ["630100", "630223"]),
        ("西宁 海东 海西 玉树", "region_too_many"),
        ("海南", "region_ambiguous"),
        ("不知道", "region_unclear"),
    ],
)
def test_wanted_places(text: str, expected: object) -> None:
    parsed = parse_wanted_places(text)
    assert (parsed.value if isinstance(parsed, Value) else parsed.code) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三千", "3000"),
        ("3000", "3000"),
        ("３０００元", "3000"),
        ("3000-5000", "3000"),
        ("三千到五千", "3000"),
        ("3到5千", "3000"),
        ("五千左右", "5000"),
        ("4k", "4000"),
        ("1.5万", "15000"),
        ("一万二", "12000"),
        ("3千5", "3500"),
        ("3,500", "3500"),
        ("面议", "negotiable"),
        ("都行", "negotiable"),
        ("一天200", "wage_per_day"),
        ("一小时20块", "wage_per_day"),
        ("100", "wage_implausible"),
        ("一百万", "wage_implausible"),
        ("哈哈", "wage_unclear"),
        ("", "wage_unclear"),
    ],
)
def test_wages(text: str, expected: str) -> None:
    assert _read("wanted_wage", text) == expected


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("former_employer", "西宁特钢有限公司", "西宁特钢有限公司"),
        ("former_employer", "我以前在某某饭店", "某某饭店"),
        ("former_employer", "没有", "无"),
        ("former_employer", "失业金多少钱？", "text_is_question"),
        ("former_employer", "某" * 61, "text_too_long"),
        ("former_employer", "。。。", "text_too_short"),
        ("former_employer", "123", "text_too_short"),
        ("skill", "没有", "无"),
        ("skill", "啥都不会", "无"),
        ("skill", "会电焊", "电焊"),
        ("skill", "电工证", "电工证"),
        ("wanted_occupation", "想找个保安", "保安"),
        ("wanted_occupation", "嗯", "text_too_short"),
        ("wanted_occupation", "随便", "都行"),
        ("wanted_occupation", "干啥都行", "都行"),
        ("wanted_occupation", "不参加", "text_too_short"),
        ("wanted_occupation", "有什么工作", "text_is_question"),
    ],
)
def test_free_text(key: str, text: str, expected: str) -> None:
    assert _read(key, text) == expected

"""Normal forms: what people type in many ways becomes one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_faq.numerals import plain_digits
from policy_faq.text import MAX_CHARS, Normaliser, Vocabulary

NORMALISER = Normaliser(Vocabulary.load())


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("失業登記怎麼辦", "失业登记怎么办"),
        ("失 业  登 记", "失业登记"),
        ("ＡＰＰ　在哪下载", "app在哪下载"),
        ("１２３３３", "12333"),
        ("失业😀登记🙏", "失业登记"),
        ("失业登记，怎么办？！", "失业登记怎么办"),
        ("失业\u200b登记\ufeff", "失业登记"),
        ("APP Store 下载", "app store下载"),
        ("涨幅３.5％", "涨幅3.5%"),
        ("我的[[id:0123456789abcdef]]号", "我的号"),
        ("བོད་ཡིག", "བོདཡིག"),
        ("", ""),
        ("？？？…", ""),
        ("\ud800失业", "失业"),
        ("a_b", "a b"),
    ],
)
def test_plain(typed: str, plain: str) -> None:
    assert NORMALISER.plain(typed) == plain


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("十万", "100000"),
        ("10万", "100000"),
        ("1.5万", "15000"),
        ("一万二", "12000"),
        ("三百二", "320"),
        ("一万零二", "10002"),
        ("两千五百万", "25000000"),
        ("一亿", "100000000"),
        ("二十五", "25"),
        ("十五", "15"),
        ("十五天", "15天"),
        ("三个工作日", "3个工作日"),
        ("俩月", "2个月"),
        ("两年", "2年"),
        ("十万元以下", "100000元以下"),
        ("一下", "一下"),
        ("一次性补助", "一次性补助"),
        ("统一", "统一"),
        ("十分困难", "十分困难"),
        ("千万别", "千万别"),
        ("一对一", "一对一"),
        ("3个月", "3个月"),
    ],
)
def test_numerals(typed: str, digits: str) -> None:
    assert plain_digits(typed) == digits


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("你好，请问失业金咋领", "失业保险金怎么领"),
        ("失业金阿么领哩", "失业保险金如何领哩"),
        ("能不能办", "是否可以办"),
        ("开店贷款", "创业担保贷款"),
        ("待业登记要啥", "失业登记要什么"),
        ("失业登记怎么办理，谢谢", "失业登记怎么办"),
        ("十万元贷款", "100000元贷款"),
        ("尕娃", "小娃"),
    ],
)
def test_same_normal_form(one: str, other: str) -> None:
    assert NORMALISER.normal(one) == NORMALISER.normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("求职登记怎么办", "失业登记怎么办"),
        ("失业补助金", "失业保险金"),
        ("就业登记", "失业登记"),
        ("失业保险", "失业保险金"),
    ],
)
def test_different_matters_stay_different(one: str, other: str) -> None:
    assert NORMALISER.normal(one) != NORMALISER.normal(other)


def test_fillers_go_only_at_the_ends() -> None:
    assert NORMALISER.normal("请问谢谢信怎么写") == NORMALISER.normal("谢谢信怎么写")
    assert "请问" in NORMALISER.normal("窗口说请问一下再来")


def test_a_question_of_fillers_only_is_kept() -> None:
    assert NORMALISER.normal("你好") == "你好"


def test_long_text_is_cut() -> None:
    assert len(NORMALISER.normal("失业" * 50_000)) == MAX_CHARS


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=80))
def test_any_text_has_a_normal_form(text: str) -> None:
    normal = NORMALISER.normal(text)
    assert len(normal) <= MAX_CHARS
    assert normal == normal.strip()
    assert normal == NORMALISER.normal(text)


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="失业登记金怎么办理创贷款困难人员社保", min_size=1, max_size=20))
def test_spaces_and_width_never_matter(text: str) -> None:
    assert NORMALISER.normal(" ".join(text)) == NORMALISER.normal(text)
    assert NORMALISER.normal(f"　{text}　") == NORMALISER.normal(text)


@settings(deadline=None, max_examples=100)
@given(st.integers(min_value=1, max_value=999))
def test_tens_of_thousands_meet(number: int) -> None:
    assert plain_digits(f"{number}万元") == f"{number * 10_000}元"


def test_synonyms_do_not_chain() -> None:
    """An alias that is itself a canonical word would make the order of rewriting matter."""
    vocabulary = Vocabulary.load()
    assert not set(vocabulary.rewrites) & set(vocabulary.rewrites.values())
    assert not set(vocabulary.rewrites) & set(vocabulary.domain_words)

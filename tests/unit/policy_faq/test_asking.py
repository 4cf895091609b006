"""Several questions in one message, and questions that lean on what was talked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_faq.asking import Asked, find, questions_in
from policy_faq.search import PolicySearch


@pytest.fixture(scope="module")
def shipped() -> PolicySearch:
    return PolicySearch.load()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("失业登记去哪办？要带啥材料？", ["失业登记去哪办？", "要带啥材料？"]),
        ("我爸57了。他能领失业金吗？医保谁交？", ["我爸57了。他能领失业金吗？", "医保谁交？"]),
        ("失业金怎么领还有社保断了咋办", ["失业金怎么领", "社保断了咋办"]),
        ("失业金能领几个月，领完了咋办", ["失业金能领几个月", "领完了咋办"]),
        ("听说登记要交钱，是真的吗？", None),
        ("我在工地干了三年。老板跑了。工资没给。咋办？", None),
        ("失业登记怎么办？谢谢！", None),
        ("失业登记，身份证", None),
        ("", None),
    ],
)
def test_questions_of_a_message(text: str, parts: list[str] | None) -> None:
    assert questions_in(text) == (parts or [text])


@given(st.text(alphabet="失业登记怎么办？，。还有另外吗啥 \n?!a1", max_size=60))
def test_a_message_is_only_cut(text: str) -> None:
    assert "".join("".join(questions_in(text)).split()) in ("".join(text.split()), *_shorter(text))


def _shorter(text: str) -> list[str]:
    """Cut messages lose joints (还有) and commas between parts, nothing else."""
    kept = "".join("".join(questions_in(text)).split())
    letters = iter("".join(text.split()))
    return [kept] if all(any(kept_one == one for one in letters) for kept_one in kept) else []


@pytest.mark.parametrize(
    ("topic", "text", "expected"),
    [
        ("registration-how", "那要带什么材料？", "registration-materials"),
        ("registration-how", "要钱吗", "registration-fee"),
        ("benefit-how-to-apply", "那要带什么材料？", "benefit-materials"),
        ("benefit-how-to-apply", "能领多久", "benefit-months"),
        ("loan-who", "利息多少", "loan-interest"),
        ("post-who", "在哪报名", "post-how-apply"),
    ],
)
def test_a_leaning_question_is_about_the_topic(
    shipped: PolicySearch, topic: str, text: str, expected: str
) -> None:
    assert shipped.leans(text)
    [result] = find(shipped, text, Asked(topic=shipped.entry(topic)))
    assert result.decision != "none"
    assert result.hits[0].entry.id == expected


def test_a_question_with_a_matter_of_its_own_does_not_lean(shipped: PolicySearch) -> None:
    asked = Asked(topic=shipped.entry("loan-who"))
    [result] = find(shipped, "失业登记怎么办理？", asked)
    assert not shipped.leans("失业登记怎么办理？")
    assert result.hits[0].entry.id == "registration-how"


def test_each_question_gets_its_own_result(shipped: PolicySearch) -> None:
    found = find(shipped, "公益性岗位咋报名，一个月多少钱", Asked())
    assert [result.hits[0].entry.id for result in found] == ["post-how-apply", "post-pay"]


def test_one_matter_asked_twice_is_one_result(shipped: PolicySearch) -> None:
    assert len(find(shipped, "失业登记怎么办理？失业登记怎么办？", Asked())) == 1


@pytest.mark.parametrize(
    "text", ["", "？？？", "😀" * 500, "吗" * 20_000, "还有" * 9_000, "'; DROP--"]
)
def test_hostile_messages_are_one_question(shipped: PolicySearch, text: str) -> None:
    assert len(find(shipped, text, Asked())) == 1

"""Wordings nobody wrote down: one ninth of the wordings is taken out and asked."""

import random

import pytest

from policy_faq.entries import Entry
from policy_faq.evaluate import GoldQuestion, Judged, judge, leave_wordings_out, shares
from policy_faq.search import PolicySearch
from policy_faq.tokens import PinyinReader

FOLD = 1


@pytest.fixture(scope="module")
def left_out(entries: tuple[Entry, ...]) -> tuple[PolicySearch, list[GoldQuestion]]:
    left, gold = list(leave_wordings_out(entries))[FOLD]
    return PolicySearch(left), gold


def first_right(judged: list[Judged]) -> float:
    return sum(item.is_first_right for item in judged) / len(judged)


def test_unseen_wordings_find_their_entry(
    left_out: tuple[PolicySearch, list[GoldQuestion]],
) -> None:
    counted = shares(judge(*left_out))["all"]
    assert counted["wrong"] <= 0.08
    assert counted["missed"] <= 0.04
    assert counted["correct"] + counted["in_choices"] >= 0.84


def _homophones(text: str, dice: random.Random, pinyin: PinyinReader) -> str:
    """About one character in seven becomes another one of the same sound."""
    common = "师灯京住带款业己机话申清心力工人市时式事是十实识食视试适"
    chars = list(text)
    for place, char in enumerate(chars):
        alike = [c for c in common if c != char and pinyin.sound(c) == pinyin.sound(char)]
        if alike and dice.random() < 1 / 7:
            chars[place] = dice.choice(alike)
    return "".join(chars)


@pytest.mark.parametrize("spoiling", ["lost character", "spaces", "filler", "homophones"])
def test_spoiled_questions_lose_little(
    left_out: tuple[PolicySearch, list[GoldQuestion]], spoiling: str
) -> None:
    search, gold = left_out
    dice, pinyin = random.Random(7), PinyinReader()

    def spoil(text: str) -> str:
        if spoiling == "lost character" and len(text) > 5:
            place = dice.randrange(len(text))
            return text[:place] + text[place + 1 :]
        if spoiling == "spaces":
            return "　".join(text) + "😀"
        if spoiling == "filler":
            return f"你好，麻烦问一下，{text}，谢谢了"
        return _homophones(text, dice, pinyin)

    sample = gold[::3]
    spoiled = [GoldQuestion(spoil(item.question), item.style, item.expected) for item in sample]
    assert first_right(judge(search, spoiled)) >= first_right(judge(search, sample)) - 0.06


def test_traditional_script_loses_nothing(
    left_out: tuple[PolicySearch, list[GoldQuestion]],
) -> None:
    import opencc

    search, gold = left_out
    to_traditional = opencc.OpenCC("s2t")
    sample = gold[::3]
    written = [
        GoldQuestion(to_traditional.convert(item.question), item.style, item.expected)
        for item in sample
    ]
    assert first_right(judge(search, written)) >= first_right(judge(search, sample)) - 0.02

"""怎么办失业登记 asks, 我要办失业登记 wishes."""

from __future__ import annotations

import pytest
from components.asking_first import AskingWords
from components.lookups import read_lookup

words = AskingWords(read_lookup("asking"))


@pytest.mark.parametrize(
    "text",
    [
        "怎么办失业登记", "阿么办失业登记哩", "办失业登记要带什么", "失业登記需要啥材料",
        "在哪里登记失业", "登记失业有什么好处", "办个失业登记得几天", "求职登记和失业登记什么区别",
    ],
)  # fmt: skip
def test_questions(text: str) -> None:
    assert words.make_question("start_registration", text)


@pytest.mark.parametrize(
    "text",
    [
        "我要办失业登记",
        "帮我看看怎么登记失业",
        "现在就给我登记",
        "能给我办失业登记吗",
        "登记一下失业",
    ],
)
def test_wishes(text: str) -> None:
    assert not words.make_question("start_registration", text)


def test_other_intents_are_left_alone() -> None:
    assert not words.make_question("ask_registration_status", "我的登记怎么还没好")

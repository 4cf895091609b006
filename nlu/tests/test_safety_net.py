"""Words of despair are heard wherever they stand; ordinary sentences are not mistaken for them."""

from __future__ import annotations

import pytest
from components.lookups import read_lookup
from components.safety_net import DistressWords

from tests.support.conversation import Conversation


@pytest.mark.parametrize(
    "line",
    [
        "我不想活了",
        "真的活 不下去了",
        "欠债太多，走投无路",
        "想跳楼",
        "活着真没意思",
        "不如死了算了",
        "我想自殺",
        "家里揭不开锅了",
        "我快崩溃了",
    ],
)
def test_despair_is_heard(line: str) -> None:
    assert DistressWords(read_lookup("distress")).are_in(line)


@pytest.mark.parametrize(
    "line",
    [
        "失业金怎么领",
        "网站崩溃了打不开",
        "领失业金期间死亡有丧葬补助吗",
        "想活动活动",
        "我要找活干",
        "有没有活路边摊也行",
    ],
)
def test_ordinary_sentences_pass(line: str) -> None:
    assert not DistressWords(read_lookup("distress")).are_in(line)


@pytest.mark.parametrize("line", ["我叫马建国，我不想活了", "没有工作 走投无路了", "大专 绝望"])
def test_despair_beats_an_answer_inside_the_form(talk: Conversation, line: str) -> None:
    talk.say("我要办失业登记")
    talk.say("同意")
    assert "12356" in talk.say(line)

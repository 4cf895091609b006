"""Each patch gives what unpatched Rasa gives, can be turned off, and knows its release."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest
import rasa.version
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses
from runtime import patches
from runtime.agent_host import AgentHost
from runtime.patches import event_lookup, graph_plan, response_validator, session_bound

from tests.support.conversation import Conversation
from tests.support.counter import Counter

LINES = [
    "你好",
    "失业金怎么领",
    "我要办失业登记",
    "同意",
    "马建国",
    "[[id:0123456789abcdef]]",
    "大专",
    "上一步",
    "跳过",
    "为什么问这个",
    "名字写错了",
    "不办了",
    "继续",
    "转人工",
    "活着没意思",
    "四千五",
    "西宁",
    "1",
    "不同意",
    "谢谢",
    "我要找工作",
    "把我填的都删了",
    "看看我填的内容",
    "/affirm",
    '/choose_policy{"entry_id":"x"}',
    "今天天气怎么样",
    "再见",
]


def resolved(type_name: str, default: type[Event] | None = None) -> Any:
    try:
        return Event.resolve_by_type(type_name, default)
    except ValueError:
        return "unknown"


@pytest.mark.parametrize("default", [None, Event])
@pytest.mark.parametrize("type_name", [*(c.type_name for c in all_subclasses(Event)), "nothing"])
def test_event_lookup_finds_the_same_class(type_name: str, default: type[Event] | None) -> None:
    patches.restore_all()
    unpatched = resolved(type_name, default)
    restore = event_lookup.apply()
    patched = resolved(type_name, default)
    restore()
    patches.apply_all()
    assert patched == unpatched


def test_event_lookup_restores_the_original() -> None:
    before = Event.__dict__["resolve_by_type"]
    restore = event_lookup.apply()
    assert Event.__dict__["resolve_by_type"] is not before
    restore()
    assert Event.__dict__["resolve_by_type"] is before


@pytest.mark.parametrize(
    "result",
    [
        {"events": [], "responses": []},
        {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{"text": "x"}]},
        {"events": [{"event": "slot"}]},
        {"events": [{"event": "unheard_of"}]},
        {"responses": ["text"]},
        {"responses": {}},
        {},
    ],
)
def test_response_validator_judges_alike(result: dict[str, Any]) -> None:
    restore = response_validator.apply()
    patched = verdict(result)
    restore()
    assert verdict(result) == patched


def verdict(result: dict[str, Any]) -> bool:
    try:
        return bool(RemoteAction("a", None)._validate_action_result(result))
    except ValidationError:
        return False


def replies(
    host: AgentHost, loop: asyncio.AbstractEventLoop, counter: Counter, seed: int
) -> list[Any]:
    """What a random talk gets to hear; the sender's name is left out."""
    chance, heard = random.Random(seed), []
    talk = Conversation(host, loop)
    for _ in range(25):
        talk.say(chance.choice(LINES))
        heard.append([{k: v for k, v in r.items() if k != "recipient_id"} for r in talk.replies])
    counter.drafts.pop(talk.sender, None)
    return heard


@pytest.mark.parametrize("seed", range(6))
def test_random_talks_hear_the_same_without_patches(
    host: AgentHost, loop: asyncio.AbstractEventLoop, counter: Counter, seed: int
) -> None:
    with_patches = replies(host, loop, counter, seed)
    patches.restore_all()
    try:
        assert replies(host, loop, counter, seed) == with_patches
    finally:
        assert set(patches.apply_all()) == set(patches.PATCHES)


def test_long_session_is_rolled_and_the_form_survives(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_bound, "MAX_EVENTS", 30)
    monkeypatch.setattr(session_bound, "MAX_EVENTS_IN_FORM", 30)
    talk.say("我要办失业登记")
    talk.say("同意")
    for _ in range(6):
        assert "什么名字" in talk.say("失业金怎么领")
    assert len(talk.tracker().events) < 90
    assert "身份证号" in talk.say("马建国")


def test_plan_puts_needs_first(host: AgentHost) -> None:
    schema = host.agent.processor.graph_runner._graph_schema
    seen: set[str] = set()
    for name, needs in graph_plan.order_nodes(schema):
        assert {need for need in needs if need in schema.nodes} <= seen
        seen.add(name)
    assert seen == set(schema.nodes)


@pytest.mark.parametrize(
    ("switch", "enabled"),
    [("", True), ("off", False), ("-graph_plan", False), ("-event_lookup, -graph_plan", False)],
)
def test_switch(switch: str, enabled: bool) -> None:
    assert patches.is_enabled("graph_plan", switch) is enabled


def test_other_release_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasa.version, "__version__", "3.7.0")
    assert patches.apply_all() == []

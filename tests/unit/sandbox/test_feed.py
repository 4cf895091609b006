"""Server-sent events: what pages see live, and how they catch up after a lost connection."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.unit.sandbox.running import SandboxClient
from tests.unit.sandbox.tiny_product import TinyProduct


def events(
    sandbox: SandboxClient, wanted: int, headers: dict[str, str] | None = None, **query: str
) -> list[dict[str, Any]]:
    """The next `wanted` events of the stream."""
    with sandbox.http.stream("GET", "/api/stream", params=query, headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        found = []
        for event in _parsed(response.iter_lines()):
            found.append(event)
            if len(found) == wanted:
                return found
    return found


def _parsed(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    event: dict[str, Any] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        if name == "data":
            event["data"] = json.loads(value)
        elif name in {"id", "event"}:
            event[name] = value
        if not line and "id" in event:
            yield event
            event = {}


def position(sandbox: SandboxClient) -> str:
    value: str = sandbox.http.get("/api/state").json()["position"]
    return value


def test_a_page_sees_question_delivery_and_answer(
    sandbox: SandboxClient, product: TinyProduct
) -> None:
    start = position(sandbox)
    sandbox.act("张三", text="你好")
    user, question, update, answer = events(sandbox, 4, after=start)
    assert user["event"] == "user"
    assert (question["event"], question["data"]["text"]) == ("message", "你好")
    assert question["data"]["details"]["delivery"]["outcome"] == "pending"
    assert (update["event"], update["data"]["seq"]) == ("update", question["data"]["seq"])
    assert update["data"]["details"]["delivery"]["outcome"] == "reply"
    assert (answer["event"], answer["data"]["direction"]) == ("message", "to_user")


def test_a_reconnecting_page_gets_only_what_it_missed(sandbox: SandboxClient) -> None:
    start = position(sandbox)
    sandbox.act("张三", text="你好")
    seen = events(sandbox, 2, after=start)
    headers = {"Last-Event-ID": seen[-1]["id"]}
    missed = events(sandbox, 2, headers, after=start)
    assert [e["event"] for e in missed] == ["update", "message"]


def test_a_page_of_an_earlier_run_is_told_to_start_afresh(sandbox: SandboxClient) -> None:
    for stale in ("0000-12", "nonsense"):
        [event] = events(sandbox, 1, {"Last-Event-ID": stale})
        assert event["event"] == "reset"


def test_typing_menu_and_forgetting_are_live(sandbox: SandboxClient) -> None:
    sandbox.act("张三", text="你好")
    start = position(sandbox)
    openid = sandbox.user("张三")["openid"]
    sandbox.call("message/custom/typing", {"touser": openid, "command": "Typing"})
    sandbox.call("menu/create", {"button": [{"type": "click", "name": "政策", "key": "P"}]})
    sandbox.http.delete("/api/users/张三")
    typing, menu, forgotten = events(sandbox, 3, after=start)
    assert (typing["event"], typing["data"]) == ("typing", {"user": "张三", "typing": True})
    assert (menu["event"], menu["data"]["button"][0]["name"]) == ("menu", "政策")
    assert (forgotten["event"], forgotten["data"]) == ("forgotten", {"user": "张三"})

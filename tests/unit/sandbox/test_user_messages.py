"""Acting as a virtual user: every kind of message and event, and the chat that comes of it."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.people import People
from tests.unit.sandbox.running import SandboxClient, running_client, sandbox_settings
from tests.unit.sandbox.tiny_product import Answer, Push, TinyProduct


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"text": "你好"}, {"MsgType": "text", "Content": "你好"}),
        ({"text": "1", "menu_id": "101"}, {"MsgType": "text", "bizmsgmenuid": "101"}),
        ({"voice": True}, {"MsgType": "voice", "Format": "amr", "Recognition": None}),
        ({"voice": {"recognition": "你好"}}, {"Recognition": "你好"}),
        ({"image": "https://example.org/p.jpg"}, {"PicUrl": "https://example.org/p.jpg"}),
        ({"video": True}, {"MsgType": "video"}),
        (
            {"link": {"title": "招聘", "url": "https://example.org"}},
            {"MsgType": "link", "Title": "招聘", "Url": "https://example.org"},
        ),
        ({"sticker": True}, {"Content": "【收到不支持的消息类型，暂无法显示】"}),
        (
            {"location": {"latitude": 36.617, "longitude": 101.778, "label": "西宁市"}},
            {"Location_X": "36.617000", "Location_Y": "101.778000", "Label": "西宁市"},
        ),
    ],
)
def test_messages_arrive_as_wechat_pushes_them(
    sandbox: SandboxClient, product: TinyProduct, body: dict[str, Any], expected: dict[str, Any]
) -> None:
    sandbox.act("张三", **body)
    [push] = product.pushes
    assert {name: push[name] for name in expected} == expected
    assert push["MsgId"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"event": "subscribe"}, {"Event": "subscribe", "EventKey": None}),
        ({"event": "subscribe", "scene": "a_b"}, {"EventKey": "qrscene_a_b"}),
        ({"event": "unsubscribe"}, {"Event": "unsubscribe"}),
        ({"event": "click", "key": "POLICY"}, {"Event": "CLICK", "EventKey": "POLICY"}),
        ({"event": "view", "url": "https://a.cn"}, {"Event": "VIEW", "EventKey": "https://a.cn"}),
        ({"event": "scan", "scene": "fair"}, {"Event": "SCAN", "EventKey": "fair"}),
        (
            {"event": "location", "latitude": 36.6, "longitude": 101.7},
            {"Event": "LOCATION", "Latitude": "36.600000"},
        ),
        (
            {"event": "subscribe_msg_popup_event", "template_id": "T1"},
            {"Event": "subscribe_msg_popup_event"},
        ),
    ],
)
def test_events_arrive_as_wechat_pushes_them(
    sandbox: SandboxClient, product: TinyProduct, body: dict[str, Any], expected: dict[str, Any]
) -> None:
    sandbox.act("张三", **body)
    [push] = product.pushes
    assert push["MsgType"] == "event"
    assert {name: push[name] for name in expected} == expected
    assert push["MsgId"] is None


def test_events_that_are_only_acknowledged_return_at_once(
    sandbox: SandboxClient, product: TinyProduct
) -> None:
    product.behaviour = lambda push: Answer("success")
    started = time.monotonic()
    answer = sandbox.act("张三", event="unsubscribe", wait_ms=20000)
    assert time.monotonic() - started < 10
    assert (answer["replies"], answer["outcome"]) == ([], "ack")


def test_a_failed_unsubscribe_shows_no_fault_line(
    sandbox: SandboxClient, product: TinyProduct
) -> None:
    product.behaviour = lambda push: Answer("", 500)
    answer = sandbox.act("张三", event="unsubscribe")
    assert (answer["replies"], answer["outcome"]) == ([], "fault")


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "exactly one"),
        ({"text": "a", "voice": True}, "exactly one"),
        ({"text": "   "}, "blank"),
        ({"text": 5}, "text"),
        ({"text": "a", "colour": "red"}, "colour"),
        ({"event": "dance"}, "event"),
        ({"event": "click"}, "key"),
        ({"location": {"latitude": 100, "longitude": 0}}, "location.latitude"),
        ({"link": {"title": "x", "url": "javascript:alert(1)"}}, "link.url"),
        ({"text": "a", "wait_ms": 60001}, "wait_ms"),
    ],
)
def test_a_bad_body_is_refused_with_its_reason(
    sandbox: SandboxClient, product: TinyProduct, body: dict[str, Any], named: str
) -> None:
    response = sandbox.http.post("/api/users/张三/messages", json=body)
    assert response.status_code == 400
    assert named in response.json()["error"]
    assert product.pushes == []


def test_a_body_that_is_not_json_is_refused(sandbox: SandboxClient) -> None:
    response = sandbox.http.post("/api/users/张三/messages", content=b"{")
    assert response.status_code == 400
    assert response.json()["error"]


def test_who_unsubscribed_cannot_write(sandbox: SandboxClient, product: TinyProduct) -> None:
    sandbox.act("张三", event="unsubscribe")
    assert "unsubscribed" in sandbox.act("张三", 409, text="在吗")["error"]
    sandbox.act("张三", event="subscribe")
    assert sandbox.act("张三", text="在吗")["replies"]


def test_users_and_even_one_users_messages_run_in_parallel(
    sandbox: SandboxClient, product: TinyProduct
) -> None:
    barrier = threading.Barrier(4, timeout=5)

    def answer_when_all_are_here(push: Push) -> Answer:
        barrier.wait()
        return product.text(push, f"答{push['Content']}")

    product.behaviour = answer_when_all_are_here
    answers: dict[str, list[str]] = {}

    def ask(user: str, text: str) -> None:
        answers[text] = [r["text"] for r in sandbox.act(user, text=text)["replies"]]

    asked = [("张三", "1"), ("张三", "2"), ("李四", "3"), ("王五", "4")]
    threads = [threading.Thread(target=ask, args=pair) for pair in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {"1": ["答1"], "2": ["答2"], "3": ["答3"], "4": ["答4"]}


def test_waiting_nothing_returns_before_the_answer(
    sandbox: SandboxClient, product: TinyProduct
) -> None:
    assert sandbox.act("张三", text="在吗", wait_ms=0)["replies"] == []


def test_late_customer_service_messages_are_part_of_the_answer(
    sandbox: SandboxClient, product: TinyProduct
) -> None:
    sent = threading.Event()

    def push_later(push: Push) -> Answer:
        openid = push["FromUserName"]

        def send() -> None:
            for part in ("一", "二"):
                text = {"touser": openid, "msgtype": "text", "text": {"content": part}}
                assert sandbox.call("message/custom/send", text)["errcode"] == 0
            sent.set()

        threading.Timer(0.2, send).start()
        return Answer("success")

    product.behaviour = push_later
    replies = sandbox.act("张三", text="在吗")["replies"]
    assert sent.wait(5)
    assert [(r["text"], r["via"]) for r in replies] == [
        ("一", "customer_service"),
        ("二", "customer_service"),
    ]


def test_the_chat_keeps_both_directions(sandbox: SandboxClient) -> None:
    first = sandbox.act("张三", text="你好")["seq"]
    sandbox.act("李四", text="别人")
    question, answer = sandbox.chat("张三")
    assert (question["direction"], question["kind"], question["via"]) == (
        "from_user",
        "text",
        "user",
    )
    assert question["details"]["delivery"]["deliveries"] == 1
    assert (answer["direction"], answer["text"], answer["via"]) == (
        "to_user",
        "收到：你好",
        "passive",
    )
    assert answer["reply_to"] == first == question["seq"]
    assert [m["seq"] for m in sandbox.chat("张三", after=first)] == [answer["seq"]]


def test_forgetting_removes_person_and_chat(sandbox: SandboxClient) -> None:
    sandbox.act("张三", text="你好")
    assert sandbox.http.delete("/api/users/张三").json() == {"forgotten": "张三"}
    assert sandbox.chat("张三") == []
    assert sandbox.http.get("/api/users").json() == {"users": []}
    assert sandbox.http.delete("/api/users/张三").status_code == 404


def test_a_kept_transcript_outlives_a_restart(product: TinyProduct, tmp_path: Path) -> None:
    path = tmp_path / "chats" / "transcript.jsonl"
    settings = {"sandbox_data": path}
    with running_client(sandbox_settings(product.url, **settings)) as client:
        client.act("张三", text="第一\u2028次")
        client.act("李四", text="请忘记我")
        client.http.delete("/api/users/李四")
        client.act("王五", event="unsubscribe")
        menu = {"button": [{"type": "click", "name": "政策", "key": "P"}]}
        assert client.call("menu/create", menu)["errcode"] == 0
        before, openid = client.chat("张三"), client.user("张三")["openid"]
    assert path.stat().st_mode & 0o077 == 0
    path.write_text(path.read_text(encoding="utf-8") + '{"torn', encoding="utf-8")
    with running_client(sandbox_settings(product.url, **settings)) as client:
        assert client.chat("张三") == before
        assert client.user("张三")["openid"] == openid
        assert client.chat("李四") == []
        assert client.user("王五")["subscribed"] is False
        assert client.call("menu/get")["menu"]["button"][0]["key"] == "P"
        assert client.act("张三", text="第二次")["seq"] > before[-1]["seq"]


@given(st.text(min_size=1, max_size=32, alphabet=st.characters(exclude_categories=["Cs"])))
def test_openids_are_well_formed_and_stable(name: str) -> None:
    openid = People("wx1").openid_of(name)
    assert len(openid) == 28
    assert openid[0] == "o"
    assert all(c.isascii() and (c.isalnum() or c in "-_") for c in openid)
    assert openid == People("wx1").openid_of(name) != People("wx2").openid_of(name)

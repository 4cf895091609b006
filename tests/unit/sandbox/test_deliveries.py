"""Pushing messages: retries, time-outs, broken answers and what the user then sees."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.unit.sandbox.running import IMPATIENT_S, SandboxClient, running_client, sandbox_settings
from tests.unit.sandbox.tiny_product import Answer, Push, TinyProduct

FAULT = "该公众号提供的服务出现故障，请稍后再试"


def test_a_text_gets_its_passive_reply(sandbox: SandboxClient, product: TinyProduct) -> None:
    answer = sandbox.act("张三", text="失业登记怎么办 ]]> & <b>？")
    assert answer["deliveries"] == 1
    [reply] = answer["replies"]
    assert (reply["kind"], reply["via"]) == ("text", "passive")
    assert reply["text"].startswith("收到：失业登记怎么办 ]]")
    assert 0 <= reply["after_ms"] < 3000
    [push] = product.pushes
    assert push["Content"] == "失业登记怎么办 ]]> & <b>？"
    assert push["ToUserName"] == "gh_0123456789ab"
    assert push["FromUserName"] == push.query["openid"] == sandbox.user("张三")["openid"]
    assert int(push["MsgId"]) < 2**63


def test_safe_mode_shows_nothing_in_clear(sandbox: SandboxClient, product: TinyProduct) -> None:
    sandbox.act("张三", text="我的秘密")
    body = product.pushes[0].body
    assert "<Encrypt>" in body
    assert "我的秘密" not in body
    assert "FromUserName" not in body


@pytest.fixture
def impatient(product: TinyProduct) -> Iterator[SandboxClient]:
    """A sandbox that gives up on an answer soon."""
    settings = sandbox_settings(product.url, sandbox_timeout_s=IMPATIENT_S)
    with running_client(settings) as client:
        yield client


def test_a_slow_product_gets_the_same_message_three_times(
    impatient: SandboxClient, product: TinyProduct
) -> None:
    product.behaviour = lambda push: product.text(push, "太晚了", delay_s=IMPATIENT_S + 0.4)
    answer = impatient.act("张三", text="在吗")
    assert answer["deliveries"] == 3
    assert [(r["kind"], r["text"], r["via"]) for r in answer["replies"]] == [
        ("system", FAULT, "system")
    ]
    first, *rest = product.pushes
    assert all(p["MsgId"] == first["MsgId"] for p in rest)
    assert all(p["CreateTime"] == first["CreateTime"] for p in rest)
    assert len({p.query["msg_signature"] for p in product.pushes}) == 3


def test_an_answer_to_the_second_delivery_counts(
    impatient: SandboxClient, product: TinyProduct
) -> None:
    def slow_once(push: Push) -> Answer:
        return product.text(push, "好了", delay_s=0 if product.pushes[1:] else IMPATIENT_S + 0.4)

    product.behaviour = slow_once
    answer = impatient.act("张三", text="在吗")
    assert answer["deliveries"] == 2
    assert [r["text"] for r in answer["replies"]] == ["好了"]


def test_a_dead_product_is_tried_three_times() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/wechat"
        with running_client(sandbox_settings(url)) as client:
            answer = client.act("张三", text="在吗")
    assert answer["deliveries"] == 3
    assert answer["reason"] == "connection_error"
    assert [r["text"] for r in answer["replies"]] == [FAULT]


GOOD = "<MsgType>text</MsgType><Content>好</Content>"


def _broken(product: TinyProduct, push: Push, name: str) -> Answer:
    good = product.text(push, "好")
    news = "<MsgType>news</MsgType><ArticleCount>2</ArticleCount><Articles><item/></Articles>"
    return {
        "500": Answer("oops", 500),
        "403": Answer("", 403),
        "redirect": Answer("", 302),
        "json": Answer('"success"'),
        "html": Answer("<html>error</html>"),
        "clear-in-safe-mode": Answer(product.clear_xml(push, GOOD)),
        "wrong-signature": Answer(good.body.replace("<TimeStamp>1", "<TimeStamp>2")),
        "entity": Answer('<!DOCTYPE xml [<!ENTITY a "b">]><xml>&a;</xml>'),
        "empty-content": product.text(push, ""),
        "too-long": product.text(push, "字" * 683),
        "wrong-user": product.sealed(product.clear_xml(push, GOOD, to="o" + "x" * 27)),
        "no-type": product.reply(push, "<Content>好</Content>"),
        "unknown-type": product.reply(push, "<MsgType>poem</MsgType>"),
        "article-count": product.reply(push, news),
        "image-without-id": product.reply(push, "<MsgType>image</MsgType>"),
    }[name]


@pytest.mark.parametrize(
    "name",
    [
        "500",
        "403",
        "redirect",
        "json",
        "html",
        "clear-in-safe-mode",
        "wrong-signature",
        "entity",
        "empty-content",
        "too-long",
        "wrong-user",
        "no-type",
        "unknown-type",
        "article-count",
        "image-without-id",
    ],
)
def test_a_broken_answer_shows_the_fault_line_without_retry(
    sandbox: SandboxClient, product: TinyProduct, name: str
) -> None:
    product.behaviour = lambda push: _broken(product, push, name)
    answer = sandbox.act("张三", text="在吗")
    assert [(r["kind"], r["text"]) for r in answer["replies"]] == [("system", FAULT)]
    assert answer["deliveries"] == 1
    assert answer["outcome"] == "fault"
    assert answer["reason"]


def test_the_longest_allowed_text_passes(sandbox: SandboxClient, product: TinyProduct) -> None:
    product.behaviour = lambda push: product.text(push, "字" * 682)
    assert sandbox.act("张三", text="在吗")["replies"][0]["text"] == "字" * 682


@pytest.mark.parametrize("body", ["success", ""])
def test_an_acknowledgement_shows_nothing(
    sandbox: SandboxClient, product: TinyProduct, body: str
) -> None:
    product.behaviour = lambda push: Answer(body)
    answer = sandbox.act("张三", text="在吗", wait_ms=300)
    assert answer == {**answer, "replies": [], "deliveries": 1, "outcome": "ack"}


def test_news_image_and_transfer_are_understood(
    sandbox: SandboxClient, product: TinyProduct
) -> None:
    item = (
        "<item><Title>补贴办法</Title><Description>三步</Description>"
        "<PicUrl/><Url>https://example.org/a</Url></item>"
    )
    inners = {
        "news": "<MsgType>news</MsgType><ArticleCount>2</ArticleCount>"
        f"<Articles>{item}{item}</Articles>",
        "image": "<MsgType>image</MsgType><Image><MediaId>m1</MediaId></Image>",
        "transfer": "<MsgType>transfer_customer_service</MsgType>",
    }
    product.behaviour = lambda push: product.reply(push, inners[push["Content"]])
    [news] = sandbox.act("张三", text="news")["replies"]
    assert news["kind"] == "news"
    assert [a["title"] for a in news["articles"]] == ["补贴办法"]  # one only, for a message
    assert "https://example.org/a" in news["text"]
    assert sandbox.act("张三", text="image")["replies"][0]["kind"] == "image"
    [transfer] = sandbox.act("张三", text="transfer")["replies"]
    assert (transfer["kind"], transfer["text"]) == ("system", "已转接人工客服，请稍候")


@pytest.mark.parametrize("mode", ["plain", "compat"])
def test_other_modes_take_clear_replies(product: TinyProduct, mode: str) -> None:
    product.behaviour = lambda push: Answer(product.clear_xml(push, GOOD))
    with running_client(sandbox_settings(product.url, wechat_mode=mode)) as client:
        answer = client.act("张三", text="明文也可以")
    assert answer["replies"][0]["text"] == "好"
    push = product.pushes[0]
    assert "明文也可以" in push.body
    assert ("<Encrypt>" in push.body) is (mode == "compat")
    assert ("encrypt_type" in push.query) is (mode == "compat")


def test_plain_mode_refuses_an_encrypted_reply(product: TinyProduct) -> None:
    with running_client(sandbox_settings(product.url, wechat_mode="plain")) as client:
        answer = client.act("张三", text="在吗")
    assert answer["replies"][0]["text"] == FAULT


def test_the_callback_url_can_be_verified(sandbox: SandboxClient, product: TinyProduct) -> None:
    assert sandbox.http.post("/api/verify").json() == {"ok": True, "problem": ""}
    assert product.echoes == 1

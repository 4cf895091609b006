"""Builds the events a virtual user's acts cause."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.allowance import Source
from bot.sandbox.pushed import Elements, UserMessage
from bot.sandbox.user_actions import EventName, UserMessageBody


@dataclass(frozen=True)
class _Rule:
    """How an event is called on the wire and in the chat, and what it allows."""

    wire_name: str
    label: str
    source: Source | None
    expects_reply: bool


_RULES: dict[EventName, _Rule] = {
    "subscribe": _Rule("subscribe", "关注了公众号", Source.SUBSCRIBE, True),
    "unsubscribe": _Rule("unsubscribe", "取消关注了公众号", None, False),
    "scan": _Rule("SCAN", "扫描了二维码", Source.SCAN, True),
    "click": _Rule("CLICK", "点击了菜单", Source.MENU_CLICK, True),
    "view": _Rule("VIEW", "打开了菜单链接", None, False),
    "location": _Rule("LOCATION", "上报了位置", None, False),
}


def build_event(body: UserMessageBody, name: EventName) -> UserMessage:
    """Turn a checked body with an event into the event WeChat would push."""
    if name == "subscribe_msg_popup_event":
        return _consent(body)
    rule = _RULES[name]
    elements: Elements = [("MsgType", "event"), ("Event", rule.wire_name), *_fields(body, name)]
    details = {"event": name, "key": body.key, "url": body.url, "scene": body.scene}
    return UserMessage("event", rule.label, elements, rule.source, rule.expects_reply, details)


def _fields(body: UserMessageBody, name: EventName) -> Elements:
    if name == "location":
        return [
            ("Latitude", f"{body.latitude or 0:.6f}"),
            ("Longitude", f"{body.longitude or 0:.6f}"),
            ("Precision", "30.000000"),
        ]
    if name in {"click", "view"}:
        return [("EventKey", body.key if name == "click" else body.url)]
    if name == "unsubscribe" or not body.scene:
        return [("EventKey", "")]
    prefix = "qrscene_" if name == "subscribe" else ""
    return [("EventKey", prefix + body.scene), ("Ticket", "sandbox-ticket-" + body.scene)]


def _consent(body: UserMessageBody) -> UserMessage:
    choice: Elements = [
        ("TemplateId", body.template_id),
        ("SubscribeStatusString", body.status),
        ("PopupScene", "1"),
    ]
    elements: Elements = [
        ("MsgType", "event"),
        ("Event", "subscribe_msg_popup_event"),
        ("SubscribeMsgPopupEvent", [("List", choice)]),
    ]
    label = "同意接收订阅通知" if body.status == "accept" else "拒绝接收订阅通知"
    details = {
        "event": "subscribe_msg_popup_event",
        "template_id": body.template_id,
        "status": body.status,
    }
    return UserMessage("event", label, elements, None, False, details)

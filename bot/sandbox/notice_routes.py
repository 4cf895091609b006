"""Platform API: template messages (模板消息) and subscription notices (订阅通知)."""

from __future__ import annotations

import itertools
from typing import Any

from fastapi import APIRouter, Depends

from bot.sandbox.notice_rules import checked_rows
from bot.sandbox.people import VirtualUser
from bot.sandbox.platform_errors import PlatformError, ok
from bot.sandbox.platform_routes import (
    InWorld,
    JsonBody,
    meet_scripted_fault,
    require_token,
)
from bot.sandbox.pushed import Elements
from bot.sandbox.replies import notice_reply
from bot.sandbox.send_routes import find_receiver
from bot.sandbox.world import World

_SAME_ID_S = 600  # one openid and client_msg_id is sent once within 10 minutes
_TEMPLATE_PATH = "/cgi-bin/message/template/send"
_SUBSCRIPTION_PATH = "/cgi-bin/message/subscribe/bizsend"
_notice_ids = itertools.count(3_000_000_001)

router = APIRouter(dependencies=[Depends(meet_scripted_fault), Depends(require_token)])


@router.post(_TEMPLATE_PATH)
async def send_template(world: InWorld, body: JsonBody) -> dict[str, Any]:
    """Send a template message; the receipt TEMPLATESENDJOBFINISH follows as an event."""
    user = find_receiver(world, body)
    template_id = _template_id(body)
    if not user.is_subscribed:
        raise PlatformError(43004)
    earlier = _earlier_notice(world, user, body)
    if earlier is not None:
        return ok(msgid=earlier)
    rows = checked_rows(body.get("data"))
    notice_id = next(_notice_ids)
    _remember_notice(world, user, body, notice_id)
    status = world.faults.receipt_status(_TEMPLATE_PATH)
    shown = None
    if status == "success":
        reply = notice_reply(template_id, rows, _target(body, "url"))
        shown = world.conversation.show(user, reply, "template")
    world.conversation.push_receipt(user, shown, _template_receipt(notice_id, status))
    return ok(msgid=notice_id)


@router.post(_SUBSCRIPTION_PATH)
async def send_subscription_notice(world: InWorld, body: JsonBody) -> dict[str, Any]:
    """Send a subscription notice. 43101 once the user refused this template.

    The account counts as one with long-term notices (长期订阅): consent holds until refused.
    """
    user = find_receiver(world, body)
    template_id = _template_id(body)
    if template_id in user.refused_templates:
        raise PlatformError(43101)
    rows = checked_rows(body.get("data"))
    notice_id = next(_notice_ids)
    reply = notice_reply(template_id, rows, _target(body, "page"))
    shown = world.conversation.show(user, reply, "subscription")
    world.conversation.push_receipt(user, shown, _subscription_receipt(template_id, notice_id))
    return ok(msgid=notice_id)


def _template_id(body: dict[str, Any]) -> str:
    template_id = body.get("template_id")
    if not isinstance(template_id, str) or not template_id:
        raise PlatformError(40037)
    return template_id


def _target(body: dict[str, Any], field: str) -> str:
    return str(body.get(field) or "")


def _earlier_notice(world: World, user: VirtualUser, body: dict[str, Any]) -> int | None:
    key = (user.openid, str(body.get("client_msg_id") or ""))
    sent_at, notice_id = world.sent_notices.get(key, (float("-inf"), 0))
    return notice_id if world.clock.now() - sent_at < _SAME_ID_S else None


def _remember_notice(world: World, user: VirtualUser, body: dict[str, Any], notice_id: int) -> None:
    if body.get("client_msg_id"):
        key = (user.openid, str(body["client_msg_id"]))
        world.sent_notices[key] = (world.clock.now(), notice_id)


def _template_receipt(notice_id: int, status: str) -> Elements:
    return [
        ("MsgType", "event"),
        ("Event", "TEMPLATESENDJOBFINISH"),
        ("MsgID", notice_id),
        ("Status", status),
    ]


def _subscription_receipt(template_id: str, notice_id: int) -> Elements:
    outcome: Elements = [
        ("TemplateId", template_id),
        ("MsgID", notice_id),
        ("ErrorCode", 0),
        ("ErrorStatus", "success"),
    ]
    return [
        ("MsgType", "event"),
        ("Event", "subscribe_msg_sent_event"),
        ("SubscribeMsgSentEvent", [("List", outcome)]),
    ]

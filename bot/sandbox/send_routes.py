"""Platform API: customer-service messages (客服消息) and the typing state."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends

from bot.sandbox.allowance import Verdict
from bot.sandbox.people import VirtualUser
from bot.sandbox.platform_errors import PlatformError, ok
from bot.sandbox.platform_routes import (
    InWorld,
    JsonBody,
    meet_scripted_fault,
    require_token,
)
from bot.sandbox.replies import (
    MAX_TEXT_BYTES,
    Reply,
    image_reply,
    menu_reply,
    news_reply,
    text_reply,
)
from bot.sandbox.world import World

_TYPING_WINDOW_S = 30  # typing needs an interaction this recent

router = APIRouter(
    prefix="/cgi-bin/message/custom",
    dependencies=[Depends(meet_scripted_fault), Depends(require_token)],
)


@router.post("/send")
async def send_message(world: InWorld, body: JsonBody) -> dict[str, Any]:
    """Send one message within the user's allowance (45015: no window, 45047: used up)."""
    user = find_receiver(world, body)
    reply = _read_reply(body)
    if not user.is_subscribed:
        raise PlatformError(43004)
    verdict = user.allowance.spend(world.clock.now())
    if verdict is Verdict.NO_WINDOW:
        raise PlatformError(45015)
    if verdict is Verdict.USED_UP:
        raise PlatformError(45047)
    world.conversation.show(user, reply, "customer_service")
    world.feed.publish("user", user.as_json(world.clock.now()))
    return ok()


@router.post("/typing")
async def set_typing(world: InWorld, body: JsonBody) -> dict[str, Any]:
    """Show 对方正在输入 for 15 s, or end it."""
    user = find_receiver(world, body)
    now = world.clock.now()
    command = body.get("command")
    if command not in {"Typing", "CancelTyping"}:
        raise PlatformError(45072)
    if now - user.last_contact_at > _TYPING_WINDOW_S:
        raise PlatformError(45080)
    if command == "Typing" and user.typing_until > now:
        raise PlatformError(45081)
    world.conversation.set_typing(user, is_typing=command == "Typing")
    return ok()


def find_receiver(world: World, body: dict[str, Any]) -> VirtualUser:
    """The user named by `touser`. Raises 40003."""
    user = world.people.by_openid(body.get("touser"))
    if user is None:
        raise PlatformError(40003)
    return user


def _read_reply(body: dict[str, Any]) -> Reply:
    kind = body.get("msgtype")
    readers = {"text": _text, "news": _news, "msgmenu": _menu, "image": _image}
    if kind not in readers:
        raise PlatformError(40008, str(kind))
    part = body.get(kind)
    if not isinstance(part, dict):
        raise PlatformError(44004, str(kind))
    return readers[kind](part)


def _text(part: dict[str, Any]) -> Reply:
    content = part.get("content")
    if not isinstance(content, str) or not content.strip():
        raise PlatformError(44004)
    _check_size(content)
    return text_reply(content)


def _news(part: dict[str, Any]) -> Reply:
    articles = part.get("articles")
    if not isinstance(articles, list) or not articles:
        raise PlatformError(44004)
    if len(articles) > 1:
        raise PlatformError(45008)
    if not isinstance(articles[0], dict) or not articles[0].get("title"):
        raise PlatformError(40035, "articles.title")
    names = {"title": "title", "description": "description", "url": "url", "picture_url": "picurl"}
    return news_reply([{k: str(articles[0].get(v) or "") for k, v in names.items()}])


def _menu(part: dict[str, Any]) -> Reply:
    items = part.get("list")
    if not isinstance(items, list) or not items:
        raise PlatformError(44004, "list")
    choices = []
    for item in items:
        if not isinstance(item, dict) or not item.get("content") or item.get("id") is None:
            raise PlatformError(40035, "list.id, list.content")
        choices.append({"id": str(item["id"]), "content": str(item["content"])})
    head, tail = str(part.get("head_content") or ""), str(part.get("tail_content") or "")
    reply = menu_reply(head, choices, tail)
    _check_size(reply.text)
    return reply


def _image(part: dict[str, Any]) -> Reply:
    media_id = part.get("media_id")
    if not isinstance(media_id, str) or not media_id:
        raise PlatformError(40007)
    return image_reply(media_id)


def _check_size(content: str) -> None:
    if len(content.encode("utf-8", "replace")) > MAX_TEXT_BYTES:
        raise PlatformError(45002)

"""The sandbox's own API: act as a virtual user, read chats, forget people."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query

from bot.sandbox.conversation import NotSubscribed
from bot.sandbox.menu import name_of_key
from bot.sandbox.platform_routes import InWorld
from bot.sandbox.pushed import UserMessage
from bot.sandbox.user_actions import UserMessageBody
from bot.sandbox.user_messages import build_message
from bot.sandbox.waiting import ReplyCollector
from bot.sandbox.world import World

UserName = Annotated[str, Path(min_length=1, max_length=32, pattern=r"^[^\x00-\x1f\x7f/\\]+$")]

router = APIRouter(prefix="/api/users")


@router.get("")
async def list_users(world: InWorld) -> dict[str, Any]:
    """All virtual users met so far."""
    now = world.clock.now()
    return {"users": [user.as_json(now) for user in world.people]}


@router.post("/{user}/messages")
async def send_as_user(user: UserName, body: UserMessageBody, world: InWorld) -> dict[str, Any]:
    """Act as `user`; answer with what the account said within `wait_ms`.

    Returns as soon as something came and it was quiet for a while; events that can only be
    acknowledged return after the acknowledgement. 409 when the user has unsubscribed.
    """
    with world.transcript.watch(user) as arriving:
        try:
            exchange = world.conversation.send(user, _message(body, world))
        except NotSubscribed as error:
            raise HTTPException(409, f"{user} has unsubscribed; send subscribe first") from error
        collector = ReplyCollector(exchange, arriving, world.settings.sandbox_quiet_ms / 1000)
        replies = await collector.collect(body.wait_ms / 1000)
    delivery = exchange.delivery
    return {
        "replies": replies,
        "deliveries": len(delivery.attempts),
        "outcome": delivery.outcome,
        "reason": delivery.reason,
        "seq": exchange.message.seq,
    }


@router.get("/{user}/messages")
async def read_messages(
    user: UserName, world: InWorld, after: Annotated[int, Query(ge=0)] = 0
) -> dict[str, Any]:
    """The chat of `user`, both directions, from behind seq `after`."""
    messages = world.transcript.after(user, after)
    return {"user": user, "messages": [message.as_json() for message in messages]}


@router.delete("/{user}")
async def forget_user(user: UserName, world: InWorld) -> dict[str, Any]:
    """Forget a user and their chat. 404 when there is none."""
    if not world.people.forget(user):
        raise HTTPException(404, f"no user {user}")
    world.transcript.forget(user)
    return {"forgotten": user}


def _message(body: UserMessageBody, world: World) -> UserMessage:
    message = build_message(body, world.settings.public_url + "/static/sample-picture.png")
    name = name_of_key(world.menu or [], body.key) if body.key else None
    if name:
        message.details["menu_name"] = name
    return message

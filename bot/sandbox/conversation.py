"""Carries messages between virtual users and the product, and waits for answers."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.callback import Callback, Delivery, Push
from bot.sandbox.clock import SandboxClock
from bot.sandbox.feed import Feed
from bot.sandbox.people import People, VirtualUser
from bot.sandbox.pushed import Elements, UserMessage
from bot.sandbox.replies import Reply, fault_reply
from bot.sandbox.transcript import Message, Transcript

_TYPING_S = 15.0  # a typing state ends by itself after 15 s


class NotSubscribed(Exception):
    """A user who unsubscribed has no chat to write in."""


@dataclass
class Exchange:
    """One user message on its way, and how its delivery stands."""

    message: Message
    expects_reply: bool
    delivery: Delivery
    started: float = field(default_factory=time.monotonic)


class Conversation:
    """Sends what users do, shows what the account says."""

    def __init__(
        self,
        people: People,
        transcript: Transcript,
        callback: Callback,
        clock: SandboxClock,
        feed: Feed,
    ) -> None:
        self._people = people
        self._transcript = transcript
        self._callback = callback
        self._clock = clock
        self._feed = feed
        # Nanoseconds keep message ids growing over restarts and within 64 bits.
        self._message_ids = itertools.count(time.time_ns())
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def in_flight(self) -> int:
        """Pushes still on their way."""
        return len(self._tasks)

    def send(self, name: str, message: UserMessage) -> Exchange:
        """Act as user `name`. Raises `NotSubscribed`. Delivery goes on in the background."""
        user = self._people.get_or_create(name)
        self._note_act(user, message)
        delivery = Delivery()
        entry = self._transcript.add(
            name,
            "from_user",
            kind=message.kind,
            text=message.text,
            via="user",
            details={**message.details, "delivery": delivery.as_json()},
        )
        exchange = Exchange(entry, message.expects_reply, delivery)
        elements: Elements = [("CreateTime", int(time.time())), *message.elements]
        if not message.is_event:
            elements.append(("MsgId", next(self._message_ids)))
        push = Push(user.openid, elements, message.is_event)
        self._start(self._carry(user, push, exchange))
        return exchange

    def show(self, user: VirtualUser, reply: Reply, via: str, **fields: Any) -> Message:
        """Put the account's reply into the user's chat; it ends a typing state."""
        self.set_typing(user, is_typing=False)
        after_ms = round((time.monotonic() - user.last_act) * 1000)
        details = {"after_ms": after_ms, **reply.details, **fields.pop("details", {})}
        return self._transcript.add(
            user.name,
            "to_user",
            kind=reply.kind,
            text=reply.text,
            via=via,
            details=details,
            **fields,
        )

    def set_typing(self, user: VirtualUser, *, is_typing: bool) -> None:
        """Show or end 对方正在输入."""
        was_typing = user.typing_until > self._clock.now()
        user.typing_until = self._clock.now() + _TYPING_S if is_typing else 0.0
        if is_typing or was_typing:
            self._feed.publish("typing", {"user": user.name, "typing": is_typing})

    def push_receipt(self, user: VirtualUser, shown: Message | None, elements: Elements) -> None:
        """Push a delivery receipt; the product can only acknowledge it."""
        push = Push(user.openid, [("CreateTime", int(time.time())), *elements], is_event=True)
        self._start(self._carry_receipt(push, shown))

    async def stop(self) -> None:
        """End all deliveries under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _note_act(self, user: VirtualUser, message: UserMessage) -> None:
        event = message.details.get("event")
        if not user.is_subscribed and event not in {"subscribe", "unsubscribe"}:
            raise NotSubscribed
        now = self._clock.now()
        user.last_contact_at, user.last_act = now, time.monotonic()
        if event == "subscribe":
            user.is_subscribed = True
            user.subscribed_at = int(time.time())
            user.scene = str(message.details.get("scene") or "")
        elif event == "unsubscribe":
            user.is_subscribed = False
            user.allowance.close()
        elif event == "subscribe_msg_popup_event":
            self._note_consent(user, message)
        if message.source is not None:
            user.allowance.earn(message.source, now)
        self._feed.publish("user", user.as_json(now))

    def _note_consent(self, user: VirtualUser, message: UserMessage) -> None:
        template_id = str(message.details["template_id"])
        if message.details["status"] == "reject":
            user.refused_templates.add(template_id)
        else:
            user.refused_templates.discard(template_id)

    async def _carry(self, user: VirtualUser, push: Push, exchange: Exchange) -> None:
        entry, delivery = exchange.message, exchange.delivery

        def note_progress() -> None:
            entry.details["delivery"] = delivery.as_json()
            self._transcript.update(entry)

        await self._callback.deliver(push, delivery, note_progress)
        reply = delivery.reply
        if delivery.outcome == "fault" and exchange.expects_reply:
            reply = fault_reply()
        # The user may have been forgotten while the product was thinking.
        if reply and exchange.expects_reply and self._people.get(user.name) is user:
            via = "passive" if delivery.reply else "system"
            after_ms = round((time.monotonic() - exchange.started) * 1000)
            details = {"after_ms": after_ms}
            self.show(user, reply, via, reply_to=entry.seq, details=details)

    async def _carry_receipt(self, push: Push, shown: Message | None) -> None:
        delivery = Delivery()

        def note_progress() -> None:
            if shown is not None:
                shown.details["receipt"] = delivery.as_json()
                self._transcript.update(shown)

        await self._callback.deliver(push, delivery, note_progress)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

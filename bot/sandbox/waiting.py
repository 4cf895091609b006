"""Waits for the answers to one user message, for the API's callers."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from bot.sandbox.conversation import Exchange
from bot.sandbox.transcript import Message

_SHOWN_PARTS = ("articles", "choices", "rows")


class ReplyCollector:
    """Gathers replies until it has been quiet for a while, or time is up."""

    def __init__(self, exchange: Exchange, arriving: asyncio.Queue[Message], quiet_s: float):
        self._exchange = exchange
        self._arriving = arriving
        self._quiet_s = quiet_s
        self._replies: list[dict[str, Any]] = []
        self._settled_at: float | None = None

    async def collect(self, wait_s: float) -> list[dict[str, Any]]:
        """Return the replies that came within `wait_s` seconds of the user's message."""
        deadline = self._exchange.started + wait_s
        while (left := self._until(deadline) - time.monotonic()) > 0:
            try:
                self._note(await asyncio.wait_for(self._arriving.get(), left))
            except TimeoutError:
                break
        while not self._arriving.empty():
            self._note(self._arriving.get_nowait())
        return self._replies

    def _until(self, deadline: float) -> float:
        if self._settled_at is None:
            return deadline
        return min(deadline, self._settled_at + self._quiet_s)

    def _note(self, message: Message) -> None:
        if message.direction == "from_user":
            self._note_progress()
        # Passive answers name their question; another question's answer is not ours.
        elif message.reply_to in {None, self._exchange.message.seq}:
            self._note_reply(message)

    def _note_reply(self, message: Message) -> None:
        self._settled_at = time.monotonic()
        after_ms = round((self._settled_at - self._exchange.started) * 1000)
        parts = {name: message.details[name] for name in _SHOWN_PARTS if name in message.details}
        self._replies.append(
            {
                "kind": message.kind,
                "text": message.text,
                "via": message.via,
                "after_ms": after_ms,
                **parts,
            }
        )

    def _note_progress(self) -> None:
        is_over = self._exchange.delivery.outcome != "pending"
        if is_over and not self._exchange.expects_reply and self._settled_at is None:
            self._settled_at = time.monotonic()

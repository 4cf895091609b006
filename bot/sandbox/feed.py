"""Live feed: every change, numbered, for the chat page's server-sent events."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

_KEPT = 2000  # events a page may miss and still catch up
_HEARTBEAT_S = 15.0


@dataclass(frozen=True)
class FeedEvent:
    """One change; `number` grows by one and never repeats within a run."""

    number: int
    name: str
    data: dict[str, Any]


class Feed:
    """Publishes changes to all open pages and replays what a reconnecting page missed."""

    def __init__(self) -> None:
        self._run = secrets.token_hex(4)
        self._recent: deque[FeedEvent] = deque(maxlen=_KEPT)
        self._last_number = 0
        self._queues: set[asyncio.Queue[FeedEvent | None]] = set()

    def publish(self, name: str, data: dict[str, Any]) -> None:
        """Send one change to every open page."""
        self._last_number += 1
        event = FeedEvent(self._last_number, name, data)
        self._recent.append(event)
        for queue in self._queues:
            queue.put_nowait(event)

    def close(self) -> None:
        """End all streams, so that the server can stop."""
        for queue in self._queues:
            queue.put_nowait(None)

    @property
    def position(self) -> str:
        """Event id of the newest change; a page passes it back to continue from here."""
        return f"{self._run}-{self._last_number}"

    async def stream(self, last_event_id: str) -> AsyncIterator[str]:
        """Yield server-sent events after `last_event_id`; `reset` when too much was missed."""
        queue: asyncio.Queue[FeedEvent | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield "retry: 1000\n\n"
            for event in self._missed(last_event_id):
                yield self._encode(event)
            async for chunk in self._live(queue):
                yield chunk
        finally:
            self._queues.discard(queue)

    async def _live(self, queue: asyncio.Queue[FeedEvent | None]) -> AsyncIterator[str]:
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), _HEARTBEAT_S)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if event is None:
                return
            yield self._encode(event)

    def _missed(self, last_event_id: str) -> list[FeedEvent]:
        run, _, number = last_event_id.partition("-")
        if not last_event_id:
            return []
        oldest = self._recent[0].number if self._recent else self._last_number + 1
        is_known = run == self._run and number.isdecimal() and int(number) + 1 >= oldest
        if not is_known:
            return [FeedEvent(self._last_number, "reset", {})]
        return [event for event in self._recent if event.number > int(number)]

    def _encode(self, event: FeedEvent) -> str:
        data = json.dumps(event.data, ensure_ascii=False)
        return f"id: {self._run}-{event.number}\nevent: {event.name}\ndata: {data}\n\n"

"""One message of a conversation at a time, first come first served, without polling."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore, LockError
from rasa.utils.endpoints import EndpointConfig


class FifoLockStore(InMemoryLockStore):  # type: ignore[misc]
    """Replaces Rasa's lock, whose waiters look once a second, by a queue per conversation."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        super().__init__()
        self.queues: dict[str, asyncio.Lock] = {}
        self.guests: dict[str, int] = {}

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 1,
    ) -> AsyncGenerator[TicketLock, None]:
        """Waits for the turn of this caller; raises LockError after `lock_lifetime` seconds."""
        queue = self.queues.setdefault(conversation_id, asyncio.Lock())
        self.guests[conversation_id] = self.guests.get(conversation_id, 0) + 1
        try:
            await self._enter(queue, lock_lifetime)
            try:
                yield self.create_lock(conversation_id)
            finally:
                queue.release()
        finally:
            self._leave(conversation_id)

    @staticmethod
    async def _enter(queue: asyncio.Lock, lifetime: float) -> None:
        try:
            await asyncio.wait_for(queue.acquire(), lifetime)
        except TimeoutError as error:
            raise LockError("The message before this one took too long.") from error

    def _leave(self, conversation_id: str) -> None:
        self.guests[conversation_id] -= 1
        if not self.guests[conversation_id]:
            del self.guests[conversation_id]
            self.queues.pop(conversation_id, None)

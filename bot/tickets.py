"""Tickets: a message delivered again joins its first try and gets the same answer.

Redis answers first and fast; the unique turn in the database is the truth. When Redis is away,
everything here answers "not known" and the database alone decides.
"""

import json
from dataclasses import dataclass

import redis.asyncio as redis
import structlog

_KEPT_SECONDS = 600
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What Redis knows of a message key. `reply` is the passive reply of a finished turn."""

    is_first: bool
    is_finished: bool = False
    reply: str | None = None


class Tickets:
    """The ticket machine, shared by all processes through Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    async def take(self, key: str) -> Ticket:
        """Take the ticket of a message; the first taker works, later ones join."""
        try:
            if await self._redis.set(f"ticket:{key}", "", nx=True, ex=_KEPT_SECONDS):
                return Ticket(is_first=True)
            return _read(await self._redis.get(f"ticket:{key}"))
        except redis.RedisError as error:
            _log.warning("tickets_without_redis", error=type(error).__name__)
            return Ticket(is_first=True)

    async def finish(self, key: str, reply: str | None) -> None:
        """Keep the answer for deliveries of the same message that may still come."""
        stored = json.dumps({"reply": reply}, ensure_ascii=False)
        try:
            await self._redis.set(f"ticket:{key}", stored, ex=_KEPT_SECONDS)
        except redis.RedisError as error:
            _log.warning("tickets_without_redis", error=type(error).__name__)


def _read(stored: bytes | str | None) -> Ticket:
    if not stored:
        return Ticket(is_first=False)
    return Ticket(is_first=False, is_finished=True, reply=json.loads(stored)["reply"])

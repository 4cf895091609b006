"""One turn at a time per person, in the order the messages came, across all processes.

A queue per conversation in Redis; the head of the queue works. Each place holds a lease that is
renewed while it works or waits, so a dead process does not block the person. Without Redis the
order still holds within this process.
"""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import redis.asyncio as redis
import structlog

_LEASE_MS = 5000
_RENEW_SECONDS = 1.5
_POLL_SECONDS = 0.02
_log = structlog.get_logger(__name__)

# Am I at the head? Places in front whose lease is over are removed. Renews my lease.
_IS_HEAD = """
redis.call('SET', KEYS[2] .. ARGV[1], '1', 'PX', ARGV[2])
redis.call('PEXPIRE', KEYS[1], 600000)
while true do
  local head = redis.call('LINDEX', KEYS[1], 0)
  if not head then redis.call('RPUSH', KEYS[1], ARGV[1]) return 1 end
  if head == ARGV[1] then return 1 end
  if redis.call('EXISTS', KEYS[2] .. head) == 1 then return 0 end
  redis.call('LPOP', KEYS[1])
end
"""
_JOIN = "redis.call('RPUSH', KEYS[1], ARGV[1])" + _IS_HEAD


class Queueing:
    """Queues of turns, one per conversation."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._join = client.register_script(_JOIN)
        self._is_head = client.register_script(_IS_HEAD)
        self._local: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def turn(self, conversation_id: str) -> AsyncIterator[bool]:
        """Wait for this person's earlier turns; yields whether there was anything to wait for."""
        lock = self._local[conversation_id]
        has_waited = lock.locked()
        try:
            async with lock:
                place = secrets.token_hex(8)
                has_waited |= await self._wait(conversation_id, place)
                renewal = asyncio.create_task(self._renew(conversation_id, place))
                try:
                    yield has_waited
                finally:
                    renewal.cancel()
                    await self._leave(conversation_id, place)
        finally:
            # nobody holds or awaits it: do not keep a lock for every person ever seen
            if not lock.locked() and not getattr(lock, "_waiters", None):
                self._local.pop(conversation_id, None)

    def _keys(self, conversation_id: str) -> list[str]:
        return [f"queue:{conversation_id}", f"queue:{conversation_id}:"]

    async def _wait(self, conversation_id: str, place: str) -> bool:
        """Stand in line until at the head; without Redis, go ahead."""
        script, has_waited = self._join, False
        while True:
            try:
                arguments: Any = [place, _LEASE_MS]
                if await script(keys=self._keys(conversation_id), args=arguments):
                    return has_waited
            except redis.RedisError as error:
                _log.warning("queue_without_redis", error=type(error).__name__)
                return has_waited
            script, has_waited = self._is_head, True
            await asyncio.sleep(_POLL_SECONDS)

    async def _renew(self, conversation_id: str, place: str) -> None:
        while True:
            await asyncio.sleep(_RENEW_SECONDS)
            try:
                arguments: Any = [place, _LEASE_MS]
                await self._is_head(keys=self._keys(conversation_id), args=arguments)
            except redis.RedisError as error:
                _log.warning("queue_without_redis", error=type(error).__name__)

    async def _leave(self, conversation_id: str, place: str) -> None:
        queue, leases = self._keys(conversation_id)
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                cast(Any, pipe.lrem(queue, 1, place))
                pipe.delete(leases + place)
                await pipe.execute()
        except redis.RedisError as error:
            _log.warning("queue_without_redis", error=type(error).__name__)

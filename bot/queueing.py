"""One turn at a time per person, in the order the messages came, across all processes.

A queue per person in Redis; the head of the queue works. Each place holds a lease that is
renewed while it works or waits, so a dead process does not block the person. Without Redis the
order still holds within this process.
"""

import asyncio
import secrets
from typing import Any, cast

import redis.asyncio as redis
import structlog

_LEASE_MS = 5000
_RENEW_SECONDS = 1.5
_POLL_SECONDS = 0.02
_log = structlog.get_logger(__name__)

# Am I at the head? Places in front whose lease is over are removed. Renews my lease.
IS_HEAD = """
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
JOIN = "redis.call('RPUSH', KEYS[1], ARGV[1])" + IS_HEAD


class Place:
    """One place in a person's queue, from `join` to `leave`."""

    def __init__(self, queueing: "Queueing", person: str) -> None:
        self._queueing, self._person = queueing, person
        self._token = secrets.token_hex(8)
        self._renewal: asyncio.Task[None] | None = None
        self._lock: asyncio.Lock | None = None  # only while Redis is away
        self._is_head = False

    async def join(self) -> None:
        """Stand in line. The order of joining is the order of turns."""
        try:
            self._is_head = await self._queueing.ask(JOIN, self._person, self._token)
        except redis.RedisError as error:
            await self._stand_locally(error)
        self._renewal = asyncio.create_task(self._renew())

    async def wait(self) -> bool:
        """Wait to be first; returns whether there was anybody in front."""
        if self._lock is not None or self._is_head:
            return self._lock is not None
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            try:
                if await self._queueing.ask(IS_HEAD, self._person, self._token):
                    return True
            except redis.RedisError as error:
                await self._stand_locally(error)
                return True

    async def leave(self) -> None:
        """Let the next one go ahead."""
        if self._renewal:
            self._renewal.cancel()
        if self._lock is not None:
            self._queueing.release(self._person, self._lock)
            return
        try:
            await self._queueing.remove(self._person, self._token)
        except redis.RedisError as error:
            _log.warning("queue_without_redis", error=type(error).__name__)

    async def _stand_locally(self, error: redis.RedisError) -> None:
        """Without Redis the order still holds within this process."""
        _log.warning("queue_without_redis", error=type(error).__name__)
        self._lock = await self._queueing.acquire(self._person)

    async def _renew(self) -> None:
        while self._lock is None:
            await asyncio.sleep(_RENEW_SECONDS)
            try:
                await self._queueing.renew(self._person, self._token)
            except redis.RedisError as error:
                _log.warning("queue_without_redis", error=type(error).__name__)


class Queueing:
    """Queues of turns, one per person, shared by all processes through Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._scripts = {text: client.register_script(text) for text in (JOIN, IS_HEAD)}
        self._locks: dict[str, asyncio.Lock] = {}

    async def join(self, person: str) -> Place:
        """A place behind everybody of this person who joined before."""
        place = Place(self, person)
        await place.join()
        return place

    async def ask(self, script: str, person: str, token: str) -> bool:
        """Run a queue script; whether the place is at the head. Raises RedisError."""
        arguments: Any = [token, _LEASE_MS]
        return bool(await self._scripts[script](keys=_keys(person), args=arguments))

    async def renew(self, person: str, token: str) -> None:
        """Lengthen a lease that still stands; one given back is never made again.

        Raises RedisError.
        """
        await self._redis.set(_keys(person)[1] + token, "1", px=_LEASE_MS, xx=True)

    async def remove(self, person: str, token: str) -> None:
        """Take a place out of the queue. Raises RedisError."""
        queue, leases = _keys(person)
        async with self._redis.pipeline(transaction=True) as pipe:
            cast(Any, pipe.lrem(queue, 1, token))
            pipe.delete(leases + token)
            await pipe.execute()

    async def acquire(self, person: str) -> asyncio.Lock:
        """The person's lock of this process, for the time without Redis."""
        lock = self._locks.setdefault(person, asyncio.Lock())
        await lock.acquire()
        return lock

    def release(self, person: str, lock: asyncio.Lock) -> None:
        """Give the lock back; nobody waiting means it need not be kept."""
        lock.release()
        if not lock.locked() and self._locks.get(person) is lock:
            del self._locks[person]


def _keys(person: str) -> list[str]:
    return [f"queue:{person}", f"queue:{person}:"]

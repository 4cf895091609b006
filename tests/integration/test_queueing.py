"""The queue of one person: order, leases of dead places, and nothing left behind."""

import asyncio

import pytest

from bot import queueing
from bot.connections import redis_client
from bot.queueing import Queueing

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_order_of_joining_is_order_of_turns(redis_url: str) -> None:
    one, other = redis_client(), redis_client()
    queues = [Queueing(one), Queueing(other)]
    places = [await queues[number % 2].join("p") for number in range(6)]
    done: list[int] = []

    async def work(number: int) -> None:
        await places[number].wait()
        done.append(number)
        await places[number].leave()

    await asyncio.gather(*(work(number) for number in (5, 3, 1, 0, 2, 4)))
    assert done == list(range(6))
    assert await one.keys("queue:*") == []
    for client in (one, other):
        await client.aclose()


async def test_a_dead_place_is_passed_and_a_living_one_is_not(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queueing, "_LEASE_MS", 300)
    monkeypatch.setattr(queueing, "_RENEW_SECONDS", 0.05)
    client = redis_client()
    queue = Queueing(client)
    dead = await queue.join("p")
    assert dead._renewal is not None
    living = await queue.join("p")
    waiting = asyncio.create_task(living.wait())
    await asyncio.sleep(0.6)
    assert not waiting.done()  # renewed well past its lease
    dead._renewal.cancel()  # as if its process had died
    assert await asyncio.wait_for(waiting, 5)
    await living.leave()
    await client.aclose()


async def test_people_do_not_wait_for_each_other(redis_url: str) -> None:
    client = redis_client()
    queue = Queueing(client)
    first, second = await queue.join("p1"), await queue.join("p2")
    assert await first.wait() is False
    assert await second.wait() is False
    await first.leave()
    await second.leave()
    await client.aclose()


async def test_without_redis_order_holds_in_the_process(
    data_dir: object, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    from backend.core import settings

    monkeypatch.setenv("REDIS_URL", f"unix://{tmp_path}/nobody.sock")
    settings.forget_settings()
    client = redis_client()
    queue = Queueing(client)
    first = await queue.join("p")
    second = asyncio.create_task(queue.join("p"))
    await asyncio.sleep(0.1)
    assert not second.done()
    await first.leave()
    await (await asyncio.wait_for(second, 5)).leave()
    await client.aclose()

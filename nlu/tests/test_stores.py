"""Memory and locking: durable on both databases, bounded, first come first served."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pgserver
import pytest
import sqlalchemy as sa
from rasa.core.lock_store import LockError
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from runtime import tracker_store as module
from runtime.lock_store import FifoLockStore
from runtime.tracker_store import HotSQLTrackerStore

DOMAIN = Domain.from_dict(
    {"slots": {"topic": {"type": "text", "mappings": [{"type": "custom"}]}}, "intents": ["greet"]}
)


@pytest.fixture(scope="module")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    server = pgserver.get_server(tmp_path_factory.mktemp("postgresql"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'sub' / 'dialogue.sqlite3'}"
    return str(request.getfixturevalue("postgresql_url"))


@pytest.fixture
def store(url: str) -> Iterator[HotSQLTrackerStore]:
    store = HotSQLTrackerStore(domain=DOMAIN, host=url)
    yield store
    asyncio.run(store.delete("a"))
    store.engine.dispose()


def said(text: str) -> UserUttered:
    parse_data = {
        "text": text,
        "intent": {"name": "greet", "confidence": 1.0},
        "intent_ranking": [{"name": "greet", "confidence": 1.0}],
        "text_tokens": [[0, 2]],
        "entities": [],
    }
    return UserUttered(text, {"name": "greet"}, [], parse_data)


async def add(store: HotSQLTrackerStore, *events: Event) -> DialogueStateTracker:
    tracker = await store.get_or_create_tracker("a", append_action_listen=False)
    for event in events:
        tracker.update(event, DOMAIN)
    await store.save(tracker)
    return tracker


def rows(store: HotSQLTrackerStore) -> list[Any]:
    with store.engine.connect() as connection:
        return list(connection.execute(sa.text("SELECT data FROM events WHERE sender_id = 'a'")))


def test_turns_survive_a_new_process(store: HotSQLTrackerStore, url: str) -> None:
    asyncio.run(add(store, said("你好"), SlotSet("topic", "失业金")))
    reborn = HotSQLTrackerStore(domain=DOMAIN, host=url)
    tracker = asyncio.run(reborn.retrieve("a"))
    assert tracker is not None
    assert tracker.get_slot("topic") == "失业金"
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["你好"]
    reborn.engine.dispose()


def test_each_event_is_stored_once(store: HotSQLTrackerStore) -> None:
    for number in range(3):
        asyncio.run(add(store, said(str(number)), ActionExecuted("action_listen")))
    assert len(rows(store)) == 6


def test_stored_events_leave_out_what_nobody_reads(store: HotSQLTrackerStore) -> None:
    asyncio.run(add(store, said("你好")))
    [(data,)] = rows(store)
    parse_data = json.loads(data)["parse_data"]
    assert "text_tokens" not in parse_data and "intent_ranking" not in parse_data
    assert parse_data["intent"]["name"] == "greet"


def test_turn_that_dies_before_saving_leaves_no_trace(store: HotSQLTrackerStore) -> None:
    asyncio.run(add(store, said("一")))
    lost = asyncio.run(store.retrieve("a"))
    assert lost is not None
    lost.update(said("二"), DOMAIN)
    again = asyncio.run(store.retrieve("a"))
    assert again is not None
    assert [e.text for e in again.events if isinstance(e, UserUttered)] == ["一"]


def test_only_the_last_session_is_loaded(store: HotSQLTrackerStore) -> None:
    asyncio.run(add(store, said("旧")))
    asyncio.run(add(store, SessionStarted(), SlotSet("topic", "x"), said("新")))
    tracker = asyncio.run(store.retrieve("a"))
    assert tracker is not None
    assert [e.text for e in tracker.events if isinstance(e, UserUttered)] == ["新"]
    assert tracker.get_slot("topic") == "x"


def test_live_trackers_are_bounded(
    store: HotSQLTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LIVE_TRACKERS", 2)

    async def fill() -> None:
        for name in "wxyz":
            tracker = DialogueStateTracker.from_events(name, [], slots=DOMAIN.slots)
            await store.save(tracker)

    asyncio.run(fill())
    assert list(store.live) == ["y", "z"]


def test_deleting_a_conversation_removes_all_of_it(store: HotSQLTrackerStore) -> None:
    asyncio.run(add(store, said("你好")))
    asyncio.run(store.delete("a"))
    assert rows(store) == []
    assert asyncio.run(store.retrieve("a")) is None


def test_old_events_are_dropped(store: HotSQLTrackerStore) -> None:
    asyncio.run(add(store, said("你好")))
    assert asyncio.run(store.delete_before(time.time() - 60)) == 0
    assert asyncio.run(store.delete_before(time.time() + 60)) >= 1
    assert rows(store) == []


def test_ping(store: HotSQLTrackerStore) -> None:
    store.ping()


def test_burst_is_served_in_order() -> None:
    async def burst() -> list[int]:
        store, order = FifoLockStore(), []

        async def turn(number: int) -> None:
            async with store.lock("a"):
                await asyncio.sleep(0.01)
                order.append(number)

        await asyncio.gather(*(turn(number) for number in range(5)))
        assert not store.queues and not store.guests
        return order

    assert asyncio.run(burst()) == [0, 1, 2, 3, 4]


def test_other_conversations_do_not_wait() -> None:
    async def both() -> list[str]:
        store, order = FifoLockStore(), []
        async with store.lock("a"):
            async with store.lock("b"):
                order.append("b")
        return order

    assert asyncio.run(both()) == ["b"]


def test_waiting_ends_after_the_lifetime() -> None:
    async def wait() -> None:
        store = FifoLockStore()
        async with store.lock("a"):
            with pytest.raises(LockError):
                async with store.lock("a", lock_lifetime=0.01):
                    pass
        assert not store.queues

    asyncio.run(wait())

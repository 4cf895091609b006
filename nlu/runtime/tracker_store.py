"""Durable memory of conversations: live trackers in front of one SQL table.

A turn costs one multi-row INSERT, awaited in a thread before the reply leaves. The tracker is a
cache of dialogue state; the record of what a person gave lives in the application's tables.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker

LIVE_TRACKERS = 2000
UNSTORED_PARSE_FIELDS = ("text_tokens", "intent_ranking", "response_selector")


class HotSQLTrackerStore(SQLTrackerStore):  # type: ignore[misc]
    """SQL tracker store with an LRU of live trackers (`endpoints.yml`: tracker_store)."""

    def __init__(
        self, domain: Domain | None = None, host: str | None = None, **kwargs: Any
    ) -> None:
        """`host` is a whole database URL. Creates the SQLite folder and the table if missing."""
        url = sa.engine.make_url(host or "sqlite://")
        if url.drivername.startswith("sqlite") and url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        super().__init__(domain=domain, host=host, **kwargs)
        if url.drivername.startswith("sqlite"):
            self.engine: sa.engine.Engine = open_sqlite(str(url))
            self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)
        self.live: OrderedDict[str, tuple[DialogueStateTracker, int]] = OrderedDict()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Takes the live tracker out of the cache, so that a turn that fails reloads from SQL."""
        entry = self.live.pop(sender_id, None)
        if entry is not None:
            tracker, saved_events = entry
            tracker.saved_events = saved_events
            return tracker
        tracker = await asyncio.to_thread(self._load, sender_id)
        if tracker is not None:
            tracker.saved_events = len(tracker.events)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes the events of this turn and keeps the tracker live; raises on database errors."""
        fresh = list(tracker.events)[getattr(tracker, "saved_events", 0) :]
        if fresh:
            await asyncio.to_thread(self._insert, tracker.sender_id, fresh)
        if any(isinstance(event, SessionStarted) for event in fresh):
            self.live.pop(tracker.sender_id, None)  # the next turn reloads only the new session
            return
        self.live[tracker.sender_id] = (tracker, len(tracker.events))
        self.live.move_to_end(tracker.sender_id)
        while len(self.live) > LIVE_TRACKERS:
            self.live.popitem(last=False)

    def forget_live(self) -> None:
        """Empties the cache (a new model brings a new domain)."""
        self.live.clear()

    async def delete(self, sender_id: str) -> None:
        """Removes every stored event of a conversation."""
        self.live.pop(sender_id, None)
        await asyncio.to_thread(self._delete_where, self.SQLEvent.sender_id == sender_id)

    async def delete_before(self, instant: float) -> int:
        """Removes events older than `instant` (Unix seconds); returns how many."""
        return await asyncio.to_thread(self._delete_where, self.SQLEvent.timestamp < instant)

    def ping(self) -> None:
        """Raises sqlalchemy.exc.SQLAlchemyError when the database does not answer."""
        with self.engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))

    def _load(self, sender_id: str) -> DialogueStateTracker | None:
        table = self.SQLEvent.__table__
        own = table.c.sender_id == sender_id
        session_start = (
            sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))
            .where(own, table.c.type_name == SessionStarted.type_name)
            .scalar_subquery()
        )
        query = sa.select(table.c.data).where(own, table.c.id >= session_start).order_by(table.c.id)
        with self.engine.connect() as connection:
            events = [json.loads(data) for (data,) in connection.execute(query)]
        if not events or self.domain is None:
            return None
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)

    def _insert(self, sender_id: str, events: Iterable[Event]) -> None:
        rows = [event_row(sender_id, event) for event in events]
        with self.engine.begin() as connection:
            connection.execute(sa.insert(self.SQLEvent.__table__).values(rows))

    def _delete_where(self, condition: Any) -> int:
        with self.engine.begin() as connection:
            return int(connection.execute(sa.delete(self.SQLEvent).where(condition)).rowcount)


def event_row(sender_id: str, event: Event) -> dict[str, Any]:
    """One row of the events table; parse details nobody reads again are left out."""
    data = event.as_dict()
    parse_data = data.get("parse_data")
    if parse_data:
        data["parse_data"] = {
            name: value for name, value in parse_data.items() if name not in UNSTORED_PARSE_FIELDS
        }
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp") or time.time(),
        "intent_name": ((parse_data or {}).get("intent") or {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data, ensure_ascii=False),
    }


def open_sqlite(url: str) -> sa.engine.Engine:
    """Opens SQLite with a pool, write-ahead log and a wait for locks."""
    engine = sa.create_engine(
        url, poolclass=sa.pool.QueuePool, connect_args={"check_same_thread": False, "timeout": 10}
    )

    @sa.event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")

    return engine

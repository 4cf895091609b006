"""What this process knows now: the seed, with everything published standing above it.

A `KnowledgeRoom` holds one immutable snapshot. Whoever asks gets the present one and keeps it as
long as they need; `refresh` builds the next one beside it and swaps them by one assignment.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from time import monotonic

import structlog

from backend.core.db import reading
from backend.core.settings import knowledge_settings
from backend.policies import knowledge_repository as rows
from backend.policies.knowledge_build import learn_beside
from backend.policies.knowledge_watch import FAILURES, keep_looking
from backend.policies.live_search import LiveSearch
from backend.policies.published import Published, read_published
from backend.policies.seed import SHIPPED, Seed, load_seed
from policy_faq.cache import Cache
from policy_faq.citations import Sources
from policy_faq.content_files import Item
from policy_faq.entries import Entry, entry_from, version_of
from policy_faq.parameters import Parameters

_log = structlog.get_logger(__name__)
_RETRY_SECONDS = 60.0
_TRIED_SECONDS = 900.0  # a search is a hundred megabytes
Change = tuple[int, datetime]
_rooms: list["KnowledgeRoom"] = []


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of everything known.

    Attributes:
        revision: the newest published change in it, 0 for the seed alone.
        search: over `entries`.
        items: the entries as plain data by id, as a content file holds them.
        problems: published or seed entries left out because a citation is no longer true.
    """

    revision: int
    search: LiveSearch
    entries: tuple[Entry, ...]
    items: Mapping[str, Item]
    sources: Sources
    parameters: Parameters
    problems: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The last thing tried out: revision, entry and version it stands for, and since when."""

    name: tuple[int, str, str]
    snapshot: Snapshot
    made_at: float


class KnowledgeRoom:
    """The knowledge of one process. All methods may be called from any thread.

    Args:
        seed: what the files hold.
        cache: where to keep what was learnt from a state of the entries; nowhere when None.
    """

    def __init__(self, seed: Seed, cache: Cache | None = None) -> None:
        self.seed = seed
        self._cache = cache
        self._building = Lock()
        self._snapshot: Snapshot | None = None
        self._change: Change | None = None
        self._withdrawn: frozenset[str] = frozenset()
        self._failed: tuple[Change | None, float] | None = None
        self._candidate: _Candidate | None = None  # asked again soon, then let go

    def current(self) -> Snapshot:
        """The present snapshot at once; the very first caller builds the seed's."""
        present = self._snapshot
        if present is not None:
            return present
        with self._building:
            if self._snapshot is None:
                self._snapshot = self._build(Published())
            return self._snapshot

    def refresh(self) -> bool:
        """Come to the newest published change; True when there was one.

        Waits for a build under way, then compares again. Whatever goes wrong while building is
        logged and leaves the present snapshot in place. Raises SQLAlchemyError when the database
        cannot be asked.
        """
        with self._building:
            with reading() as session:
                change = rows.newest_change(session)
                self._withdrawn = rows.withdrawn_ids(session) if change else frozenset()
                if (self._snapshot and change == self._change) or self._failed_lately(change):
                    return False
                published = read_published(session, change[0]) if change else Published()
            return self._swap(change, published)

    def return_to_seed(self) -> None:
        """Forget everything published; the next look at the database finds it again."""
        with self._building:
            if self._change is not None:  # else it is the seed's
                self._snapshot, self._change = None, None
            self._withdrawn, self._failed, self._candidate = frozenset(), None, None

    def look(self) -> bool:
        """Hide at once what was withdrawn; True when there is a change to `refresh` for."""
        with reading() as session:
            change = rows.newest_change(session)
            self._withdrawn = rows.withdrawn_ids(session) if change else frozenset()
        tried = self._candidate
        if tried is not None and monotonic() - tried.made_at > _TRIED_SECONDS:
            self._candidate = None
        is_present = self._snapshot is not None and change == self._change
        return not is_present and not self._failed_lately(change)

    async def watch(self, stop: asyncio.Event) -> None:
        """Look every KNOWLEDGE_POLL_SECONDS, and refresh in a thread, until told to stop."""
        pause = knowledge_settings().knowledge_poll_seconds
        await keep_looking(self.look, self.refresh, pause, stop)

    def build_candidate(self, entry_id: str, item: Item | None) -> Snapshot:
        """The present knowledge with one entry replaced, added or (None) taken out.

        Not shown to anyone. Raises ContentError when the item is not a valid entry.
        """
        present = self.current()
        name = (present.revision, entry_id, version_of(item) if item else "")
        kept = self._candidate
        if kept is not None and kept.name == name:
            return kept.snapshot
        items = {key: old for key, old in present.items.items() if key != entry_id or item}
        if item is not None:
            entry_from(item, present.sources)
            items[entry_id] = item
        made = self._assemble(present.revision, items, present.sources, present.parameters)
        # it may be there to bring a withdrawn entry back
        shown = made.search.hiding(lambda: self._withdrawn - {entry_id})
        made = replace(made, search=shown)
        self._candidate = _Candidate(name, made, monotonic())
        return made

    def _swap(self, change: Change | None, published: Published) -> bool:
        try:
            snapshot = self._build(published)
        except FAILURES as error:
            self._failed = (change, monotonic())
            _log.error("knowledge_not_built", revision=published.revision, error=repr(error))
            return False
        self._snapshot, self._change, self._failed = snapshot, change, None
        _log.info("knowledge_refreshed", revision=published.revision, entries=len(snapshot.entries))
        return True

    def _failed_lately(self, change: Change | None) -> bool:
        if self._failed is None:
            return False
        return self._failed[0] == change and monotonic() - self._failed[1] < _RETRY_SECONDS

    def _build(self, published: Published) -> Snapshot:
        items = {**self.seed.items, **published.items}
        for entry_id in published.withdrawn:
            items.pop(entry_id, None)
        sources = self.seed.sources(published.documents)
        parameters = self.seed.parameters.with_values(published.values)
        return self._assemble(published.revision, items, sources, parameters)

    def _assemble(
        self, revision: int, items: Mapping[str, Item], sources: Sources, parameters: Parameters
    ) -> Snapshot:
        entries, problems = [], {}
        for entry_id, item in items.items():
            try:
                entries.append(entry_from(item, sources))
            except (ValueError, TypeError, KeyError) as error:
                problems[entry_id] = str(error)
                _log.error("entry_left_out", entry=entry_id, reason=str(error))
        search = self._search_over(tuple(entries), parameters)
        return Snapshot(revision, search, tuple(entries), items, sources, parameters, problems)

    def _search_over(self, entries: tuple[Entry, ...], parameters: Parameters) -> LiveSearch:
        """What was tried out and is now published need not be built a second time."""
        tried = self._candidate and self._candidate.snapshot
        if tried and tried.entries == entries and tried.parameters == parameters:
            return tried.search.hiding(lambda: self._withdrawn)
        if self._cache is not None and self._snapshot is not None:
            learn_beside(entries, self._cache)
        return LiveSearch(entries, parameters, lambda: self._withdrawn, self._cache)


@lru_cache
def _room_over(folder: Path) -> KnowledgeRoom:
    made = KnowledgeRoom(load_seed(folder), Cache.usual())
    _rooms.append(made)
    return made


def room() -> KnowledgeRoom:
    """This process's knowledge, over the seed the settings name. Raises ContentError."""
    return _room_over(knowledge_settings().knowledge_folder or SHIPPED)


def current() -> Snapshot:
    """What this process knows now."""
    return room().current()


def refresh() -> bool:
    """Come to the newest published change now; see KnowledgeRoom.refresh."""
    return room().refresh()


async def watch(stop: asyncio.Event) -> None:
    """Keep this process's knowledge up to date until told to stop."""
    await room().watch(stop)


def forget_knowledge() -> None:
    """Know the seed alone again, as before the first look at a database (tests)."""
    for made in _rooms:
        made.return_to_seed()

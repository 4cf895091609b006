"""The transcript: every message of both directions, in memory and optionally in a file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from bot.sandbox.feed import Feed
from bot.sandbox.journal import Journal

Direction = Literal["from_user", "to_user"]


def _now_text() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@dataclass
class Message:
    """One line of a chat. `details` holds what the page and the inspector show beyond text."""

    seq: int
    user: str
    direction: Direction
    kind: str
    text: str
    via: str
    reply_to: int | None = None
    at: str = field(default_factory=_now_text)
    details: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain data for the API, the feed and the file."""
        return asdict(self)


class Transcript:
    """All chats of this run. `seq` grows over all users."""

    def __init__(self, feed: Feed, journal: Journal) -> None:
        self._feed = feed
        self._journal = journal
        self._messages: dict[str, list[Message]] = {}
        self._watchers: dict[str, set[asyncio.Queue[Message]]] = {}
        self._last_seq = 0
        self._restore()

    @property
    def users(self) -> list[str]:
        """Names that have a transcript."""
        return list(self._messages)

    def add(self, user: str, direction: Direction, **fields: Any) -> Message:
        """Append one message, tell the pages and everyone who waits for this user."""
        self._last_seq += 1
        message = Message(self._last_seq, user, direction, **fields)
        self._messages.setdefault(user, []).append(message)
        self._announce("message", message)
        return message

    def update(self, message: Message) -> None:
        """Tell everyone that a message's details changed."""
        self._announce("update", message)

    def after(self, user: str, seq: int) -> list[Message]:
        """Messages of `user` with a greater seq, oldest first."""
        return [m for m in self._messages.get(user, []) if m.seq > seq]

    def is_subscribed(self, user: str) -> bool:
        """Whether the chat of `user` ends with them following the account."""
        events = [message.details.get("event") for message in self.after(user, 0)]
        last = next((e for e in reversed(events) if e in {"subscribe", "unsubscribe"}), "")
        return last != "unsubscribe"

    def forget(self, user: str) -> None:
        """Drop one user's chat."""
        self._messages.pop(user, None)
        self._feed.publish("forgotten", {"user": user})
        self._journal.write({"forgotten": user})

    @contextmanager
    def watch(self, user: str) -> Iterator[asyncio.Queue[Message]]:
        """A queue that receives every new or changed message of `user`."""
        queue: asyncio.Queue[Message] = asyncio.Queue()
        watchers = self._watchers.setdefault(user, set())
        watchers.add(queue)
        try:
            yield queue
        finally:
            watchers.discard(queue)

    def _announce(self, event: str, message: Message) -> None:
        self._feed.publish(event, message.as_json())
        for queue in self._watchers.get(message.user, ()):
            queue.put_nowait(message)
        self._journal.write(message.as_json())

    def _restore(self) -> None:
        by_seq: dict[int, Message] = {}
        for record in self._journal.records():
            if "forgotten" in record:
                gone = record["forgotten"]
                by_seq = {s: m for s, m in by_seq.items() if m.user != gone}
            elif "seq" in record:
                by_seq[record["seq"]] = _ended(Message(**record))
        for message in by_seq.values():
            self._messages.setdefault(message.user, []).append(message)
        self._last_seq = max(by_seq, default=0)


def _ended(message: Message) -> Message:
    """A delivery that was under way when the sandbox stopped will not go on."""
    delivery = message.details.get("delivery", {})
    if delivery.get("outcome") == "pending":
        delivery.update(outcome="fault", reason="the sandbox was stopped")
    return message

"""Starts a new session when a conversation has grown long, because a turn costs time per event."""

from __future__ import annotations

from collections.abc import Callable

from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker

MAX_EVENTS = 250
MAX_EVENTS_IN_FORM = 1200


def is_too_long(tracker: DialogueStateTracker) -> bool:
    """True when the session holds more events than a conversation of this kind should."""
    limit = MAX_EVENTS_IN_FORM if tracker.active_loop_name else MAX_EVENTS
    return len(tracker.events) > limit


def apply() -> Callable[[], None]:
    """Extends `MessageProcessor._has_session_expired`; returns a function that restores it.

    `action_session_start` keeps the slots and reopens an open form, so a citizen notices nothing.
    """
    original = MessageProcessor._has_session_expired

    def has_session_expired(self: MessageProcessor, tracker: DialogueStateTracker) -> bool:
        return bool(original(self, tracker)) or is_too_long(tracker)

    MessageProcessor._has_session_expired = has_session_expired
    return lambda: setattr(MessageProcessor, "_has_session_expired", original)

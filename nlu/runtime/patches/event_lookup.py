"""Finds an event class by a table instead of walking all subclasses for every stored event."""

from __future__ import annotations

from collections.abc import Callable

from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses


def apply() -> Callable[[], None]:
    """Replaces `Event.resolve_by_type`; returns a function that restores the original."""
    original = Event.__dict__["resolve_by_type"]
    table: dict[str, type[Event]] = {}

    def resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
        if type_name not in table:
            for event_class in all_subclasses(Event):
                table.setdefault(event_class.type_name, event_class)
        if type_name in table:
            return table[type_name]
        unknown: type[Event] | None = original.__func__(type_name, default)
        return unknown

    Event.resolve_by_type = staticmethod(resolve_by_type)
    return lambda: setattr(Event, "resolve_by_type", original)

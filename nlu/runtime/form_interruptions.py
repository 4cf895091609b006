"""Lets only answers into an open form; every other intent goes to its rule at once.

Rasa asks the validation action about every message inside a form and decides by the slots that
come back whether it was an answer. Here the intent decides: the context gate has already read the
message in the light of the question asked. It also saves a call to the action server.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa.core.actions.action import ActionExecutionRejection
from rasa.core.actions.forms import FormAction
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

ANSWERING_INTENTS = frozenset({"inform", "affirm", "deny"})


def is_interruption(form: str, tracker: DialogueStateTracker) -> bool:
    """True when `form` is open and the last message was no answer to it."""
    message = tracker.latest_message
    intent = message.intent.get("name") if message else None
    return tracker.active_loop_name == form and intent not in ANSWERING_INTENTS


def install() -> Callable[[], None]:
    """Extends `FormAction.validate`; returns a function that restores the original."""
    original = FormAction.validate

    async def validate(self: FormAction, tracker: DialogueStateTracker, *parts: Any) -> list[Event]:
        if is_interruption(self.name(), tracker):
            raise ActionExecutionRejection(self.name(), "The message is no answer.")
        events: list[Event] = await original(self, tracker, *parts)
        return events

    FormAction.validate = validate
    return lambda: setattr(FormAction, "validate", original)

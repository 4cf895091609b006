"""Gives up on an action after seconds, not after Rasa's five minutes: a person is waiting."""

from __future__ import annotations

from collections.abc import Callable

from rasa.core.actions import action

SECONDS = 8


def apply() -> Callable[[], None]:
    """Lowers the time limit of a call to the action server; returns a function that restores it."""
    original = action.DEFAULT_REQUEST_TIMEOUT
    action.DEFAULT_REQUEST_TIMEOUT = SECONDS
    return lambda: setattr(action, "DEFAULT_REQUEST_TIMEOUT", original)

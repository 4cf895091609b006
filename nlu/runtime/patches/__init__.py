"""Patches for Rasa 3.6.21 (speed, bounds), each in its own module and each with a switch.

`NLU_PATCHES=off` turns all off; `NLU_PATCHES=-graph_plan,-event_lookup` turns single ones off.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import rasa.version

from runtime.patches import (
    action_timeout,
    event_lookup,
    graph_plan,
    response_validator,
    session_bound,
)
from runtime.startup import PINNED_RASA

_restorers: dict[str, Callable[[], None]] = {}
PATCHES = {
    "event_lookup": event_lookup.apply,
    "response_validator": response_validator.apply,
    "graph_plan": graph_plan.apply,
    "session_bound": session_bound.apply,
    "action_timeout": action_timeout.apply,
}


def is_enabled(name: str, switch: str | None = None) -> bool:
    """Tells whether the patch `name` is on under `switch` (default: $NLU_PATCHES)."""
    chosen = os.environ.get("NLU_PATCHES", "") if switch is None else switch
    return chosen.strip() != "off" and f"-{name}" not in chosen.replace(" ", "").split(",")


def apply_all() -> list[str]:
    """Applies the enabled patches; returns their names. Applies none to another Rasa release."""
    if rasa.version.__version__ != PINNED_RASA:
        return []
    for name, apply in PATCHES.items():
        if is_enabled(name) and name not in _restorers:
            _restorers[name] = apply()
    return list(_restorers)


def restore_all() -> None:
    """Puts Rasa's own functions back."""
    while _restorers:
        _, restore = _restorers.popitem()
        restore()

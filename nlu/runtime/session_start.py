"""What happens when a session begins: the state that matters goes over into the new one.

Rasa's own action drops an open form and forgets that staff paused the conversation. It runs here
and not in the action server, so that a conversation can begin while that server is away.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa.core.actions.action import ActionSessionStart
from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    REQUESTED_SLOT,
    SESSION_START_METADATA_SLOT,
)
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
)
from rasa.shared.core.trackers import DialogueStateTracker

UNKEPT_SLOTS = frozenset({REQUESTED_SLOT, SESSION_START_METADATA_SLOT})


def session_events(tracker: DialogueStateTracker) -> list[Event]:
    """Returns the first events of a new session: slots, open form and pause are kept."""
    events: list[Event] = [SessionStarted()]
    for name, value in tracker.current_slot_values().items():
        if name not in UNKEPT_SLOTS and value != tracker.slots[name].initial_value:
            events.append(SlotSet(name, value))
    form = tracker.active_loop_name
    if form:
        asked = tracker.get_slot(REQUESTED_SLOT)
        events += [ActionExecuted(form), ActiveLoop(form), SlotSet(REQUESTED_SLOT, asked)]
    events.append(ActionExecuted(ACTION_LISTEN_NAME))
    if tracker.is_paused():
        events.append(ConversationPaused())
    return events


def install() -> Callable[[], None]:
    """Replaces the body of Rasa's session start; returns a function that restores it."""
    original = ActionSessionStart.run

    async def run(
        self: ActionSessionStart,
        output_channel: Any,
        nlg: Any,
        tracker: DialogueStateTracker,
        domain: Any,
    ) -> list[Event]:
        return session_events(tracker)

    ActionSessionStart.run = run
    return lambda: setattr(ActionSessionStart, "run", original)


def listen_again(tracker: DialogueStateTracker, output_channel: Any, nlg: Any) -> None:
    """Called when a turn was cut off: the next message must find the bot listening."""
    tracker.update(ActionExecuted(ACTION_LISTEN_NAME))

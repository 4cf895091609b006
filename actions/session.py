"""Counter: a new session of the dialogue keeps what the person was in the middle of."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, ActiveLoop, EventType, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import FORM, REQUESTED_SLOT


class StartSession(Action):  # type: ignore[misc, unused-ignore]
    """Starts a session, carries slots over, and re-opens a form that was open."""

    def name(self) -> str:
        """The name Rasa knows it by."""
        return "action_session_start"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Events only; nothing is said."""
        events: list[EventType] = [SessionStarted()]
        requested = tracker.slots.get(REQUESTED_SLOT)
        is_in_form = (tracker.active_loop or {}).get("name") == FORM
        events += [
            SlotSet(name, value)
            for name, value in tracker.slots.items()
            if value is not None and name != REQUESTED_SLOT
        ]
        if is_in_form:
            events += [ActionExecuted(FORM), ActiveLoop(FORM), SlotSet(REQUESTED_SLOT, requested)]
        return [*events, ActionExecuted("action_listen")]

"""Counter: what a skill may know of the conversation, as plain data taken from Rasa's tracker."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

FORM = "registration_form"
REQUESTED_SLOT = "requested_slot"
# run by Rasa beside the actions that a person notices
_SILENT_ACTIONS = frozenset({FORM, "action_extract_slots", "action_session_start"})


@dataclass(frozen=True, slots=True)
class Turn:
    """One run of an action: the last message, what is being asked, and whose talk it is.

    `is_fresh` is True while no other action has answered the message yet: only then may the form
    read it as an answer. `code` is the value of a pressed button. What the person said is left
    out of the representation, so that it gets into no log.
    """

    conversation_id: str
    turn_id: str
    text: str = field(repr=False)
    intent: str
    entities: tuple[tuple[str, str], ...] = field(repr=False)
    code: str | None = field(repr=False)
    asked: str | None
    is_in_form: bool
    is_fresh: bool
    slots: Mapping[str, Any] = field(repr=False)
    location: str = field(repr=False)

    @classmethod
    def of(cls, tracker: Any) -> Self:
        """Read a rasa-sdk tracker."""
        message = tracker.latest_message or {}
        entities = tuple(
            (str(entity["entity"]), str(entity["value"]))
            for entity in message.get("entities", ())
            if entity.get("value") is not None
        )
        metadata = message.get("metadata") or {}
        is_in_form = (tracker.active_loop or {}).get("name") == FORM
        return cls(
            conversation_id=tracker.sender_id,
            turn_id=str(metadata.get("turn_id") or message.get("message_id") or ""),
            text=str(message.get("text") or ""),
            intent=str((message.get("intent") or {}).get("name") or ""),
            entities=entities,
            code=next((value for name, value in entities if name == "answer"), None),
            asked=tracker.slots.get(REQUESTED_SLOT),
            is_in_form=is_in_form,
            is_fresh=_is_fresh(tracker.events),
            slots=tracker.slots,
            location=_location(metadata),
        )

    @property
    def is_payload(self) -> bool:
        """Whether the message was a pressed button, not typed."""
        return self.text.startswith("/")

    def values(self, entity: str) -> list[str]:
        """The values of an entity, each once, in order."""
        return list(dict.fromkeys(value for name, value in self.entities if name == entity))


def _is_fresh(events: list[dict[str, Any]]) -> bool:
    """No action but the form itself since the person spoke.

    Rasa puts the form's own name behind the events before it calls the validation action, so the
    latest action name says nothing.
    """
    for event in reversed(events):
        if event.get("event") == "user":
            return True
        if event.get("event") == "action" and event.get("name") not in _SILENT_ACTIONS:
            return bool(event.get("name") == "action_listen")
    return False


def _location(metadata: Mapping[str, Any]) -> str:
    place = metadata.get("location") or {}
    return str(place.get("label") or "") if isinstance(place, Mapping) else ""

"""Counter: what a skill answers, gathered first and sent only when its transaction has held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from backend.core.settings import policy_settings

Outcome = Literal[
    "answered", "asked_back", "no_policy_found", "out_of_scope", "handed_to_staff", "failed"
]
Decision = Literal["answer", "choose", "none"]


@dataclass(slots=True)
class Reply:
    """Utterances and tracker events of one action run, in order."""

    utterances: list[dict[str, Any]] = field(default_factory=list)
    events: list[EventType] = field(default_factory=list)
    _notes: int = 0

    def say(self, response: str, /, **values: str) -> None:
        """Utter a reviewed response of the domain; {hotline} is always known."""
        self.ask(response, (), **values)

    def ask(self, response: str, buttons: Sequence[Mapping[str, str]], /, **values: str) -> None:
        """Utter a response with buttons of ours."""
        filled = {"hotline": policy_settings().hotline, **values}
        self.utterances.append({"response": response, "buttons": list(buttons), **filled})

    def show(self, text: str, buttons: Sequence[Mapping[str, str]] = ()) -> None:
        """Utter text built from reviewed data: a policy answer, a summary card."""
        self.utterances.append({"text": text, "buttons": list(buttons)})

    def note(
        self,
        outcome: Outcome,
        sources: Sequence[Mapping[str, Any]] = (),
        *,
        decision: Decision | None = None,
    ) -> None:
        """Tell the channel how the turn ended; always among the first utterances."""
        turn: dict[str, Any] = {"outcome": outcome, "sources": list(map(dict, sources))}
        if decision is not None:
            turn["decision"] = decision
        self._notes += 1
        self.utterances.insert(self._notes - 1, {"json_message": {"turn": turn}})

    def slot(self, name: str, value: Any) -> None:
        """Set a slot."""
        self.events.append(SlotSet(name, value))

    def send(self, dispatcher: CollectingDispatcher) -> None:
        """Hand the utterances to Rasa."""
        for utterance in self.utterances:
            dispatcher.utter_message(**utterance)

"""Reads a message in the light of the open form: an answer is an answer, whatever it looks like.

While `registration_form` is open and the text fits the requested field, the intent becomes
`inform` (or affirm / deny / correct_field / cancel at consent and confirmation). A question stays
a question, and a clear other wish stays that wish.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.answers import AnswerBook, Fit, is_question
from components.lookups import read_lookup
from components.text_fold import fold, has_claim_token

FORM = "registration_form"
ANSWERS_FILE = "answers.json"
ANSWER_INTENTS = frozenset({"inform", "affirm", "deny", "none_of_these", "nlu_fallback"})
# A statement of what one did or wants sounds like these intents without being one.
SOUNDS_LIKE = {
    "former_employer": frozenset({"find_job", "out_of_scope"}),
    "skill": frozenset({"out_of_scope"}),
    "wanted_occupation": frozenset({"find_job", "out_of_scope"}),
    "wanted_region": frozenset({"find_job", "share_location"}),
    "wanted_wage": frozenset({"find_job"}),
    "residence_region": frozenset({"share_location"}),
    "employment_status": frozenset({"find_job", "start_registration"}),
    "unemployment_reason": frozenset({"start_registration", "cancel"}),
}
DECISIONS = {
    "consent": ("affirm", "deny"),
    "confirm": ("affirm", "correct_field", "cancel"),
}


class FormReading:
    """Decides the intent inside the form; usable without Rasa."""

    def __init__(self, book: AnswerBook, keep_above: float) -> None:
        self.book = book
        self.keep_above = keep_above

    def decide(
        self, field: str, text: str, intent: str, confidence: float, kinds: set[str]
    ) -> str | None:
        """Returns the intent to set instead of `intent`, or None to keep it."""
        if has_claim_token(fold(text)):
            return "inform"
        if field in DECISIONS:
            return self._decide_step(field, text, intent, confidence, kinds)
        fit = self.book.fit(field, text, kinds)
        if fit is Fit.EXACT:
            return "inform"
        harmless = ANSWER_INTENTS | SOUNDS_LIKE.get(field, frozenset())
        is_other_wish = intent not in harmless and confidence >= self.keep_above
        if fit is Fit.PLAUSIBLE and not is_other_wish:
            return "inform"
        if fit is Fit.NONE and self._is_attempt(text, intent, confidence):
            return "inform"
        return None

    def _decide_step(
        self, field: str, text: str, intent: str, confidence: float, kinds: set[str]
    ) -> str | None:
        option = self.book.option(field, text)
        if option is not None:
            return option
        folded = fold(text).strip()
        if folded.isdigit() and 1 <= int(folded) <= len(DECISIONS[field]):
            return DECISIONS[field][int(folded) - 1]
        is_named = field == "confirm" and "field" in kinds and not is_question(folded)
        if is_named and (intent in ANSWER_INTENTS or confidence < self.keep_above):
            return "correct_field"
        return None

    def _is_attempt(self, text: str, intent: str, confidence: float) -> bool:
        """A short statement that is no clear other wish was probably meant as an answer."""
        folded = fold(text)
        if is_question(folded) or len(folded) > 30:
            return False
        return intent in {"inform", "affirm", "deny"} or confidence < self.keep_above


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FormContextGate(GraphComponent, IntentClassifier):  # type: ignore[misc]
    """Runs `FormReading` after the classifier; the answer lists travel inside the model."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`keep_above`: from this confidence on, another intent beats a plausible answer."""
        return {"keep_above": 0.5}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        lists: dict[str, Any],
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._lists = lists
        book = AnswerBook(lists["answers"], lists["names"])
        self._reading = FormReading(book, float(config["keep_above"]))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FormContextGate:
        """Builds the component for training from `data/lookups`."""
        lists = {"answers": read_lookup("answers"), "names": read_lookup("names")}
        return cls(config, model_storage, resource, lists)

    def train(self, training_data: TrainingData) -> Resource:
        """Copies the answer lists into the model."""
        with self._model_storage.write_to(self._resource) as directory:
            text = json.dumps(self._lists, ensure_ascii=False)
            (Path(directory) / ANSWERS_FILE).write_text(text, encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FormContextGate:
        """Loads the answer lists from the model."""
        with model_storage.read_from(resource) as directory:
            text = (Path(directory) / ANSWERS_FILE).read_text(encoding="utf-8")
        return cls(config, model_storage, resource, json.loads(text))

    def process(
        self,
        messages: list[Message],
        tracker: Optional[DialogueStateTracker] = None,  # noqa: UP045
    ) -> list[Message]:
        """Re-reads each message when the form is open."""
        if tracker is None or tracker.active_loop_name != FORM:
            return messages
        field = tracker.get_slot(REQUESTED_SLOT)
        for message in messages:
            if field and message.get(TEXT) and not message.get(TEXT).startswith("/"):
                self._read(message, field)
        return messages

    def _read(self, message: Message, field: str) -> None:
        intent = message.get(INTENT) or {}
        kinds = {item["entity"] for item in message.get(ENTITIES) or []}
        decided = self._reading.decide(
            field,
            message.get(TEXT),
            intent.get("name") or "nlu_fallback",
            float(intent.get("confidence") or 0.0),
            kinds,
        )
        if decided is None:
            return
        chosen = {"name": decided, "confidence": 1.0}
        ranking = [item for item in message.get("intent_ranking") or [] if item["name"] != decided]
        rest = [{**item, "confidence": item["confidence"] * 0.5} for item in ranking]
        message.set(INTENT, chosen, add_to_output=True)
        message.set("intent_ranking", [chosen, *rest], add_to_output=True)

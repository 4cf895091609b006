"""Tells asking about a task from wishing to do it: 怎么办失业登记 is a question.

The classifier hears mostly the words both share; the question words decide.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.lookups import read_lookup
from components.text_fold import fold

WORDS_FILE = "asking.json"
ASK_POLICY = "ask_policy"


class AskingWords:
    """The word patterns; usable without Rasa."""

    def __init__(self, lookup: dict[str, list[str]]) -> None:
        self._asking = re.compile("|".join(lookup["asking"]))
        self._wishing = re.compile("|".join(lookup["wishing"]))
        self._tasks = frozenset(lookup["tasks"])

    def make_question(self, intent: str, text: str) -> bool:
        """True when `intent` is a task and `text` only asks about it."""
        if intent not in self._tasks:
            return False
        folded = fold(text).replace(" ", "")
        return bool(self._asking.search(folded)) and not self._wishing.search(folded)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AskingFirst(GraphComponent, IntentClassifier):  # type: ignore[misc]
    """Turns a task into `ask_policy` where the words only ask about it."""

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, lookup: dict[str, Any]
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._lookup = lookup
        self._words = AskingWords(lookup)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AskingFirst:
        """Builds the component for training from `data/lookups`."""
        return cls(model_storage, resource, read_lookup("asking"))

    def train(self, training_data: TrainingData) -> Resource:
        """Copies the patterns into the model."""
        with self._model_storage.write_to(self._resource) as directory:
            text = json.dumps(self._lookup, ensure_ascii=False)
            (Path(directory) / WORDS_FILE).write_text(text, encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AskingFirst:
        """Loads the patterns from the model."""
        with model_storage.read_from(resource) as directory:
            text = (Path(directory) / WORDS_FILE).read_text(encoding="utf-8")
        return cls(model_storage, resource, json.loads(text))

    def process(self, messages: list[Message]) -> list[Message]:
        """Re-reads each message whose intent is a task."""
        for message in messages:
            text, intent = message.get(TEXT), message.get(INTENT) or {}
            if not text or text.startswith("/"):
                continue
            if self._words.make_question(str(intent.get("name")), text):
                chosen = {"name": ASK_POLICY, "confidence": intent["confidence"]}
                message.set(INTENT, chosen, add_to_output=True)
                message.set("intent_ranking", [chosen], add_to_output=True)
        return messages

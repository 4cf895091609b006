"""Catches despair by its words: a missed cry for help weighs more than any other mistake.

The classifier knows distress too; this net makes sure that the plain words for it are never
taken for a question, a name or an answer.
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

WORDS_FILE = "distress.json"
DISTRESS = "express_distress"


class DistressWords:
    """The word patterns; usable without Rasa."""

    def __init__(self, patterns: dict[str, list[str]]) -> None:
        self.always = re.compile("|".join(patterns["always"]))
        self.never = re.compile("|".join(patterns["never"]))

    def are_in(self, text: str) -> bool:
        """True when `text` speaks of despair."""
        folded = fold(text).replace(" ", "")
        return bool(self.always.search(folded)) and not self.never.search(folded)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DistressSafetyNet(GraphComponent, IntentClassifier):  # type: ignore[misc]
    """Sets `express_distress` over whatever was understood before."""

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, patterns: dict[str, Any]
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._patterns = patterns
        self._words = DistressWords(patterns)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DistressSafetyNet:
        """Builds the component for training from `data/lookups`."""
        return cls(model_storage, resource, read_lookup("distress"))

    def train(self, training_data: TrainingData) -> Resource:
        """Copies the patterns into the model."""
        with self._model_storage.write_to(self._resource) as directory:
            text = json.dumps(self._patterns, ensure_ascii=False)
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
    ) -> DistressSafetyNet:
        """Loads the patterns from the model."""
        with model_storage.read_from(resource) as directory:
            text = (Path(directory) / WORDS_FILE).read_text(encoding="utf-8")
        return cls(model_storage, resource, json.loads(text))

    def process(self, messages: list[Message]) -> list[Message]:
        """Re-reads each message."""
        for message in messages:
            text = message.get(TEXT)
            if not text or text.startswith("/") or not self._words.are_in(text):
                continue
            chosen = {"name": DISTRESS, "confidence": 1.0}
            message.set(INTENT, chosen, add_to_output=True)
            message.set("intent_ranking", [chosen], add_to_output=True)
        return messages

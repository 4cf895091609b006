"""What components share that re-read an intent by plain words from `data/lookups`.

The words are copied into the model, so a model swap changes them too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar, Self

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.lookups import read_lookup


class WordRules(GraphComponent, IntentClassifier):  # type: ignore[misc]
    """A trainable component whose training is to copy `data/lookups/<lookup_name>.yml`."""

    lookup_name: ClassVar[str]

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, lookup: dict[str, list[str]]
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._lookup = lookup
        self.prepare(lookup)

    def prepare(self, lookup: dict[str, list[str]]) -> None:
        """Compile the words."""
        raise NotImplementedError

    def reread(self, text: str, intent: dict[str, Any]) -> dict[str, Any] | None:
        """The intent (name, confidence) `text` has by its words; None leaves it as it was."""
        raise NotImplementedError

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Builds the component for training from `data/lookups`."""
        return cls(model_storage, resource, read_lookup(cls.lookup_name))

    def train(self, training_data: TrainingData) -> Resource:
        """Copies the words into the model."""
        with self._model_storage.write_to(self._resource) as directory:
            text = json.dumps(self._lookup, ensure_ascii=False)
            (Path(directory) / f"{self.lookup_name}.json").write_text(text, encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        """Loads the words from the model."""
        with model_storage.read_from(resource) as directory:
            text = (Path(directory) / f"{cls.lookup_name}.json").read_text(encoding="utf-8")
        return cls(model_storage, resource, json.loads(text))

    def process(self, messages: list[Message]) -> list[Message]:
        """Re-reads each message; payloads of buttons are left alone."""
        for message in messages:
            text = message.get(TEXT)
            if not text or text.startswith("/"):
                continue
            chosen = self.reread(text, message.get(INTENT) or {})
            if chosen is not None:
                message.set(INTENT, chosen, add_to_output=True)
                message.set("intent_ranking", [chosen], add_to_output=True)
        return messages

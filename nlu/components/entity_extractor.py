"""The one extractor of entities: claim tokens, dates, money, places, occupations, form fields.

Rules and word lists, no statistics: every hit can be explained and tested as a table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.dates import find_dates
from components.lookups import read_gazetteer
from components.money import find_money
from components.regions import PlaceFinder
from components.text_fold import CLAIM_TOKEN, fold

GAZETTEER_FILE = "gazetteer.json"
CLAIM_ENTITIES = {"id": "id_number", "phone": "phone"}
Entity = dict[str, Any]


def entity(kind: str, start: int, end: int, value: str, **more: Any) -> Entity:
    """One entity in Rasa's format; `confidence_entity` is always 1."""
    return {
        "entity": kind,
        "start": start,
        "end": end,
        "value": value,
        "confidence_entity": 1.0,
        **{name: part for name, part in more.items() if part is not None},
    }


class WordList:
    """Longest-match search for aliases; a hit must begin and end where words do."""

    def __init__(self, aliases: dict[str, list[str]]) -> None:
        self.meaning = {
            fold(word): name for name, words in aliases.items() for word in [name, *words]
        }
        words = sorted(self.meaning, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, words)))

    def find(self, folded: str) -> Iterator[tuple[int, int, str]]:
        """Yields (start, end, meaning)."""
        for match in self.pattern.finditer(folded):
            yield match.start(), match.end(), self.meaning[match.group()]


class EntityRules:
    """All entity rules over one gazetteer; usable without Rasa."""

    def __init__(self, gazetteer: dict[str, Any]) -> None:
        self.places = PlaceFinder(gazetteer["regions"])
        self.occupations = WordList(gazetteer["occupations"])
        fields = {word: [word] for words in gazetteer["fields"].values() for word in words}
        self.fields = WordList(fields)
        self.field_of = {
            fold(word): slot for slot, words in gazetteer["fields"].items() for word in words
        }

    def find(self, text: str, edges: set[int] | None = None) -> list[Entity]:
        """Returns the entities of `text` in reading order, none overlapping another.

        `edges` are the positions where words begin or end; place and occupation names that would
        cut a word in two are dropped.
        """
        folded = fold(text)
        found: list[Entity] = []
        for candidate in self._candidates(text, folded, edges):
            if all(candidate["end"] <= e["start"] or candidate["start"] >= e["end"] for e in found):
                found.append(candidate)
        return sorted(found, key=lambda item: item["start"])

    def _candidates(self, text: str, folded: str, edges: set[int] | None) -> Iterator[Entity]:
        for match in CLAIM_TOKEN.finditer(folded):
            kind = CLAIM_ENTITIES.get(match.group(1), "bank_card")
            yield entity(kind, *match.span(), match.group())
        for start, end in find_dates(folded):
            yield entity("date", start, end, folded[start:end])
        for money in find_money(folded):
            high = str(money.high) if money.high else None
            yield entity(
                "money", money.start, money.end, str(money.low), upper=high, period=money.period
            )
        yield from self._places(folded, edges)
        for start, end, name in self.occupations.find(folded):
            if fits(start, end, edges):
                yield entity("occupation", start, end, name)
        for start, end, word in self.fields.find(folded):
            yield entity("field", start, end, self.field_of[fold(word)])

    def _places(self, folded: str, edges: set[int] | None) -> Iterator[Entity]:
        for place in self.places.find(folded):
            if fits(place.start, place.end, edges):
                kind = "region" if place.certain else "region_candidate"
                yield entity(kind, place.start, place.end, place.code)


def fits(start: int, end: int, edges: set[int] | None) -> bool:
    """True when the span begins and ends at word edges (or no edges are known)."""
    return edges is None or (start in edges and end in edges)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class RuleEntityExtractor(GraphComponent, EntityExtractorMixin):  # type: ignore[misc]
    """Runs `EntityRules` inside Rasa's pipeline; the word lists travel inside the model."""

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, gazetteer: dict[str, Any]
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._gazetteer = gazetteer
        self._rules = EntityRules(gazetteer)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RuleEntityExtractor:
        """Builds the component for training from `data/lookups`."""
        return cls(model_storage, resource, read_gazetteer())

    def train(self, training_data: TrainingData) -> Resource:
        """Copies the word lists into the model."""
        with self._model_storage.write_to(self._resource) as directory:
            text = json.dumps(self._gazetteer, ensure_ascii=False)
            (Path(directory) / GAZETTEER_FILE).write_text(text, encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RuleEntityExtractor:
        """Loads the word lists from the model."""
        with model_storage.read_from(resource) as directory:
            text = (Path(directory) / GAZETTEER_FILE).read_text(encoding="utf-8")
        return cls(model_storage, resource, json.loads(text))

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the entities of each message."""
        for message in messages:
            text = message.get(TEXT)
            if not text or text.startswith("/"):
                continue
            tokens = message.get(TOKENS_NAMES[TEXT]) or []
            edges = {token.start for token in tokens} | {token.end for token in tokens}
            found = self.add_extractor_name(self._rules.find(text, edges))
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

"""Catches despair by its words: a missed cry for help weighs more than any other mistake.

The classifier knows distress too; this net makes sure that the plain words for it are never
taken for a question, a name or an answer.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from components.text_fold import fold
from components.word_rules import WordRules

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
class DistressSafetyNet(WordRules):
    """Sets `express_distress` over whatever was understood before."""

    lookup_name = "distress"

    def prepare(self, lookup: dict[str, list[str]]) -> None:
        """Compile the words."""
        self._words = DistressWords(lookup)

    def reread(self, text: str, intent: dict[str, Any]) -> dict[str, Any] | None:
        """`express_distress`, certain, where the words say so."""
        return {"name": DISTRESS, "confidence": 1.0} if self._words.are_in(text) else None

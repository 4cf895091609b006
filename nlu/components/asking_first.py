"""Tells asking about a task from wishing to do it: 怎么办失业登记 is a question.

The classifier hears mostly the words both share; the question words decide.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from components.text_fold import fold
from components.word_rules import WordRules

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
class AskingFirst(WordRules):
    """Turns a task into `ask_policy` where the words only ask about it."""

    lookup_name = "asking"

    def prepare(self, lookup: dict[str, list[str]]) -> None:
        """Compile the words."""
        self._words = AskingWords(lookup)

    def reread(self, text: str, intent: dict[str, Any]) -> dict[str, Any] | None:
        """`ask_policy` with the confidence of the task, or None."""
        if not self._words.make_question(str(intent.get("name")), text):
            return None
        return {"name": ASK_POLICY, "confidence": intent["confidence"]}

"""Cuts a message into words with a jieba of its own, so that a model swap changes its words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jieba
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.lookups import read_words
from components.text_fold import CLAIM_TOKEN, fold

WORD_FREQUENCY = 20000
WORDS_FILE = "words.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class PrivateJiebaTokenizer(Tokenizer):  # type: ignore[misc]
    """jieba without HMM over the folded text; claim tokens stay whole, blanks are dropped."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """No options of its own; the keys are those of Rasa's tokenizer base class."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @staticmethod
    def required_packages() -> list[str]:
        """Python packages this component imports."""
        return ["jieba", "opencc"]

    @staticmethod
    def supported_languages() -> list[str] | None:
        """Chinese only."""
        return ["zh"]

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        words: list[str] | None = None,
    ) -> None:
        super().__init__(config)
        self._model_storage = model_storage
        self._resource = resource
        self._cutter = make_cutter(words or [])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PrivateJiebaTokenizer:
        """Builds the component for training; the words come from `data/lookups`."""
        return cls(config, model_storage, resource, read_words())

    def train(self, training_data: TrainingData) -> Resource:
        """Copies the words into the model."""
        with self._model_storage.write_to(self._resource) as directory:
            text = json.dumps(read_words(), ensure_ascii=False)
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
    ) -> PrivateJiebaTokenizer:
        """Loads the words from the model."""
        with model_storage.read_from(resource) as directory:
            words = json.loads((Path(directory) / WORDS_FILE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, words)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Returns the words of `attribute` with their positions in the original text."""
        text = fold(str(message.get(attribute)))
        tokens: list[Token] = []
        position = 0
        for claim in CLAIM_TOKEN.finditer(text):
            tokens += self._cut(text[position : claim.start()], position)
            tokens.append(Token(claim.group(), claim.start()))
            position = claim.end()
        tokens += self._cut(text[position:], position)
        tokens = self._apply_token_pattern(tokens or [Token(text or " ", 0)])
        return tokens

    def _cut(self, text: str, offset: int) -> list[Token]:
        words = self._cutter.tokenize(text, HMM=False)
        return [Token(word, offset + start) for word, start, _ in words if word.strip()]


def make_cutter(words: list[str]) -> jieba.Tokenizer:
    """A private jieba whose dictionary also holds `words` whole."""
    jieba.setLogLevel("WARNING")
    cutter = jieba.Tokenizer()
    cutter.initialize()
    for word in words:
        cutter.add_word(fold(word), WORD_FREQUENCY)
    return cutter

"""All training examples in one place: written by hand, and taken from the policy content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from runtime.faq_examples import faq_examples
from runtime.settings import CONTENT_DIR, NLU_ROOT

ANNOTATION = re.compile(r"\[([^\[\]]+)\]\([^)]+\)")
Example = tuple[str, str]


def written_examples(folder: Path = NLU_ROOT / "data" / "nlu") -> Iterator[Example]:
    """Yields (text, intent) of the hand-written training data."""
    for path in sorted(folder.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                text = ANNOTATION.sub(r"\1", line.removeprefix("- ").strip())
                if text:
                    yield text, block["intent"]


def content_examples(content: Path = CONTENT_DIR) -> list[str]:
    """Returns the questions of the content; what is written by hand keeps its own intent."""
    written = {text for text, _ in written_examples()}
    return [text for text in faq_examples(content) if text not in written]


def all_examples(content: Path = CONTENT_DIR) -> list[Example]:
    """Returns (text, intent) of everything the classifier is trained on."""
    taken = [(text, "ask_policy") for text in content_examples(content)]
    return [*written_examples(), *taken]

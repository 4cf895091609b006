"""All training examples in one place: written by hand, and taken from the policy content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from runtime.faq_examples import faq_examples, outside_examples
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


def content_examples(content: Path = CONTENT_DIR) -> dict[str, list[str]]:
    """Returns what the content teaches by intent; what is written by hand keeps its own intent."""
    written = {text for text, _ in written_examples()}
    questions = [text for text in faq_examples(content) if text not in written]
    taken = written.union(questions)
    outside = [text for text in outside_examples(content) if text not in taken]
    return {"ask_policy": questions, "out_of_scope": outside}


def all_examples(content: Path = CONTENT_DIR) -> list[Example]:
    """Returns (text, intent) of everything the classifier is trained on."""
    learnt = content_examples(content).items()
    return [*written_examples(), *((text, intent) for intent, texts in learnt for text in texts)]

"""Turns the reviewed questions of `policy_faq/content` into training examples of `ask_policy`.

The model only has to know that something is a policy question; which one is the search's job.
So a few wordings per entry are enough, chosen the same way every time.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import yaml

WORDINGS_PER_ENTRY = 5
LONGEST_EXAMPLE = 60


def faq_examples(content: Path, per_entry: int = WORDINGS_PER_ENTRY) -> list[str]:
    """Returns each entry's question and up to `per_entry` wordings; [] without content.

    Unreadable files raise yaml.YAMLError: training on half the content would go unnoticed.
    """
    examples: dict[str, None] = {}
    for path in sorted(content.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
            wordings = [str(w) for w in entry.get("wordings") or []]
            chosen = sorted(wordings, key=stable_order)[:per_entry]
            for text in [str(entry["question"]), *chosen]:
                line = " ".join(text.split())
                if 1 < len(line) <= LONGEST_EXAMPLE:
                    examples.setdefault(line)
    return list(examples)


def stable_order(text: str) -> str:
    """A shuffled order that is the same on every machine."""
    return hashlib.sha256(text.encode()).hexdigest()


def write_training_file(examples: list[str], target: Path) -> None:
    """Writes the examples as Rasa training data."""
    lines = "\n".join(f"- {example}" for example in examples)
    data = {"version": "3.1", "nlu": [{"intent": "ask_policy", "examples": f"{lines}\n"}]}
    target.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")

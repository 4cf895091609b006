"""Turns reviewed content into training examples: questions of `policy_faq/content` are
`ask_policy`, and messages of `policy_faq/outside.yml` are `out_of_scope`.

The model only has to know that something is a policy question; which one is the search's job.
So a few wordings per entry are enough, chosen the same way every time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from components.lookups import read_lookup

WORDINGS_PER_ENTRY = 2
WORDINGS_PER_OUTSIDE_KIND = 3
# what is asked about oneself and what is no Chinese has words of its own to be told by
LEFT_OUT_KINDS = frozenset({"personal_case", "foreign", "abuse"})
LONGEST_EXAMPLE = 60


def faq_examples(content: Path, per_entry: int = WORDINGS_PER_ENTRY) -> list[str]:
    """Returns each entry's question and up to `per_entry` wordings; [] without content.

    Unreadable files raise yaml.YAMLError: training on half the content would go unnoticed.
    """
    examples: dict[str, None] = {}
    left_out = set(read_lookup("content_not_trained"))
    extra = read_extra_wordings(content)
    for entry in read_entries(content):
        if entry["id"] in left_out:
            continue
        wordings = [*(entry.get("wordings") or []), *extra.get(entry["id"], [])]
        chosen = sorted(map(str, wordings), key=stable_order)[:per_entry]
        for text in [str(entry["question"]), *chosen]:
            line = " ".join(text.split())
            if 1 < len(line) <= LONGEST_EXAMPLE:
                examples.setdefault(line)
    return list(examples)


def outside_examples(content: Path, per_kind: int = WORDINGS_PER_OUTSIDE_KIND) -> list[str]:
    """Returns a few messages of every kind that is not ours; [] without `outside.yml`."""
    path = content.parent / "outside.yml"
    if not path.exists():
        return []
    examples: dict[str, None] = {}
    for kind in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
        if kind["kind"] in LEFT_OUT_KINDS:
            continue
        for text in sorted(map(str, kind["wordings"]), key=stable_order)[:per_kind]:
            line = " ".join(text.split())
            if 1 < len(line) <= LONGEST_EXAMPLE:
                examples.setdefault(line)
    return list(examples)


def read_entries(content: Path) -> Iterator[dict[str, Any]]:
    """Yields the entries of all topics."""
    for path in sorted(content.glob("*.yml")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8")) or []


def read_extra_wordings(content: Path) -> dict[str, list[str]]:
    """Reads `content/wordings/*.yml`: more wordings by entry id."""
    wordings: dict[str, list[str]] = {}
    for path in sorted((content / "wordings").glob("*.yml")):
        for entry_id, texts in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).items():
            wordings.setdefault(entry_id, []).extend(texts)
    return wordings


def stable_order(text: str) -> str:
    """A shuffled order that is the same on every machine."""
    return hashlib.sha256(text.encode()).hexdigest()


def write_training_file(examples: Mapping[str, list[str]], target: Path) -> None:
    """Writes the examples of each intent as Rasa training data."""
    blocks = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in examples.items()
        if texts
    ]
    data = {"version": "3.1", "nlu": blocks}
    target.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")

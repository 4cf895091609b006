"""Reads the local word lists of `data/lookups` (training only; models carry their own copy)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

LOOKUPS_DIR = Path(__file__).resolve().parent.parent / "data" / "lookups"


def read_lookup(name: str) -> Any:
    """Returns the content of `data/lookups/<name>.yml`; raises OSError when it is missing."""
    return yaml.safe_load((LOOKUPS_DIR / f"{name}.yml").read_text(encoding="utf-8"))


def read_gazetteer() -> dict[str, Any]:
    """Everything the entity extractor needs, as plain JSON data."""
    return {name: read_lookup(name) for name in ("regions", "occupations", "fields")}


def read_words() -> list[str]:
    """Words that must not be cut: local terms, place names and occupations, sorted."""
    words = set(read_lookup("words"))
    for region in read_lookup("regions")["regions"]:
        words.update([region["name"], *region.get("aliases", []), *region.get("ambiguous", [])])
    words.update(read_lookup("regions")["not_places"])
    for occupation, aliases in read_lookup("occupations").items():
        words.update([occupation, *aliases])
    return sorted(word for word in words if len(word) > 1)

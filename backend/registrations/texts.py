"""The versions of what a person agrees to: the consent and the declaration (N-REG-05)."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

_TABLE = Path(__file__).with_name("texts.yml")


@dataclass(frozen=True, slots=True)
class AgreedTexts:
    """Versions in force, and the declaration's wording."""

    consent_version: str
    declaration_version: str
    declaration: str


@lru_cache
def agreed_texts() -> AgreedTexts:
    """The texts in force."""
    table = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return AgreedTexts(
        table["consent"]["version"], table["declaration"]["version"], table["declaration"]["text"]
    )

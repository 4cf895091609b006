"""Chinese words for our codes, read from labels.yml."""

from functools import lru_cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("labels.yml")


@lru_cache
def _labels() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return table


def label(group: str, code: object) -> str:
    """The words for a code, such as label("role", "officer"); KeyError for an unknown one."""
    return _labels()[group][str(code)]


def has_label(group: str, code: str) -> bool:
    """Whether the group has words for that code."""
    return code in _labels()[group]


def codes(group: str) -> list[str]:
    """The codes of a group, in the order they are to be listed."""
    return list(_labels()[group])

"""Code lists and their Chinese labels, read from labels.yml. One place for every code shown."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import yaml

from backend.core.errors import NotFound

_TABLE = Path(__file__).with_name("labels.yml")


@lru_cache
def code_lists() -> Mapping[str, Mapping[str, str]]:
    """Every list by name: code → label, in the order it is shown."""
    table = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            name: MappingProxyType({str(code): str(label) for code, label in codes.items()})
            for name, codes in table.items()
        }
    )


def labels(name: str) -> Mapping[str, str]:
    """The list of that name. Raises NotFound for an unknown list."""
    try:
        return code_lists()[name]
    except KeyError as error:
        raise NotFound(f"no code list {name}") from error


def label(name: str, code: str | None) -> str:
    """The label of a code; empty for no code. Raises NotFound for a code outside the list."""
    if code is None or code == "":
        return ""
    try:
        return labels(name)[code]
    except KeyError as error:
        raise NotFound(f"no code {code} in {name}") from error

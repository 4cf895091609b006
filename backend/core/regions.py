"""Places: Qinghai's prefectures and counties by code, and finding them in what people write.

The table is regions.yml. A name that is also an everyday word or another province (平安, 互助,
海南, 河南…) is never placed on its own: it needs another place beside it, or a choice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

_TABLE = Path(__file__).with_name("regions.yml")
WHOLE_PROVINCE = "630000"

Level = Literal["province", "prefecture", "county", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Region:
    """One place by its six-digit code; `elsewhere` is another province."""

    code: str
    name: str
    short: str
    level: Level
    aliases: tuple[str, ...]
    needs_context: tuple[str, ...]

    @property
    def prefecture(self) -> str:
        """The code of the prefecture it lies in (its own, for a prefecture)."""
        return self.code[:4] + "00"


@dataclass(frozen=True, slots=True)
class Found:
    """Places in a text: codes that are certain, and names that may mean several places."""

    codes: tuple[str, ...]
    unclear: tuple[tuple[str, tuple[str, ...]], ...]


def _region(row: dict[str, Any], level: Level) -> Region:
    return Region(
        row["code"],
        row["name"],
        row.get("short", row["name"]),
        level,
        tuple(row.get("aliases", ())),
        tuple(row.get("needs_context", ())),
    )


@lru_cache
def regions() -> dict[str, Region]:
    """Every place of the table by code, province first."""
    table = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    rows = [_region(table["province"], "province")]
    rows += [_region(row, "prefecture") for row in table["prefectures"]]
    rows += [_region(row, "county") for row in table["counties"]]
    rows += [_region(row, "elsewhere") for row in table["elsewhere"]]
    return {region.code: region for region in rows}


def region_of(code: str) -> Region | None:
    """The place of that code, if the table has it."""
    return regions().get(code)


def counties_of(prefecture: str) -> list[Region]:
    """The county-level units of a prefecture code, in code order."""
    return [
        region
        for region in regions().values()
        if region.level == "county" and region.prefecture == prefecture
    ]


def prefectures() -> list[Region]:
    """The eight prefectures, in code order."""
    return [region for region in regions().values() if region.level == "prefecture"]


def full_name(code: str) -> str:
    """A place with its prefecture before it: 西宁市城东区. An unknown code is given back."""
    region = regions().get(code)
    if region is None:
        return code
    if region.level != "county":
        return region.name
    return regions()[region.prefecture].name + region.name


@lru_cache
def _names() -> dict[str, tuple[tuple[str, bool], ...]]:
    """Name in text → (code, must another place stand beside it)."""
    names: dict[str, list[tuple[str, bool]]] = {}
    for region in regions().values():
        for name in {region.name, region.short, *region.aliases}:
            names.setdefault(name, []).append((region.code, False))
        for name in region.needs_context:
            names.setdefault(name, []).append((region.code, True))
    return {name: tuple(codes) for name, codes in names.items()}


@lru_cache
def _longest_name() -> int:
    return max(map(len, _names()))


def _names_in(text: str) -> Iterator[str]:
    """Names of the table in `text`, leftmost longest first, not overlapping."""
    at = 0
    while at < len(text):
        for length in range(min(_longest_name(), len(text) - at), 1, -1):
            if text[at : at + length] in _names():
                yield text[at : at + length]
                at += length
                break
        else:
            at += 1


def _is_beside(code: str, sure: set[str]) -> bool:
    """Whether a certain place in the same text vouches for `code`."""
    if code in sure or any(other[:4] == code[:4] for other in sure if other[2:] != "0000"):
        return True
    return WHOLE_PROVINCE in sure and code.startswith("63")


def find_regions(text: str) -> Found:
    """The places a text names. A county makes its prefecture silent, a Qinghai place other ones."""
    text = "".join(text.split())
    sure: dict[str, None] = {}
    doubtful: list[tuple[str, tuple[str, ...]]] = []
    for name in _names_in(text):
        plain = [code for code, needs_context in _names()[name] if not needs_context]
        if plain:
            sure.setdefault(plain[0])
        else:
            doubtful.append((name, tuple(code for code, _ in _names()[name])))
    unclear = []
    for name, codes in doubtful:
        vouched = [code for code in codes if _is_beside(code, set(sure))]
        if vouched:
            sure.setdefault(vouched[0])
        else:
            unclear.append((name, codes))
    return Found(_most_exact(list(sure)), tuple(unclear))


def _most_exact(codes: list[str]) -> tuple[str, ...]:
    """Without those that only say where another one of them lies."""
    here = [code for code in codes if code.startswith("63")]
    kept = here or codes
    return tuple(
        code
        for code in kept
        if not any(
            other != code and (code == WHOLE_PROVINCE or other[:4] + "00" == code) for other in kept
        )
    )

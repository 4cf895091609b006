"""Finds Qinghai places down to the county and resolves them to division codes.

Ambiguous names (平安, 互助, 共和, 城中, 海南, 河南, 祁连 …) are only taken for places when a
parent or "青海" is named too; alone they become a candidate (place-name rule 3, qinghai.md §2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

JOINERS = re.compile(r"[\s,，、的市州省地区]{0,2}")


@dataclass(frozen=True)
class Place:
    """A place in the text; `certain` is False for a name that also means something else."""

    start: int
    end: int
    code: str
    certain: bool


class PlaceFinder:
    """Longest-match search over names and aliases; built from `data/lookups/regions.yml`."""

    def __init__(self, gazetteer: dict[str, Any]) -> None:
        self.certain: dict[str, str] = {}
        self.ambiguous: dict[str, str] = {}
        for region in gazetteer["regions"]:
            code = str(region["code"])
            self.certain.update(dict.fromkeys([region["name"], *region.get("aliases", [])], code))
            self.ambiguous.update(dict.fromkeys(region.get("ambiguous", []), code))
        self.not_places = set(gazetteer["not_places"])
        names = sorted({*self.certain, *self.ambiguous, *self.not_places}, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, names)))

    def find(self, folded: str) -> list[Place]:
        """Returns the places in `folded`, each merged with the parents written before it."""
        places: list[Place] = []
        for match in self.pattern.finditer(folded):
            if match.group() in self.not_places:
                continue
            places.append(self._place(match))
        places = [self._in_context(place, places) for place in places]
        return merge_parents(folded, places)

    def _place(self, match: re.Match[str]) -> Place:
        name = match.group()
        certain = name in self.certain
        code = self.certain[name] if certain else self.ambiguous[name]
        return Place(match.start(), match.end(), code, certain)

    @staticmethod
    def _in_context(place: Place, others: list[Place]) -> Place:
        if place.certain:
            return place
        named = any(
            other.certain
            and (is_parent(other.code, place.code) or is_parent(place.code, other.code))
            for other in others
        )
        return Place(place.start, place.end, place.code, named)


def is_parent(code: str, child: str) -> bool:
    """True when `code` is the province or the prefecture above `child`."""
    return code != child and (code == "630000" or (code[4:] == "00" and code[:4] == child[:4]))


def merge_parents(folded: str, places: list[Place]) -> list[Place]:
    """Joins 青海省 + 西宁市 + 湟中区 into one place with the code of the last."""
    merged: list[Place] = []
    for place in places:
        previous = merged[-1] if merged else None
        if (
            previous
            and place.certain
            and is_parent(previous.code, place.code)
            and JOINERS.fullmatch(folded[previous.end : place.start])
        ):
            merged[-1] = Place(previous.start, place.end, place.code, True)
        else:
            merged.append(place)
    return merged

"""Reading room: what a bare keyword means first, chosen by hand in shortcuts.yml.

Hotline staff type 失业登记 and mean the head entry of the matter, not the one that happens to use
the word most.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from policy_faq.yaml_files import read_yaml

SHORTCUTS_FILE = Path(__file__).parent / "shortcuts.yml"


def load_shortcuts(path: Path = SHORTCUTS_FILE) -> dict[str, tuple[str, ...]]:
    """Keywords in order of importance, each with its entries, the best first."""
    items: dict[str, Any] = read_yaml(path.read_text(encoding="utf-8")) or {}
    return {str(keyword): tuple(map(str, entries)) for keyword, entries in items.items()}


class Shortcuts:
    """Finds the entries of a bare keyword. Immutable after construction.

    Args:
        keywords: entry ids for each keyword.
        places: the place of each entry in the search; keywords of other entries are left out.
        normal: brings a text to its normal form.
    """

    __slots__ = ("_places",)

    def __init__(
        self,
        keywords: Mapping[str, tuple[str, ...]],
        places: Mapping[str, int],
        normal: Callable[[str], str],
    ) -> None:
        self._places: dict[str, list[int]] = {}
        for keyword, entries in keywords.items():
            found = [places[entry] for entry in entries if entry in places]
            if found:
                self._places.setdefault(normal(keyword), found)

    def entries(self, normal: str) -> list[int]:
        """Places of the entries a keyword stands for, the best first; [] for other texts."""
        return self._places.get(normal, [])

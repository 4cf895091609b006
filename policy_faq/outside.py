"""Reading room: what people write that is not ours, and how to tell.

outside.yml has messages by kind (weather, passports, prompt injections). How often a character or
pair of characters is used there against how often in our own wordings says, summed over a
message, which of the two it belongs to.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from policy_faq.postings import Floats
from policy_faq.reading import ReadText
from policy_faq.yaml_files import read_yaml

OUTSIDE_FILE = Path(__file__).parent / "outside.yml"
_PRIOR = 2.0
_MOST = 3.0


@lru_cache
def load_outside(path: Path = OUTSIDE_FILE) -> tuple[str, ...]:
    """All messages of all kinds. Raises KeyError when a kind has no wordings."""
    kinds: list[dict[str, Any]] = read_yaml(path.read_text(encoding="utf-8")) or []
    return tuple(str(wording) for kind in kinds for wording in kind["wordings"])


@dataclass(frozen=True, slots=True)
class OutsideLanguage:
    """Log-odds of each term for being outside. Built by `build_outside`."""

    terms: tuple[str, ...]
    odds: Floats
    _by_term: dict[str, float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        odds = dict(zip(self.terms, self.odds.tolist(), strict=True))
        object.__setattr__(self, "_by_term", odds)

    def weigh(self, question: ReadText) -> float:
        """How much a question speaks like outside messages; below 0 it speaks like ours."""
        terms = _terms(question)
        return sum(self._by_term.get(term, 0.0) for term in terms) / math.sqrt(len(terms) or 1)


def build_outside(ours: Iterable[ReadText], outside: Sequence[ReadText]) -> OutsideLanguage:
    """Learn the two languages; without outside messages nothing is ever outside."""
    here = Counter(term for read in ours for term in _terms(read))
    there = Counter(term for read in outside for term in _terms(read))
    terms = tuple(there) if outside else ()
    total_here, total_there = max(1, sum(here.values())), max(1, sum(there.values()))
    share = total_there / total_here
    odds = [
        math.log((there[t] + _PRIOR * share) / (here[t] * share + _PRIOR * share)) for t in terms
    ]
    return OutsideLanguage(terms, np.clip(np.array(odds), -_MOST, _MOST).astype(np.float32))


def _terms(read: ReadText) -> list[str]:
    return [*dict.fromkeys(read.units), *dict.fromkeys(read.pairs)]

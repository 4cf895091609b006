"""How alike two questions are: the overlap of their telling characters, seen from both sides.

As policy_faq/nearness.py does it for entries: rare characters weigh more, one that only sounds the
same counts half.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice

from backend.policies.knowledge import Snapshot
from policy_faq.reading import ReadText, TextReader
from policy_faq.text import Vocabulary

_SAME_SOUND = 0.5
_LEAST_WEIGHT = 0.1
# more wordings of an entry change the weights of characters by next to nothing
_WORDINGS_OF_ENTRY = 12
Scoring = Callable[[float, int], float]


@lru_cache
def reader() -> TextReader:
    """Brings questions to their normal form."""
    return TextReader(Vocabulary.load())


class Weights:
    """How telling each character is: the fewer texts have it, the more."""

    def __init__(self, texts: Iterable[ReadText]) -> None:
        counts: Counter[str] = Counter()
        total = 0
        for text in texts:
            counts.update(text.unit_set)
            total += 1
        self._counts, self._total = counts, total

    def of(self, unit: str) -> float:
        """The weight of one character, Latin word or number."""
        return max(_LEAST_WEIGHT, math.log((self._total + 1) / (self._counts[unit] + 1)))

    def mass(self, text: ReadText) -> float:
        """The weight of a whole text."""
        return sum(self.of(unit) for unit in text.unit_set)


class Likeness:
    """Texts under keys, several to a key, asked which key has the text most like another.

    Args:
        weights: how telling characters are.
    """

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._keys: list[str] = []
        self._masses: list[float] = []
        self._rows_of: dict[str, list[int]] = defaultdict(list)
        self._known: set[tuple[str, str]] = set()
        self._sizes: Counter[str] = Counter()

    def add(self, key: str, text: ReadText) -> None:
        """Put a text under a key; the same text once."""
        if (key, text.normal) in self._known:
            return
        self._known.add((key, text.normal))
        self._sizes[key] += 1
        row = len(self._keys)
        self._keys.append(key)
        self._masses.append(self._weights.mass(text))
        for feature in self._features(text):
            self._rows_of[feature].append(row)

    def nearest(self, text: ReadText, count: int) -> list[tuple[str, float]]:
        """The keys with the most alike text, best first, with the overlap between 0 and 1."""
        return _best(self._rows(text, self._two_way(text)), count)

    def covering(self, text: ReadText, count: int) -> list[tuple[str, float]]:
        """The keys whose text holds most of `text`, however long it is itself."""
        mass = self._weights.mass(text) or 1
        return _best(self._rows(text, lambda shared, _: shared / mass), count)

    def home(self, text: ReadText, *, best_from: float, mean_from: float) -> str | None:
        """The key a text belongs to: near its nearest text, and not far from all others of it."""
        sums: dict[str, float] = defaultdict(float)
        rows = list(self._rows(text, self._two_way(text)))
        for key, value in rows:
            sums[key] += value
        near = _best(((key, value) for key, value in rows if value >= best_from), len(rows))
        return next((key for key, _ in near if sums[key] / self._sizes[key] >= mean_from), None)

    def _two_way(self, text: ReadText) -> Scoring:
        mass = self._weights.mass(text)
        return lambda shared, row: 2 * shared / ((self._masses[row] + mass) or 1)

    def _rows(self, text: ReadText, score: Scoring) -> Iterator[tuple[str, float]]:
        """Key and score of every text that shares anything."""
        shared: dict[int, float] = defaultdict(float)
        for feature, weight in self._features(text).items():
            for row in self._rows_of.get(feature, ()):
                shared[row] += weight
        for row, sum_of_shared in shared.items():
            yield self._keys[row], min(1.0, score(sum_of_shared, row))

    def _features(self, text: ReadText) -> dict[str, float]:
        """Characters and, apart from them, their sounds; together they have the whole weight."""
        features: dict[str, float] = {}
        for unit in text.unit_set:
            weight, sound = self._weights.of(unit), text.sounds[unit]
            features[unit] = weight * ((1 - _SAME_SOUND) if sound else 1)
            if sound:
                heard = f"~{sound}"
                features[heard] = features.get(heard, 0.0) + weight * _SAME_SOUND
        return features


def _best(rows: Iterable[tuple[str, float]], count: int) -> list[tuple[str, float]]:
    """The highest score of each key, best first."""
    best: dict[str, float] = {}
    for key, value in rows:
        if value > best.get(key, 0.0):
            best[key] = value
    return sorted(best.items(), key=lambda found: (-found[1], found[0]))[:count]


class Surroundings:
    """The entries and official sentences of one state of the knowledge, to find what is near."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        questions = [
            (entry.id, reader().read(wording))
            for entry in snapshot.search.entries
            for wording in islice(entry.questions, _WORDINGS_OF_ENTRY)
        ]
        self.weights = Weights(text for _, text in questions)
        self._entries = Likeness(self.weights)
        for entry_id, text in questions:
            self._entries.add(entry_id, text)
        self._places: Likeness | None = None

    def entries(self, question: str, count: int = 5) -> list[tuple[str, float]]:
        """Ids of the entries nearest to a question, with the overlap."""
        return self._entries.nearest(reader().read(question), count)

    def places(self, question: str, count: int = 5) -> list[tuple[str, float]]:
        """Sentences ("document/sentence") and rules ("rule/id") that speak of most of it."""
        if self._places is None:
            self._places = self._read_places()
        return self._places.covering(reader().read(question), count)

    def _read_places(self) -> Likeness:
        places = Likeness(self.weights)
        for document in self.snapshot.sources.documents.values():
            for sentence in document.sentences():
                places.add(f"{document.id}/{sentence.id}", reader().read(sentence.text))
        for rule in self.snapshot.sources.rules.values():
            places.add(f"rule/{rule.id}", reader().read(rule.statement))
        return places


_kept: Surroundings | None = None


def surroundings(snapshot: Snapshot) -> Surroundings:
    """What is near in that state of the knowledge; built once for each state, in about a second."""
    global _kept
    kept = _kept
    if kept is None or kept.snapshot is not snapshot:
        kept = _kept = Surroundings(snapshot)
    return kept

"""Reading room: an inverted BM25 index on numpy arrays, one per way of cutting text."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]


class Postings:
    """For every term the rows it occurs in and how often, kept in three flat arrays.

    Args:
        rows: for every row its terms with their counts.
    """

    __slots__ = ("_ids", "bounds", "counts", "rows")

    def __init__(self, rows: Iterable[Mapping[str, float]]) -> None:
        self._ids: dict[str, int] = {}
        terms: list[int] = []
        places: list[int] = []
        counts: list[float] = []
        for number, row in enumerate(rows):
            for term, count in row.items():
                terms.append(self._ids.setdefault(term, len(self._ids)))
                places.append(number)
                counts.append(count)
        order = np.argsort(np.array(terms, dtype=np.intp), kind="stable")
        self.rows: Indices = np.array(places, dtype=np.intp)[order]
        self.counts: Floats = np.array(counts, dtype=np.float32)[order]
        per_term = np.bincount(np.array(terms, dtype=np.intp), minlength=len(self._ids))
        self.bounds: Indices = np.concatenate([[0], np.cumsum(per_term)]).astype(np.intp)

    def per_term(self) -> Indices:
        """In how many rows each term occurs, in the order of the arrays."""
        return np.diff(self.bounds)

    def find(self, term: str) -> int | None:
        """Number of a term, None when no row has it."""
        return self._ids.get(term)

    def place(self, number: int) -> slice:
        """Where a term's rows and counts stand in the arrays."""
        return slice(self.bounds[number], self.bounds[number + 1])


class Bm25Index:
    """BM25 over lists of terms. Immutable after construction; works with no rows at all.

    Args:
        rows: the terms of each row.
        k1: how much a repeated term still adds.
        b: how much long rows are held back.
    """

    __slots__ = ("_ceilings", "_idf", "_postings", "_weights", "row_count", "unknown_idf")

    def __init__(self, rows: Sequence[Sequence[str]], *, k1: float = 1.2, b: float = 0.75) -> None:
        self.row_count = len(rows)
        self.unknown_idf = float(np.log1p((len(rows) + 0.5) / 0.5))
        self._postings = Postings(Counter(terms) for terms in rows)
        lengths = np.array([len(terms) for terms in rows], dtype=np.float32)
        mean = float(lengths.mean()) if len(rows) and lengths.sum() else 1.0
        damping = k1 * (1 - b + b * lengths / mean)
        rows_with = self._postings.per_term()
        self._idf = np.log1p((len(rows) - rows_with + 0.5) / (rows_with + 0.5))
        self._ceilings = self._idf * (k1 + 1)
        counts = self._postings.counts
        gain = counts / (counts + damping[self._postings.rows])
        self._weights = (np.repeat(self._ceilings, rows_with) * gain).astype(np.float32)

    def scores(self, terms: Iterable[str]) -> Floats:
        """Score of every row for a query, divided by the most the known terms could reach."""
        totals = np.zeros(self.row_count, dtype=np.float32)
        ceiling = 0.0
        for term, count in Counter(terms).items():
            if (number := self._postings.find(term)) is not None:
                place = self._postings.place(number)
                weights = self._weights[place]
                totals[self._postings.rows[place]] += weights if count == 1 else count * weights
                ceiling += count * float(self._ceilings[number])
        return totals / np.float32(ceiling) if ceiling else totals

    def idf(self, term: str) -> float:
        """How telling a term is; a term never seen is the most telling of all."""
        number = self._postings.find(term)
        return self.unknown_idf if number is None else float(self._idf[number])

    def __contains__(self, term: str) -> bool:
        return self._postings.find(term) is not None

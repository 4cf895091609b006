"""Reading room: an inverted BM25 index on numpy arrays, one per way of cutting text."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Postings:
    """For every term the rows it occurs in, kept in flat arrays.

    `rows[bounds[n]:bounds[n + 1]]` are the rows with term `terms[n]`.
    """

    terms: tuple[str, ...]
    bounds: Indices
    rows: Indices
    _numbers: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        numbers = {term: number for number, term in enumerate(self.terms)}
        object.__setattr__(self, "_numbers", numbers)

    def per_term(self) -> Indices:
        """In how many rows each term occurs, in the order of the arrays."""
        return np.diff(self.bounds)

    def term_of(self) -> Indices:
        """Number of the term each place of the arrays belongs to."""
        return np.repeat(np.arange(len(self.terms)), self.per_term())

    def find(self, term: str) -> int | None:
        """Number of a term, None when no row has it."""
        return self._numbers.get(term)

    def place(self, number: int) -> slice:
        """Where a term's rows stand in the arrays."""
        return slice(self.bounds[number], self.bounds[number + 1])

    def rows_with(self, term: str) -> Indices:
        """The rows a term occurs in, ascending."""
        number = self._numbers.get(term)
        return self.rows[:0] if number is None else self.rows[self.place(number)]


def count_terms(rows: Sequence[Sequence[str]]) -> tuple[Postings, Floats]:
    """Postings of lists of terms, and how often each term occurs in each of its rows."""
    numbers = {term: number for number, term in enumerate(dict.fromkeys(chain(*rows)))}
    terms = np.array([numbers[term] for row in rows for term in row], dtype=np.int64)
    places = np.repeat(np.arange(len(rows)), _lengths(rows))
    cells, counts = np.unique(terms * max(1, len(rows)) + places, return_counts=True)
    found, row_of = np.divmod(cells, max(1, len(rows)))
    return _postings(numbers, found, row_of), counts.astype(np.float32)


def weigh_terms(rows: Sequence[Mapping[str, float]]) -> tuple[Postings, Floats]:
    """Postings of rows that come with weights, and the weight of each term in each of its rows."""
    numbers = {term: number for number, term in enumerate(dict.fromkeys(chain(*rows)))}
    terms = np.array([numbers[term] for row in rows for term in row], dtype=np.int64)
    places = np.repeat(np.arange(len(rows)), _lengths(rows))
    weights = np.array([w for row in rows for w in row.values()], dtype=np.float32)
    order = np.argsort(terms, kind="stable")
    return _postings(numbers, terms[order], places[order]), weights[order]


def _lengths(rows: Sequence[Collection[str]]) -> NDArray[np.int64]:
    return np.array([len(row) for row in rows], dtype=np.int64)


def _postings(
    numbers: Mapping[str, int], found: NDArray[np.int64], row_of: NDArray[np.int64]
) -> Postings:
    per_term = np.bincount(found, minlength=len(numbers))
    bounds = np.concatenate([[0], np.cumsum(per_term)]).astype(np.intp)
    return Postings(tuple(numbers), bounds, row_of.astype(np.intp))


@dataclass(frozen=True, slots=True)
class Bm25Index:
    """BM25 over rows of terms; works with no rows at all. Built by `build_bm25`."""

    postings: Postings
    weights: Floats
    idfs: Floats
    row_count: int
    saturation: float
    unknown_idf: float

    def scores(self, terms: Iterable[str]) -> Floats:
        """Score of every row for a query, divided by the most the known terms could reach."""
        totals = np.zeros(self.row_count, dtype=np.float32)
        ceiling = 0.0
        for term, count in Counter(terms).items():
            if (number := self.postings.find(term)) is not None:
                place = self.postings.place(number)
                weights = self.weights[place]
                totals[self.postings.rows[place]] += weights if count == 1 else count * weights
                ceiling += count * float(self.idfs[number]) * self.saturation
        return totals / np.float32(ceiling) if ceiling else totals

    def idf(self, term: str) -> float:
        """How telling a term is; a term never seen is the most telling of all."""
        number = self.postings.find(term)
        return self.unknown_idf if number is None else float(self.idfs[number])

    def __contains__(self, term: str) -> bool:
        return self.postings.find(term) is not None


def build_bm25(rows: Sequence[Sequence[str]], *, k1: float = 1.2, b: float = 0.75) -> Bm25Index:
    """Index rows of terms.

    Args:
        rows: the terms of each row.
        k1: how much a repeated term still adds.
        b: how much long rows are held back.
    """
    postings, counts = count_terms(rows)
    lengths = _lengths(rows).astype(np.float32)
    mean = float(lengths.mean()) if len(rows) and lengths.sum() else 1.0
    damping = k1 * (1 - b + b * lengths / mean)
    rows_with = postings.per_term()
    idfs = np.log1p((len(rows) - rows_with + 0.5) / (rows_with + 0.5)).astype(np.float32)
    gain = counts / (counts + damping[postings.rows])
    return Bm25Index(
        postings=postings,
        weights=(np.repeat(idfs * (k1 + 1), rows_with) * gain).astype(np.float32),
        idfs=idfs,
        row_count=len(rows),
        saturation=k1 + 1,
        unknown_idf=float(np.log1p((len(rows) + 0.5) / 0.5)),
    )

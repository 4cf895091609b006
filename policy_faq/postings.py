"""Reading room: texts as numbers, and for every term the rows it occurs in.

No Python object is kept per occurrence, so a hundred thousand entries fit into modest memory.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Indices = NDArray[np.intp]
Rows = NDArray[np.int32]
_SAMPLE = 2_000


class _Numbers(dict[str, int]):
    """Gives every new term the next number."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Coded:
    """Texts cut into terms: `ids[bounds[n]:bounds[n + 1]]` are the term numbers of text n."""

    terms: Sequence[str]
    ids: Rows
    bounds: Indices

    def lengths(self) -> Indices:
        """How many terms each text has."""
        return np.diff(self.bounds)

    def part(self, start: int, end: int) -> "Coded":
        """The texts from `start` up to `end`."""
        bounds = self.bounds[start : end + 1]
        return Coded(self.terms, self.ids[bounds[0] : bounds[-1]], bounds - bounds[0])


class Coder:
    """Takes the terms of one text after the other."""

    __slots__ = ("_ends", "_ids", "_numbers")

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._ids = array("i")
        self._ends = array("q", [0])

    def add(self, terms: Iterable[str]) -> None:
        """Take the next text."""
        self._ids.extend(map(self._numbers.__getitem__, terms))
        self._ends.append(len(self._ids))

    def coded(self) -> Coded:
        """All texts taken."""
        ids = np.frombuffer(self._ids, dtype=np.intc) if self._ids else np.zeros(0, np.intc)
        bounds = np.frombuffer(self._ends, dtype=np.int64).astype(np.intp)
        return Coded(tuple(self._numbers), ids.astype(np.int32, copy=False), bounds)


def code(texts: Iterable[Iterable[str]]) -> Coded:
    """Number the terms of texts."""
    coder = Coder()
    for terms in texts:
        coder.add(terms)
    return coder.coded()


@dataclass(frozen=True, slots=True)
class Postings:
    """For every term the rows it occurs in, ascending, kept in flat arrays.

    `rows[bounds[n]:bounds[n + 1]]` are the rows with term `terms[n]`.
    """

    terms: tuple[str, ...]
    bounds: Indices
    rows: Rows
    numbers: dict[str, int] = field(init=False, repr=False, compare=False)
    _bounds: memoryview = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        numbers = {term: number for number, term in enumerate(self.terms)}
        object.__setattr__(self, "numbers", numbers)
        # Reading one number out of a memoryview costs a third of doing so from an array.
        object.__setattr__(self, "_bounds", np.ascontiguousarray(self.bounds).data)

    def per_term(self) -> Indices:
        """In how many rows each term occurs, in the order of the arrays."""
        return np.diff(self.bounds)

    def term_of(self) -> Indices:
        """Number of the term each place of the arrays belongs to."""
        return np.repeat(np.arange(len(self.terms)), self.per_term())

    def rows_with(self, term: str) -> Rows:
        """The rows a term occurs in, ascending."""
        number = self.numbers.get(term)
        return self.rows[:0] if number is None else self.rows[self.place(number)]

    def place(self, number: int) -> slice:
        """Where a term's rows stand in the arrays."""
        return slice(self._bounds[number], self._bounds[number + 1])


def count_terms(
    coded: Coded, owners: Indices | None = None, size: int | None = None, *, once: bool = False
) -> tuple[Postings, Floats]:
    """Postings of coded texts, and how often each term occurs in each of its rows.

    Args:
        coded: the texts.
        owners: the row each text belongs to; its own when None.
        size: number of rows; that of texts when None.
        once: count a term at most once a text.
    """
    count = len(coded.bounds) - 1
    size = count if size is None else size
    lengths = coded.lengths()
    if once:
        cells, _ = _distinct(coded.ids, np.repeat(np.arange(count), lengths), count)
        ids, texts = np.divmod(cells, max(1, count))
        places = texts if owners is None else owners[texts]
    else:
        ids = coded.ids.astype(np.int64)
        places = np.repeat(np.arange(count) if owners is None else owners, lengths)
    cells, counts = _distinct(ids, places, size)
    return as_postings(coded.terms, cells, size), counts.astype(np.float32)


def add_counts(
    first: tuple[Postings, Floats], second: tuple[Postings, Floats], share: float, size: int
) -> tuple[Postings, Floats]:
    """Both counts together, those of `second` for `share` each."""
    numbers = _Numbers()
    parts = [
        np.array([numbers[term] for term in postings.terms], np.int64)[postings.term_of()] * size
        + postings.rows
        for postings, _ in (first, second)
    ]
    cells, where = np.unique(np.concatenate(parts), return_inverse=True)
    weights = np.concatenate([first[1], share * second[1]])
    sums = np.bincount(where, weights, minlength=len(cells)).astype(np.float32)
    return as_postings(tuple(numbers), cells, size), sums


def _distinct(
    terms: NDArray[np.integer], places: Indices, size: int
) -> tuple[NDArray[np.int64], Indices]:
    """Different cells, term by term and then row by row, and how often each occurs."""
    cells = terms.astype(np.int64)
    cells *= max(1, size)
    cells += places
    cells.sort()
    is_first = np.ones(len(cells), dtype=np.bool_)
    np.not_equal(cells[1:], cells[:-1], out=is_first[1:])
    starts = np.flatnonzero(is_first)
    return cells[starts], np.diff(np.append(starts, len(cells)))


def as_postings(
    terms: Sequence[str], cells: NDArray[np.int64], size: int, *, keep_all: bool = False
) -> Postings:
    """Postings of sorted cells, each a term number times `size` plus a row.

    Terms without a cell are dropped unless `keep_all`.
    """
    found, row_of = np.divmod(cells, max(1, size))
    per_term = np.bincount(found, minlength=len(terms))
    if not keep_all and not per_term.all():
        used = np.flatnonzero(per_term)
        terms, per_term = [terms[n] for n in used.tolist()], per_term[used]
    bounds = np.concatenate([[0], np.cumsum(per_term)]).astype(np.intp)
    return Postings(tuple(terms), bounds, row_of.astype(np.int32))


class Tally:
    """Adds up what many terms give to many rows, in one pass over flat arrays."""

    __slots__ = ("_factors", "_full", "_rows", "_weights")

    def __init__(self) -> None:
        self._rows: list[Rows] = []
        self._weights: list[Floats] = []
        self._factors: list[float] = []
        self._full: list[tuple[Floats, float]] = []

    def add(self, rows: Rows, factor: float, weights: Floats | None = None) -> None:
        """Give each row its weight times the factor; either all calls have weights or none."""
        self._rows.append(rows)
        self._factors.append(factor)
        if weights is not None:
            self._weights.append(weights)

    def add_full(self, weights: Floats, factor: float) -> None:
        """Give every row of all its weight times the factor."""
        self._full.append((weights, factor))

    def totals(self, size: int) -> Floats:
        """What each of `size` rows was given."""
        totals = self._add_up(size) if self._rows else np.zeros(size, dtype=np.float32)
        given = np.empty_like(totals)
        for weights, factor in self._full:
            np.multiply(weights, np.float32(factor), out=given)
            totals += given
        return totals

    def _add_up(self, size: int) -> Floats:
        rows = np.concatenate(self._rows, dtype=np.intp)
        given = np.repeat(self._factors, [len(part) for part in self._rows])
        if self._weights:
            given *= np.concatenate(self._weights)
        return np.bincount(rows, given, minlength=size).astype(np.float32)


def low_bar(scores: Floats, k: int, *, roughly: bool = False) -> float:
    """A score that at least the `k` best have, and not very many more; with `roughly` about k have.

    Found in a sample: putting a hundred thousand scores in order takes longer than finding them.
    Minus infinity if there are fewer than k.
    """
    step = max(1, len(scores) // _SAMPLE)
    sample = scores[::step]
    place = len(sample) - (max(1, k // step) if roughly else k)
    return float(np.partition(sample, place)[place]) if place >= 0 else -np.inf

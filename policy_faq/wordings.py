"""Reading room: BM25 over the wordings, laid out for speed, and how much they share by value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from policy_faq.bm25 import Bm25Index, build_bm25
from policy_faq.postings import Coded, Floats, Postings, Tally

_COMMON = 1 / 7  # share of the wordings from which a term costs less as a full row


@dataclass(frozen=True, slots=True)
class WordingIndex:
    """Terms of wordings. Built by `build_wordings`.

    A few terms have most of the postings. For those there is a figure for every wording: in
    `_present` whether it has the term, in `_full` what the term gives it.
    """

    index: Bm25Index
    _idfs: memoryview = field(init=False, repr=False, compare=False)
    _common: dict[int, int] = field(init=False, repr=False, compare=False)
    _present: Floats = field(init=False, repr=False, compare=False)
    _full: Floats = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_idfs", np.ascontiguousarray(self.index.idfs).data)
        postings, size = self.index.postings, self.index.row_count
        common = np.flatnonzero(postings.per_term() > max(_COMMON * size, 1)).tolist()
        full = np.zeros((len(common), size), dtype=np.float32)
        for row, number in zip(full, common, strict=True):
            place = postings.place(number)
            row[postings.rows[place]] = self.index.weights[place]
        object.__setattr__(self, "_common", {n: row for row, n in enumerate(common)})
        object.__setattr__(self, "_present", (full > 0).astype(np.float32))
        object.__setattr__(self, "_full", full)

    def idf(self, term: str) -> float:
        """How telling a term is; a term never seen is the most telling of all."""
        number = self.index.postings.numbers.get(term)
        return self.index.unknown_idf if number is None else self._idfs[number]

    def __contains__(self, term: str) -> bool:
        return term in self.index.postings.numbers

    def tally(self, sums: Tally, counts: Mapping[str, int], factor: float = 1.0) -> None:
        """Give every wording its score for a question, divided by the most the known terms could
        give.

        Args:
            sums: takes the scores.
            counts: how often the question has each term.
            factor: what the scores are multiplied by.
        """
        postings, weights = self.index.postings, self.index.weights
        numbers, idfs = postings.numbers, self._idfs
        found = [(numbers[term], count) for term, count in counts.items() if term in numbers]
        ceiling = self.index.saturation * sum(count * idfs[number] for number, count in found)
        for number, count in found:
            share = factor * count / ceiling
            if (row := self._common.get(number)) is not None:
                sums.add_full(self._full[row], share)
            else:
                place = postings.place(number)
                sums.add(postings.rows[place], share, weights[place])

    def tally_values(self, sums: Tally, values: Iterable[tuple[str, float]]) -> None:
        """Give every wording the values of the terms it has."""
        postings = self.index.postings
        for term, value in values:
            number = postings.numbers.get(term)
            if number is None:
                continue
            if (row := self._common.get(number)) is not None:
                sums.add_full(self._present[row], value)
            else:
                sums.add(postings.rows[postings.place(number)], value)


def build_wordings(coded: Coded, *, commonest: float = 1.0) -> WordingIndex:
    """Index wordings, a row for each.

    Terms that more than a share `commonest` of them have keep their weight and lose their rows.
    """
    index = build_bm25(coded)
    return WordingIndex(_without(index, commonest) if commonest < 1.0 else index)


def _without(index: Bm25Index, commonest: float) -> Bm25Index:
    postings = index.postings
    rows_with = postings.per_term()
    is_kept = rows_with <= commonest * index.row_count
    bounds = np.concatenate([[0], np.cumsum(np.where(is_kept, rows_with, 0))]).astype(np.intp)
    kept = is_kept[postings.term_of()]
    return Bm25Index(
        postings=Postings(postings.terms, bounds, postings.rows[kept]),
        weights=index.weights[kept],
        idfs=index.idfs,
        row_count=index.row_count,
        saturation=index.saturation,
        unknown_idf=index.unknown_idf,
    )

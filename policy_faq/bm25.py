"""Reading room: an inverted BM25 index on numpy arrays, one per way of cutting text."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from policy_faq.postings import Coded, Floats, Indices, Postings, Tally, count_terms


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
        postings, sums = self.postings, Tally()
        numbers = postings.numbers
        found = [(numbers[term], n) for term, n in Counter(terms).items() if term in numbers]
        ceiling = self.saturation * sum(count * float(self.idfs[n]) for n, count in found)
        for number, count in found:
            place = postings.place(number)
            sums.add(postings.rows[place], count / ceiling, self.weights[place])
        return sums.totals(self.row_count)

    def ceilings(self) -> Floats:
        """The most each term could give to a row."""
        return self.idfs * np.float32(self.saturation)


def build_bm25(
    coded: Coded,
    owners: Indices | None = None,
    size: int | None = None,
    *,
    k1: float = 1.2,
    b: float = 0.75,
) -> Bm25Index:
    """Index coded texts.

    Args:
        coded: the texts.
        owners: the row each text belongs to; a row for every text when None.
        size: number of rows; that of texts when None.
        k1: how much a repeated term still adds.
        b: how much long rows are held back.
    """
    postings, counts = count_terms(coded, owners, size)
    size = len(coded.bounds) - 1 if size is None else size
    lengths = np.bincount(postings.rows, counts, minlength=size)
    mean = float(lengths.mean()) if lengths.any() else 1.0
    damping = (k1 * (1 - b + b * lengths / mean)).astype(np.float32)
    rows_with = postings.per_term()
    idfs = np.log1p((size - rows_with + 0.5) / (rows_with + 0.5)).astype(np.float32)
    counts /= counts + damping[postings.rows]
    counts *= np.repeat(idfs * np.float32(k1 + 1), rows_with)
    return Bm25Index(
        postings=postings,
        weights=counts,
        idfs=idfs,
        row_count=size,
        saturation=k1 + 1,
        unknown_idf=float(np.log1p((size + 0.5) / 0.5)),
    )

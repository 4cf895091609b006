"""Reading room: several weights for the same term and entry, read in one go.

The entry as one text, its answer and its language all look up the same terms; kept side by side
they cost one look-up instead of three.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from policy_faq.bm25 import Bm25Index
from policy_faq.language import EntryLanguage
from policy_faq.postings import Floats, Indices, Postings, as_postings


class Share(NamedTuple):
    """An index over entries and how much it counts."""

    source: Bm25Index | EntryLanguage
    weight: float


class Given(NamedTuple):
    """What entries get for terms they have, on top of that for being themselves, and how much
    each index counts for this question.
    """

    gains: Floats
    base: Floats | None
    shares: Floats


@dataclass(frozen=True, slots=True)
class Blend:
    """Weighted sum of indexes over entries, each divided by what the question could reach.

    `columns` has a row for every index, aligned with the postings; `ceilings` what each term adds
    to the ceiling of each index; `bases` what an entry gets from an index that knows any term.
    `common` has index by index the weights of the `common_terms` for all entries; those terms have
    no postings and only count where `add_common` is asked. Built by `build_blend`.
    """

    postings: Postings
    columns: Floats
    ceilings: Floats
    bases: Floats
    weights: Floats
    common_terms: tuple[str, ...]
    common: NDArray[np.float16]
    _has_bases: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_has_bases", bool(self.bases.any()))

    def scores(self, counts: Mapping[str, int]) -> Given | None:
        """What the entries get for a question; None when no term is known.

        Args:
            counts: how often the question has each term.
        """
        postings = self.postings
        numbers = postings.numbers
        known = [(numbers[term], count) for term, count in counts.items() if term in numbers]
        if not known:
            return None
        places = [postings.place(number) for number, _ in known]
        often = np.array([count for _, count in known], dtype=np.float32)
        reach = self.ceilings[:, [number for number, _ in known]] @ often
        shares = np.where(reach > 0, self.weights, 0) / np.where(reach > 0, reach, 1)
        rows = np.concatenate([postings.rows[place] for place in places], dtype=np.intp)
        gains = np.zeros(len(rows), dtype=np.float32)
        for share, column in zip(shares.astype(np.float32), self.columns, strict=True):
            weights = np.concatenate([column[place] for place in places])
            weights *= share
            gains += weights
        gains *= np.repeat(often, [place.stop - place.start for place in places])
        totals = np.bincount(rows, gains, minlength=self.bases.shape[1]).astype(np.float32)
        return Given(totals, self._base(reach), shares.astype(np.float32))

    def add_common(
        self, totals: Floats, counts: Mapping[str, int], shares: Floats, entries: Indices
    ) -> None:
        """Add to some entries' totals what the common terms give.

        Args:
            totals: of all entries.
            counts: how often the question has each term.
            shares: as `scores` gave them.
            entries: which to add to.
        """
        often = [counts.get(term, 0) for term in self.common_terms]
        said = np.flatnonzero(often)
        for share, common in zip(shares, self.common, strict=True):
            weights = common[said[:, None], entries].astype(np.float32)
            totals[entries] += share * (np.array(often, np.float32)[said] @ weights)

    def _base(self, reach: Floats) -> Floats | None:
        if not self._has_bases:
            return None
        base: Floats = np.where(reach > 0, self.weights, 0).astype(np.float32) @ self.bases
        return base


def build_blend(shares: Sequence[Share], size: int, *, commonest: float = 1.0) -> Blend:
    """Lay indexes side by side; those without weight are left out.

    Terms that more than a share `commonest` of the entries have are kept apart: they cost the most
    time and tell the least, so they may be left to the entries that come near.
    """
    shares = [share for share in shares if share.weight]
    terms = tuple(dict.fromkeys(t for share in shares for t in share.source.postings.terms))
    numbers = {term: number for number, term in enumerate(terms)}
    parts = []
    ceilings = np.zeros((len(shares), len(terms)), dtype=np.float32)
    bases = np.zeros((len(shares), size), dtype=np.float32)
    for row, (source, _) in enumerate(shares):
        postings = source.postings
        own = np.array([numbers[term] for term in postings.terms], dtype=np.int64)
        parts.append(own[postings.term_of()] * max(1, size) + postings.rows)
        ceilings[row, own] = source.ceilings()
        if isinstance(source, EntryLanguage):
            bases[row] = source.base
    cells = np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.int64)
    is_common = np.bincount(cells // max(1, size), minlength=len(terms)) > commonest * size
    cells = cells[~is_common[cells // max(1, size)]]
    columns = np.zeros((len(shares), len(cells)), dtype=np.float32)
    place_of = np.cumsum(is_common) - 1
    common = np.zeros((len(shares), int(is_common.sum()), size), dtype=np.float16)
    for row, (source, _) in enumerate(shares):
        number, entry = np.divmod(parts[row], max(1, size))
        apart = is_common[number]
        columns[row, np.searchsorted(cells, parts[row][~apart])] = source.weights[~apart]
        common[row, place_of[number[apart]], entry[apart]] = source.weights[apart]
    return Blend(
        postings=as_postings(terms, cells, size, keep_all=True),
        columns=columns,
        ceilings=ceilings,
        bases=bases,
        weights=np.array([share.weight for share in shares], dtype=np.float32),
        common_terms=tuple(terms[n] for n in np.flatnonzero(is_common).tolist()),
        common=common,
    )

"""The search of one snapshot as callers see it: amounts filled in, withdrawn entries gone."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from datetime import date

from backend.core import clock
from policy_faq.cache import Cache
from policy_faq.entries import WHOLE_PROVINCE, Entry
from policy_faq.parameters import Parameters
from policy_faq.search import PolicySearch, SearchResult


class LiveSearch(PolicySearch):
    """A PolicySearch whose hits are as they are said today, to someone of that region.

    Args:
        entries: what to search.
        parameters: fill the places in answers.
        withdrawn: the ids that may not be shown any more, asked anew at every search, because a
            withdrawal must not wait until a new snapshot is built.
        cache: where to keep what was learnt from the entries; nowhere when None.
    """

    __slots__ = ("_parameters", "_withdrawn")

    def __init__(
        self,
        entries: Sequence[Entry],
        parameters: Parameters,
        withdrawn: Callable[[], frozenset[str]],
        cache: Cache | None = None,
    ) -> None:
        super().__init__(entries, cache=cache)
        self._parameters = parameters
        self._withdrawn = withdrawn

    def hiding(self, withdrawn: Callable[[], frozenset[str]]) -> "LiveSearch":
        """The same search with another say on what may not be shown."""
        same = copy(self)
        same._withdrawn = withdrawn
        return same

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries that may be shown, in reading order, as they are said today."""
        gone = self._withdrawn()
        return tuple(self._said(entry) for entry in super().entries if entry.id not in gone)

    def entry(self, entry_id: str) -> Entry | None:
        """The entry with an id as it is said today, or None."""
        found = None if entry_id in self._withdrawn() else super().entry(entry_id)
        return self._said(found) if found else None

    def search(
        self, text: str, *, k: int = 3, on: date | None = None, region: str = WHOLE_PROVINCE
    ) -> SearchResult:
        """As PolicySearch.search; a withdrawn entry is left out and makes the rest a choice."""
        result = super().search(text, k=k, on=on, region=region)
        gone = self._withdrawn()
        if any(hit.entry.id in gone for hit in result.hits):
            result = self._without(gone, text, k=k, on=on, region=region)
        hits = tuple(
            replace(hit, entry=self._said(hit.entry, on=on, region=region)) for hit in result.hits
        )
        return replace(result, hits=hits)

    def _without(
        self, gone: frozenset[str], text: str, *, k: int, on: date | None, region: str
    ) -> SearchResult:
        wider = super().search(text, k=k + len(gone), on=on, region=region)
        left = tuple(hit for hit in wider.hits if hit.entry.id not in gone)[:k]
        if not left:
            return SearchResult(text, "none", ())
        is_same_first = left[0] is wider.hits[0]
        return SearchResult(text, wider.decision if is_same_first else "choose", left)

    def _said(self, entry: Entry, *, on: date | None = None, region: str = WHOLE_PROVINCE) -> Entry:
        # someone who did not say where they are gets the amount of the place the entry is for
        place = entry.region if region == WHOLE_PROVINCE else region
        return self._parameters.filled(entry, region=place, on=on or clock.today())

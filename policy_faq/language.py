"""Reading room: small language models, of each entry and of the whole domain.

`EntryLanguage` asks how likely an entry's own wordings would produce the question; with several
wordings an entry this ranks as well as any word index and errs elsewhere. `ExpectedTerms` notes
what is missing from it. `DomainLanguage` asks whether the words belong to our domain at all, so
weather and songs are turned away.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from policy_faq.postings import Floats, Indices, Postings, Tally

_SMALLEST_SHARE = 1e-5
_CLIP = 6.0
_SUREST = 0.95


@dataclass(frozen=True, slots=True)
class EntryLanguage:
    """Query likelihood with Dirichlet smoothing. Built by `build_language`."""

    postings: Postings
    weights: Floats
    base: Floats

    def ceilings(self) -> Floats:
        """What each term adds to the number the gains are divided by."""
        return np.ones(len(self.postings.terms), dtype=np.float32)

    def scores(self, terms: Iterable[str]) -> Floats:
        """Mean log-likelihood gain per known term over the general language, for every entry."""
        numbers = self.postings.numbers
        found = [numbers[term] for term in terms if term in numbers]
        sums = Tally()
        for number in found:
            place = self.postings.place(number)
            sums.add(self.postings.rows[place], 1 / len(found), self.weights[place])
        totals = sums.totals(len(self.base))
        return totals + self.base if found else totals


def build_language(
    found: tuple[Postings, Floats], size: int, *, prior: float = 150.0
) -> EntryLanguage:
    """Learn the language of every entry.

    Args:
        found: how often (or how much) each term occurs in the texts of each entry.
        size: number of entries.
        prior: weight of the general language of all entries, in terms.
    """
    postings, counts = found
    lengths = np.bincount(postings.rows, counts, minlength=size)
    term_of = postings.term_of()
    sums = np.bincount(term_of, counts, minlength=len(postings.terms)) + 0.5
    share = sums / sums.sum() if len(sums) else sums
    return EntryLanguage(
        postings=postings,
        weights=np.log1p(counts / (prior * share[term_of])).astype(np.float32),
        base=np.log(prior / (lengths + prior)).astype(np.float32),
    )


@dataclass(frozen=True, slots=True)
class ExpectedTerms:
    """Speaks against entries whose askers nearly always say a term this question lacks.

    A question about benefits in general should not lead to the entry for veterans, although it
    shares all its other words. Log-odds of absence, as in Bernoulli naive Bayes, over the share
    of an entry's wordings that have a term. Built by `build_expected`.
    """

    postings: Postings
    losses: Floats
    if_all_absent: Floats

    def tally(self, sums: Tally, terms: Iterable[str], factor: float = 1.0) -> None:
        """Take back from every entry what `if_all_absent` counts for terms that are there."""
        numbers = self.postings.numbers
        for term in terms:
            if term in numbers:
                place = self.postings.place(numbers[term])
                sums.add(self.postings.rows[place], -factor, self.losses[place])

    def scores(self, terms: Iterable[str]) -> Floats:
        """For every entry how much the absence of its usual terms speaks against it (below 0)."""
        sums = Tally()
        self.tally(sums, set(terms))
        return sums.totals(len(self.if_all_absent)) + self.if_all_absent


def build_expected(found: tuple[Postings, Floats], sizes: Indices) -> ExpectedTerms:
    """Learn which terms each entry's askers usually say.

    Args:
        found: how many of an entry's wordings have each term.
        sizes: how many wordings each entry has.
    """
    postings, counts = found
    term_of = postings.term_of()
    usual = np.bincount(term_of, counts, minlength=len(postings.terms)) / max(1.0, sizes.sum())
    usual = np.clip(usual, _SMALLEST_SHARE, _SUREST)[term_of]
    share = (counts + usual) / (sizes[postings.rows] + 1)
    losses = np.log((1 - np.minimum(share, _SUREST)) / (1 - usual))
    absent = np.bincount(postings.rows, losses, minlength=len(sizes))
    return ExpectedTerms(postings, losses.astype(np.float32), absent.astype(np.float32))


class DomainLanguage:
    """How much more often the domain uses a word than general Chinese does.

    Args:
        counts: words of all entries.
        general_frequency: share of a word in general text.
        ignored: question words and other words that say nothing about the topic.
    """

    __slots__ = ("_counts", "_frequency", "_ignored", "_total")

    def __init__(
        self,
        counts: Mapping[str, int],
        general_frequency: Callable[[str], float],
        ignored: frozenset[str],
    ) -> None:
        self._counts = counts
        self._total = max(1, sum(counts.values()))
        self._frequency = general_frequency
        self._ignored = ignored

    def evidence(self, words: Iterable[str], *, own_use: int = 0) -> float:
        """Sum over different words of their log ratio, each between 0 and 6.

        Args:
            words: words of a question.
            own_use: 1 when the question itself is part of the counts and must not count.
        """
        return sum(max(0.0, self._ratio(word, own_use)) for word in sorted(set(words)))

    def weakest(self, words: Iterable[str]) -> float:
        """The lowest log ratio among words that say something, 0 when none does."""
        return min((self._ratio(w, 0) for w in words if not self._is_ignored(w)), default=0.0)

    def _is_ignored(self, word: str) -> bool:
        """Question words, and plain numbers; 12333 and 4050 do say something."""
        is_plain_number = word[0].isdigit() and (len(word) < 4 or word.endswith("00"))
        return word in self._ignored or is_plain_number

    def _ratio(self, word: str, own_use: int) -> float:
        if self._is_ignored(word):
            return 0.0
        here = max(0, self._counts.get(word, 0) - own_use) / self._total
        ratio = math.log((here + _SMALLEST_SHARE) / (self._frequency(word) + _SMALLEST_SHARE))
        return min(_CLIP, ratio) * (1.0 if len(word) > 1 else 0.5)

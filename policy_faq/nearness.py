"""Reading room: how near a question is to the nearest wording of every entry, from 0 to 1.

Unlike the ranking this does not grow with the question, so the decision may rest on it.
"""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from policy_faq.coded_corpus import CodedCorpus
from policy_faq.postings import Floats, Indices, Postings, Tally, count_terms
from policy_faq.reading import ReadText
from policy_faq.wordings import WordingIndex

_SAME_SOUND = 0.5  # of the weight of a character goes to its sound


@dataclass(frozen=True, slots=True)
class Nearness:
    """Two-way overlap in telling characters, and coverage. Built by `build_nearness`.

    `masses` is the weight of all characters of each wording, `starts` the first wording of each
    entry, `entry_units` the entries whose wordings have a character, `normals` the wordings.
    """

    starts: Indices
    masses: Floats
    entry_units: Postings
    normals: tuple[str, ...]
    _entries_of: dict[str, set[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, set[int]] = {}
        bounds = [*self.starts.tolist(), len(self.normals)]
        for entry, (start, end) in enumerate(pairwise(bounds)):
            for normal in self.normals[start:end]:
                found.setdefault(normal, set()).add(entry)
        object.__setattr__(self, "_entries_of", found)

    def is_known(self, question: ReadText, entry: int) -> bool:
        """Whether the question is one of the entry's wordings, word for word once normalised."""
        return entry in self._entries_of.get(question.normal, ())

    def knows(self, question: ReadText) -> bool:
        """Whether the question is a wording of any entry."""
        return question.normal in self._entries_of

    def overlaps(
        self, question: ReadText, characters: WordingIndex, sounds: WordingIndex
    ) -> Floats:
        """Two-way overlap with every entry's nearest wording, weighted by how telling characters
        are. A character that only sounds the same counts half.
        """
        heard: dict[str, float] = {}
        shared, mass = Tally(), 0.0
        for unit in sorted(question.unit_set):
            weight = characters.idf(unit)
            mass += weight
            if sound := question.sounds[unit]:
                weight *= 1 - _SAME_SOUND
                heard[sound] = heard.get(sound, 0.0) + weight
            characters.tally_values(shared, [(unit, weight)])
        if not mass:
            return np.zeros(len(self.starts), dtype=np.float32)
        sounds.tally_values(shared, heard.items())
        two_way = shared.totals(len(self.masses))
        two_way /= self.masses + np.float32(mass)
        two_way *= 2
        return np.minimum(best_of(two_way, self.starts), 1.0)

    def coverage(self, question: ReadText, characters: WordingIndex) -> Floats:
        """For every entry the share of the question's telling characters in any of its wordings."""
        units = sorted(question.unit_set)
        weights = [characters.idf(unit) for unit in units]
        shared = Tally()
        for unit, weight in zip(units, weights, strict=True):
            shared.add(self.entry_units.rows_with(unit), weight)
        covered = shared.totals(len(self.starts))
        return covered / np.float32(sum(weights)) if units else covered


def best_of(rows: Floats, starts: Indices) -> Floats:
    """The highest row of every entry; `starts` is the first row of each."""
    return rows if len(rows) == len(starts) else np.maximum.reduceat(rows, starts)


def build_nearness(corpus: CodedCorpus, characters: WordingIndex) -> Nearness:
    """Measure all wordings of a corpus; `characters` is the index over them."""
    found, asked = characters.index.postings, corpus.units.part(0, corpus.wordings)
    idfs = np.repeat(characters.index.idfs, found.per_term())
    entries = len(corpus.starts)
    return Nearness(
        starts=corpus.starts,
        masses=np.bincount(found.rows, idfs, minlength=corpus.wordings).astype(np.float32),
        entry_units=count_terms(asked, corpus.entry_of[: corpus.wordings], entries)[0],
        normals=corpus.normals,
    )

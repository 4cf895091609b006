"""Reading room: how near a question is to the nearest wording of every entry, from 0 to 1.

Unlike the ranking this does not grow with the question, so the decision may rest on it.
"""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from policy_faq.corpus import Corpus
from policy_faq.index import Bm25Index, Floats, Indices, Postings, count_terms
from policy_faq.reading import ReadText

_SAME_SOUND = 0.5


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

    def overlaps(self, question: ReadText, characters: Bm25Index, sounds: Postings) -> Floats:
        """Two-way overlap with every entry's nearest wording, weighted by how telling characters
        are. A character that only sounds the same counts half.
        """
        shared = np.zeros(len(self.masses), dtype=np.float32)
        mass = 0.0
        for unit in sorted(question.unit_set):
            weight = characters.idf(unit)
            mass += weight
            sound = question.sounds[unit]
            written = characters.postings.rows_with(unit)
            shared[written] += weight * (1 - _SAME_SOUND if sound else 1.0)
            if sound:
                shared[sounds.rows_with(sound)] += weight * _SAME_SOUND
        if not mass:
            return np.zeros(len(self.starts), dtype=np.float32)
        two_way = 2 * shared / (mass + self.masses)
        return np.minimum(np.maximum.reduceat(two_way, self.starts), 1.0)

    def coverage(self, question: ReadText, characters: Bm25Index) -> Floats:
        """For every entry the share of the question's telling characters in any of its wordings."""
        covered = np.zeros(len(self.starts), dtype=np.float32)
        mass = 0.0
        for unit in sorted(question.unit_set):
            weight = characters.idf(unit)
            mass += weight
            covered[self.entry_units.rows_with(unit)] += weight
        return covered / np.float32(mass) if mass else covered


def build_nearness(corpus: Corpus, characters: Bm25Index) -> Nearness:
    """Measure all wordings of a corpus; `characters` is the index over them."""
    lengths = [len(wordings) for wordings in corpus.wordings]
    flat = corpus.flat()
    masses = [sum(characters.idf(unit) for unit in sorted(w.unit_set)) for w in flat]
    units = [[unit for w in ws for unit in w.units] for ws in corpus.wordings]
    return Nearness(
        starts=np.cumsum([0, *lengths[:-1]]).astype(np.intp)[: len(lengths)],
        masses=np.array(masses, dtype=np.float32),
        entry_units=count_terms(units)[0],
        normals=tuple(wording.normal for wording in flat),
    )

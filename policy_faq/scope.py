"""Reading room: whether a question is ours at all, before asking which entry answers it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from policy_faq.corpus import Corpus
from policy_faq.index import Indices
from policy_faq.language import DomainLanguage
from policy_faq.reading import ReadText, TextReader

_EVIDENCE, _SCORE, _COVERAGE, _LENGTH = 0.5, 0.5, 1.5, 0.46
_MOST_EVIDENCE, _LONGEST = 15.0, 12
_SAME_SOUND = 0.7
_STRONG = 2.5
_OWN_SHARE, _SENDING_SHARE, _MANY = 0.1, 0.25, 8


@dataclass(frozen=True, slots=True)
class Domain:
    """What is ours: how often all entries use each word, the keywords, and which entries know
    which of the `elsewhere` words (entry by word). Built by `build_domain`.
    """

    words: tuple[str, ...]
    counts: Indices
    keywords: tuple[str, ...]
    known_elsewhere: NDArray[np.bool_]


def build_domain(corpus: Corpus, elsewhere: tuple[str, ...]) -> Domain:
    """Gather the words of a corpus, the most used first."""
    everything = corpus.everything()
    counts = Counter(word for texts in everything for text in texts for word in text.words)
    reads = chain(*corpus.keywords)
    used = counts.most_common()
    return Domain(
        words=tuple(word for word, _ in used),
        counts=np.array([count for _, count in used], dtype=np.intp),
        keywords=tuple(dict.fromkeys(form for read in reads for form in (read.plain, read.normal))),
        known_elsewhere=np.array(
            [
                _known_elsewhere(w, [*k, a], elsewhere)
                for w, k, a in zip(corpus.wordings, corpus.keywords, corpus.answers, strict=True)
            ],
            dtype=np.bool_,
        ).reshape(len(everything), len(elsewhere)),
    )


def _known_elsewhere(
    wordings: list[ReadText], more: list[ReadText], elsewhere: tuple[str, ...]
) -> list[bool]:
    """Which of the words are an entry's own matter: in its standard question, keywords or answer
    (`more`), or in a tenth of its wordings; one asker's story is not enough. An entry that sends
    people to many other offices knows all it mentions.
    """
    own = [any(word in text.plain for text in (wordings[0], *more)) for word in elsewhere]
    uses = [sum(word in text.plain for text in wordings) for word in elsewhere]
    sends_on = sum(map(bool, uses)) >= _MANY and sum(uses) >= _SENDING_SHARE * len(wordings)
    enough = 1 if sends_on else max(1.0, _OWN_SHARE * len(wordings))
    return [known or used >= enough for known, used in zip(own, uses, strict=True)]


class Scope:
    """Weighs how much a question belongs to the domain. Immutable after construction.

    Args:
        domain: what the entries talk about.
        reader: gives readings and the vocabulary.
    """

    __slots__ = ("_domain", "_elsewhere", "_keywords", "_language", "_sounding")

    def __init__(self, domain: Domain, reader: TextReader) -> None:
        vocabulary = reader.vocabulary
        counts = dict(zip(domain.words, domain.counts.tolist(), strict=True))
        ignored = vocabulary.says_nothing | frozenset(vocabulary.question_words.values())
        self._domain = domain
        self._language = DomainLanguage(counts, reader.general_frequency, ignored)
        self._elsewhere = vocabulary.elsewhere
        own = frozenset(vocabulary.domain_words)
        aliases = (alias for alias, word in vocabulary.rewrites.items() if word in own)
        self._keywords = own.union(domain.keywords, aliases)
        self._sounding = self._by_sound(reader.pinyin.sound)

    def evidence(self, question: ReadText, *, own_use: int = 0) -> float:
        """How strongly the words belong to the domain; words misspelt by ear count somewhat less.

        Args:
            question: the question as read.
            own_use: 1 when the question is itself one of the entries' texts.
        """
        written = self._language.evidence(question.words, own_use=own_use)
        if own_use or written >= _MOST_EVIDENCE:
            return min(written, _MOST_EVIDENCE)
        heard = self._language.evidence(self._heard(question))
        return min(written + _SAME_SOUND * heard, _MOST_EVIDENCE)

    def is_purely_ours(self, question: ReadText) -> bool:
        """Whether it is a keyword, or every word that says something is a strong domain word."""
        is_keyword = question.plain in self._keywords or question.normal in self._keywords
        return is_keyword or self._language.weakest(question.words) >= _STRONG

    def weigh(self, evidence: float, score: float, coverage: float, question: ReadText) -> float:
        """One figure from domain evidence, the score and coverage of an entry, and length."""
        length = min(len(question.units), _LONGEST)
        return _EVIDENCE * evidence + _SCORE * score + _COVERAGE * coverage + _LENGTH * length

    def foreign_words(self, question: ReadText) -> Indices:
        """For every entry how many words of other offices' business the question has that are
        not the entry's own matter.
        """
        said = [n for n, word in enumerate(self._elsewhere) if word in question.plain]
        unknown: Indices = (~self._domain.known_elsewhere[:, said]).sum(axis=1)
        return unknown

    def _heard(self, question: ReadText) -> set[str]:
        """Domain words that two neighbouring characters sound like, as in 师业 for 失业.

        Only characters the dictionary could not join into a known word: those are likely slips.
        """
        unsure = "".join(
            word if len(word) == 1 or not self._language.knows(word) else " "
            for word in question.words
        )
        found: set[str] = set()
        for left, right in pairwise(unsure):
            sound = question.sounds.get(left, "") + question.sounds.get(right, "")
            found.update(self._sounding.get(sound, ()))
        return found

    def _by_sound(self, sound_of: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
        """Two-character words of the domain by their two syllables joined."""
        found: dict[str, list[str]] = {}
        for word in self._domain.words:
            if len(word) == 2 and self._language.evidence([word]) > 1.0:
                sounds = [sound_of(char) for char in word]
                if all(sounds):
                    found.setdefault("".join(sounds), []).append(word)
        return {sound: tuple(words) for sound, words in found.items()}

"""Reading room: whether a question is ours at all, before asking which entry answers it."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from policy_faq.language import DomainLanguage
from policy_faq.reading import ReadText, TextReader

_EVIDENCE, _OVERLAP, _LENGTH = 0.69, 6.4, 0.76
_MOST_EVIDENCE, _LONGEST = 15.0, 12
_SAME_SOUND = 0.7
_STRONG = 2.5


class Scope:
    """Weighs how much a question belongs to the domain. Immutable after construction.

    Args:
        texts: everything read of each entry: wordings, keywords, answer.
        keywords: what staff would type for some entry.
        reader: gives readings and the vocabulary.
    """

    __slots__ = ("_elsewhere", "_keywords", "_known", "_language", "_sounding")

    def __init__(
        self, texts: Sequence[Sequence[ReadText]], keywords: Sequence[str], reader: TextReader
    ) -> None:
        vocabulary = reader.vocabulary
        counts = Counter(word for entry in texts for text in entry for word in text.words)
        ignored = vocabulary.says_nothing | frozenset(vocabulary.question_words.values())
        self._language = DomainLanguage(counts, reader.general_frequency, ignored)
        self._elsewhere = vocabulary.elsewhere
        own = frozenset(vocabulary.domain_words)
        aliases = (alias for alias, word in vocabulary.rewrites.items() if word in own)
        self._keywords = own.union(keywords, aliases)
        self._known = ["\n".join(text.plain for text in entry) for entry in texts]
        self._sounding = self._by_sound(counts, reader)

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

    def weigh(self, evidence: float, overlap: float, question: ReadText) -> float:
        """One figure from domain evidence, overlap with the nearest wording, and length."""
        length = min(len(question.units), _LONGEST)
        return _EVIDENCE * evidence + _OVERLAP * overlap + _LENGTH * length

    def foreign_words(self, question: ReadText, entry: int) -> int:
        """How many words of other offices' business the question has and the entry has not."""
        known = self._known[entry]
        return sum(word in question.plain and word not in known for word in self._elsewhere)

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

    def _by_sound(self, counts: Counter[str], reader: TextReader) -> dict[str, tuple[str, ...]]:
        """Two-character words of the domain by their two syllables joined."""
        found: dict[str, list[str]] = {}
        for word in counts:
            if len(word) == 2 and self._language.evidence([word]) > 1.0:
                sounds = [reader.pinyin.sound(char) for char in word]
                if all(sounds):
                    found.setdefault("".join(sounds), []).append(word)
        return {sound: tuple(words) for sound, words in found.items()}

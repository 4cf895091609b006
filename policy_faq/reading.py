"""Reading room: from raw text to everything the search compares, in one step."""

from dataclasses import dataclass
from functools import cached_property

from policy_faq.text import Normaliser, Vocabulary
from policy_faq.tokens import PinyinReader, pairs, units, word_cutter


@dataclass(frozen=True)
class ReadText:
    """A text in normal form, cut in four ways.

    `plain` is the form before synonyms; `syllables` are readings and pairs of readings; `sounds`
    is the reading of each unit.
    """

    plain: str
    normal: str
    units: list[str]
    pairs: list[str]
    words: list[str]
    syllables: list[str]
    sounds: dict[str, str]

    @cached_property
    def unit_set(self) -> frozenset[str]:
        """The different characters, Latin words and numbers."""
        return frozenset(self.units)

    @cached_property
    def syllable_set(self) -> frozenset[str]:
        """The different toneless readings and pairs of readings."""
        return frozenset(self.syllables)


class TextReader:
    """Normalises and cuts texts. Immutable after construction.

    Args:
        vocabulary: synonyms, question words and domain words.
        pinyin: reads characters; a new one when None.
    """

    __slots__ = ("_aspects", "_cutter", "_normaliser", "pinyin", "vocabulary")

    def __init__(self, vocabulary: Vocabulary, pinyin: PinyinReader | None = None) -> None:
        self.vocabulary = vocabulary
        self._normaliser = Normaliser(vocabulary)
        self._cutter = word_cutter(vocabulary.domain_words)
        self._aspects = vocabulary.aspect_pattern()
        self.pinyin = pinyin or PinyinReader()

    def read(self, text: str) -> ReadText:
        """Read raw text as typed; anything is accepted, overlong text is cut."""
        return self.read_plain(self._normaliser.plain(text))

    def read_plain(self, plain: str) -> ReadText:
        """Read a text already in plain form."""
        normal = self._normaliser.fold(plain)
        parts = units(normal)
        sounds = self.pinyin.sounds(parts)
        return ReadText(
            plain=plain,
            normal=normal,
            units=parts,
            pairs=pairs(parts),
            words=self._cutter.cut(normal),
            syllables=sounds + pairs(sounds),
            sounds={part: self.pinyin.sound(part) for part in parts},
        )

    def plain(self, text: str) -> str:
        """Normal form without synonyms, question words and fillers."""
        return self._normaliser.plain(text)

    def normal(self, text: str) -> str:
        """The full normal form used for searching."""
        return self._normaliser.normal(text)

    def only_aspects(self, text: str) -> bool:
        """Whether a text has nothing but question words, aspects (材料, 多久) and empty words."""
        normal = self._normaliser.normal(text)
        return bool(normal) and not self._aspects.sub("", normal).strip()

    def domain_word(self, text: str) -> str:
        """The longest of our own words in a text, the first of equally long ones, or ""."""
        normal = self._normaliser.normal(text)
        return max((w for w in self.vocabulary.domain_words if w in normal), key=len, default="")

    def known_words(self, text: str) -> list[str]:
        """Words the dictionary has; what it does not know stays single characters."""
        return self._cutter.known(text)

    def general_frequency(self, word: str) -> float:
        """Share of a word in general Chinese text, 0 when the dictionary lacks it."""
        return self._cutter.general_frequency(word)

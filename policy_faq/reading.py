"""Reading room: from raw text to everything the search compares, in one step."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from policy_faq.text import Normaliser, Vocabulary
from policy_faq.tokens import PinyinReader, pairs, units, word_cutter

_LETTERS = re.compile(r"[a-z]+")
_SHORTEST_INITIALS = 3


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


class LatinReader:
    """Turns pinyin typed in Latin letters into words of the knowledge base.

    Whole syllables ("shiyedengji") and first letters ("sybx") are both understood; letters that
    mean neither stay as they are.

    Args:
        pinyin: reads characters and cuts letters into syllables.
        words: what syllables may stand for, the most used first.
        keywords: what first letters may stand for.
    """

    __slots__ = ("_by_initials", "_by_sound", "_longest", "_pinyin")

    def __init__(self, pinyin: PinyinReader, words: Iterable[str], keywords: Iterable[str]) -> None:
        self._pinyin = pinyin
        self._by_sound: dict[tuple[str, ...], str] = {}
        for word in words:
            sound = tuple(map(pinyin.sound, word))
            if all(sound):
                self._by_sound.setdefault(sound, word)
        self._longest = max((len(sound) for sound in self._by_sound), default=0)
        self._by_initials: dict[str, list[str]] = {}
        for keyword in dict.fromkeys(keywords):
            letters = "".join(pinyin.sound(char)[:1] for char in keyword)
            if len(letters) == len(keyword) >= _SHORTEST_INITIALS - 1:
                self._by_initials.setdefault(letters, []).append(keyword)

    def rewrite(self, plain: str) -> tuple[str, bool]:
        """Replace pinyin by words; the flag tells whether first letters had to be guessed."""
        guessed = False

        def replace(match: re.Match[str]) -> str:
            nonlocal guessed
            letters = match.group()
            if spelled := self._spell(self._pinyin.spell(letters)):
                return spelled
            shortest = _SHORTEST_INITIALS - (len(letters) == len(plain))
            if len(letters) >= shortest and (found := self._by_initials.get(letters)):
                guessed = True
                return "".join(found[:3])
            return letters

        joined = re.sub(r"(?<=[a-z]) (?=[a-z])", "", plain)
        rewritten = _LETTERS.sub(replace, joined)
        return (rewritten, guessed) if rewritten != joined else (plain, False)

    def _spell(self, sounds: list[str]) -> str:
        """Words for a run of syllables, longest first; "" when some syllable fits no word."""
        spelled, start = "", 0
        while start < len(sounds):
            for end in range(min(len(sounds), start + self._longest), start, -1):
                if (word := self._by_sound.get(tuple(sounds[start:end]))) is not None:
                    spelled, start = spelled + word, end
                    break
            else:
                return ""
        return spelled if len(sounds) > 1 else ""

"""Reading room: the four ways a normal form is cut for the index.

Characters, pairs of characters, jieba words in search mode, and toneless pinyin.
"""

import logging
import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

with warnings.catch_warnings():
    # jieba asks setuptools for its dictionary file; that way is deprecated, not ours to change.
    warnings.filterwarnings("ignore", message="pkg_resources is deprecated")
    import jieba

_UNIT = re.compile(r"[a-z]+|[0-9]+(?:\.[0-9]+)?%?|[^\sa-z0-9]")
_TONES = str.maketrans("āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜüḿńňǹê", "aaaaooooeeeeiiiiuuuuvvvvvmnnne")
_SYLLABLE = re.compile("[a-z]{2,6}|[aeo]")
_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"))


def units(text: str) -> list[str]:
    """Single characters; a run of Latin letters or a number counts as one."""
    return _UNIT.findall(text)


def pairs(parts: list[str]) -> list[str]:
    """Neighbouring units joined two by two."""
    return [left + right for left, right in pairwise(parts)]


@dataclass(frozen=True, slots=True)
class PinyinTable:
    """Characters and, in the same order, their toneless spelling."""

    characters: tuple[str, ...]
    spellings: tuple[str, ...]


def load_pinyin_table() -> PinyinTable:
    """Take the table from pypinyin, which is large; so it is only imported when needed."""
    from pypinyin.constants import PINYIN_DICT

    # Only the common block: rare characters bring odd syllables such as "m" or "ng".
    codes = [code for code in range(0x4E00, 0x9FA6) if code in PINYIN_DICT]
    return PinyinTable(
        characters=tuple(map(chr, codes)),
        spellings=tuple(PINYIN_DICT[code].split(",")[0].translate(_TONES) for code in codes),
    )


class PinyinReader:
    """Toneless readings, with zh/ch/sh and final -ng folded as many speakers do. Immutable.

    Args:
        table: spellings of the common characters; pypinyin's when None.
    """

    __slots__ = ("_readings", "_spellings")

    def __init__(self, table: PinyinTable | None = None) -> None:
        table = table or load_pinyin_table()
        known = set(table.spellings)
        self._spellings = frozenset(word for word in known if _SYLLABLE.fullmatch(word))
        folded = {spelling: _fold_accent(spelling) for spelling in known}
        plain = zip(table.characters, table.spellings, strict=True)
        self._readings = {char: folded[spelling] for char, spelling in plain}

    def sound(self, char: str) -> str:
        """Reading of one character, "" if it has none."""
        return self._readings.get(char, "")

    def sounds(self, parts: list[str]) -> list[str]:
        """Readings of all units in order: characters by sound, Latin words if they are pinyin."""
        found: list[str] = []
        for part in parts:
            if part.isascii() and part.isalpha():
                found += self.spell(part) or [part]
            elif reading := self._readings.get(part):
                found.append(reading)
        return found

    def spell(self, letters: str) -> list[str]:
        """Cut Latin letters into readings, fewest first; [] when they are not pinyin."""
        best: list[list[str] | None] = [[]] + [None] * len(letters)
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - 6), end):
                before = best[start]
                if before is None or letters[start:end] not in self._spellings:
                    continue
                known = best[end]
                if known is None or len(before) + 1 < len(known):
                    best[end] = [*before, letters[start:end]]
        return [_fold_accent(word) for word in best[-1] or []]


class WordCutter:
    """jieba behind one function, with a dictionary of its own and our domain words."""

    __slots__ = ("_general", "_tokenizer", "_total")

    def __init__(self, domain_words: tuple[str, ...]) -> None:
        jieba.default_logger.setLevel(logging.WARNING)
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.initialize()
        self._general = {word: self._tokenizer.FREQ.get(word, 0) for word in domain_words}
        self._total = float(self._tokenizer.total)
        for word in domain_words:
            self._tokenizer.add_word(word)

    def cut(self, text: str) -> list[str]:
        """Words of a normal form, long ones also in their parts (search mode)."""
        return [word for word in self._tokenizer.cut_for_search(text) if not word.isspace()]

    def known(self, text: str) -> list[str]:
        """Words of the dictionary in order; what it does not know stays single characters."""
        return list(self._tokenizer.cut(text, HMM=False))

    def general_frequency(self, word: str) -> float:
        """Share of a word in the dictionary's general text, before our words were added."""
        count = self._general.get(word)
        if count is None:
            count = self._tokenizer.FREQ.get(word, 0)
        return float(count) / self._total


@lru_cache(maxsize=2)
def word_cutter(domain_words: tuple[str, ...]) -> WordCutter:
    """A cutter shared by all readers with the same words: its dictionary is large."""
    return WordCutter(domain_words)


def _fold_accent(reading: str) -> str:
    for spoken, folded in _FUZZY:
        if reading.startswith(spoken):
            reading = folded + reading[2:]
    return reading[:-1] if reading.endswith("ng") else reading

"""Reading room: pinyin typed in Latin letters becomes words of the knowledge base.

Whole syllables ("shiyedengji") and first letters ("sybx", "sydj cl") are both understood; letters
that mean neither stay as they are.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from policy_faq.tokens import PinyinReader

_LETTERS = re.compile(r"[a-z]+")
_MOST = 3
_SHORTEST, _SHORTEST_INSIDE, _SHORTEST_START = 2, 3, 3


@dataclass(frozen=True, slots=True)
class Meant:
    """What a typed text may stand for, the likeliest first.

    `is_guessed`: first letters that stand for several keywords, or for none exactly.
    """

    texts: tuple[str, ...]
    is_guessed: bool = False


class LatinReader:
    """Reads pinyin and first letters. Immutable after construction.

    Args:
        pinyin: reads characters and cuts letters into syllables.
        words: what syllables may stand for, the most used first.
        keywords: what first letters may stand for, the most important first.
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
            if len(letters) == len(keyword) >= _SHORTEST:
                self._by_initials.setdefault(letters, []).append(keyword)

    def read(self, plain: str) -> Meant:
        """What a text in plain form may mean; itself when it has no pinyin."""
        if not _LETTERS.search(plain):
            return Meant((plain,))
        joined = re.sub(r"(?<=[a-z]) (?=[a-z])", "", plain)
        spelled = _LETTERS.sub(lambda m: self._spell(m.group()) or m.group(), joined)
        if spelled != joined:
            return self._by_letters(spelled) or Meant((spelled,))
        return self._by_letters(plain) or Meant((plain,))

    def _by_letters(self, plain: str) -> Meant | None:
        """The text with first letters replaced, in up to three ways; None when a run fits none."""
        runs = _LETTERS.findall(plain)
        is_all = not _LETTERS.sub("", plain).strip()
        found = {run: self._words_of(run, is_all=is_all) for run in runs}
        if len(runs) > _MOST or not all(found.values()):
            return None
        ways = max(map(len, found.values()), default=0)
        texts = []
        for way in range(ways):
            chosen = {
                run: (words[min(way, len(words) - 1)] if words else run)
                for run, words in found.items()
            }
            texts.append(_with_words(plain, chosen))
        is_guessed = any(
            self._by_initials.get(run, ()) != words or len(words) > 1
            for run, words in found.items()
        )
        return Meant(tuple(dict.fromkeys(texts)), is_guessed) if texts else None

    def _words_of(self, letters: str, *, is_all: bool) -> list[str]:
        """Keywords with these first letters, else those that begin so, else two put together."""
        if len(letters) < (_SHORTEST if is_all else _SHORTEST_INSIDE):
            return []
        if known := self._by_initials.get(letters):
            return known[:_MOST]
        if len(letters) < _SHORTEST_START:
            return []
        return self._put_together(letters) or self._beginning_with(letters)

    def _put_together(self, letters: str) -> list[str]:
        """Two keywords whose first letters make up the run, the longest first one first."""
        for cut in range(len(letters) - _SHORTEST, _SHORTEST - 1, -1):
            left, right = self._by_initials.get(letters[:cut]), self._by_initials.get(letters[cut:])
            if left and right:
                return [left[0] + right[0]]
        return []

    def _beginning_with(self, letters: str) -> list[str]:
        begun = (
            words[0] for known, words in self._by_initials.items() if known.startswith(letters)
        )
        return [word for word, _ in zip(begun, range(_MOST), strict=False)]

    def _spell(self, letters: str) -> str:
        """Words for a run of syllables, longest first; "" when some syllable fits no word."""
        sounds = self._pinyin.spell(letters)
        spelled, start = "", 0
        while start < len(sounds):
            for end in range(min(len(sounds), start + self._longest), start, -1):
                if (word := self._by_sound.get(tuple(sounds[start:end]))) is not None:
                    spelled, start = spelled + word, end
                    break
            else:
                return ""
        return spelled if len(sounds) > 1 else ""


def _with_words(plain: str, chosen: Mapping[str, str]) -> str:
    return _LETTERS.sub(lambda match: chosen[match.group()], plain).replace(" ", "")

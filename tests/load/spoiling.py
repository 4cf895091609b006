"""Ways in which questions arrive spoiled: spacing, width, script, sound, a lost character."""

import random
from collections.abc import Callable

import opencc
from pypinyin import lazy_pinyin

_TO_TRADITIONAL = opencc.OpenCC("s2t")
_COMMON = range(0x4E00, 0x9FA6)
_SWAPPED = 7  # one character in seven


def spaced(question: str, dice: random.Random) -> str:
    """A space after every other character or so."""
    return "".join(char + " " * (dice.random() < 0.4) for char in question)


def full_width(question: str, dice: random.Random) -> str:
    """Latin letters, digits and signs as wide as characters, and a smile."""
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in question)
    return f"{wide}？😊"


def traditional(question: str, dice: random.Random) -> str:
    """In traditional script."""
    return str(_TO_TRADITIONAL.convert(question))


def same_sound(question: str, dice: random.Random) -> str:
    """One character in seven, at least one, taken for another of the same sound."""
    chars = list(question)
    places = [n for n, char in enumerate(chars) if _homophones().get(_sound(char))]
    for place in dice.sample(places, min(len(places), max(1, len(chars) // _SWAPPED))):
        others = [c for c in _homophones()[_sound(chars[place])] if c != chars[place]]
        chars[place] = dice.choice(others or [chars[place]])
    return "".join(chars)


def one_lost(question: str, dice: random.Random) -> str:
    """One character gone."""
    place = dice.randrange(len(question))
    return question[:place] + question[place + 1 :] or question


SPOILERS: dict[str, Callable[[str, random.Random], str]] = {
    "spaces": spaced,
    "full width": full_width,
    "traditional script": traditional,
    "same sound": same_sound,
    "one character lost": one_lost,
}
_found: dict[str, list[str]] = {}


def _sound(char: str) -> str:
    return lazy_pinyin(char)[0] if ord(char) in _COMMON else ""


def _homophones() -> dict[str, list[str]]:
    """Characters of the content by sound, so that people would really type them."""
    if not _found:
        from policy_faq.entries import load_entries

        entries = load_entries()
        for char in sorted({c for e in entries for text in (*e.questions, e.answer) for c in text}):
            if sound := _sound(char):
                _found.setdefault(sound, []).append(char)
    return _found

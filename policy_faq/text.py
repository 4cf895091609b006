"""Reading room: one normal form for what people type, dictate or paste.

Order matters: width and script first, then spaces, numerals, synonyms, question words, fillers.
"""

import re
import unicodedata
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast

import opencc

from policy_faq.numerals import plain_digits
from policy_faq.yaml_files import read_yaml

SYNONYMS_FILE = Path(__file__).parent / "synonyms.yml"
MAX_RAW_CHARS = 2_000
MAX_CHARS = 300
_CLAIM_TOKEN = re.compile(r"\[\[(?:id|phone|card):[0-9a-f]*\]\]")
# Tibetan and Mongolian vowel signs are no word characters to Python, but they are text.
_NOT_TEXT = re.compile(r"[^\w%.\u0f71-\u0fbc\u1885\u1886]+|_+")
_LONE_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)|(?<!\d)%")
_LATIN = re.compile(r"[a-z0-9.%]+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The hand-made word lists of synonyms.yml, ready for rewriting."""

    rewrites: dict[str, str]
    question_words: dict[str, str]
    heads: tuple[str, ...]
    tails: tuple[str, ...]
    domain_words: tuple[str, ...]
    says_nothing: frozenset[str]
    aspects: frozenset[str]
    elsewhere: tuple[str, ...]

    @classmethod
    def load(cls, path: Path = SYNONYMS_FILE) -> "Vocabulary":
        """Read a word list file. Raises KeyError when a section is missing."""
        data = cast(dict[str, Any], read_yaml(path.read_text(encoding="utf-8")))
        return cls(
            rewrites=_to_first(data["same"]),
            question_words=_to_first(data["question_words"]),
            heads=tuple(data["heads"]),
            tails=tuple(data["tails"]),
            domain_words=tuple(data["domain_words"]),
            says_nothing=frozenset(data["says_nothing"]),
            aspects=frozenset(data["aspects"]),
            elsewhere=tuple(data["elsewhere"]),
        )

    def aspect_pattern(self) -> re.Pattern[str]:
        """Matches every word that says nothing of the matter itself, the longest first."""
        asking = self.question_words.keys() | frozenset(self.question_words.values())
        return re.compile(_alternatives({*self.says_nothing, *self.aspects, *asking}) + r"|\d+")

    def as_text(self) -> str:
        """All lists as one text that differs whenever they do."""
        lists = (getattr(self, field.name) for field in fields(self))
        return repr([sorted(kept) if isinstance(kept, frozenset) else kept for kept in lists])


class Normaliser:
    """Brings questions and wordings to the same normal form. Immutable after construction."""

    __slots__ = ("_folding", "_heads", "_rewriting", "_script", "_tails")

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._script = opencc.OpenCC("t2s")
        # Domain words match themselves, so 求职登记 is not cut apart by the synonym of 求职.
        protected = {word: word for word in vocabulary.domain_words}
        self._rewriting = _Replacer({**protected, **vocabulary.rewrites})
        self._folding = _Replacer(vocabulary.question_words)
        self._heads = re.compile(f"^(?:{_alternatives(vocabulary.heads)})+")
        self._tails = re.compile(f"(?:{_alternatives(vocabulary.tails)})+$")

    def plain(self, text: str) -> str:
        """Script, width, case, spaces, emoji and numerals only: what staff would call same."""
        text = _CLAIM_TOKEN.sub(" ", text[:MAX_RAW_CHARS])
        text = unicodedata.normalize("NFKC", text).lower()
        text = self._script.convert(_without_lone_surrogates(text))
        text = _LONE_DOT.sub(" ", _NOT_TEXT.sub(" ", text))
        return plain_digits(_join_chinese(text)).strip()

    def normal(self, text: str) -> str:
        """The full normal form used for searching, at most MAX_CHARS characters."""
        return self.fold(self.plain(text))

    def fold(self, plain: str) -> str:
        """Rewrite synonyms and question words of a `plain` text and strip fillers at its ends."""
        stripped = self._heads.sub("", plain).strip()
        stripped = self._tails.sub("", stripped).strip() or plain
        return self._folding(self._rewriting(stripped))[:MAX_CHARS]


class _Replacer:
    """Longest match first; canonical words match themselves, so they are never cut apart."""

    __slots__ = ("_pattern", "_table")

    def __init__(self, table: dict[str, str]) -> None:
        self._table = {**{canonical: canonical for canonical in table.values()}, **table}
        self._pattern = re.compile(_alternatives(self._table))

    def __call__(self, text: str) -> str:
        return self._pattern.sub(lambda match: self._table[match.group()], text)


def _to_first(groups: dict[str, list[str]]) -> dict[str, str]:
    return {alias: canonical for canonical, aliases in groups.items() for alias in aliases}


def _alternatives(words: Any) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


def _join_chinese(text: str) -> str:
    """Drop spaces except between two Latin words or numbers."""
    words = text.split()
    joined = ""
    for word in words:
        gap = joined and _LATIN.fullmatch(joined[-1]) and _LATIN.match(word[0])
        joined += (" " if gap else "") + word
    return joined


def _without_lone_surrogates(text: str) -> str:
    return text.encode("utf-8", "ignore").decode("utf-8")

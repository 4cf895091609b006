"""Ours and its peers behind one method, each over the same entries.

A peer gets every chance: one row for each wording, or each entry with its answer as one row,
whichever does better is the one reported.
"""

import logging
import re
import sqlite3
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

Entries = Sequence[Mapping[str, Any]]
Row = tuple[int, str]
_ROWS = 80
_WORD = re.compile(r"\w+")


class Engine(Protocol):
    """Something that finds entries."""

    def search(self, query: str, k: int) -> list[int]:
        """Numbers of the best `k` entries, best first."""
        ...


def by_wording(entries: Entries) -> list[Row]:
    """One row for each wording, without the answers."""
    return [(n, text) for n, entry in enumerate(entries) for text in entry["questions"]]


def by_entry(entries: Entries) -> list[Row]:
    """One row for each entry: its wordings and its answer."""
    return [(n, "\n".join([*e["questions"], e["answer"]])) for n, e in enumerate(entries)]


class Ours:
    """The index of this product."""

    def __init__(self, entries: Entries) -> None:
        from policy_faq.index import build

        self._index = build({**entry, "id": number} for number, entry in enumerate(entries))

    def search(self, query: str, k: int) -> list[int]:
        return [int(str(number)) for number, _ in self._index.search(query, k)]


class Bm25s:
    """bm25s over jieba words in search mode."""

    def __init__(self, rows: Sequence[Row]) -> None:
        import bm25s

        self._entries = np.array([number for number, _ in rows])
        self._index = bm25s.BM25()
        self._index.index([_jieba(text) for _, text in rows], show_progress=False)

    def search(self, query: str, k: int) -> list[int]:
        words = [word for word in _jieba(query) if word in self._index.vocab_dict]
        if not words:
            return []
        return _best(np.asarray(self._index.get_scores(words)), self._entries, k)


class Tfidf:
    """scikit-learn: cosine of TF-IDF vectors over character n-grams of 1 to 3."""

    def __init__(self, rows: Sequence[Row]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._entries = np.array([number for number, _ in rows])
        self._vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), dtype=np.float32)
        self._rows = self._vectors.fit_transform([text for _, text in rows]).T.tocsr()

    def search(self, query: str, k: int) -> list[int]:
        found = self._vectors.transform([query]) @ self._rows
        return _best(found.toarray()[0], self._entries, k)


class Fts5:
    """SQLite FTS5: its trigram tokenizer over raw text, or unicode61 over jieba words."""

    def __init__(self, rows: Sequence[Row], *, jieba: bool) -> None:
        self._cut = _jieba if jieba else _trigrams
        tokenizer = "unicode61" if jieba else "trigram"
        self._file = sqlite3.connect(":memory:")
        self._file.execute(
            f"CREATE VIRTUAL TABLE faq USING fts5(text, entry UNINDEXED, tokenize='{tokenizer}')"
        )
        texts = ((" ".join(_jieba(text)) if jieba else text, number) for number, text in rows)
        self._file.executemany("INSERT INTO faq(text, entry) VALUES (?, ?)", texts)
        self._file.execute("INSERT INTO faq(faq) VALUES ('optimize')")

    def search(self, query: str, k: int) -> list[int]:
        terms = dict.fromkeys(term.replace('"', "") for term in self._cut(query))
        asked = " OR ".join(f'"{term}"' for term in terms if _WORD.search(term))
        if not asked:
            return []
        found = self._file.execute(
            "SELECT entry FROM faq WHERE faq MATCH ? ORDER BY rank LIMIT ?", (asked, _ROWS)
        )
        return list(dict.fromkeys(int(entry) for (entry,) in found))[:k]


PEERS = {
    "bm25s + jieba": Bm25s,
    "FTS5 trigram": lambda rows: Fts5(rows, jieba=False),
    "FTS5 + jieba": lambda rows: Fts5(rows, jieba=True),
    "TF-IDF char 1-3": Tfidf,
}
LAYOUTS = {"wordings": by_wording, "entries": by_entry}


def make(name: str, layout: str, entries: Entries) -> Engine:
    """Build an engine over entries; ours knows no layouts."""
    return Ours(entries) if name == "ours" else PEERS[name](LAYOUTS[layout](entries))


def _jieba(text: str) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

    jieba.default_logger.setLevel(logging.WARNING)
    return [word for word in jieba.cut_for_search(text.lower()) if _WORD.search(word)]


def _trigrams(text: str) -> list[str]:
    return [text[n : n + 3] for n in range(len(text) - 2)]


def _best(scores: "np.ndarray[Any, Any]", entries: "np.ndarray[Any, Any]", k: int) -> list[int]:
    """Best entries by their best row, rows without any score left out."""
    rows = min(_ROWS, len(scores))
    top = np.argpartition(-scores, rows - 1)[:rows]
    top = top[np.argsort(-scores[top], kind="stable")]
    return list(dict.fromkeys(entries[top[scores[top] > 0]].tolist()))[:k]

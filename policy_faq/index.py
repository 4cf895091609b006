"""Reading room: ranked search over anybody's questions and answers, not only ours.

Entry points: `build([{"id": 1, "questions": ["怎么开户"], "answer": "…"}]).search("咋开户")`.
The engine is that of `PolicySearch`; of the hand-made word lists only those that hold for any
Chinese question are used, and nothing is decided: the caller gets entries in order.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from policy_faq.coded_corpus import CodedCorpus, CorpusCoder
from policy_faq.corpus import collector_paused
from policy_faq.indexing import index_corpus
from policy_faq.memory import hand_back_freed_memory
from policy_faq.postings import Floats, low_bar
from policy_faq.ranking import Ranker, Weights
from policy_faq.reading import TextReader
from policy_faq.text import Normaliser, Vocabulary
from policy_faq.tokens import pairs, units

MANY_WORDINGS = replace(Weights(), keyword=0.0)
ONE_WORDING = replace(
    MANY_WORDINGS,
    pairs=0.3, words=0.3, pinyin=0.15, entry=0.0, entry_words=0.0, expected=0.0,
    answer=0.75, answer_pairs=0.4, language=1.0, language_pinyin=0.5,
)  # fmt: skip
_MANY = 3.0  # mean number of wordings from which an entry's own language tells more
_LARGE = 5_000  # entries from which readings of answers cost more memory than they give
_COMMONEST = 0.15
_PIECE, _MOST_PIECES = 250, 40


@dataclass(frozen=True, slots=True)
class Index:
    """Entries that can be searched. Immutable, so it may be shared by threads. Built by `build`."""

    ids: tuple[Hashable, ...]
    ranker: Ranker
    reader: TextReader

    def search(self, query: str, k: int = 3) -> list[tuple[Hashable, float]]:
        """The entries nearest to a query, best first, at most `k`, those alike in their order.

        Entries that share nothing with the query are left out. Scores only compare within one
        query.
        """
        question = self.reader.read(query)
        if k < 1 or not self.ids or not question.units:
            return []
        scores, found = self.ranker.rank(question)
        scores[found <= 0] = -np.inf
        return [(self.ids[n], float(scores[n])) for n in _best(scores, k)]

    def __len__(self) -> int:
        return len(self.ids)


def build(entries: Iterable[Mapping[str, Any]], weights: Weights | None = None) -> Index:
    """Index entries.

    Args:
        entries: each with an "id", "questions" (a list, or one text) and, if it has one, an
            "answer". Empty and overlong texts are fine.
        weights: how much each way of comparing counts; chosen by the number of questions when None.

    Raises:
        ValueError: naming an id that appears more than once.
    """
    ids: dict[Hashable, None] = {}
    questions: list[list[str]] = []
    answers: list[str] = []
    for entry in entries:
        if entry["id"] in ids:
            raise ValueError(f"id appears more than once: {entry['id']!r}")
        ids[entry["id"]] = None
        questions.append(_texts(entry.get("questions")) or [""])
        answers.append(" ".join(_texts(entry.get("answer"))))
    weights = weights or _choose_weights(questions, answers)
    with collector_paused():
        ranker = index_corpus(_read(questions, answers, weights), weights)
    hand_back_freed_memory()
    return Index(tuple(ids), ranker, _reader())


def _choose_weights(questions: Sequence[Sequence[str]], answers: Sequence[str]) -> Weights:
    """By how many ways of asking there are, and whether there are answers; see the benchmarks."""
    if sum(map(len, questions)) >= _MANY * len(questions):
        return MANY_WORDINGS
    chosen = ONE_WORDING
    if not any(answers):
        chosen = replace(chosen, answer=0.0, answer_pairs=0.0, language=0.0, language_pinyin=0.0)
    if len(questions) >= _LARGE:
        chosen = replace(chosen, language_pinyin=0.0, commonest=_COMMONEST)
    return chosen


@lru_cache(maxsize=1)
def _vocabulary() -> Vocabulary:
    """Our word lists without our domain: no synonyms, no domain words."""
    ours = Vocabulary.load()
    unchanged = {word: word for word in ours.question_words.values()}
    return replace(ours, rewrites=unchanged, domain_words=(), elsewhere=())


@lru_cache(maxsize=1)
def _reader() -> TextReader:
    return TextReader(_vocabulary())


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else [str(text) for text in value]


def _read(
    questions: Sequence[Sequence[str]],
    answers: Sequence[str],
    weights: Weights,
) -> CodedCorpus:
    """Read all texts one after the other, keeping only numbers; answers as far as they count."""
    coder, reader, normaliser = CorpusCoder(), _reader(), Normaliser(_vocabulary())
    for entry, texts in enumerate(questions):
        for text in texts:
            read = reader.read(text)
            coder.add(entry, read.units, read.pairs, read.words, read.syllables)
    for entry, answer in enumerate(answers):
        cut = [unit for piece in _pieces(answer) for unit in units(normaliser.normal(piece))]
        sounds = reader.pinyin.sounds(cut) if weights.language_pinyin else []
        coder.add(
            entry, cut, pairs(cut) if weights.answer_pairs else (), (), sounds + pairs(sounds)
        )
    return coder.coded(sum(map(len, questions)), 0)


def _pieces(text: str) -> Iterator[str]:
    """A long text in pieces no reader cuts short."""
    for start in range(0, min(len(text), _PIECE * _MOST_PIECES), _PIECE):
        yield text[start : start + _PIECE]


def _best(scores: Floats, k: int) -> list[int]:
    """Places of the k highest scores above minus infinity, ties in reading order."""
    among = np.flatnonzero((scores > -np.inf) & (scores >= low_bar(scores, k)))
    order = np.argsort(-scores[among], kind="stable")[:k]
    return [int(n) for n in among[order]]

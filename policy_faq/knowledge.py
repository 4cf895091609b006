"""Reading room: all that is learnt from the entries, as one record that can be kept in a cache."""

from collections.abc import Iterable, MutableMapping, Sequence
from dataclasses import dataclass
from itertools import chain

from policy_faq.confidence import Bars, Judge
from policy_faq.corpus import Corpus, collector_paused
from policy_faq.entries import Entry
from policy_faq.indexing import build_ranker
from policy_faq.memory import hand_back_freed_memory
from policy_faq.outside import OutsideLanguage, build_outside, load_outside
from policy_faq.ranking import Ranker
from policy_faq.reading import ReadText, TextReader
from policy_faq.scope import Domain, Scope, build_domain
from policy_faq.text import Vocabulary
from policy_faq.tokens import PinyinReader, PinyinTable, load_pinyin_table


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Indexes, domain, bars and the readings of characters. Built by `learn`."""

    pinyin: PinyinTable
    ranker: Ranker
    domain: Domain
    outside: OutsideLanguage
    bars: Bars
    spoken: tuple[str, ...]


def learn(
    entries: Sequence[Entry],
    vocabulary: Vocabulary,
    known: MutableMapping[str, ReadText] | None = None,
) -> Knowledge:
    """Read and index the entries; this is what takes seconds.

    Args:
        entries: what to learn.
        vocabulary: how to read it.
        known: what was read before with the same vocabulary, see `Corpus.read`.
    """
    with collector_paused():
        knowledge = _learn(entries, vocabulary, known)
    hand_back_freed_memory()
    return knowledge


def _learn(
    entries: Sequence[Entry], vocabulary: Vocabulary, known: MutableMapping[str, ReadText] | None
) -> Knowledge:
    pinyin = load_pinyin_table()
    reader = TextReader(vocabulary, PinyinReader(pinyin))
    corpus = Corpus.read(entries, reader, known)
    ranker = build_ranker(corpus)
    domain = build_domain(corpus, vocabulary.elsewhere)
    outside = build_outside(corpus.flat(), [reader.read(text) for text in load_outside()])
    unset = Judge(ranker, Scope(domain, reader, outside), Bars(answer=1.0, scope=0.0))
    typed = chain.from_iterable(entry.keywords for entry in entries)
    return Knowledge(
        pinyin=pinyin,
        ranker=ranker,
        domain=domain,
        outside=outside,
        bars=unset.calibrate(corpus.wordings),
        spoken=tuple(_spoken(map(reader.plain, typed), vocabulary)),
    )


def _spoken(keywords: Iterable[str], vocabulary: Vocabulary) -> Iterable[str]:
    """What first letters may stand for: keywords, then our own words and their other names."""
    return dict.fromkeys([*keywords, *vocabulary.domain_words, *vocabulary.rewrites])

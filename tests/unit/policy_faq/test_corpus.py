"""Texts that were read before are not read again, and nothing else changes by that."""

import gc
from dataclasses import replace

import pytest

from policy_faq.corpus import Corpus, collector_paused
from policy_faq.entries import Entry
from policy_faq.knowledge import learn
from policy_faq.reading import ReadText, TextReader
from policy_faq.text import Vocabulary


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader(Vocabulary.load())


def test_a_changed_entry_is_read_and_the_others_are_known(
    entries: tuple[Entry, ...], reader: TextReader
) -> None:
    known: dict[str, ReadText] = {}
    Corpus.read(entries, reader, known)
    before = dict(known)
    changed = [replace(entries[0], question="一个全新的问题"), *entries[1:]]
    corpus = Corpus.read(changed, reader, known)
    assert corpus.wordings[0][0] == reader.read("一个全新的问题")
    assert corpus.answers[1] is before[entries[1].answer]
    assert entries[0].question not in known
    assert known.keys() - before.keys() == {"一个全新的问题"}


def test_what_is_learnt_does_not_depend_on_what_was_known(entries: tuple[Entry, ...]) -> None:
    vocabulary, known = Vocabulary.load(), dict[str, ReadText]()
    learn(entries[1:], vocabulary, known)
    again, anew = learn(entries, vocabulary, known), learn(entries, vocabulary)
    assert again.bars == anew.bars
    question = TextReader(vocabulary).read("失业登记怎么办")
    assert again.ranker.scores(question).tolist() == anew.ranker.scores(question).tolist()


def test_the_collector_goes_on_afterwards() -> None:
    with pytest.raises(RuntimeError), collector_paused():
        assert not gc.isenabled()
        raise RuntimeError
    assert gc.isenabled()

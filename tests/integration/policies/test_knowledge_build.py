"""Learning beside: a process of its own leaves in the cache what the search then finds there."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from backend.policies.knowledge_build import learn_beside
from policy_faq.cache import Cache
from policy_faq.entries import Entry, load_entries
from policy_faq.search import PolicySearch
from tests.integration.policies.small_knowledge import small_seed


@pytest.fixture
def entries(tmp_path: Path) -> Sequence[Entry]:
    """More entries than are learnt faster than a process starts."""
    seed = small_seed(tmp_path / "seed")
    first = load_entries(seed.folder / "content", seed.sources({}))
    more = [
        replace(
            first[1], id=f"more-{n}", question=f"第{n}号窗口在哪里？", wordings=(f"找{n}号窗口",)
        )
        for n in range(120)
    ]
    return [*first, *more]


def test_the_search_finds_it_learnt(entries: Sequence[Entry], tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    learn_beside(entries, cache)
    learnt = list((tmp_path / "cache").iterdir())
    assert len(learnt) == 1
    search = PolicySearch(entries, cache=cache)
    assert list((tmp_path / "cache").iterdir()) == learnt
    assert search.search("咋办失业登记").hits[0].entry.id == "how"


def test_few_entries_need_no_process(entries: Sequence[Entry], tmp_path: Path) -> None:
    learn_beside(entries[:3], Cache(tmp_path / "cache"))
    assert not (tmp_path / "cache").exists()


def test_without_a_child_it_is_learnt_here(
    entries: Sequence[Entry], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for nowhere in (str(tmp_path / "no-python"), "/bin/false"):
        monkeypatch.setattr(sys, "executable", nowhere)
        learn_beside(entries, Cache(tmp_path / "cache"))
    assert PolicySearch(entries).search("找7号窗口").hits[0].entry.id == "more-7"

"""How long a search takes, beside a plain BM25 over jieba words on the same questions.

Run: uv run python tests/load/search_latency.py [--questions 500]
Prints milliseconds and ratios; nothing is asserted, machines differ.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from policy_faq.bm25 import build_bm25
from policy_faq.entries import Entry, load_entries
from policy_faq.postings import code
from policy_faq.search import PolicySearch
from policy_faq.tokens import WordCutter

WARM_UP = 50


class PlainBm25:
    """The floor: one BM25 over jieba words of the raw wordings, best wording wins."""

    def __init__(self, entries: list[Entry]) -> None:
        self._cutter = WordCutter(())
        self._index = build_bm25(
            code(self._cutter.cut(wording) for entry in entries for wording in entry.questions)
        )

    def search(self, question: str) -> int:
        """Row of the best wording."""
        return int(self._index.scores(self._cutter.cut(question)).argmax())


def spoken(wording: str, dice: random.Random) -> str:
    """A question like the wording, but not the wording: a character lost, a filler before it."""
    place = dice.randrange(len(wording))
    return dice.choice(["", "请问", "我想问一下"]) + wording[:place] + wording[place + 1 :]


def grown(entries: tuple[Entry, ...], size: int) -> list[Entry]:
    """At least `size` entries; copies get wordings of their own, so the index really grows."""
    found = list(entries)
    while len(found) < size:
        original = entries[len(found) % len(entries)]
        number = len(found)
        wordings = tuple(f"{wording}{number}" for wording in original.wordings)
        found.append(replace(original, id=f"{original.id}-{number}", wordings=wordings))
    return found


def timings(ask: Callable[[str], object], questions: list[str]) -> list[float]:
    """Milliseconds per question, ascending, after a warm-up."""
    for question in questions[:WARM_UP]:
        ask(question)
    spent = []
    for question in questions:
        started = time.perf_counter()
        ask(question)
        spent.append((time.perf_counter() - started) * 1_000)
    return sorted(spent)


def report(name: str, spent: list[float]) -> None:
    """Print one line of percentiles."""
    p50, p99 = spent[len(spent) // 2], spent[int(len(spent) * 0.99)]
    print(f"{name:<28} p50 {p50:7.3f} ms   p99 {p99:7.3f} ms   worst {spent[-1]:7.3f} ms")


def main() -> None:
    """Measure both searches on the same questions."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, default=500, help="how many to ask")
    parser.add_argument("--entries", type=int, default=400, help="least size of the index")
    options = parser.parse_args()
    dice = random.Random(11)
    entries = grown(load_entries(), options.entries)
    wordings = [wording for entry in entries for wording in entry.questions]
    questions = [spoken(dice.choice(wordings), dice) for _ in range(options.questions)]

    started = time.perf_counter()
    search = PolicySearch(entries)
    print(f"{len(entries)} entries, {len(wordings)} wordings")
    print(f"build {time.perf_counter() - started:.2f} s")
    plain = PlainBm25(entries)
    ours, floor = timings(search.search, questions), timings(plain.search, questions)
    report("search", ours)
    report("plain BM25, jieba words", floor)
    middle = len(ours) // 2
    last = int(len(ours) * 0.99)
    print(f"ratio p50 {ours[middle] / floor[middle]:.1f}   p99 {ours[last] / floor[last]:.1f}")
    for length in (2_000, 100_000):
        report(
            f"{length} characters", timings(search.search, ["失业登记怎么办" * (length // 7)] * 20)
        )


if __name__ == "__main__":
    main()

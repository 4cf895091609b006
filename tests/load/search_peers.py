"""Ours beside its peers on the same data in one run: quality, speed, memory.

Run: uv run --group measure python -m tests.load.search_peers [HOLDOUT.jsonl ...]
Every engine is measured in a process of its own, one after the other. Times are CPU times, so
that other work on the machine does not count; all engines use one thread. Prints tables, asserts
nothing. Questions of a file come on top of the wordings held out of the content.
"""

import argparse
import json
import math
import multiprocessing
import random
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.load.engines import LAYOUTS, PEERS, make
from tests.load.spoiling import SPOILERS

DEVELOPMENT = Path(__file__).parents[1] / "content" / "development.jsonl"
SEED, DEPTH, SPOILED = 7, 10, 400


@dataclass(frozen=True)
class Trial:
    """What is indexed, and sets of questions with the numbers of the entries that are right."""

    name: str
    entries: list[dict[str, Any]]
    sets: dict[str, list[tuple[str, frozenset[int]]]]


@dataclass(frozen=True)
class Outcome:
    """Of one engine on one trial: rank of the first right entry per question (0: not found)."""

    build_s: float
    rss_mb: float
    ranks: dict[str, list[int]]
    spent_ms: dict[str, list[float]]


def measure(name: str, layout: str, trial: Trial) -> Outcome:
    """Build an engine and ask it everything; run in a process of its own."""
    before, started = resident_mb(), time.process_time()
    engine = make(name, layout, trial.entries)
    build_s = time.process_time() - started
    rss_mb = resident_mb() - before
    ranks: dict[str, list[int]] = {}
    spent: dict[str, list[float]] = {}
    for title, questions in trial.sets.items():
        for question, _ in questions[:20]:
            engine.search(question, DEPTH)
        ranks[title], spent[title] = [], []
        for question, right in questions:
            started = time.process_time()
            found = engine.search(question, DEPTH)
            spent[title].append((time.process_time() - started) * 1_000)
            ranks[title].append(next((n for n, e in enumerate(found, 1) if e in right), 0))
    return Outcome(build_s, rss_mb, ranks, spent)


def in_own_process(name: str, layout: str, trial: Trial) -> Outcome:
    """Measure with memory and allocator untouched by other engines."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(measure, name, layout, trial).result()


def resident_mb() -> float:
    """Resident memory of this process (Linux)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def recall(ranks: Sequence[int], depth: int) -> float:
    return 100 * sum(1 <= rank <= depth for rank in ranks) / len(ranks)


def mrr(ranks: Sequence[int]) -> float:
    return 100 * sum(1 / rank for rank in ranks if rank) / len(ranks)


def sign_test(ours: Sequence[int], theirs: Sequence[int]) -> tuple[int, int, float]:
    """How often only we, and only they, have the right entry first; chance of that or worse."""
    wins = sum(a == 1 != b for a, b in zip(ours, theirs, strict=True))
    losses = sum(b == 1 != a for a, b in zip(ours, theirs, strict=True))
    n = wins + losses
    tail = sum(math.comb(n, i) for i in range(min(wins, losses) + 1))
    return wins, losses, min(1.0, 2 * tail / 2**n)


def trials(gold_files: Sequence[Path], questions: int) -> list[Trial]:
    """The three trials: wordings held out, one question an entry, all of the content."""
    from policy_faq.entries import load_entries

    content = load_entries()
    dice = random.Random(SEED)
    many, one, held = [], [], []
    for number, entry in enumerate(content):
        out = set(dice.sample(range(len(entry.wordings)), len(entry.wordings) // 3))
        kept = [w for n, w in enumerate(entry.wordings) if n not in out]
        held += [(entry.wordings[n], frozenset([number])) for n in sorted(out)]
        many.append({"questions": [entry.question, *kept], "answer": entry.answer})
        one.append({"questions": [entry.question], "answer": entry.answer})
    asked = dice.sample(held, min(questions, len(held)))
    spoiled = {
        f"c {name}": [(spoil(question, dice), right) for question, right in asked[:SPOILED]]
        for name, spoil in SPOILERS.items()
    }
    numbers = {entry.id: number for number, entry in enumerate(content)}
    full = [{"questions": list(e.questions), "answer": e.answer} for e in content]
    gold = {f"b {path.stem}": read_gold(path, numbers) for path in gold_files}
    return [
        Trial("two thirds of the wordings", many, {"a wordings held out": asked, **spoiled}),
        Trial("one question and the answer", one, {"a one question": asked}),
        Trial("the whole content", full, gold),
    ]


def read_gold(path: Path, numbers: Mapping[str, int]) -> list[tuple[str, frozenset[int]]]:
    """Questions of a gold file that some entry answers."""
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    found = (
        (item["question"], frozenset(numbers[e] for e in item["expected"] if e in numbers))
        for item in items
    )
    return [(question, right) for question, right in found if right]


def report(trial: Trial, done: Mapping[tuple[str, str], Outcome]) -> None:
    """Print a table for every set of a trial; of each peer the better layout."""
    ours = done["ours", ""]
    print(
        f"\n## {trial.name}: {len(trial.entries)} entries, "
        f"{sum(len(e['questions']) for e in trial.entries)} wordings"
    )
    for title, questions in trial.sets.items():
        print(f"\n### {title} ({len(questions)} questions)\n")
        print(
            "| engine | R@1 | R@3 | MRR | only ours : only theirs | p | p50 ms | p99 ms "
            "| build s | RSS +MB |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
        )
        for name in ("ours", *PEERS):
            layouts = {
                layout: recall(outcome.ranks[title], 1)
                for (peer, layout), outcome in done.items()
                if peer == name
            }
            layout = max(layouts, key=lambda kept: layouts[kept])
            print(line(name, layout, title, done[name, layout], ours))


def line(name: str, layout: str, title: str, outcome: Outcome, ours: Outcome) -> str:
    """One line of a table."""
    ranks, spent = outcome.ranks[title], sorted(outcome.spent_ms[title])
    wins, losses, chance = sign_test(ours.ranks[title], ranks)
    versus = "" if name == "ours" else f"{wins}:{losses} | {chance:.1g}"
    return (
        f"| {name}{f' ({layout})' if layout else ''} | {recall(ranks, 1):.1f} "
        f"| {recall(ranks, 3):.1f} | {mrr(ranks):.1f} | {versus or ' | '} "
        f"| {spent[len(spent) // 2]:.2f} | {spent[int(len(spent) * 0.99)]:.2f} "
        f"| {outcome.build_s:.1f} | {outcome.rss_mb:.0f} |"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", nargs="*", type=Path, help="more files of labelled questions")
    parser.add_argument("--questions", type=int, default=1_000, help="wordings asked at most")
    options = parser.parse_args()
    for trial in trials([DEVELOPMENT, *options.gold], options.questions):
        layouts = [("ours", ""), *((peer, layout) for peer in PEERS for layout in LAYOUTS)]
        report(trial, {key: in_own_process(*key, trial) for key in layouts})


if __name__ == "__main__":
    main()

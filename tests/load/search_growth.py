"""How build, memory, speed and quality change from 300 to 100 000 entries, beside two peers.

Run: uv run --group measure python -m tests.load.search_growth [--sizes 300 3000 30000 100000]
Entries are made by joining halves of our wordings and sentences of our answers, always the same
way; 300 questions ask for the first 300 entries, so the others only stand in the way.
"""

import argparse
import random
from collections.abc import Iterator
from typing import Any

from tests.load.search_peers import Trial, in_own_process, recall
from tests.load.spoiling import same_sound

SEED, ASKED = 3, 300
ENGINES = (("ours", ""), ("TF-IDF char 1-3", "entries"), ("FTS5 + jieba", "entries"),
           ("FTS5 trigram", "entries"))  # fmt: skip


def generated(size: int) -> list[dict[str, Any]]:
    """Distinct entries, one question and one answer each; the first ones are always the same."""
    from policy_faq.entries import load_entries

    content = load_entries()
    dice = random.Random(SEED)
    wordings = [w for entry in content for w in entry.questions if len(w) >= 8]
    sentences = [line for entry in content for line in entry.answer.split("\n")]
    found: dict[str, dict[str, Any]] = {}
    while len(found) < size:
        first, second = dice.sample(wordings, 2)
        question = first[: len(first) // 2 + 1] + second[len(second) // 2 :]
        answer = "\n".join(dice.sample(sentences, 4))
        found.setdefault(question, {"questions": [question], "answer": answer})
    return list(found.values())


def asked(entries: list[dict[str, Any]]) -> Iterator[tuple[str, frozenset[int]]]:
    """For each of the first entries its question, spoiled: three characters in ten lost, one in
    seven taken for one of the same sound, and a filler before.
    """
    dice = random.Random(SEED)
    for number, entry in enumerate(entries[:ASKED]):
        kept = "".join(char for char in entry["questions"][0] if dice.random() >= 0.3)
        heard = same_sound(kept or entry["questions"][0], dice)
        yield dice.choice(["", "请问", "我想问一下"]) + heard, frozenset([number])


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=[300, 3_000, 30_000, 100_000])
    parser.add_argument("--ours", action="store_true", help="leave the peers out")
    options = parser.parse_args()
    print("| entries | engine | R@1 | p50 ms | p99 ms | build s | RSS +MB |")
    print("|--:|---|--:|--:|--:|--:|--:|")
    largest = generated(max(options.sizes))
    for size in options.sizes:
        trial = Trial(str(size), largest[:size], {"asked": list(asked(largest))})
        for name, layout in ENGINES[:1] if options.ours else ENGINES:
            done = in_own_process(name, layout, trial)
            spent = sorted(done.spent_ms["asked"])
            print(
                f"| {size} | {name} | {recall(done.ranks['asked'], 1):.1f} "
                f"| {spent[len(spent) // 2]:.2f} | {spent[int(len(spent) * 0.99)]:.2f} "
                f"| {done.build_s:.1f} | {done.rss_mb:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()

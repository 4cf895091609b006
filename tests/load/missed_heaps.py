"""How well missed questions that mean the same come together, at several bars.

Wordings of shipped entries stand in for missed questions: those of one entry mean the same. Run:
`python -m tests.load.missed_heaps [how many wordings]`
"""

import random
import sys
from collections import Counter, defaultdict

from backend.policies.misses_gathering import SAME_MEANING, SAME_MEANING_ON_AVERAGE
from backend.policies.misses_meaning import Likeness, Weights, reader
from policy_faq.entries import load_entries

_SEED = 5
_BARS = ((0.45, 0.0), (0.5, 0.0), (SAME_MEANING, SAME_MEANING_ON_AVERAGE), (0.55, 0.0))


def main(count: int) -> None:
    """Print for each bar how many stand with their own, how large heaps grow, how many share."""
    entries = load_entries()
    weights = Weights(reader().read(q) for entry in entries for q in entry.questions[:12])
    wordings = [(question, entry.id) for entry in entries for question in entry.questions]
    chosen = random.Random(_SEED).sample(wordings, min(count, len(wordings)))
    texts = [(reader().read(question), entry_id) for question, entry_id in chosen]
    print(f"{len(texts)} wordings of {len(entries)} entries")
    print("nearest  mean   heaps  largest  with their own  not alone")
    for best_from, mean_from in _BARS:
        heaps: dict[str, list[str]] = defaultdict(list)
        known = Likeness(weights)
        for number, (text, entry_id) in enumerate(texts):
            home = known.home(text, best_from=best_from, mean_from=mean_from) or str(number)
            known.add(home, text)
            heaps[home].append(entry_id)
        sizes = [len(heap) for heap in heaps.values()]
        right = sum(max(Counter(heap).values()) for heap in heaps.values())
        shared = sum(size for size in sizes if size > 1)
        print(
            f"{best_from:7.2f} {mean_from:5.2f} {len(heaps):7d} {max(sizes):8d}"
            f" {right / len(texts):14.1%} {shared:10d}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_800)

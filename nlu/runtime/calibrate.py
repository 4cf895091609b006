"""Shows what fallback thresholds cost: `python -m runtime.calibrate`.

Trains on four fifths of the examples, judges the rest (in five turns), and prints for each
threshold how many messages keep their intent and how many of those are right.
"""

from __future__ import annotations

import hashlib

from components.linear_model import LinearModel

from runtime.examples import Example, all_examples, written_examples

FOLDS = 5
THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)


def fit(examples: list[Example], strength: float = 20.0) -> LinearModel:
    """Trains the classifier on `examples`."""
    return LinearModel.fit([text for text, _ in examples], [i for _, i in examples], strength)


def fold_of(text: str) -> int:
    """The part of the data a text belongs to; the same on every machine."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % FOLDS


def judge(model: LinearModel, examples: list[Example]) -> list[tuple[float, float, bool]]:
    """Returns (confidence, lead over the second, right) for each example."""
    verdicts = []
    for text, intent in examples:
        (first, confidence), (_, second) = model.rank(text)[:2]
        verdicts.append((confidence, confidence - second, first == intent))
    return verdicts


def cross_validate(examples: list[Example]) -> list[tuple[float, float, bool]]:
    """Judges every example by a model that has not seen it."""
    verdicts = []
    for part in range(FOLDS):
        seen = [example for example in examples if fold_of(example[0]) != part]
        unseen = [example for example in examples if fold_of(example[0]) == part]
        verdicts += judge(fit(seen), unseen)
    return verdicts


def report(title: str, verdicts: list[tuple[float, float, bool]]) -> str:
    """One line per threshold: share kept, share right among those kept."""
    lines = [f"{title}: {sum(v[2] for v in verdicts) / len(verdicts):.1%} of {len(verdicts)}"]
    for threshold in THRESHOLDS:
        kept = [right for confidence, _, right in verdicts if confidence >= threshold]
        share, right = len(kept) / len(verdicts), sum(kept) / max(len(kept), 1)
        lines.append(f"  >= {threshold:.2f}: keeps {share:6.1%}, right {right:6.1%}")
    return "\n".join(lines)


def main() -> None:
    """Prints the report for all examples and for the task intents alone."""
    examples = all_examples()
    print(report("All intents", cross_validate(examples)))
    written = list(written_examples())
    by_hand = {text for text, intent in written if intent != "ask_policy"}
    verdicts = []
    for part in range(FOLDS):
        seen = [example for example in examples if fold_of(example[0]) != part]
        unseen = [e for e in examples if fold_of(e[0]) == part and e[0] in by_hand]
        verdicts += judge(fit(seen), unseen)
    print(report("Task intents", verdicts))


if __name__ == "__main__":
    main()

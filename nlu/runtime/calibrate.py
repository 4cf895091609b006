"""Shows what fallback thresholds cost: `python -m runtime.calibrate`.

Trains on four fifths of the examples, judges the rest (in five turns), and prints for each
threshold how many messages keep their intent and how many of those are right.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from components.linear_model import LinearModel
from runtime.faq_examples import faq_examples
from runtime.settings import CONTENT_DIR, NLU_ROOT

FOLDS = 5
THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)
ANNOTATION = re.compile(r"\[([^\[\]]+)\]\([^)]+\)")
Example = tuple[str, str]


def read_examples(folder: Path = NLU_ROOT / "data" / "nlu") -> Iterator[Example]:
    """Yields (text, intent) of the hand-written training data."""
    for path in sorted(folder.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                text = ANNOTATION.sub(r"\1", line.removeprefix("- ").strip())
                if text:
                    yield text, block["intent"]


def all_examples() -> list[Example]:
    """Hand-written examples plus the questions of the policy content, as in training."""
    content = [(text, "ask_policy") for text in faq_examples(CONTENT_DIR)]
    return [*read_examples(), *content]


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
    written = list(read_examples())
    by_hand = {text for text, intent in written if intent != "ask_policy"}
    verdicts = []
    for part in range(FOLDS):
        seen = [example for example in examples if fold_of(example[0]) != part]
        unseen = [e for e in examples if fold_of(e[0]) == part and e[0] in by_hand]
        verdicts += judge(fit(seen), unseen)
    print(report("Task intents", verdicts))


if __name__ == "__main__":
    main()

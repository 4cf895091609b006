"""Asks the trained model for the intents of labelled messages: `python evaluate.py [FILE]`.

FILE holds JSON lines {"text", "intent"}; by default the hold-out nobody trained on. A message the
model is not sure of falls to the policy search, so "not sure" is counted apart from "wrong".
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections import Counter
from pathlib import Path

from runtime.startup import prepare

HOLDOUT = Path(__file__).parent / "tests" / "holdout_messages.jsonl"


def read_messages(path: Path) -> list[tuple[str, str]]:
    """Text and intent of every line. Raises ValueError or KeyError on a malformed one."""
    lines = path.read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines if line.strip()]
    return [(item["text"], item["intent"]) for item in items]


async def count(messages: list[tuple[str, str]], model: Path) -> Counter[tuple[str, str]]:
    """How often each intent came out right, not sure, or wrong."""
    from rasa.core.agent import load_agent

    agent = await load_agent(model_path=str(model))
    outcomes: Counter[tuple[str, str]] = Counter()
    for text, wanted in messages:
        found = (await agent.parse_message(text))["intent"]["name"]
        is_right = found == wanted or (wanted, found) == ("ask_policy", "nlu_fallback")
        unsure = "not sure" if found == "nlu_fallback" else "wrong"
        outcomes[wanted, "right" if is_right else unsure] += 1
    return outcomes


def main() -> int:
    """Prints a line per intent and the total; returns the exit code."""
    parser = argparse.ArgumentParser(description="Measure intents on labelled messages.")
    parser.add_argument("file", nargs="?", type=Path, default=HOLDOUT)
    chosen = parser.parse_args()
    prepare()
    from runtime.fingerprint import fingerprint_inputs, model_file
    from runtime.settings import read_settings

    model = model_file(read_settings().models_dir, fingerprint_inputs())
    if not model.exists():
        print("The model is stale or missing: run `python train.py` first.", file=sys.stderr)
        return 2
    outcomes = asyncio.run(count(read_messages(chosen.file), model))
    for name in [*sorted({wanted for wanted, _ in outcomes}), "all"]:
        row = {
            end: sum(n for (w, e), n in outcomes.items() if e == end and name in (w, "all"))
            for end in ("right", "not sure", "wrong")
        }
        print(f"{name:<26}" + "  ".join(f"{end} {number:>3}" for end, number in row.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())

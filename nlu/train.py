"""Trains the model when its inputs have changed: `python train.py [--force | --check]`."""

from __future__ import annotations

import argparse
import sys
import time

from runtime.startup import prepare


def read_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parses the command line."""
    parser = argparse.ArgumentParser(description="Train the dialogue model when its data changed.")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--force", action="store_true", help="train even when nothing changed")
    choice.add_argument("--check", action="store_true", help="only tell: exit code 1 when stale")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns the exit code."""
    chosen = read_arguments(arguments)
    started = time.monotonic()
    from runtime.fingerprint import fingerprint_inputs, model_file
    from runtime.settings import read_settings

    settings = read_settings()
    target = model_file(settings.models_dir, fingerprint_inputs())
    if target.exists() and not chosen.force:
        if not chosen.check:
            target.touch()  # the server takes the newest file; this one is right again
        print(f"Model is up to date: {target.name}", flush=True)
        return 0
    if chosen.check:
        print(f"Model is stale: {target.name} has not been trained.", flush=True)
        return 1
    prepare()
    from runtime.training import train_model

    train_model(target)
    print(f"Done in {time.monotonic() - started:.0f} s.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

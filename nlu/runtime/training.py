"""Trains one model file from the data of this project and the reviewed policy content."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

from runtime.examples import content_examples
from runtime.faq_examples import write_training_file
from runtime.fingerprint import drop_old_models
from runtime.settings import CONTENT_DIR, NLU_ROOT


def training_paths(workspace: Path, content: Path = CONTENT_DIR) -> list[str]:
    """Returns the data folders plus, when there is content, a file of its questions."""
    paths = [str(NLU_ROOT / "data" / "nlu"), str(NLU_ROOT / "data" / "rules")]
    examples = content_examples(content)
    counted = ", ".join(f"{len(texts)} {intent}" for intent, texts in examples.items())
    print(f"Examples from content: {counted}", flush=True)
    if any(examples.values()):
        generated = workspace / "policy_content.yml"
        write_training_file(examples, generated)
        paths.append(str(generated))
    return paths


def train_model(target: Path, content: Path = CONTENT_DIR) -> Path:
    """Trains into `target` (moved there complete) and drops old models; returns `target`.

    Raises RuntimeError when Rasa reports a failed training.
    """
    import rasa.model_training

    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workspace = Path(folder)
        paths = training_paths(workspace, content)
        print("Training rules and classifier ...", flush=True)
        result = rasa.model_training.train(
            domain=str(NLU_ROOT / "domain"),
            config=str(NLU_ROOT / "config.yml"),
            training_files=paths,
            output=str(workspace / "out"),
            fixed_model_name="model",
            force_training=True,
        )
        if result.code != 0 or not result.model:
            raise RuntimeError("Rasa could not train the model; see the messages above.")
        publish(Path(result.model), target)
    print(f"Model written: {target.name}", flush=True)
    drop_old_models(target.parent)
    return target


def publish(trained: Path, target: Path) -> None:
    """Moves a finished model into place in one step, so that no reader sees half a file."""
    partial = target.with_suffix(".partial")
    partial.write_bytes(trained.read_bytes())
    partial.replace(target)

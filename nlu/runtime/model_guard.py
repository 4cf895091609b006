"""Refuses models with a component whose library the import stub only pretends to have."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

FORBIDDEN_COMPONENTS = (
    "DIETClassifier",
    "TEDPolicy",
    "UnexpecTEDIntentPolicy",
    "ResponseSelector",
    "ConveRTFeaturizer",
    "LanguageModelFeaturizer",
    "CountVectorsFeaturizer",
    "CRFEntityExtractor",
    "LogisticRegressionClassifier",
    "SklearnIntentClassifier",
)


class UnsupportedModelError(RuntimeError):
    """The model file cannot be served here; the message says why."""


def check_model(model_file: Path) -> None:
    """Reads the metadata inside `model_file`; raises UnsupportedModelError when it is unusable."""
    try:
        with tarfile.open(model_file, "r:gz") as archive:
            member = archive.extractfile("metadata.json")
            metadata = json.load(member) if member else {}
    except (OSError, KeyError, tarfile.TarError, ValueError) as error:
        raise UnsupportedModelError(f"Not a readable model file: {model_file.name}") from error
    schema = metadata.get("predict_schema", {}).get("nodes", {})
    for node in schema.values():
        component = str(node.get("uses", "")).rpartition(".")[2]
        if component in FORBIDDEN_COMPONENTS:
            raise UnsupportedModelError(
                f"{model_file.name} needs a library that is not loaded here ({component})"
            )

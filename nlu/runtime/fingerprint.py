"""The fingerprint of everything a model is made from, and the files that carry it in their name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from runtime.settings import CONTENT_DIR, NLU_ROOT

INPUT_PATTERNS = (
    "components/*.py",
    "config.yml",
    "domain/*.yml",
    "data/**/*.yml",
    "runtime/training.py",
    "runtime/examples.py",
    "runtime/faq_examples.py",
    "uv.lock",
)
MODEL_PREFIX = "qinghai-"
KEPT_MODELS = 3


def input_files(root: Path = NLU_ROOT, content: Path = CONTENT_DIR) -> Iterator[tuple[str, Path]]:
    """Yields (stable name, file) of every training input, sorted."""
    for pattern in INPUT_PATTERNS:
        for path in sorted(root.glob(pattern)):
            yield path.relative_to(root).as_posix(), path
    for path in sorted(content.glob("**/*.yml")):
        yield f"content/{path.relative_to(content).as_posix()}", path
    if (outside := content.parent / "outside.yml").exists():
        yield "outside.yml", outside


def fingerprint_inputs(root: Path = NLU_ROOT, content: Path = CONTENT_DIR) -> str:
    """Returns 16 hex characters that change when any input changes."""
    digest = hashlib.sha256()
    for name, path in input_files(root, content):
        digest.update(name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def model_file(models_dir: Path, fingerprint: str) -> Path:
    """The file a model with this fingerprint has."""
    return models_dir / f"{MODEL_PREFIX}{fingerprint}.tar.gz"


def fingerprint_of(model: Path) -> str:
    """Reads the fingerprint back from a model's file name."""
    return model.name.removeprefix(MODEL_PREFIX).removesuffix(".tar.gz")


def newest_model(models_dir: Path) -> Path | None:
    """The model trained last, or None."""
    models = sorted(models_dir.glob(f"{MODEL_PREFIX}*.tar.gz"), key=lambda p: p.stat().st_mtime)
    return models[-1] if models else None


def drop_old_models(models_dir: Path, keep: int = KEPT_MODELS) -> list[Path]:
    """Deletes all but the last `keep` models; returns what it deleted."""
    models = sorted(models_dir.glob(f"{MODEL_PREFIX}*.tar.gz"), key=lambda p: p.stat().st_mtime)
    doomed = models[:-keep]
    for path in doomed:
        path.unlink(missing_ok=True)
    return doomed

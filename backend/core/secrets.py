"""Secrets generated for the embedded set-up: one file in the data directory, mode 600."""

import base64
import json
import os
import secrets as random_source
import string
from pathlib import Path

from backend.core.settings import data_settings

_FILE = "secrets.json"
_LETTERS = string.ascii_letters + string.digits


def _generated(name: str) -> str:
    if name == "data_keys":
        return "k1:" + base64.b64encode(random_source.token_bytes(32)).decode()
    if name == "wechat_aes_key":
        # 43 characters that decode to 32 bytes, as the platform's console makes them
        return base64.b64encode(random_source.token_bytes(32)).decode().rstrip("=")
    return "".join(random_source.choice(_LETTERS) for _ in range(32))


def secrets_file() -> Path:
    """Where the generated secrets lie."""
    return data_settings().data_dir / _FILE


def generated_secret(name: str) -> str:
    """The secret of that name, made and kept on first use. Safe with several processes."""
    path = secrets_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path):
        kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        if name not in kept:
            kept[name] = _generated(name)
            _write_private(path, json.dumps(kept, indent=1))
        return kept[name]


def _write_private(path: Path, text: str) -> None:
    """Write whole or not at all, readable by the owner only."""
    draft = path.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


class _locked:
    """An advisory lock beside the secrets file, so two starting processes agree on one key."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_suffix(".lock")

    def __enter__(self) -> None:
        import fcntl

        self._file = self._path.open("w")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._file.close()

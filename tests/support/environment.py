"""A clean environment for each test: own data directory, known settings, nothing inherited."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.core import crypto, db, settings
from backend.policies import knowledge

WECHAT = {
    "WECHAT_TOKEN": "testtoken123",
    "WECHAT_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    "WECHAT_APPID": "wx0123456789abcdef",
    "WECHAT_SECRET": "0123456789abcdef0123456789abcdef",
    "WECHAT_ORIGINAL_ID": "gh_0123456789ab",
    "WECHAT_MODE": "safe",
}
# the search index is built once for the whole run, not in every test's own data directory
os.environ.setdefault(
    "POLICY_CACHE_DIR", str(Path(tempfile.gettempdir()) / "qinghai-jobs-test-policy-cache")
)
_OURS = ("WECHAT_", "DATABASE_URL", "REDIS_URL", "RASA_URL", "DATA_KEYS", "SERVICE_TOKEN")


def _forget() -> None:
    settings.forget_settings()
    crypto.forget_keys()
    db.forget_engine()
    knowledge.forget_knowledge()


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data directory; settings, keys and engine are read afresh around the test."""
    for name in list(os.environ):
        if name.startswith(_OURS):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    for name, value in WECHAT.items():
        monkeypatch.setenv(name, value)
    _forget()
    yield tmp_path / "var"
    _forget()

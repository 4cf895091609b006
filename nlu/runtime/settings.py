"""Settings of the interpreter, read from the environment once at start-up."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NLU_ROOT = Path(__file__).resolve().parent.parent
CONTENT_DIR = NLU_ROOT.parent / "policy_faq" / "content"
DEFAULT_ACTION_URL = "http://127.0.0.1:8000/actions/webhook"


@dataclass(frozen=True)
class Settings:
    """Where things are and who may call; built by `read_settings`."""

    host: str
    port: int
    token: str
    data_dir: Path
    database_url: str
    action_url: str
    action_token: str
    keep_days: int

    @property
    def models_dir(self) -> Path:
        """Folder with the trained models."""
        return self.data_dir / "models"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Reads NLU_HOST, NLU_PORT, NLU_TOKEN, DATA_DIR, NLU_DATABASE_URL, ACTION_URL, ACTION_TOKEN
    and NLU_KEEP_DAYS (days a silent conversation is kept). Raises ValueError on a bad number.
    """
    env = os.environ if environment is None else environment
    data_dir = Path(env.get("DATA_DIR") or NLU_ROOT.parent / "var").expanduser().resolve()
    database_url = env.get("NLU_DATABASE_URL") or f"sqlite:///{data_dir / 'dialogue.sqlite3'}"
    return Settings(
        host=env.get("NLU_HOST") or "127.0.0.1",
        port=int(env.get("NLU_PORT") or 5005),
        token=env.get("NLU_TOKEN") or "",
        data_dir=data_dir,
        database_url=database_url,
        action_url=env.get("ACTION_URL") or DEFAULT_ACTION_URL,
        action_token=env.get("ACTION_TOKEN") or "",
        keep_days=int(env.get("NLU_KEEP_DAYS") or 180),
    )


def export_for_endpoints(settings: Settings) -> None:
    """Puts the values that `endpoints.yml` names as ${…} into the environment."""
    os.environ["ACTION_URL"] = settings.action_url
    os.environ["ACTION_TOKEN"] = settings.action_token
    os.environ["NLU_DATABASE_URL"] = settings.database_url

"""Sandbox settings: read from the environment, checked once at the start."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_FROM_ENVIRONMENT: dict[str, Any] = {}  # nothing is passed: the environment fills all fields
_AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")


class SettingsMissing(Exception):
    """A setting is absent or unusable; the text is one line for the operator."""


def _default_callback_url() -> str:
    return f"http://127.0.0.1:{os.environ.get('APP_PORT') or '8000'}/wechat"


class SandboxSettings(BaseSettings):
    """Everything the sandbox must know; field names are the environment variables' names."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore")

    sandbox_host: str = Field("127.0.0.1", description="Address the sandbox listens on.")
    sandbox_port: int = Field(8001, ge=0, le=65535, description="Port the sandbox listens on.")
    sandbox_callback_url: str = Field(
        default_factory=_default_callback_url,
        pattern=r"^https?://",
        description="The product's WeChat callback, where messages are pushed.",
    )
    sandbox_timeout_s: float = Field(
        5.0, gt=0, le=60, description="How long one delivery waits for an answer (WeChat: 5 s)."
    )
    sandbox_retry_pause_s: float = Field(
        1.0, ge=0, le=60, description="Pause after a refused connection before the next delivery."
    )
    sandbox_quiet_ms: int = Field(
        500, ge=0, le=10000, description="Silence after which an answer counts as complete."
    )
    sandbox_data: Path | None = Field(
        None, description="JSON-lines file for chats and menu; none keeps everything in memory."
    )
    wechat_mode: Literal["safe", "compat", "plain"] = Field(
        "safe", description="Message encryption mode of the account."
    )
    wechat_token: str = Field(min_length=3, description="Callback token (signatures).")
    wechat_aes_key: str = Field("", description="EncodingAESKey, 43 characters.")
    wechat_appid: str = Field(min_length=1, description="AppID of the account.")
    wechat_secret: str = Field(min_length=1, description="AppSecret of the account.")
    wechat_original_id: str = Field(min_length=1, description="Original id of the account (gh_…).")

    @field_validator("wechat_aes_key")
    @classmethod
    def _aes_key_is_well_formed(cls, value: str) -> str:
        if value and not _AES_KEY.fullmatch(value):
            raise ValueError("must be 43 letters or digits")
        return value

    @model_validator(mode="after")
    def _encryption_has_a_key(self) -> SandboxSettings:
        if self.wechat_mode != "plain" and not self.wechat_aes_key:
            raise ValueError("WECHAT_AES_KEY is required unless WECHAT_MODE=plain")
        return self

    @property
    def public_url(self) -> str:
        """Address under which a browser on this machine reaches the sandbox."""
        host = "127.0.0.1" if self.sandbox_host in {"0.0.0.0", "::"} else self.sandbox_host
        return f"http://{host}:{self.sandbox_port}"


def load_settings() -> SandboxSettings:
    """Read the environment. Raises `SettingsMissing` with one line that names what to set."""
    try:
        return SandboxSettings(**_FROM_ENVIRONMENT)
    except ValidationError as error:
        raise SettingsMissing(_one_line(error)) from error


def _one_line(error: ValidationError) -> str:
    missing = [str(e["loc"][0]).upper() for e in error.errors() if e["type"] == "missing"]
    if missing:
        return "missing setting: " + ", ".join(missing)
    first = error.errors()[0]
    name = str(first["loc"][0]).upper() + ": " if first["loc"] else ""
    return "bad setting: " + name + first["msg"].removeprefix("Value error, ")

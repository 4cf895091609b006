"""Settings: one small class per concern, read from the environment and `.env`.

No secret has a default. In the embedded set-up (`make run`) missing secrets are generated into
the data directory by `backend.core.secrets`.
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_ENV = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)


class DataSettings(BaseSettings):
    """Where data lies."""

    model_config = _ENV

    data_dir: Path = Field(Path("var"), description="Directory of everything the product writes.")
    database_url: str | None = Field(
        None, description="SQLAlchemy URL; empty means SQLite (WAL) in the data directory."
    )
    redis_url: str | None = Field(
        None, description="Redis URL; empty means a private redis-server in the data directory."
    )

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("database_url")
    @classmethod
    def _psycopg_driver(cls, value: str | None) -> str | None:
        """Accept the URL forms operators know and name the driver we ship."""
        if value is None:
            return None
        for prefix in ("postgres://", "postgresql://"):
            if value.startswith(prefix):
                return "postgresql+psycopg://" + value.removeprefix(prefix)
        return value

    def database(self) -> str:
        """The URL in force; the embedded default is a file in the data directory."""
        return self.database_url or f"sqlite:///{self.data_dir / 'jobs.sqlite3'}"

    def redis(self) -> str:
        """The URL in force; the embedded default is a socket in the data directory."""
        return self.redis_url or f"unix://{self.data_dir / 'redis.sock'}"


class ServerSettings(BaseSettings):
    """Addresses and ports of the processes."""

    model_config = _ENV

    app_host: str = Field("127.0.0.1", description="Address the app listens on.")
    app_port: int = Field(8000, ge=1, le=65535, description="Port of the app.")
    sandbox_port: int = Field(8001, ge=1, le=65535, description="Port of the WeChat sandbox.")
    nlu_port: int = Field(5005, ge=1, le=65535, description="Port of the dialogue server.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least severe level that is logged."
    )
    public_url: str = Field(
        "",
        description="Address people reach this server at, such as https://jobs.example.cn; answers"
        " then link to the page with the clauses. Empty: no link.",
    )
    log_json: bool = Field(False, description="One JSON object a line instead of readable text.")
    auto_migrate: bool = Field(
        True, description="Bring the database up to date when the app starts."
    )


class WeChatSettings(BaseSettings):
    """The official account, as its console shows it (基本配置)."""

    model_config = SettingsConfigDict(
        env_prefix="WECHAT_", env_file=".env", extra="ignore", env_ignore_empty=True
    )

    token: str = Field(min_length=3, description="Token of the server configuration.")
    aes_key: str = Field("", description="EncodingAESKey, 43 characters; needed unless plain.")
    aes_key_previous: str = Field("", description="The key before the last change, still accepted.")
    appid: str = Field(min_length=1, description="AppID of the official account.")
    secret: str = Field("", description="AppSecret; without it nothing can be sent later.")
    original_id: str = Field("", description="Original ID, gh_…; checked against ToUserName.")
    mode: Literal["safe", "compat", "plain"] = Field(
        "safe", description="safe: encrypted only; compat: both; plain: clear text (tests only)."
    )
    api_base: str = Field("https://api.weixin.qq.com", description="The platform's API.")

    @field_validator("aes_key", "aes_key_previous")
    @classmethod
    def _key_length(cls, value: str) -> str:
        if value and len(value) != 43:
            raise ValueError("an EncodingAESKey has exactly 43 characters")
        return value

    @field_validator("api_base")
    @classmethod
    def _no_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @model_validator(mode="after")
    def _key_for_encryption(self) -> Self:
        if self.mode != "plain" and not self.aes_key:
            raise ValueError("WECHAT_AES_KEY is needed unless WECHAT_MODE=plain")
        return self


class DialogueSettings(BaseSettings):
    """The dialogue server and how long the channel waits for it."""

    model_config = _ENV

    rasa_url: str = Field("http://127.0.0.1:5005", description="Base URL of the Rasa server.")
    nlu_token: str = Field("", description="Token the dialogue server asks for; empty: none.")
    action_token: str = Field(
        "", description="Token Rasa must send to /actions/webhook; empty: generated."
    )
    reply_deadline_seconds: float = Field(
        4.5, gt=0, lt=5, description="A passive reply must be out by then (WeChat allows 5 s)."
    )
    rasa_timeout_seconds: float = Field(
        30.0, gt=0, description="A slow answer is still delivered later, up to this long."
    )

    @field_validator("rasa_url")
    @classmethod
    def _no_slash(cls, value: str) -> str:
        return value.rstrip("/")


class SecuritySettings(BaseSettings):
    """Keys and tokens; empty ones are generated into the data directory."""

    model_config = _ENV

    data_keys: str = Field(
        "", description="Key ring for personal data: id:base64key[,id:base64key…], newest first."
    )
    service_token: str = Field("", description="Bearer token for /api/faq/search; empty: off.")
    session_hours_idle: float = Field(2.0, gt=0, description="Staff session ends after this idle.")
    session_hours_total: float = Field(12.0, gt=0, description="Staff session ends after this.")
    cookie_secure: bool = Field(False, description="Send the session cookie over https only.")


class PolicySettings(BaseSettings):
    """Numbers the policy or the province sets."""

    model_config = _ENV

    online_review_working_days: int = Field(
        3, ge=1, description="Online registration is settled within (青人社厅发〔2023〕9号 一-2)."
    )
    draft_retention_days: int = Field(
        30, ge=1, description="An unfinished registration draft is deleted after this many days."
    )
    claim_check_hours: int = Field(
        72, ge=1, description="A masked number typed in chat can be redeemed this long."
    )
    hotline: str = Field("12333", description="The number a citizen can always call (八-3).")


class KnowledgeSettings(BaseSettings):
    """Where policy knowledge comes from, and how soon a published change is everywhere."""

    model_config = _ENV

    knowledge_poll_seconds: float = Field(
        2.0, gt=0, le=60, description="Each process looks for published changes this often."
    )
    knowledge_folder: Path | None = Field(
        None, description="Seed (content/, documents/, parameters.yml) in place of the shipped one."
    )


@lru_cache
def data_settings() -> DataSettings:
    """Where data lies; read once per process."""
    return DataSettings()


@lru_cache
def server_settings() -> ServerSettings:
    """Addresses and ports; read once per process."""
    return ServerSettings()


@lru_cache
def wechat_settings() -> WeChatSettings:
    """The official account; raises pydantic's ValidationError when incomplete."""
    return WeChatSettings()


@lru_cache
def dialogue_settings() -> DialogueSettings:
    """The dialogue server; read once per process."""
    return DialogueSettings()


@lru_cache
def security_settings() -> SecuritySettings:
    """Keys and tokens; read once per process."""
    return SecuritySettings()


@lru_cache
def policy_settings() -> PolicySettings:
    """Numbers set by policy; read once per process."""
    return PolicySettings()


@lru_cache
def knowledge_settings() -> KnowledgeSettings:
    """Where policy knowledge comes from; read once per process."""
    return KnowledgeSettings()


def forget_settings() -> None:
    """Read the environment again at the next call (tests and the launcher)."""
    for read in (
        data_settings,
        server_settings,
        wechat_settings,
        dialogue_settings,
        security_settings,
        policy_settings,
        knowledge_settings,
    ):
        read.cache_clear()

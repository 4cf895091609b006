"""Logging through structlog, with redaction as the last step before a line is written.

No message text, secret, token or openid belongs in a log; the redactor is the net below that
rule: whatever looks like an ID number, a phone, a card, an openid or a token is replaced.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from backend.core.settings import server_settings

_SECRETS = re.compile(
    r"(?i)(?P<name>access_token|secret|token|openid|password|signature|authorization)"
    r"(?P<mark>[\"']?\s*[=:]\s*[\"']?(?:Bearer\s+)?)[^\s&\"',}]+"
)
_NUMBERS = (
    (re.compile(r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{9}[\dXx](?![\dA-Za-z])"), "<id>"),
    (re.compile(r"(?<!\d)[3-6]\d{14,18}(?!\d)"), "<card>"),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "<phone>"),
    (re.compile(r"\bo[A-Za-z0-9_-]{27}\b"), "<openid>"),
)
_HIDDEN_KEYS = {"text", "content", "message_text", "openid", "token", "password", "secret"}


def redact(text: str) -> str:
    """`text` with personal numbers and secrets replaced."""
    text = _SECRETS.sub(r"\g<name>\g<mark><hidden>", text)
    for pattern, stand_in in _NUMBERS:
        text = pattern.sub(stand_in, text)
    return text


def _redacted(value: object) -> object:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {key: _redacted(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_redacted(item) for item in value]
    return value


def _redact_event(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        event[key] = "<hidden>" if key in _HIDDEN_KEYS else _redacted(value)
    return event


def configure_logging() -> None:
    """Send our lines and the libraries' through one redacting pipeline to standard error."""
    settings = server_settings()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redact_event,
    ]
    render: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    for noisy in ("httpx", "httpcore", "uvicorn.access", "jieba", "rasa_sdk", "alembic", "celery"):
        logging.getLogger(noisy).setLevel(logging.WARNING)

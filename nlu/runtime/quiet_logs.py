"""Logging in which no text of a citizen can appear.

Rasa logs message texts and entities at debug level, and exception messages may quote request
bodies. So only WARNING and above is written, of structlog events only the name, and of exceptions
only the kind and the place.
"""

from __future__ import annotations

import logging
import sys
import traceback
import warnings
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

SHOWN_FIELDS = frozenset({"event", "level", "timestamp", "intent", "action", "patches", "model"})
ExceptionParts = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


def keep_shown_fields(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """structlog processor: drops every field that is not known to be free of text."""
    return {name: value for name, value in event.items() if name in SHOWN_FIELDS}


class QuietFormatter(logging.Formatter):
    """Writes an exception as its kind and the lines of code it passed, without its message."""

    def formatException(self, ei: ExceptionParts) -> str:
        """Formats `ei` without the exception's own words."""
        kind, _, trace = ei
        frames = traceback.extract_tb(trace)[-4:]
        places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
        return f"{kind.__name__ if kind else 'Exception'} in {places}"


def configure(level: int = logging.WARNING) -> None:
    """Configures logging and structlog; `level` below WARNING is raised to WARNING."""
    level = max(level, logging.WARNING)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(QuietFormatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_shown_fields,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    warnings.simplefilter("ignore")  # some of Rasa's warnings quote the message they warn about

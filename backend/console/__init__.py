"""The staff console: server-rendered pages under /console."""

from backend.console.application import install

__all__ = ["install"]

"""The sandbox's clock: platform time, which a tester may push forward."""

from __future__ import annotations

import time


class SandboxClock:
    """Wall time plus an offset; it rules allowances and tokens, never signatures.

    Signed time stamps stay real, because the product rightly refuses old or future ones.
    """

    def __init__(self) -> None:
        self._offset_s = 0.0

    @property
    def offset_s(self) -> float:
        """How far platform time runs ahead of real time, in seconds."""
        return self._offset_s

    def now(self) -> float:
        """Platform time in seconds since 1970."""
        return time.time() + self._offset_s

    def advance(self, seconds: float) -> None:
        """Move platform time forward by `seconds` (never back)."""
        self._offset_s += max(0.0, seconds)

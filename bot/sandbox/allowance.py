"""How many customer-service messages (客服消息) the account may still send to one user."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Source(Enum):
    """What the user did to open a window."""

    MESSAGE = "message"
    MENU_CLICK = "menu_click"
    SUBSCRIBE = "subscribe"
    SCAN = "scan"


# Messages allowed and seconds they last (客服消息 下发条数).
_RULES = {
    Source.MESSAGE: (5, 48 * 3600),
    Source.MENU_CLICK: (3, 60),
    Source.SUBSCRIBE: (3, 60),
    Source.SCAN: (3, 60),
}


class Verdict(Enum):
    """Answer to an attempt to send."""

    ALLOWED = "allowed"
    NO_WINDOW = "no_window"  # 45015
    USED_UP = "used_up"  # 45047


@dataclass
class _Grant:
    remaining: int
    expires_at: float


@dataclass
class Allowance:
    """One user's open windows; each source keeps its latest grant (客服消息 下发条数规则)."""

    _grants: dict[Source, _Grant] = field(default_factory=dict)

    def earn(self, source: Source, now: float) -> None:
        """Open or renew the window of `source` at platform time `now`."""
        messages, seconds = _RULES[source]
        self._grants[source] = _Grant(messages, now + seconds)

    def close(self) -> None:
        """Shut every window (the user unsubscribed)."""
        self._grants.clear()

    def spend(self, now: float) -> Verdict:
        """Take one message from the window that ends first."""
        open_grants = [g for g in self._grants.values() if g.expires_at > now]
        if not open_grants:
            return Verdict.NO_WINDOW
        usable = [g for g in open_grants if g.remaining > 0]
        if not usable:
            return Verdict.USED_UP
        min(usable, key=lambda g: g.expires_at).remaining -= 1
        return Verdict.ALLOWED

    def remaining(self, now: float) -> int:
        """Messages that could be sent at `now`."""
        return sum(g.remaining for g in self._grants.values() if g.expires_at > now)

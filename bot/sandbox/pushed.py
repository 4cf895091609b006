"""One message or event on its way to the product."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.allowance import Source

Elements = list[tuple[str, Any]]


@dataclass(frozen=True)
class UserMessage:
    """One message or event, ready to be written as XML.

    `elements` follow FromUserName and CreateTime; `expects_reply` is False for events WeChat
    lets the product only acknowledge.
    """

    kind: str
    text: str
    elements: Elements
    source: Source | None = Source.MESSAGE
    expects_reply: bool = True
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def is_event(self) -> bool:
        """True for events, which carry no MsgId."""
        return self.kind == "event"

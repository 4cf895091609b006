"""The virtual users: who they are, whether they follow the account, what they allow."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.allowance import Allowance


@dataclass
class VirtualUser:
    """One person with a phone. A new one follows the account until they unsubscribe."""

    name: str
    openid: str
    is_subscribed: bool = True
    subscribed_at: int = field(default_factory=lambda: int(time.time()))
    scene: str = ""
    allowance: Allowance = field(default_factory=Allowance)
    last_contact_at: float = 0.0
    last_act: float = field(default_factory=time.monotonic)
    typing_until: float = 0.0
    refused_templates: set[str] = field(default_factory=set)

    def as_json(self, now: float) -> dict[str, Any]:
        """Public view for the sandbox's own API."""
        return {
            "user": self.name,
            "openid": self.openid,
            "subscribed": self.is_subscribed,
            "allowance": self.allowance.remaining(now),
            "typing": self.typing_until > now,
        }


class People:
    """All virtual users of this run, by name and by openid."""

    def __init__(self, appid: str) -> None:
        self._appid = appid
        self._by_name: dict[str, VirtualUser] = {}
        self._by_openid: dict[str, VirtualUser] = {}

    def __iter__(self) -> Iterator[VirtualUser]:
        return iter(list(self._by_name.values()))

    def get(self, name: str) -> VirtualUser | None:
        """The user called `name`, or None."""
        return self._by_name.get(name)

    def get_or_create(self, name: str) -> VirtualUser:
        """The user called `name`; a stranger is met for the first time."""
        user = self._by_name.get(name)
        if user is None:
            user = VirtualUser(name, self.openid_of(name))
            self._by_name[name] = self._by_openid[user.openid] = user
        return user

    def by_openid(self, openid: object) -> VirtualUser | None:
        """The user behind an openid, or None when the platform never issued it."""
        return self._by_openid.get(openid) if isinstance(openid, str) else None

    def forget(self, name: str) -> bool:
        """Remove a user; False when there was none."""
        user = self._by_name.pop(name, None)
        if user is None:
            return False
        del self._by_openid[user.openid]
        return True

    def openid_of(self, name: str) -> str:
        """`o` and 27 characters: the same name on the same account is always the same person."""
        digest = hmac.digest(self._appid.encode(), name.encode(), hashlib.sha256)
        return "o" + base64.urlsafe_b64encode(digest).decode()[:27]

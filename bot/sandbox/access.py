"""Access tokens: issued, renewed, expired and checked as on the platform."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from bot.sandbox.clock import SandboxClock
from bot.sandbox.platform_errors import PlatformError
from bot.sandbox.settings import SandboxSettings

_LIFE_S = 7200
_OVERLAP_S = 300  # an old token lives five more minutes; a stable one is renewed that early
_FORCE_PAUSE_S = 30  # forced renewals must be this far apart


@dataclass
class _Token:
    value: str
    expires_at: float


class Access:
    """The account's tokens. The plain and the stable family do not touch each other."""

    def __init__(self, settings: SandboxSettings, clock: SandboxClock) -> None:
        self._settings = settings
        self._clock = clock
        self._expiry: dict[str, float] = {}
        self._plain: _Token | None = None
        self._stable: _Token | None = None
        self._forced_at = float("-inf")

    def plain_token(self, appid: object, secret: object) -> dict[str, Any]:
        """`GET /cgi-bin/token`: always a new token; the old one ends in five minutes."""
        self._check_account(appid, secret)
        now = self._clock.now()
        if self._plain is not None:
            self._expiry[self._plain.value] = min(self._plain.expires_at, now + _OVERLAP_S)
        self._plain = self._issue(now)
        return {"access_token": self._plain.value, "expires_in": _LIFE_S}

    def stable_token(self, appid: object, secret: object, *, is_forced: bool) -> dict[str, Any]:
        """`POST /cgi-bin/stable_token`: the same token until shortly before its end."""
        self._check_account(appid, secret)
        now = self._clock.now()
        if is_forced:
            self._end_stable(now)
        if self._stable is None or self._stable.expires_at - now < _OVERLAP_S:
            self._stable = self._issue(now)
        left = int(self._stable.expires_at - now)
        return {"access_token": self._stable.value, "expires_in": left}

    def check(self, token: str | None) -> None:
        """Raise 41001, 40001 or 42001 unless `token` is good."""
        if not token:
            raise PlatformError(41001)
        expires_at = self._expiry.get(token)
        if expires_at is None:
            raise PlatformError(40001)
        if expires_at <= self._clock.now():
            raise PlatformError(42001)

    def _issue(self, now: float) -> _Token:
        token = _Token("sandbox_" + secrets.token_urlsafe(90), now + _LIFE_S)
        self._expiry[token.value] = token.expires_at
        return token

    def _end_stable(self, now: float) -> None:
        if now - self._forced_at < _FORCE_PAUSE_S:
            raise PlatformError(45011)
        self._forced_at = now
        if self._stable is not None:
            self._expiry.pop(self._stable.value, None)
            self._stable = None

    def _check_account(self, appid: object, secret: object) -> None:
        if not appid:
            raise PlatformError(41002)
        if not secret:
            raise PlatformError(41004)
        if not _is_same(appid, self._settings.wechat_appid):
            raise PlatformError(40013)
        if not _is_same(secret, self._settings.wechat_secret):
            raise PlatformError(40125)


def _is_same(given: object, expected: str) -> bool:
    return hmac.compare_digest(str(given).encode(), expected.encode())

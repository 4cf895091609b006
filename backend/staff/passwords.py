"""Passwords of staff: Argon2 through pwdlib, and the few rules a new one must keep."""

import secrets
from enum import StrEnum
from functools import lru_cache

from pwdlib import PasswordHash

SHORTEST = 10
LONGEST = 128
# no characters that look alike on paper: a first password is read from a screen and typed
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class PasswordRefusal(StrEnum):
    """Why a new password was not taken; sentences in backend/console/labels.yml."""

    WRONG_CURRENT = "wrong_current"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_PLAIN = "too_plain"
    SAME_AS_BEFORE = "same_as_before"


@lru_cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@lru_cache
def _nobodys_hash() -> str:
    """The hash an unknown login is checked against, so that it takes as long as a known one."""
    return _hasher().hash(secrets.token_urlsafe(24))


def hash_password(password: str) -> str:
    """The Argon2id hash to store."""
    return _hasher().hash(password)


def is_right(password: str, stored: str | None) -> bool:
    """Whether the password belongs to the stored hash; None (no account) costs the same time."""
    if len(password) > LONGEST:
        password = ""
    matches = _hasher().verify(password, stored or _nobodys_hash())
    return matches and stored is not None


def made_up_password() -> str:
    """A random password of 16 letters and digits (79 bits), in groups of four."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def refusal_of(password: str, login: str) -> PasswordRefusal | None:
    """Why this password may not be used by that login; None when it may."""
    if len(password) < SHORTEST:
        return PasswordRefusal.TOO_SHORT
    if len(password) > LONGEST:
        return PasswordRefusal.TOO_LONG
    if login in password.lower() or len(set(password)) < 5 or password.isdigit():
        return PasswordRefusal.TOO_PLAIN
    return None

"""How fast one address may guess passwords: comparing them costs CPU that others need, too."""

from fastapi import Request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_limiter = MovingWindowRateLimiter(MemoryStorage())
# a whole office may sit behind one address; each account locks after five anyway
_FAILURES = parse("60/minute")


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def is_too_fast(request: Request) -> bool:
    """Whether this address failed too often in the last minute to be listened to."""
    return not _limiter.test(_FAILURES, "sign-in", _address(request))


def count_failure(request: Request) -> None:
    """One more failed sign-in from this address."""
    _limiter.hit(_FAILURES, "sign-in", _address(request))


def forget_failures() -> None:
    """Start counting anew (tests)."""
    _limiter.storage.reset()

"""The console's door: who may call a route, its session cookie, its CSRF check.

Every console route names one of `Anyone`, `Hotline`, `Officer`, `Administrator`; a test fails for
a route without one.
"""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from backend.core.clock import now
from backend.core.db import reading, unit_of_work
from backend.core.errors import Forbidden, Unauthorized
from backend.core.settings import security_settings
from backend.staff import service as staff_service
from backend.staff.models import StaffRole
from backend.staff.schemas import Staff

_READING_METHODS = {"GET", "HEAD", "OPTIONS"}
_RANKS = list(StaffRole)
# writing "seen" at each request would make readers queue behind writers for nothing
_SEEN_STEP = timedelta(minutes=1)


def cookie_name() -> str:
    """The session cookie's name; over https the browser itself guards a __Host- cookie."""
    return "__Host-staff" if security_settings().cookie_secure else "staff_session"


def set_session_cookie(response: Response, token: str) -> None:
    """Hand the token to the browser until it is closed; the server ends the session earlier."""
    response.set_cookie(
        cookie_name(),
        token,
        httponly=True,
        samesite="lax",
        secure=security_settings().cookie_secure,
        path="/",
    )


def drop_session_cookie(response: Response) -> None:
    """Make the browser forget the token."""
    response.delete_cookie(cookie_name(), path="/", secure=security_settings().cookie_secure)


def signed_in_staff(request: Request) -> Staff | None:
    """Who is behind the request's cookie, if their session stands; notes that it was used."""
    token = request.cookies.get(cookie_name(), "")
    if not token:
        return None
    with reading() as session:
        staff = staff_service.session_of(session, token)
    if staff is not None and now() - staff.seen_at > _SEEN_STEP:
        with unit_of_work() as session:
            staff_service.touch_session(session, staff)
    return staff


def may(staff: Staff, least: StaffRole) -> bool:
    """Whether the person's role is at least that one."""
    return _RANKS.index(staff.role) >= _RANKS.index(least)


class StaffAtLeast:
    """Admits signed-in staff of a role or a higher one; writing calls must carry the CSRF token."""

    def __init__(self, least: StaffRole) -> None:
        self.least = least

    async def __call__(self, request: Request) -> Staff:
        """The person. Raises Unauthorized (no session) and Forbidden (role, CSRF token)."""
        staff = await run_in_threadpool(signed_in_staff, request)
        if staff is None:
            raise Unauthorized("no session")
        if not may(staff, self.least):
            raise Forbidden("role")
        if request.method not in _READING_METHODS:
            await _check_csrf(request, staff.csrf_token)
        return staff


async def _check_csrf(request: Request, expected: str) -> None:
    given = request.headers.get("X-CSRF-Token") or (await request.form()).get("csrf")
    if not isinstance(given, str) or not secrets.compare_digest(given.encode(), expected.encode()):
        raise Forbidden("csrf")


def anyone() -> None:
    """Admits everybody, also without a session: the sign-in page. It checks its own form token."""


def _read_session() -> Iterator[Session]:
    with reading() as session:
        yield session


def _write_session() -> Iterator[Session]:
    with unit_of_work() as session:
        yield session


Hotline = Annotated[Staff, Depends(StaffAtLeast(StaffRole.HOTLINE))]
Officer = Annotated[Staff, Depends(StaffAtLeast(StaffRole.OFFICER))]
Administrator = Annotated[Staff, Depends(StaffAtLeast(StaffRole.ADMINISTRATOR))]
Anyone = Annotated[None, Depends(anyone)]

# scope="function": the transaction ends before the answer is sent, so a failed commit is no 200
Reading = Annotated[Session, Depends(_read_session, scope="function")]
Writing = Annotated[Session, Depends(_write_session, scope="function")]

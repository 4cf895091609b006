"""Signing in, locking out, ending: the staff service on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.staff import passwords, service
from backend.staff.models import Deed, StaffRole, StaffSession

PASSWORD = "river-goose-4512"
NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def officer(session: Session) -> None:
    """One account to sign in to."""
    service.create_account(session, "zhuoma", "卓玛", StaffRole.OFFICER, PASSWORD)


def sign_in(session: Session, password: str = PASSWORD, login: str = "zhuoma") -> str | None:
    """Check and sign in, as the sign-in page does."""
    return service.sign_in(session, service.check_password(session, login, password))


def signed_in(session: Session) -> str:
    """The token of a session that must come about."""
    token = sign_in(session)
    assert token
    return token


def test_right_password_opens_a_session_of_that_person(session: Session) -> None:
    """The token leads back to the person, their role and a CSRF token."""
    staff = service.session_of(session, signed_in(session))
    assert staff is not None
    assert (staff.login, staff.display_name, staff.role) == ("zhuoma", "卓玛", StaffRole.OFFICER)
    assert len(staff.csrf_token) >= 32


@pytest.mark.parametrize("login", ["ZhuoMa", " zhuoma ", "ZHUOMA"])
def test_login_is_read_kindly(session: Session, login: str) -> None:
    """Capital letters and spaces around a login do not matter."""
    assert sign_in(session, login=login)


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("zhuoma", "wrong-password"),
        ("zhuoma", ""),
        ("zhuoma", "x" * 100_000),
        ("nobody", PASSWORD),
        ("", PASSWORD),
        ("zhuo\x00ma", PASSWORD),
        ("卓玛", PASSWORD),
        ("' or 1=1 --", PASSWORD),
    ],
)
def test_anything_else_is_refused_alike(session: Session, login: str, password: str) -> None:
    """Unknown logins and wrong passwords get the same answer."""
    assert sign_in(session, password, login) is None


def test_unknown_login_is_checked_against_a_hash_too(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown login costs one Argon2 comparison like a known one, so time tells nothing."""
    hasher = passwords._hasher()
    compared: list[str] = []
    verify = hasher.verify

    def counting(password: str | bytes, stored: str) -> bool:
        compared.append(stored)
        return verify(password, stored)

    monkeypatch.setattr(hasher, "verify", counting)
    for login in ("zhuoma", "nobody"):
        service.check_password(session, login, "wrong-password")
    assert len(compared) == 2
    known, unknown = (stored.rsplit("$", 2)[0] for stored in compared)
    assert known == unknown, "same Argon2 parameters"


def test_fifth_failure_locks_for_fifteen_minutes(session: Session) -> None:
    """Even the right password is refused then, and again accepted afterwards."""
    with time_machine.travel(NINE, tick=False) as clock:
        for _ in range(5):
            assert sign_in(session, "wrong-password") is None
        assert sign_in(session) is None
        clock.move_to(NINE + timedelta(minutes=14, seconds=59))
        assert sign_in(session) is None
        clock.move_to(NINE + timedelta(minutes=15))
        assert sign_in(session)
    assert Deed.LOCKED_OUT in [entry.what for entry in service.access_log(session)]


def test_success_forgets_earlier_failures(session: Session) -> None:
    """Four failures, a success, four failures: not locked."""
    for _ in range(2):
        for _ in range(4):
            sign_in(session, "wrong-password")
        assert sign_in(session)


def test_check_made_before_the_lock_does_not_pass_it(session: Session) -> None:
    """Parallel guesses: a right one that was compared before the lock came is still refused."""
    early = service.check_password(session, "zhuoma", PASSWORD)
    for _ in range(5):
        sign_in(session, "wrong-password")
    assert service.sign_in(session, early) is None


def test_check_of_an_old_password_does_not_pass(session: Session) -> None:
    """A password reset between comparing and signing in wins."""
    early = service.check_password(session, "zhuoma", PASSWORD)
    service.reset_password(session, "zhuoma")
    assert service.sign_in(session, early) is None


def test_session_ends_when_idle(session: Session) -> None:
    """Two hours without use end it; use starts the two hours anew."""
    with time_machine.travel(NINE, tick=False) as clock:
        token = signed_in(session)
        clock.move_to(NINE + timedelta(minutes=119))
        staff = service.session_of(session, token)
        assert staff
        service.touch_session(session, staff)
        clock.move_to(NINE + timedelta(minutes=238))
        assert service.session_of(session, token)
        clock.move_to(NINE + timedelta(minutes=239))
        assert service.session_of(session, token) is None


def test_session_ends_after_its_whole_time_even_if_used(session: Session) -> None:
    """Twelve hours are the most."""
    with time_machine.travel(NINE, tick=False) as clock:
        token = signed_in(session)
        for hour in range(1, 12):
            clock.move_to(NINE + timedelta(hours=hour))
            staff = service.session_of(session, token)
            assert staff
            service.touch_session(session, staff)
        clock.move_to(NINE + timedelta(hours=12))
        assert service.session_of(session, token) is None


def test_signing_out_ends_only_this_session(session: Session) -> None:
    """The token is worthless afterwards; another browser of the person stays."""
    here, there = signed_in(session), signed_in(session)
    staff = service.session_of(session, here)
    assert staff
    service.sign_out(session, staff)
    assert service.session_of(session, here) is None
    assert service.session_of(session, there)
    service.touch_session(session, staff)
    assert service.session_of(session, here) is None


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "卓玛", "\x00"])
def test_made_up_tokens_lead_nowhere(session: Session, token: str) -> None:
    """Tokens we did not give out belong to nobody."""
    assert service.session_of(session, token) is None


def test_token_itself_is_not_stored(session: Session) -> None:
    """Somebody who reads the table cannot use its sessions."""
    token = signed_in(session)
    row = session.scalars(select(StaffSession)).one()
    assert token not in {str(getattr(row, c.key)) for c in StaffSession.__table__.columns}


def test_closing_an_account_ends_its_sessions(session: Session) -> None:
    """Closed at once, also for browsers signed in; opened again, the person signs in anew."""
    token = signed_in(session)
    service.set_active(session, "zhuoma", False)
    session.expire_all()
    assert service.session_of(session, token) is None
    assert sign_in(session) is None
    service.set_active(session, "zhuoma", True)
    session.expire_all()
    assert service.session_of(session, token) is None
    assert sign_in(session)


def test_ended_sessions_are_deleted(session: Session) -> None:
    """Those whose twelve hours are over, not the others."""
    with time_machine.travel(NINE, tick=False) as clock:
        sign_in(session)
        clock.move_to(NINE + timedelta(hours=6))
        later = signed_in(session)
        clock.move_to(NINE + timedelta(hours=13))
        assert service.delete_ended_sessions(session) == 1
        clock.move_to(NINE + timedelta(hours=7))
        assert service.session_of(session, later)

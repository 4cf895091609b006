"""Staff: sign-in with lock-out, sessions that really end, and the access log."""

import re
import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy.orm import Session

from backend.core.clock import now
from backend.core.crypto import keyed_hash
from backend.core.errors import Conflict, Invalid, NotFound
from backend.core.settings import security_settings
from backend.staff import passwords, repository
from backend.staff.models import AccessLog, Deed, StaffAccount, StaffRole, StaffSession
from backend.staff.passwords import PasswordRefusal
from backend.staff.schemas import FirstAccount, LogEntry, PasswordCheck, Staff

FAILURES_ALLOWED = 5
LOCKED_MINUTES = 15
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


def check_password(session: Session, login: str, password: str) -> PasswordCheck:
    """Compare only; takes as long for unknown logins. Needs no write transaction."""
    login = login.strip().lower()
    account = repository.account_by_login(session, login) if _LOGIN.fullmatch(login) else None
    stored = account.password_hash if account else None
    return PasswordCheck(
        account_id=account.id if account else None,
        checked_hash=stored,
        is_right=passwords.is_right(password, stored),
    )


def sign_in(session: Session, check: PasswordCheck) -> str | None:
    """The token of a new session for the cookie, kept nowhere else; None when refused.

    Wrong, unknown, closed and locked are told apart to nobody. Five wrong
    passwords in a row lock the account for 15 minutes.
    """
    account = repository.locked_account(session, check.account_id) if check.account_id else None
    if account is None or not account.is_active or _is_locked(account):
        return None
    if not check.is_right or check.checked_hash != account.password_hash:
        _count_failure(session, account)
        return None
    account.failed_attempts, account.locked_until = 0, None
    return _open_session(session, account)


def _is_locked(account: StaffAccount) -> bool:
    return account.locked_until is not None and account.locked_until > now()


def _count_failure(session: Session, account: StaffAccount) -> None:
    """One more wrong password; the fifth locks the account."""
    account.failed_attempts += 1
    if account.failed_attempts >= FAILURES_ALLOWED:
        account.failed_attempts = 0
        account.locked_until = now() + timedelta(minutes=LOCKED_MINUTES)
        log_access(session, account.id, Deed.LOCKED_OUT)
    session.flush()


def _open_session(session: Session, account: StaffAccount) -> str:
    lasts = timedelta(hours=security_settings().session_hours_total)
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            account_id=account.id,
            token_hash=_token_hash(token),
            csrf_token=secrets.token_urlsafe(32),
            expires_at=now() + lasts,
        )
    )
    log_access(session, account.id, Deed.SIGNED_IN)
    return token


def _token_hash(token: str) -> str:
    return keyed_hash(token, "staff_session")


def session_of(session: Session, token: str) -> Staff | None:
    """Who this cookie's token belongs to; None when it ended, idled out or never was."""
    row = repository.session_by_hash(session, _token_hash(token))
    if row is None or row.revoked_at is not None or not row.account.is_active:
        return None
    idle_until = row.seen_at + timedelta(hours=security_settings().session_hours_idle)
    if now() >= min(idle_until, row.expires_at):
        return None
    account = row.account
    return Staff(
        account_id=account.id,
        session_id=row.id,
        login=account.login,
        display_name=account.display_name,
        role=StaffRole(account.role),
        csrf_token=row.csrf_token,
        seen_at=row.seen_at,
    )


def touch_session(session: Session, staff: Staff) -> None:
    """Note that the session was used now, which starts its idle time anew."""
    row = session.get(StaffSession, staff.session_id)
    if row is not None and row.revoked_at is None:
        row.seen_at = now()
        session.flush()


def sign_out(session: Session, staff: Staff) -> None:
    """End this session on the server; its cookie is worthless from now on."""
    row = session.get(StaffSession, staff.session_id)
    if row is not None and row.revoked_at is None:
        row.revoked_at = now()
        log_access(session, staff.account_id, Deed.SIGNED_OUT)


def delete_ended_sessions(session: Session) -> int:
    """Delete sessions whose whole time is over; returns how many. For the nightly clean-up."""
    return repository.delete_sessions_before(session, now())


def change_password(
    session: Session, staff: Staff, current: str, new: str
) -> PasswordRefusal | None:
    """Set a new password and end the person's other sessions; or say why not.

    A wrong current password counts like a failed sign-in, and the one that locks the account ends
    its sessions too: a stolen session cannot be used to guess. Raises NotFound.
    """
    account = repository.locked_account(session, staff.account_id)
    if account is None:
        raise NotFound("no such account")
    if not passwords.is_right(current, account.password_hash):
        _count_failure(session, account)
        if _is_locked(account):
            repository.revoke_sessions(session, account.id, now())
        return PasswordRefusal.WRONG_CURRENT
    if new == current:
        return PasswordRefusal.SAME_AS_BEFORE
    refusal = passwords.refusal_of(new, account.login)
    if refusal is None:
        account.failed_attempts = 0
        account.password_hash = passwords.hash_password(new)
        repository.revoke_sessions(session, account.id, now(), except_id=staff.session_id)
        log_access(session, account.id, Deed.PASSWORD_CHANGED)
    return refusal


def create_account(
    session: Session, login: str, display_name: str, role: StaffRole, password: str
) -> StaffAccount:
    """A new account. Raises Invalid (login, display_name, password) and Conflict (login taken)."""
    login, display_name = login.strip().lower(), display_name.strip()
    if not _LOGIN.fullmatch(login):
        raise Invalid("a login has 2 to 40 letters, digits, dots, dashes", field="login")
    if not 1 <= len(display_name) <= 40:
        raise Invalid("a name has 1 to 40 characters", field="display_name")
    if refusal := passwords.refusal_of(password, login):
        raise Invalid(f"password {refusal}", field="password", reason=refusal)
    if repository.account_by_login(session, login):
        raise Conflict("this login is taken", field="login")
    account = StaffAccount(
        login=login,
        display_name=display_name,
        role=role,
        password_hash=passwords.hash_password(password),
    )
    session.add(account)
    session.flush()
    log_access(session, account.id, Deed.ACCOUNT_CREATED)
    return account


def ensure_first_account(session: Session) -> FirstAccount | None:
    """On an empty system, an administrator with a made-up password to be shown once; else None."""
    if repository.has_accounts(session):
        return None
    password = passwords.made_up_password()
    account = create_account(session, "admin", "管理员", StaffRole.ADMINISTRATOR, password)
    return FirstAccount(account.login, password)


def reset_password(session: Session, login: str) -> str:
    """A made-up password for someone who forgot theirs; ends sessions and lock. Raises NotFound."""
    account = _account(session, login)
    password = passwords.made_up_password()
    account.password_hash = passwords.hash_password(password)
    account.failed_attempts, account.locked_until = 0, None
    repository.revoke_sessions(session, account.id, now())
    log_access(session, account.id, Deed.PASSWORD_RESET)
    return password


def set_active(session: Session, login: str, is_active: bool) -> None:
    """Open or close an account; closing ends its sessions at once. Raises NotFound."""
    account = _account(session, login)
    account.is_active = is_active
    if not is_active:
        repository.revoke_sessions(session, account.id, now())
    session.flush()


def _account(session: Session, login: str) -> StaffAccount:
    account = repository.account_by_login(session, login.strip().lower())
    if account is None:
        raise NotFound("no such account", login=login)
    return account


def display_names(session: Session, account_ids: Iterable[str]) -> dict[str, str]:
    """The names of those ids that are accounts."""
    return {row.id: row.display_name for row in repository.accounts(session, account_ids)}


def log_access(
    session: Session,
    account_id: str,
    what: Deed,
    *,
    subject_id: str | None = None,
    field: str | None = None,
    reason: str | None = None,
) -> None:
    """Add one entry to the access log, in the caller's transaction."""
    session.add(
        AccessLog(
            account_id=account_id,
            what=what,
            subject_id=subject_id,
            field=field,
            reason=reason,
        )
    )
    session.flush()


def access_log(
    session: Session, *, subject_id: str | None = None, limit: int = 50, offset: int = 0
) -> list[LogEntry]:
    """Who did what, newest first; all entries, or those on one record."""
    return [
        LogEntry(
            happened_at=row.happened_at,
            who=row.account.display_name,
            login=row.account.login,
            what=Deed(row.what),
            subject_id=row.subject_id,
            field=row.field,
            reason=row.reason,
        )
        for row in repository.access_log(session, subject_id, limit, offset)
    ]

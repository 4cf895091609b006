"""What the staff service gives to doors and pages: plain values, no rows."""

from dataclasses import dataclass
from datetime import datetime

from backend.staff.models import Deed, StaffRole


@dataclass(frozen=True, slots=True)
class Staff:
    """The signed-in member of staff, as doors and pages know them."""

    account_id: str
    session_id: str
    login: str
    display_name: str
    role: StaffRole
    csrf_token: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class PasswordCheck:
    """What `check_password` found: the account, if any, and whether the password is its own."""

    account_id: str | None
    checked_hash: str | None
    is_right: bool


@dataclass(frozen=True, slots=True)
class FirstAccount:
    """The account made on an empty system; the password is shown once and kept only as a hash."""

    login: str
    password: str


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the access log."""

    happened_at: datetime
    who: str
    login: str
    what: Deed
    subject_id: str | None
    field: str | None
    reason: str | None

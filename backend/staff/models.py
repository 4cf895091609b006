"""Tables of staff: accounts, server-side sessions, and the access log."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.core.clock import now
from backend.core.db import Base, UtcDateTime, new_id


class StaffRole(StrEnum):
    """What an account may do: each role may do all that the one before it may."""

    HOTLINE = "hotline"  # answers questions: FAQ search only
    OFFICER = "officer"  # reads registrations and, with a reason, single personal fields
    ADMINISTRATOR = "administrator"  # also reads the access log


class Deed(StrEnum):
    """What the access log records; labels in backend/console/labels.yml."""

    SIGNED_IN = "signed_in"
    LOCKED_OUT = "locked_out"
    SIGNED_OUT = "signed_out"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_RESET = "password_reset"
    ACCOUNT_CREATED = "account_created"
    RECORD_OPENED = "record_opened"
    FIELD_SHOWN = "field_shown"
    RECIPIENT_SOUGHT = "recipient_sought"  # hotline: who an answer shall be sent to
    ANSWER_SENT = "answer_sent"
    CONVERSATION_READ = "conversation_read"  # what one person was told


class StaffAccount(Base):
    """One member of staff. `login` is kept in lower case."""

    __tablename__ = "staff_accounts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    display_name: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    is_active: Mapped[bool] = mapped_column(default=True)
    failed_attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class StaffSession(Base):
    """A signed-in browser. The token itself is only in the cookie; here lies its keyed hash."""

    __tablename__ = "staff_sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("staff_accounts.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(32), unique=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[StaffAccount] = relationship()


class AccessLog(Base):
    """One thing a member of staff did; rows are only ever added.

    `what` is a Deed; `subject_id` the record looked at; `field` and `reason` say
    which personal field was shown and what for (个人信息保护法 第51条: limited, recorded access).
    """

    __tablename__ = "staff_access_log"
    __table_args__ = (Index("ix_staff_access_log_happened_at", "happened_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("staff_accounts.id"), index=True)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    what: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[str | None] = mapped_column(String(32), index=True)
    field: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(String(200))

    account: Mapped[StaffAccount] = relationship()

"""Tables of people: their WeChat account, what they agreed to, what they typed in secret."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.clock import now
from backend.core.db import Base, EncryptedText, UtcDateTime, new_id


class Jobseeker(Base):
    """One person as this product knows them."""

    __tablename__ = "jobseekers"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ChannelAccount(Base):
    """A person's account in a channel: an openid of one official account."""

    __tablename__ = "channel_accounts"
    __table_args__ = (UniqueConstraint("account_id", "openid_hash"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    jobseeker_id: Mapped[str] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    account_id: Mapped[str] = mapped_column(String(64))
    openid_hash: Mapped[str] = mapped_column(String(32))
    openid: Mapped[str] = mapped_column(EncryptedText("channel_accounts.openid"))
    is_subscribed: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Consent(Base):
    """An agreement to one use of personal data, with the version of the text that was shown."""

    __tablename__ = "consents"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    jobseeker_id: Mapped[str] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    text_version: Mapped[str] = mapped_column(String(40))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ClaimCheck(Base):
    """A number typed in chat, kept encrypted behind the token that replaced it."""

    __tablename__ = "claim_checks"
    __table_args__ = (Index("ix_claim_checks_expires_at", "expires_at"),)

    token: Mapped[str] = mapped_column(String(16), primary_key=True)
    jobseeker_id: Mapped[str] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    value: Mapped[str] = mapped_column(EncryptedText("claim_checks.value"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

"""Queries on people; only the jobseekers service calls them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from backend.jobseekers.models import ChannelAccount, ClaimCheck, Consent


def channel_account(session: Session, account_id: str, openid_hash: str) -> ChannelAccount | None:
    """The account of that openid hash."""
    return session.scalars(
        select(ChannelAccount).where(
            ChannelAccount.account_id == account_id, ChannelAccount.openid_hash == openid_hash
        )
    ).one_or_none()


def channel_account_expected(session: Session, account_id: str, openid_hash: str) -> ChannelAccount:
    """The account of that openid hash, known to exist."""
    account = channel_account(session, account_id, openid_hash)
    assert account is not None
    return account


def standing_consents(session: Session, jobseeker_id: str, purpose: str) -> Sequence[Consent]:
    """Agreements for that purpose not withdrawn, newest first."""
    return session.scalars(
        select(Consent)
        .where(
            Consent.jobseeker_id == jobseeker_id,
            Consent.purpose == purpose,
            Consent.withdrawn_at.is_(None),
        )
        .order_by(Consent.given_at.desc())
    ).all()


def standing_consent(session: Session, jobseeker_id: str, purpose: str) -> Consent | None:
    """The newest agreement for that purpose that stands."""
    return next(iter(standing_consents(session, jobseeker_id, purpose)), None)


def _deleted(session: Session, statement: Any) -> int:
    return cast(CursorResult[Any], session.execute(statement)).rowcount


def delete_claim_checks_of(session: Session, jobseeker_id: str) -> int:
    """Delete one person's claim checks."""
    return _deleted(session, delete(ClaimCheck).where(ClaimCheck.jobseeker_id == jobseeker_id))


def delete_claim_checks_before(session: Session, instant: datetime) -> int:
    """Delete claim checks that expired before `instant`."""
    return _deleted(session, delete(ClaimCheck).where(ClaimCheck.expires_at < instant))

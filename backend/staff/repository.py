"""Queries on staff; only the staff service calls them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from backend.staff.models import AccessLog, StaffAccount, StaffSession


def account_by_login(session: Session, login: str) -> StaffAccount | None:
    """The account of that login, which is compared in lower case."""
    return session.scalars(select(StaffAccount).where(StaffAccount.login == login)).one_or_none()


def locked_account(session: Session, account_id: str) -> StaffAccount | None:
    """The account as it is now, held until the transaction ends so that counts stay exact."""
    return session.scalars(
        select(StaffAccount)
        .where(StaffAccount.id == account_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def accounts(session: Session, ids: Iterable[str]) -> Sequence[StaffAccount]:
    """Those of the ids that are accounts."""
    return session.scalars(select(StaffAccount).where(StaffAccount.id.in_(list(ids)))).all()


def has_accounts(session: Session) -> bool:
    """Whether anybody can sign in at all."""
    return bool(session.scalar(select(func.count()).select_from(StaffAccount)))


def session_by_hash(session: Session, token_hash: str) -> StaffSession | None:
    """The session of that token hash, with its account."""
    return session.scalars(
        select(StaffSession)
        .where(StaffSession.token_hash == token_hash)
        .options(joinedload(StaffSession.account))
    ).one_or_none()


def revoke_sessions(
    session: Session, account_id: str, instant: datetime, except_id: str | None = None
) -> None:
    """End every session of that account, or all but one."""
    session.execute(
        update(StaffSession)
        .where(
            StaffSession.account_id == account_id,
            StaffSession.revoked_at.is_(None),
            StaffSession.id != (except_id or ""),
        )
        .values(revoked_at=instant)
    )


def delete_sessions_before(session: Session, instant: datetime) -> int:
    """Delete sessions whose whole time was over before `instant`; returns how many."""
    statement = delete(StaffSession).where(StaffSession.expires_at < instant)
    return cast(CursorResult[Any], session.execute(statement)).rowcount


def access_log(
    session: Session, subject_id: str | None, limit: int, offset: int
) -> Sequence[AccessLog]:
    """Entries newest first, with their accounts; all, or those on one record."""
    entries = select(AccessLog).options(joinedload(AccessLog.account))
    if subject_id:
        entries = entries.where(AccessLog.subject_id == subject_id)
    entries = entries.order_by(AccessLog.happened_at.desc(), AccessLog.id)
    return session.scalars(entries.limit(limit).offset(offset)).all()

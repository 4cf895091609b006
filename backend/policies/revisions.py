"""Counts published changes: every process compares its revision with the newest one."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.policies.models import KnowledgeRevision


def record(
    session: Session,
    cause: str,
    subject_id: str,
    *,
    version_id: str | None = None,
    staff_id: str | None = None,
) -> int:
    """Note a published change in the transaction that makes it; its number is the new revision."""
    revision = KnowledgeRevision(
        cause=cause, subject_id=subject_id, version_id=version_id, staff_id=staff_id
    )
    session.add(revision)
    session.flush()
    return revision.id


def latest(session: Session) -> int:
    """The newest revision, 0 while nothing was ever published."""
    return session.scalar(select(func.max(KnowledgeRevision.id))) or 0

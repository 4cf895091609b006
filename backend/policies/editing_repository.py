"""Queries behind the editors' desk."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backend.policies.models import EntryVersion, VersionState

OPEN_STATES = (
    VersionState.DRAFT, VersionState.RETURNED, VersionState.IN_REVIEW, VersionState.SCHEDULED
)  # fmt: skip

_TURN = 0x504F4C49  # any number of our own: the name of the lock


def take_turn(session: Session) -> None:
    """Nobody else opens or publishes a version until this transaction ends.

    SQLite has a single writer anyway. Without it two people could open two drafts of one entry, or
    publish it in the same instant, each retiring the same old version.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TURN})


def version(session: Session, version_id: str) -> EntryVersion | None:
    """One version, locked until the transaction ends where the database can do that."""
    return session.scalar(
        select(EntryVersion)
        .where(EntryVersion.id == version_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def version_seen(session: Session, version_id: str) -> EntryVersion | None:
    """One version, for reading."""
    return session.get(EntryVersion, version_id)


def published(session: Session, entry_id: str) -> EntryVersion | None:
    """The version of an entry that is out now, if any stands above the seed."""
    return session.scalar(
        select(EntryVersion)
        .where(EntryVersion.entry_id == entry_id, EntryVersion.state == VersionState.PUBLISHED)
        .order_by(EntryVersion.number.desc())
        .limit(1)
    )


def numbered(session: Session, entry_id: str, number: int) -> EntryVersion | None:
    """The version of an entry with a number."""
    return session.scalar(
        select(EntryVersion).where(EntryVersion.entry_id == entry_id, EntryVersion.number == number)
    )


def open_version(session: Session, entry_id: str) -> EntryVersion | None:
    """The version of an entry somebody is at work on; there is at most one."""
    return session.scalar(
        select(EntryVersion)
        .where(EntryVersion.entry_id == entry_id, EntryVersion.state.in_(OPEN_STATES))
        .limit(1)
    )


def open_versions(session: Session) -> Sequence[EntryVersion]:
    """Everything somebody is at work on, the latest touched first."""
    return session.scalars(
        select(EntryVersion)
        .where(EntryVersion.state.in_(OPEN_STATES))
        .order_by(EntryVersion.updated_at.desc())
    ).all()


def versions_of(session: Session, entry_id: str) -> Sequence[EntryVersion]:
    """Every version of an entry, newest first."""
    return session.scalars(
        select(EntryVersion)
        .where(EntryVersion.entry_id == entry_id)
        .order_by(EntryVersion.number.desc())
    ).all()


def all_published(session: Session) -> Sequence[EntryVersion]:
    """The published version of every entry that was ever edited, withdrawn ones too."""
    return session.scalars(
        select(EntryVersion)
        .where(EntryVersion.state == VersionState.PUBLISHED)
        .order_by(EntryVersion.created_at, EntryVersion.id)
    ).all()


def next_number(session: Session, entry_id: str) -> int:
    """The number of the next version of an entry."""
    query = select(func.max(EntryVersion.number)).where(EntryVersion.entry_id == entry_id)
    return (session.scalar(query) or 0) + 1


def due(session: Session, at: datetime) -> Sequence[EntryVersion]:
    """Scheduled versions whose moment has come; rows another worker holds are passed over."""
    return session.scalars(
        select(EntryVersion)
        .where(EntryVersion.state == VersionState.SCHEDULED, EntryVersion.publish_at <= at)
        .order_by(EntryVersion.publish_at, EntryVersion.id)
        .with_for_update(skip_locked=True)
    ).all()


def has_due(session: Session, at: datetime) -> bool:
    """Whether any scheduled version's moment has come."""
    query = select(EntryVersion.id).where(
        EntryVersion.state == VersionState.SCHEDULED, EntryVersion.publish_at <= at
    )
    return session.scalar(query.limit(1)) is not None

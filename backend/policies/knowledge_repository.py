"""Queries behind the knowledge a process holds: what is published and reviewed now."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.policies.models import (
    DocumentVersion,
    EntryVersion,
    KnowledgeRevision,
    ParameterValue,
    VersionState,
)


def newest_change(session: Session) -> tuple[int, datetime] | None:
    """The highest revision and when it was made; None while nothing was ever published."""
    query = select(KnowledgeRevision.id, KnowledgeRevision.made_at)
    row = session.execute(query.order_by(KnowledgeRevision.id.desc()).limit(1)).first()
    return (row[0], row[1]) if row else None


def published_entries(session: Session) -> Sequence[EntryVersion]:
    """The published version of each entry that was ever edited, oldest entry first."""
    return session.scalars(
        select(EntryVersion)
        .where(EntryVersion.state == VersionState.PUBLISHED)
        .order_by(EntryVersion.created_at, EntryVersion.id)
    ).all()


def withdrawn_ids(session: Session) -> frozenset[str]:
    """Entries that are out of the answers."""
    return frozenset(
        session.scalars(
            select(EntryVersion.entry_id).where(
                EntryVersion.state == VersionState.PUBLISHED, EntryVersion.is_withdrawn
            )
        )
    )


def published_documents(session: Session) -> Sequence[DocumentVersion]:
    """The checked version in force of each document that was ever imported."""
    return session.scalars(
        select(DocumentVersion)
        .where(
            DocumentVersion.state == VersionState.PUBLISHED, DocumentVersion.checker_id.is_not(None)
        )
        .order_by(DocumentVersion.number)
    ).all()


def reviewed_parameters(session: Session) -> Sequence[ParameterValue]:
    """Amounts two people agreed on and nobody took back."""
    return session.scalars(
        select(ParameterValue)
        .where(ParameterValue.reviewer_id.is_not(None), ParameterValue.retired_at.is_(None))
        .order_by(ParameterValue.created_at)
    ).all()

"""Queries behind the official texts."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.policies.models import DocumentVersion, VersionState

_SHOWN = (
    VersionState.DRAFT,
    VersionState.RETURNED,
    VersionState.IN_REVIEW,
    VersionState.PUBLISHED,
)


def version(
    session: Session, version_id: str, *, for_change: bool = False
) -> DocumentVersion | None:
    """One version, locked until the transaction ends when it is to be changed."""
    return session.get(DocumentVersion, version_id, with_for_update=for_change)


def present_versions(session: Session) -> Sequence[DocumentVersion]:
    """Everything being worked on or published, newest work first."""
    query = select(DocumentVersion).where(DocumentVersion.state.in_(_SHOWN))
    return session.scalars(query.order_by(DocumentVersion.updated_at.desc())).all()


def versions_of(session: Session, document_id: str) -> Sequence[DocumentVersion]:
    """All versions of a document, newest first."""
    query = select(DocumentVersion).where(DocumentVersion.document_id == document_id)
    return session.scalars(query.order_by(DocumentVersion.number.desc())).all()


def published_for_change(session: Session, document_id: str) -> Sequence[DocumentVersion]:
    """The published version of a document, locked; at most one."""
    query = select(DocumentVersion).where(
        DocumentVersion.document_id == document_id,
        DocumentVersion.state == VersionState.PUBLISHED,
    )
    return session.scalars(query.with_for_update()).all()


def open_version(session: Session, document_id: str) -> DocumentVersion | None:
    """The version of a document that somebody works on."""
    query = select(DocumentVersion).where(
        DocumentVersion.document_id == document_id,
        DocumentVersion.state.in_(
            (VersionState.DRAFT, VersionState.RETURNED, VersionState.IN_REVIEW)
        ),
    )
    return session.scalars(query.order_by(DocumentVersion.number.desc()).limit(1)).first()


def next_number(session: Session, document_id: str) -> int:
    """The number of a document's next version; the first is 1."""
    query = select(func.max(DocumentVersion.number))
    last = session.scalar(query.where(DocumentVersion.document_id == document_id))
    return max(last or 0, 0) + 1


def number_of_import(session: Session, document_id: str) -> int:
    """The number of what came in: 0 and below, so that people's versions count from 1."""
    query = select(func.min(DocumentVersion.number))
    first = session.scalar(query.where(DocumentVersion.document_id == document_id))
    return min(1 if first is None else first, 1) - 1


def as_imported(session: Session, source_sha256: str) -> DocumentVersion | None:
    """The version that keeps an imported file's text untouched."""
    query = select(DocumentVersion).where(
        DocumentVersion.source_sha256 == source_sha256,
        DocumentVersion.state == VersionState.DISCARDED,
    )
    return session.scalars(
        query.order_by(DocumentVersion.created_at, DocumentVersion.number).limit(1)
    ).first()


def with_source(session: Session, source_sha256: str) -> DocumentVersion | None:
    """The newest version made from that very file, unless it was discarded."""
    query = select(DocumentVersion).where(
        DocumentVersion.source_sha256 == source_sha256,
        DocumentVersion.state != VersionState.DISCARDED,
    )
    return session.scalars(query.order_by(DocumentVersion.created_at.desc()).limit(1)).first()

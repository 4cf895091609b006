"""Official texts: from a draft through the second person's check to publication."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.errors import Conflict, Forbidden, Invalid, NotFound
from backend.policies import documents_repository as rows
from backend.policies import knowledge, revisions
from backend.policies.document_citations import broken_citations
from backend.policies.document_texts import check_note, parsed, rewrite, set_check_note
from backend.policies.models import DocumentVersion, VersionState

EDITABLE = (VersionState.DRAFT, VersionState.RETURNED)


def version_of(session: Session, version_id: str) -> DocumentVersion:
    """One version. Raises NotFound."""
    version = rows.version(session, version_id)
    if version is None:
        raise NotFound("no such document version")
    return version


def changeable(
    session: Session, version_id: str, edition: int, states: Sequence[VersionState] = EDITABLE
) -> DocumentVersion:
    """A version about to be changed, locked.

    Raises:
        NotFound: no such version.
        Conflict: somebody else saved since `edition`, or it is in another state by now.
    """
    version = rows.version(session, version_id, for_change=True)
    if version is None:
        raise NotFound("no such document version")
    if version.edition != edition or version.state not in states:
        raise Conflict("document changed meanwhile", edition=version.edition)
    return version


def touch(version: DocumentVersion) -> None:
    """Count a saved change."""
    version.edition += 1
    version.updated_at = clock.now()


def submit(session: Session, staff_id: str, version_id: str, edition: int) -> DocumentVersion:
    """Hand a cut in for the second person.

    Raises Invalid when metadata is missing or there is no clause, besides what changeable raises.
    """
    version = changeable(session, version_id, edition)
    set_check_note(version, "")
    rewrite(version)
    parsed(version)
    _check_ending(version)
    version.state = VersionState.IN_REVIEW
    version.author_id = staff_id
    touch(version)
    return version


def take_back(session: Session, staff_id: str, version_id: str, edition: int) -> DocumentVersion:
    """The author goes on working. Raises Forbidden for anybody else."""
    version = changeable(session, version_id, edition, [VersionState.IN_REVIEW])
    if version.author_id != staff_id:
        raise Forbidden("only the author takes back")
    version.state = VersionState.DRAFT
    touch(version)
    return version


def send_back(
    session: Session, staff_id: str, version_id: str, edition: int, note: str
) -> DocumentVersion:
    """The second person wants changes and says which. Raises Invalid without words."""
    if not note.strip():
        raise Invalid("note_missing")
    version = changeable(session, version_id, edition, [VersionState.IN_REVIEW])
    version.state = VersionState.RETURNED
    version.checker_id = staff_id
    set_check_note(version, note.strip()[:500])
    touch(version)
    return version


def publish(
    session: Session,
    staff_id: str,
    version_id: str,
    edition: int,
    *,
    accepts_broken: bool = False,
) -> DocumentVersion:
    """The second person has compared the cut with the original: from now on it may be cited.

    Raises:
        Forbidden: the same person worked on it.
        Invalid: incomplete, or entries would lose their sentence and `accepts_broken` is false.
        Conflict, NotFound: as changeable.
    """
    version = changeable(session, version_id, edition, [VersionState.IN_REVIEW])
    if version.author_id == staff_id:
        raise Forbidden("two people are needed")
    document = parsed(version)
    _check_ending(version)
    broken = broken_citations(knowledge.current(), document)
    if broken and not accepts_broken:
        raise Invalid("citations_broken", entries=broken)
    for earlier in rows.published_for_change(session, version.document_id):
        earlier.state = VersionState.RETIRED
        earlier.retired_at = clock.now()
    version.state = VersionState.PUBLISHED
    version.checker_id, version.checked_at = staff_id, clock.now()
    touch(version)
    revisions.record(
        session, "document", version.document_id, version_id=version.id, staff_id=staff_id
    )
    return version


def discard(session: Session, version_id: str, edition: int) -> None:
    """Give a draft up. What is published stays."""
    version = changeable(session, version_id, edition)
    version.state = VersionState.DISCARDED
    touch(version)


def returned_note(version: DocumentVersion) -> str:
    """What the checker wants changed."""
    return check_note(version) if version.state == VersionState.RETURNED else ""


def _check_ending(version: DocumentVersion) -> None:
    if not version.replaced_by:
        return
    known = knowledge.current().sources.documents
    if version.replaced_by not in known or version.replaced_by == version.document_id:
        raise Invalid("unknown_replacement")

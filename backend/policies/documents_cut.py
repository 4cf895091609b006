"""Official texts: corrections of a cut and of its metadata, before the second person checks it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from backend.core.errors import Conflict, Invalid
from backend.policies import documents_repository as rows
from backend.policies.document_texts import blocks_of, rewrite
from backend.policies.documents import changeable, touch
from backend.policies.models import DocumentVersion, VersionState
from policy_faq.blocks import Block, BlockKind, change_block, join_with_previous

_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,78}[a-z0-9]")
_LONGEST_BLOCK = 20_000


@dataclass(frozen=True, slots=True)
class Target:
    """A block somebody looks at: the version, the edition of it they saw, the block's place."""

    version_id: str
    edition: int
    place: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a person confirmed about a document."""

    document_id: str
    title: str
    document_number: str
    issuing_authorities: Sequence[str]
    issued_on: date | None
    effective_on: date | None
    expires_on: date | None
    replaced_by: str


def save_block(
    session: Session, staff_id: str, target: Target, kind: BlockKind, text: str
) -> DocumentVersion:
    """Save one block; line breaks in its text cut it there.

    Raises:
        Invalid: no such block, no words, or more than fits one.
        Conflict, NotFound: as documents.changeable.
    """
    if len(text) > _LONGEST_BLOCK:
        raise Invalid("block_too_long")
    version = changeable(session, target.version_id, target.edition)
    try:
        blocks = change_block(blocks_of(version), target.place, kind, text)
    except (IndexError, ValueError) as error:
        raise Invalid("block_empty") from error
    return _saved(version, staff_id, blocks)


def join_block(session: Session, staff_id: str, target: Target) -> DocumentVersion:
    """Append a block to the one before it. Raises Invalid for the first, else as save_block."""
    version = changeable(session, target.version_id, target.edition)
    try:
        blocks = join_with_previous(blocks_of(version), target.place)
    except IndexError as error:
        raise Invalid("first_block") from error
    return _saved(version, staff_id, blocks)


def save_metadata(
    session: Session, staff_id: str, version_id: str, edition: int, said: Confirmed
) -> DocumentVersion:
    """Save what a person confirmed.

    Raises:
        Invalid: an unusable id or title.
        Conflict: the id belongs to another document, or as documents.changeable.
    """
    if not _ID.fullmatch(said.document_id):
        raise Invalid("document_id")
    if not said.title.strip():
        raise Invalid("title_missing")
    version = changeable(session, version_id, edition)
    if said.document_id != version.document_id:
        _move(session, version, said.document_id)
    version.title = said.title.strip()[:300]
    version.document_number = said.document_number.strip()[:80] or None
    version.issuing_authorities = [
        name.strip() for name in said.issuing_authorities if name.strip()
    ]
    version.issued_on, version.effective_on = said.issued_on, said.effective_on
    version.expires_on, version.replaced_by = said.expires_on, said.replaced_by.strip() or None
    version.author_id = staff_id
    rewrite(version)
    touch(version)
    return version


def _move(session: Session, version: DocumentVersion, document_id: str) -> None:
    """Another id for a document that was never published."""
    siblings = rows.versions_of(session, version.document_id)
    if any(v.state in (VersionState.PUBLISHED, VersionState.RETIRED) for v in siblings):
        raise Invalid("id_is_published")
    others = rows.versions_of(session, document_id)
    if any(other.state != VersionState.DISCARDED for other in others):
        raise Conflict("another document has this id")
    version.document_id = document_id
    version.number = rows.next_number(session, document_id)


def _saved(version: DocumentVersion, staff_id: str, blocks: list[Block]) -> DocumentVersion:
    rewrite(version, blocks)
    version.author_id = staff_id
    touch(version)
    return version

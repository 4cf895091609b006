"""The editors' desk: drafts of FAQ entries, from the first line to handing them in.

One version of an entry is open at a time. `edition` grows with each step; whoever comes with an
older one is told (Conflict) instead of writing over a colleague.
"""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.clock import now
from backend.core.errors import Conflict, Invalid, NotFound
from backend.policies import editing_repository as rows
from backend.policies.editing_content import as_content
from backend.policies.findings import Finding
from backend.policies.gates import Report, as_rows
from backend.policies.models import EntryVersion, VersionState
from backend.policies.seed import Seed
from policy_faq.content_files import Item
from policy_faq.entries import version_of

_ENTRY_ID = re.compile(r"[a-z][a-z0-9-]{2,59}")
_RESERVED = ("new",)  # the address of the page where an entry begins
LONGEST_NOTE = 500
_WRITABLE = (VersionState.DRAFT, VersionState.RETURNED)


def standing_content(session: Session, seed: Seed, entry_id: str) -> Item | None:
    """What the entry says now: its published version, else the seed's; None when it is out."""
    published = rows.published(session, entry_id)
    if published is not None:
        return None if published.is_withdrawn else as_content(published.content)
    item = seed.items.get(entry_id)
    return as_content(item) if item else None


def start_draft(session: Session, staff_id: str, seed: Seed, entry_id: str) -> EntryVersion:
    """Open an entry for editing; the draft somebody already has open is given back.

    Raises:
        NotFound: there is no such entry.
        Conflict: a version is being reviewed or waits for its moment.
    """
    rows.take_turn(session)
    content = standing_content(session, seed, entry_id) or _last_content(session, seed, entry_id)
    if content is None:
        raise NotFound("no such entry")
    opened = rows.open_version(session, entry_id)
    if opened is None:
        return add_version(session, staff_id, content)
    if opened.state not in _WRITABLE:
        raise Conflict("a version is being reviewed", version_id=opened.id)
    return opened


def start_new(
    session: Session, staff_id: str, seed: Seed, entry_id: str, content: Mapping[str, Any]
) -> EntryVersion:
    """A draft of an entry that does not exist yet, with what is known of it so far.

    Raises:
        Invalid: the id is not lower-case Latin words joined by hyphens.
        Conflict: the id is taken.
    """
    if not _ENTRY_ID.fullmatch(entry_id) or entry_id in _RESERVED:
        raise Invalid("entry id", field="id")
    rows.take_turn(session)
    if entry_id in seed.items or rows.next_number(session, entry_id) > 1:
        raise Conflict("the id is taken", field="id")
    return add_version(session, staff_id, as_content({**content, "id": entry_id}))


def save_draft(
    session: Session,
    staff_id: str,
    version_id: str,
    edition: int,
    content: Mapping[str, Any],
    *,
    note: str = "",
    findings: list[Finding] | None = None,
) -> EntryVersion:
    """Keep what was typed; the person who saved last is the author and cannot be the reviewer.

    Args:
        content: the fields of the form; id stays as it is.
        note: why, for the reviewer.
        findings: what the quick gates said of it.

    Raises NotFound; Conflict when it was saved, handed in or discarded meanwhile.
    """
    version = claimed(session, version_id, edition, *_WRITABLE)
    version.content = as_content({**content, "id": version.entry_id})
    version.note = note.strip()[:LONGEST_NOTE]
    version.findings = as_rows(findings or [])
    version.author_id = staff_id
    version.state = VersionState.DRAFT
    return _step(session, version)


def submit(session: Session, staff_id: str, report: Report) -> EntryVersion:
    """Hand a draft in for review, with what the gates said of it.

    Raises:
        Blocked: a gate forbids it; nothing is changed.
        Conflict: somebody changed it since the gates ran, or somebody else is its author.
    """
    version = claimed(session, report.version_id, report.edition, *_WRITABLE)
    if version.author_id != staff_id:
        raise Conflict("only its author hands a draft in")
    if report.is_blocked:
        raise Blocked(report)
    version.findings = as_rows(report.findings)
    version.state = VersionState.IN_REVIEW
    version.submitted_at = now()
    return _step(session, version)


def take_back(session: Session, staff_id: str, version_id: str, edition: int) -> EntryVersion:
    """The author takes a version back from the review desk. Raises Conflict."""
    version = claimed(session, version_id, edition, VersionState.IN_REVIEW)
    if version.author_id != staff_id:
        raise Conflict("only its author takes it back")
    if version.is_withdrawn:
        version.state = VersionState.DISCARDED
    else:
        version.state = VersionState.DRAFT
    return _step(session, version)


def discard(session: Session, version_id: str, edition: int) -> EntryVersion:
    """Put a draft away; `undo_discard` brings it back. Raises Conflict."""
    version = claimed(session, version_id, edition, *_WRITABLE)
    version.state = VersionState.DISCARDED
    return _step(session, version)


def undo_discard(session: Session, version_id: str, edition: int) -> EntryVersion:
    """Bring a discarded draft back. Raises Conflict when another one was opened meanwhile."""
    rows.take_turn(session)
    version = claimed(session, version_id, edition, VersionState.DISCARDED)
    if version.is_withdrawn or rows.open_version(session, version.entry_id):
        raise Conflict("another version is open")
    version.state = VersionState.DRAFT
    return _step(session, version)


class Blocked(Conflict):
    """A gate forbids the step; `report` tells why."""

    def __init__(self, report: Report) -> None:
        super().__init__("a gate forbids it")
        self.report = report


def add_version(session: Session, staff_id: str, content: Item, **more: Any) -> EntryVersion:
    """The next version of an entry. Raises Conflict when a colleague added one this moment."""
    entry_id = content["id"]
    version = EntryVersion(
        entry_id=entry_id,
        number=rows.next_number(session, entry_id),
        content=content,
        base_version=version_of(content),
        author_id=staff_id,
        **more,
    )
    try:
        with session.begin_nested():
            session.add(version)
    except IntegrityError as error:
        raise Conflict("a colleague opened it this moment") from error
    return version


def claimed(session: Session, version_id: str, edition: int, *states: str) -> EntryVersion:
    """The version, locked, in one of the states and of that edition. Raises NotFound, Conflict."""
    version = rows.version(session, version_id)
    if version is None:
        raise NotFound("no such version")
    if version.edition != edition or version.state not in states:
        raise Conflict("it changed meanwhile", version_id=version_id)
    return version


def _last_content(session: Session, seed: Seed, entry_id: str) -> Item | None:
    """Of a withdrawn entry what it said last, so that it can be mended and brought back."""
    versions = rows.versions_of(session, entry_id)
    if versions:
        return as_content(versions[0].content)
    return as_content(seed.items[entry_id]) if entry_id in seed.items else None


def _step(session: Session, version: EntryVersion) -> EntryVersion:
    version.edition += 1
    version.updated_at = now()
    session.flush()
    return version

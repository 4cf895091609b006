"""The review desk: a second person publishes, schedules, returns or takes out, or nobody does."""

from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from backend.core.clock import local, now
from backend.core.errors import Conflict, Invalid, NotFound
from backend.policies import editing_repository as rows
from backend.policies import revisions
from backend.policies.editing import (
    LONGEST_NOTE,
    Blocked,
    add_version,
    claimed,
    standing_content,
)
from backend.policies.editing_content import as_content
from backend.policies.gates import Report, as_rows, is_blocked, quick_findings
from backend.policies.knowledge import Snapshot
from backend.policies.models import EntryVersion, VersionState
from backend.policies.seed import Seed
from policy_faq.content_files import Item
from policy_faq.entries import entry_from, version_of

_log = structlog.get_logger(__name__)
SEED_VERSION = 0


def approve(
    session: Session,
    staff_id: str,
    report: Report,
    seed: Seed,
    *,
    note: str = "",
    publish_at: datetime | None = None,
) -> EntryVersion:
    """The reviewer agrees: published now, or at a moment in the future.

    Args:
        report: what the gates said just now of this edition in this state of the knowledge.
        publish_at: when; None or a moment that has passed publishes at once.

    Raises:
        Blocked: a gate forbids it.
        Conflict: the reviewer wrote it, or something was changed or published since the gates ran.
            Nothing is changed then.
    """
    rows.take_turn(session)
    version = claimed(session, report.version_id, report.edition, VersionState.IN_REVIEW)
    if version.author_id == staff_id:
        raise Conflict("an author cannot review their own text", reason="own")
    if report.revision != revisions.latest(session):
        raise Conflict("something was published since the gates ran", reason="stale")
    if report.is_blocked:
        raise Blocked(report)
    version.findings = as_rows(report.findings)
    version.reviewer_id, version.reviewed_at = staff_id, now()
    version.review_note = note.strip()[:LONGEST_NOTE]
    version.base_version = _standing_version(session, seed, version.entry_id)
    if publish_at and publish_at > now():
        version.publish_at, version.state = publish_at, VersionState.SCHEDULED
        _touch(version)
        session.flush()
    else:
        _publish(session, version, "withdraw" if version.is_withdrawn else "publish", staff_id)
    return version


def return_with_note(
    session: Session, staff_id: str, version_id: str, edition: int, note: str
) -> EntryVersion:
    """Give a version back to its author, or take a scheduled one out of the queue.

    Raises Invalid without a note, Conflict when it moved on meanwhile.
    """
    if not note.strip():
        raise Invalid("a note is needed", field="note")
    states = (VersionState.IN_REVIEW, VersionState.SCHEDULED)
    version = claimed(session, version_id, edition, *states)
    version.state = VersionState.DISCARDED if version.is_withdrawn else VersionState.RETURNED
    version.reviewer_id, version.reviewed_at = staff_id, now()
    version.review_note, version.publish_at = note.strip()[:LONGEST_NOTE], None
    _touch(version)
    session.flush()
    return version


def ask_withdrawal(
    session: Session, staff_id: str, seed: Seed, entry_id: str, note: str
) -> EntryVersion:
    """Ask a second person to take an entry out of the answers.

    Raises Invalid without a note, NotFound, Conflict when a version of it is open.
    """
    if not note.strip():
        raise Invalid("a note is needed", field="note")
    rows.take_turn(session)
    content = standing_content(session, seed, entry_id)
    if content is None:
        raise NotFound("no such entry, or it is out already")
    if opened := rows.open_version(session, entry_id):
        raise Conflict("a version of it is open", version_id=opened.id)
    return add_version(
        session,
        staff_id,
        content,
        state=VersionState.IN_REVIEW,
        is_withdrawn=True,
        note=note.strip()[:LONGEST_NOTE],
        submitted_at=now(),
    )


def publish_due(session: Session, seed: Seed, snapshot: Snapshot, at: datetime) -> list[str]:
    """Publish what was scheduled for a moment up to `at`; running it twice changes nothing.

    What no longer holds (another text was published meanwhile, a source ended) goes back to its
    author with the reason instead. Returns the entries that were published.
    """
    rows.take_turn(session)
    done: list[str] = []
    for version in rows.due(session, at):
        reason = _no_longer_holds(session, seed, snapshot, version, at)
        if reason:
            version.state, version.publish_at = VersionState.RETURNED, None
            version.review_note = reason[:LONGEST_NOTE]
            _touch(version)
            _log.warning("scheduled_version_returned", entry=version.entry_id)
            continue
        cause = "withdraw" if version.is_withdrawn else "publish"
        _publish(session, version, cause, version.reviewer_id)
        done.append(version.entry_id)
    session.flush()
    return done


def roll_back(
    session: Session, staff_id: str, seed: Seed, snapshot: Snapshot, entry_id: str, to: int
) -> EntryVersion:
    """Publish the text of an older version (0: of the seed) again, at once and as a new version.

    No second person is asked: both texts had one. Open drafts stay.

    Raises:
        NotFound: no such version, or one that was never published.
        Conflict: it says that already, or a source of it is no longer there.
    """
    rows.take_turn(session)
    content = _older_content(session, seed, entry_id, to)
    if content == standing_content(session, seed, entry_id):
        raise Conflict("it says that already", reason="same")
    try:
        entry_from(content, snapshot.sources)
    except ValueError as error:
        raise Conflict("a source of it is no longer there", reason="source") from error
    name = "原始版本" if to == SEED_VERSION else f"第 {to} 版"
    version = add_version(session, staff_id, content, note=f"回退到{name}")
    _publish(session, version, "rollback", staff_id)
    return version


def _older_content(session: Session, seed: Seed, entry_id: str, to: int) -> Item:
    if to == SEED_VERSION and entry_id in seed.items:
        return as_content(seed.items[entry_id])
    version = rows.numbered(session, entry_id, to)
    if version is None or version.published_at is None or version.is_withdrawn:
        raise NotFound("no such published version")
    return as_content(version.content)


def _no_longer_holds(
    session: Session, seed: Seed, snapshot: Snapshot, version: EntryVersion, at: datetime
) -> str:
    if version.base_version != _standing_version(session, seed, version.entry_id):
        return "到时间没有发布：这一条在审核以后又改过，请重新核对。"
    if version.is_withdrawn:
        return ""
    findings = quick_findings(version.content, snapshot, local(at).date())
    if not is_blocked(findings):
        return ""
    version.findings = as_rows(findings)
    words = " ".join(finding.message for finding in findings if finding.severity == "block")
    return f"到时间没有发布：{words}"


def _publish(session: Session, version: EntryVersion, cause: str, staff_id: str | None) -> None:
    """The one place where a version goes out: the old one steps back in the same transaction."""
    before = rows.published(session, version.entry_id)
    if before is not None:
        before.state, before.retired_at = VersionState.RETIRED, now()
    version.state, version.published_at, version.publish_at = VersionState.PUBLISHED, now(), None
    _touch(version)
    session.flush()
    revisions.record(session, cause, version.entry_id, version_id=version.id, staff_id=staff_id)


def _standing_version(session: Session, seed: Seed, entry_id: str) -> str:
    content = standing_content(session, seed, entry_id)
    return version_of(content) if content else ""


def _touch(version: EntryVersion) -> None:
    version.edition += 1
    version.updated_at = now()

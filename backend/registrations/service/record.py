"""A submitted registration: its state, re-opening it for correction, moving it on."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from backend.core.clock import local, now
from backend.core.errors import Conflict, NotFound
from backend.registrations import repository
from backend.registrations.models import Registration, RegistrationDraft
from backend.registrations.service.columns import answers_on_record
from backend.registrations.service.drafts import add_draft
from backend.registrations.service.held import PERSONAL
from backend.registrations.service.outcomes import CannotCorrect, Opened
from backend.registrations.service.submission import CORRECTABLE, record_event

# from → to: the state machine of forms.md §3 as far as staff move it
MOVES = {
    "submitted": ("in_review", "approved", "returned", "rejected", "cancelled"),
    "in_review": ("approved", "returned", "rejected", "cancelled"),
    "returned": ("rejected", "cancelled"),
    "approved": ("cancelled",),
}
_EVENT_OF = {"in_review": "review_started"}
_NEEDS_REASON = ("returned", "rejected", "cancelled")


@dataclass(frozen=True, slots=True)
class RegistrationStatus:
    """Where a registration stands, for the person it belongs to."""

    number: str
    kind: str
    status: str
    submitted_on: date
    due_on: date | None
    due_is_provisional: bool
    reason: str | None


def status_of(session: Session, jobseeker_id: str) -> RegistrationStatus | None:
    """The person's active registration, or else the newest one."""
    held = repository.latest_of(session, jobseeker_id)
    if held is None:
        return None
    events = repository.events_of(session, held.id)
    return RegistrationStatus(
        held.number,
        held.kind,
        held.status,
        local(held.submitted_at).date(),
        held.due_on,
        held.due_is_provisional,
        events[-1].reason if events else None,
    )


def reopen(session: Session, jobseeker_id: str) -> Opened | CannotCorrect | None:
    """A draft that corrects the person's submitted registration; None if there is none to correct.

    Submitting it keeps the number and writes a line of history.
    """
    draft = repository.draft_of(session, jobseeker_id)
    if draft:
        return Opened(draft, is_new=False)
    held = repository.latest_of(session, jobseeker_id)
    if held is None or not held.is_active:
        return None
    if held.status not in CORRECTABLE:
        return CannotCorrect(held.number, held.status)
    return add_draft(session, _draft_from(held))


def _draft_from(held: Registration) -> RegistrationDraft:
    answers = answers_on_record(held)
    optional = ("graduated_on", "skill", "wanted_occupation", "groups")
    return RegistrationDraft(
        jobseeker_id=held.jobseeker_id,
        kind=held.kind,
        wanted_kind=held.kind,
        answers={key: value for key, value in answers.items() if key not in PERSONAL},
        skipped=[key for key in optional if key not in answers],
        **{key: answers[key] for key in PERSONAL},
        hukou_address=held.hukou_address,
        residence_address=held.residence_address,
        consent_version=held.consent_version,
        consented_at=held.consented_at,
        corrects_id=held.id,
    )


def move(
    session: Session, registration_id: str, to_status: str, *, actor: str, reason: str | None = None
) -> None:
    """Bring a registration into another state, with a line of history.

    Raises NotFound, or Conflict when its state does not allow the move or a reason is missing.
    """
    held = repository.registration(session, registration_id, for_update=True)
    if held is None:
        raise NotFound("no such registration")
    if to_status not in MOVES.get(held.status, ()):
        raise Conflict(f"cannot go from {held.status} to {to_status}")
    if to_status in _NEEDS_REASON and not (reason or "").strip():
        raise Conflict(f"{to_status} needs a reason")
    was, held.status = held.status, to_status
    held.changed_at = now()
    kind = _EVENT_OF.get(to_status, to_status)
    record_event(session, held, kind, was, actor=actor, reason=reason)
    session.flush()

"""Submitting a draft: one registration a person and ID number, however often it is confirmed."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.clock import now, today
from backend.core.settings import policy_settings
from backend.core.working_days import add_working_days
from backend.jobseekers import service as jobseekers
from backend.registrations import repository
from backend.registrations.fields import CONFIRM, CONSENT, JOB_SEEKING, UNEMPLOYMENT, fields
from backend.registrations.models import Registration, RegistrationDraft, RegistrationEvent
from backend.registrations.service.columns import answers_on_record, columns_of
from backend.registrations.service.drafts import decision_of
from backend.registrations.service.held import missing_fields
from backend.registrations.service.outcomes import (
    AlreadyRegistered,
    CannotCorrect,
    Incomplete,
    NothingToSubmit,
    NotQualified,
    Submission,
    Submitted,
)

CORRECTABLE = ("submitted", "returned")


def submit(session: Session, jobseeker_id: str) -> Submission:
    """Put the person's confirmed draft on record, or say why not.

    Two confirmations at once give one registration: the draft row is locked, and who comes
    second finds the registration and gets its number. The due date counts working days after
    today (青人社厅发〔2023〕9号 一-2).
    """
    draft = repository.draft_of(session, jobseeker_id, for_update=True)
    if draft is None:
        return _already_submitted(session, jobseeker_id)
    missing = [CONSENT] if draft.consented_at is None else missing_fields(draft)
    if missing or draft.confirmed_at is None:
        return Incomplete(tuple(missing) or (CONFIRM,))
    decision = decision_of(draft)
    if decision.kind == "none" or (draft.kind == UNEMPLOYMENT and decision.kind != UNEMPLOYMENT):
        return NotQualified(decision)
    codes = [reason.code for reason in decision.reasons]
    if draft.corrects_id:
        return _correct(session, draft, codes)
    return _register(session, draft, codes)


def _already_submitted(session: Session, jobseeker_id: str) -> Submitted | NothingToSubmit:
    standing = repository.latest_of(session, jobseeker_id)
    if standing is None or not standing.is_active:
        return NothingToSubmit()
    return Submitted(
        standing.number,
        standing.kind,
        standing.due_on,
        standing.due_is_provisional,
        is_repeat=True,
    )


def _register(
    session: Session, draft: RegistrationDraft, codes: list[str]
) -> Submitted | AlreadyRegistered:
    columns = columns_of(draft)
    standing = repository.active_with_id_number(session, columns["id_number_hash"])
    if standing and not _gives_way(standing, draft):
        return _stands(standing, draft)
    if standing:
        _supersede(session, standing)
    columns["is_first"] = not repository.has_registered(session, columns["id_number_hash"])
    made = Registration(
        **columns,
        jobseeker_id=draft.jobseeker_id,
        number=_next_number(session, columns["county_code"]),
        eligibility_codes=codes,
        submitted_at=now(),
    )
    _set_due(made)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        # another account registered the same ID number between our look and our write
        winner = repository.active_with_id_number(session, columns["id_number_hash"])
        if winner is None:
            raise
        return _stands(winner, draft)
    record_event(session, made, "submitted", None, actor="jobseeker")
    session.delete(draft)
    jobseekers.delete_claim_checks(session, made.jobseeker_id)
    session.flush()
    return Submitted(made.number, made.kind, made.due_on, made.due_is_provisional)


def _gives_way(standing: Registration, draft: RegistrationDraft) -> bool:
    """A person's own job-seeking registration ends when they register as unemployed."""
    is_own = standing.jobseeker_id == draft.jobseeker_id
    return is_own and (standing.kind, draft.kind) == (JOB_SEEKING, UNEMPLOYMENT)


def _stands(standing: Registration, draft: RegistrationDraft) -> AlreadyRegistered:
    is_own = standing.jobseeker_id == draft.jobseeker_id
    number = standing.number if is_own else None
    return AlreadyRegistered(is_own, standing.kind, standing.status, number)


def _supersede(session: Session, standing: Registration) -> None:
    was, standing.status = standing.status, "cancelled"
    standing.changed_at = now()
    record_event(session, standing, "superseded", was, actor="jobseeker")
    session.flush()


def _correct(
    session: Session, draft: RegistrationDraft, codes: list[str]
) -> Submitted | AlreadyRegistered | CannotCorrect | NothingToSubmit:
    held = repository.registration(session, draft.corrects_id or "", for_update=True)
    if held is None:
        return NothingToSubmit()
    if held.status not in CORRECTABLE:
        return CannotCorrect(held.number, held.status)
    columns = columns_of(draft)
    other = repository.active_with_id_number(session, columns["id_number_hash"])
    if other and other.id != held.id:
        return _stands(other, draft)
    before, was = answers_on_record(held), held.status
    for name, value in columns.items():
        setattr(held, name, value)
    held.eligibility_codes, held.status, held.changed_at = codes, "submitted", now()
    _set_due(held)
    after = answers_on_record(held)
    changed = [key for key in fields() if before.get(key) != after.get(key)]
    record_event(session, held, "corrected", was, actor="jobseeker", changed_fields=changed)
    session.delete(draft)
    jobseekers.delete_claim_checks(session, held.jobseeker_id)
    session.flush()
    return Submitted(
        held.number, held.kind, held.due_on, held.due_is_provisional, is_correction=True
    )


def record_event(
    session: Session,
    registration: Registration,
    kind: str,
    from_status: str | None,
    *,
    actor: str,
    reason: str | None = None,
    changed_fields: list[str] | None = None,
) -> None:
    """Write one line of history: who, when, why, and which fields (never their values)."""
    session.flush()
    session.add(
        RegistrationEvent(
            registration_id=registration.id,
            kind=kind,
            from_status=from_status,
            to_status=registration.status,
            actor=actor,
            reason=reason,
            changed_fields=changed_fields or [],
        )
    )


def _next_number(session: Session, county_code: str) -> str:
    """County code, day and a serial of at least four digits (N-REG-06)."""
    day = today().strftime("%Y%m%d")
    return f"{county_code}{day}{repository.next_serial(session, county_code, day):04d}"


def _set_due(registration: Registration) -> None:
    if registration.kind != UNEMPLOYMENT:
        registration.due_on, registration.due_is_provisional = None, False
        return
    due = add_working_days(today(), policy_settings().online_review_working_days)
    registration.due_on, registration.due_is_provisional = due.on, due.is_provisional

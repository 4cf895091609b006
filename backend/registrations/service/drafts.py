"""Drafts: opened, walked through, resumed, given up."""

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.clock import today
from backend.core.settings import policy_settings
from backend.eligibility.service import Decision, decide
from backend.jobseekers import service as jobseekers
from backend.registrations import repository
from backend.registrations.consistency import facts_of
from backend.registrations.fields import (
    CONFIRM,
    CONSENT,
    JOB_SEEKING,
    UNEMPLOYMENT,
    Field,
    field_of,
)
from backend.registrations.models import RegistrationDraft
from backend.registrations.service.held import (
    answers_of,
    asked_fields,
    missing_fields,
    order_of,
    store,
    touch,
    understood,
)
from backend.registrations.service.outcomes import AlreadyRegistered, Opened


def draft_of(session: Session, jobseeker_id: str) -> RegistrationDraft | None:
    """A person's open draft."""
    return repository.draft_of(session, jobseeker_id)


def open_draft(session: Session, jobseeker_id: str, kind: str) -> Opened | AlreadyRegistered:
    """The person's draft, found or made, for `kind` (unemployment or job_seeking).

    An active registration stands in the way (forms.md §5.5), unless it is a job-seeking one and
    the person is now unemployed.
    """
    draft = repository.draft_of(session, jobseeker_id)
    if draft:
        if draft.wanted_kind != kind:
            draft.wanted_kind = kind
            settle_kind(session, draft)
        return Opened(draft, is_new=False)
    standing = repository.latest_of(session, jobseeker_id)
    if standing and standing.is_active and (standing.kind, kind) != (JOB_SEEKING, UNEMPLOYMENT):
        return AlreadyRegistered(True, standing.kind, standing.status, standing.number)
    return add_draft(
        session, RegistrationDraft(jobseeker_id=jobseeker_id, kind=kind, wanted_kind=kind)
    )


def add_draft(session: Session, draft: RegistrationDraft) -> Opened:
    """Keep a new draft; if another turn of the same person was quicker, that one is given."""
    try:
        with session.begin_nested():
            session.add(draft)
    except IntegrityError:
        quicker = repository.draft_of(session, draft.jobseeker_id)
        if quicker is None:
            raise
        return Opened(quicker, is_new=False)
    return Opened(draft, is_new=True)


def next_field(draft: RegistrationDraft) -> str | None:
    """What to ask next: consent first, then what is missing, then the final yes; None when done."""
    if draft.consented_at is None:
        return CONSENT
    if draft.focus in {field.key for field in asked_fields(draft)}:
        return draft.focus
    missing = missing_fields(draft)
    if missing:
        return missing[0]
    return CONFIRM if draft.confirmed_at is None else None


def progress(draft: RegistrationDraft) -> tuple[int, int]:
    """How many questions are answered (or skipped), and how many are left."""
    left = len(missing_fields(draft))
    return len(asked_fields(draft)) - left, left


def decision_of(draft: RegistrationDraft) -> Decision:
    """What the facts given so far allow."""
    return decide(facts_of(answers_of(draft)), today())


def settle_kind(session: Session, draft: RegistrationDraft) -> Decision | None:
    """Bring the draft's kind in line with its facts; the decision if that changed anything.

    Who does not qualify as unemployed goes on with a job-seeking registration and the same data
    (青人社厅发〔2023〕9号 一-4). A decision of kind "none" is always given back.
    """
    decision = decision_of(draft)
    if decision.kind == "none":
        return decision
    kind = decision.kind if draft.wanted_kind == UNEMPLOYMENT else JOB_SEEKING
    if kind == draft.kind:
        return None
    draft.kind = kind
    draft.confirmed_at = None
    touch(session, draft)
    return decision


def count_misunderstanding(session: Session, draft: RegistrationDraft, key: str) -> int:
    """Remember that an answer to `key` was not understood; returns how often by now."""
    times = int(draft.misunderstandings.get(key, 0)) + 1
    draft.misunderstandings = {**draft.misunderstandings, key: times}
    touch(session, draft)
    return times


def clear_field(session: Session, draft: RegistrationDraft, key: str) -> None:
    """Forget one answer; it will be asked again."""
    store(draft, field_of(key).key, None)
    draft.confirmed_at = None
    touch(session, draft)


def ask_again(session: Session, draft: RegistrationDraft, key: str) -> None:
    """Ask `key` next; its value stays until a new one is given."""
    draft.focus = field_of(key).key
    draft.confirmed_at = None
    touch(session, draft)


def go_back(session: Session, draft: RegistrationDraft, asked: str) -> Field | None:
    """Ask again the last answered question before `asked`; None at the beginning."""
    answers = answers_of(draft)
    before = [
        field
        for field in asked_fields(draft)
        if (answers.get(field.key) is not None or field.key in draft.skipped)
        and (asked == CONFIRM or order_of(field.key) < order_of(asked))
    ]
    if not before or asked == CONSENT:
        return None
    ask_again(session, draft, before[-1].key)
    return before[-1]


def skip_field(session: Session, draft: RegistrationDraft, key: str) -> bool:
    """Leave an optional question unanswered (or as it was); False if it is required."""
    field, answers = field_of(key), answers_of(draft)
    is_given = answers.get(key) is not None
    if key in (CONSENT, CONFIRM) or (field.is_required(answers) and not is_given):
        return False
    understood(draft, key)
    if not is_given:
        draft.skipped = [*draft.skipped, key]
    touch(session, draft)
    return True


def delete_draft(session: Session, jobseeker_id: str) -> bool:
    """Really delete a draft, the numbers typed for it, and the consent if nothing else needs it.

    False when there was no draft.
    """
    draft = repository.draft_of(session, jobseeker_id)
    if draft is None:
        return False
    session.delete(draft)
    jobseekers.delete_claim_checks(session, jobseeker_id)
    if repository.latest_of(session, jobseeker_id) is None:
        jobseekers.withdraw_consent(session, jobseeker_id, jobseekers.REGISTRATION_CONSENT)
    session.flush()
    return True


def delete_expired_drafts(session: Session, instant: datetime) -> int:
    """Delete drafts untouched for the retention time before `instant`; returns how many."""
    kept_for = timedelta(days=policy_settings().draft_retention_days)
    return repository.delete_drafts_before(session, instant - kept_for)

"""Taking one answer into a draft, after every check."""

import re

from sqlalchemy.orm import Session

from backend.core.clock import now, today
from backend.core.errors import Conflict
from backend.jobseekers import service as jobseekers
from backend.registrations.consistency import contradictions
from backend.registrations.fields import CONFIRM, CONSENT, Field, field_of
from backend.registrations.models import RegistrationDraft
from backend.registrations.parsing.answer import parse_answer, parse_code
from backend.registrations.parsing.result import Problem, Value
from backend.registrations.service.held import (
    answers_of,
    missing_fields,
    order_of,
    store,
    touch,
    understood,
)
from backend.registrations.service.outcomes import Accepted, Declined, Given, Rejected
from backend.registrations.texts import agreed_texts

_SAME_PLACE = re.compile(
    r"同上|一样|同户口|户口所在地|跟户口|和户口|就是户口|老家|相同|一致|同一个"
)


def give_field(
    session: Session, draft: RegistrationDraft, key: str, raw: str, *, is_code: bool = False
) -> Given:
    """Store one answer after all checks. `raw` is typed text, or a button's code.

    Raises Conflict for anything but the consent before the consent is given.
    """
    field = field_of(key)
    if key != CONSENT and draft.consented_at is None:
        raise Conflict("consent comes first", field=key)
    parsed = (parse_code if is_code else parse_answer)(field, raw, today())
    if key == "residence_region" and isinstance(parsed, Problem) and _SAME_PLACE.search(raw):
        parsed = _same_as_hukou(draft) or parsed
    if isinstance(parsed, Problem):
        return Rejected(key, field.label, parsed.code, dict(parsed.values), parsed.choices)
    if key in (CONSENT, CONFIRM):
        return _give_agreement(session, draft, field, parsed)
    return _give_value(session, draft, field, parsed)


def _same_as_hukou(draft: RegistrationDraft) -> Value | None:
    code = draft.answers.get("hukou_region")
    return Value(code, draft.hukou_address) if code else None


def _give_agreement(
    session: Session, draft: RegistrationDraft, field: Field, parsed: Value
) -> Given:
    if parsed.value != "yes":
        return Declined(field.key)
    if field.key == CONSENT:
        draft.consent_version = agreed_texts().consent_version
        draft.consented_at = now()
        jobseekers.give_consent(
            session, draft.jobseeker_id, jobseekers.REGISTRATION_CONSENT, draft.consent_version
        )
    elif missing_fields(draft) or draft.focus:
        return Rejected(field.key, field.label, "yes_no_unclear")
    else:
        draft.confirmed_at = now()
    understood(draft, field.key)
    touch(session, draft)
    return Accepted(field.key, field.label)


def _give_value(session: Session, draft: RegistrationDraft, field: Field, parsed: Value) -> Given:
    would_be = {**answers_of(draft), field.key: parsed.value}
    cleared = []
    for contradiction in contradictions(would_be):
        later = max(contradiction.fields, key=order_of)
        if later == field.key:
            return Rejected(field.key, field.label, contradiction.problem)
        cleared.append(later)
    store(draft, field.key, parsed.value, parsed.text)
    for key in cleared:
        store(draft, key, None)
    draft.confirmed_at = None
    understood(draft, field.key)
    touch(session, draft)
    return Accepted(field.key, field.label, tuple(dict.fromkeys(cleared)))

"""What a draft holds: reading its answers, storing one, telling what is still missing."""

from typing import Any

from sqlalchemy.orm import Session

from backend.core.clock import now, today
from backend.registrations.consistency import age_of
from backend.registrations.fields import CONFIRM, CONSENT, Field, fields
from backend.registrations.models import RegistrationDraft
from backend.registrations.parsing.result import Stored

PERSONAL = ("name", "id_number", "phone")
ADDRESSES = {"hukou_region": "hukou_address", "residence_region": "residence_address"}


def answers_of(draft: RegistrationDraft) -> dict[str, Any]:
    """Every answer given, personal ones too, with the kind and the age they imply."""
    given: dict[str, Any] = {"kind": draft.kind, **draft.answers}
    given |= {key: value for key in PERSONAL if (value := getattr(draft, key))}
    given["age"] = age_of(given, today())
    return given


def asked_fields(draft: RegistrationDraft) -> list[Field]:
    """The questions this draft calls for, in order, without consent and the final question."""
    answers = answers_of(draft)
    return [
        field
        for field in fields().values()
        if field.key not in (CONSENT, CONFIRM) and field.is_asked(answers)
    ]


def _is_open(field: Field, draft: RegistrationDraft, answers: dict[str, Any]) -> bool:
    if answers.get(field.key) is not None:
        return False
    return field.key not in draft.skipped or field.is_required(answers)


def missing_fields(draft: RegistrationDraft) -> list[str]:
    """Keys still to be asked, in order; an optional field that was skipped is not among them."""
    answers = answers_of(draft)
    return [field.key for field in asked_fields(draft) if _is_open(field, draft, answers)]


def order_of(key: str) -> int:
    """Where the question stands among all of them."""
    return list(fields()).index(key)


def store(
    draft: RegistrationDraft, key: str, value: Stored | None, words: str | None = None
) -> None:
    """Put a value in its place (None: forget it); `words` are an address as typed."""
    if key in PERSONAL:
        setattr(draft, key, value)
        return
    kept = {name: held for name, held in draft.answers.items() if name != key}
    draft.answers = kept if value is None else {**kept, key: value}
    if key in ADDRESSES:
        setattr(draft, ADDRESSES[key], words)


def understood(draft: RegistrationDraft, key: str) -> None:
    """The question is settled: forget misses, skips and a wish to see it again."""
    draft.misunderstandings = {k: n for k, n in draft.misunderstandings.items() if k != key}
    draft.skipped = [skipped for skipped in draft.skipped if skipped != key]
    if draft.focus == key:
        draft.focus = None


def touch(session: Session, draft: RegistrationDraft) -> None:
    """Note the time of a change and send it to the database."""
    draft.changed_at = now()
    session.flush()

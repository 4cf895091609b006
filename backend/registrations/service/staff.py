"""What the staff console shows: pages of registrations, one in detail, personal fields masked."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from backend.core.clock import today
from backend.core.crypto import keyed_hash
from backend.core.errors import Invalid, NotFound
from backend.core.labels import label
from backend.core.privacy import mask_id_number, mask_name, mask_phone
from backend.core.regions import full_name
from backend.eligibility.service import age_on
from backend.registrations import repository
from backend.registrations.fields import CONFIRM, CONSENT, fields
from backend.registrations.models import Registration
from backend.registrations.service.columns import answers_on_record
from backend.registrations.service.summary import Row, rows_of

UNMASKABLE = ("name", "id_number", "phone", "hukou_address", "residence_address")
_OPEN = ("submitted", "in_review")


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """One line of the list; name, ID number and phone are masked."""

    id: str
    number: str
    kind: str
    kind_label: str
    status: str
    status_label: str
    county: str
    county_name: str
    name: str
    id_number: str
    phone: str
    submitted_at: datetime
    due_on: date | None
    due_is_provisional: bool
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class RegistrationPage:
    """One page of the list, newest first."""

    rows: tuple[RegistrationRow, ...]
    total: int
    page: int
    page_size: int


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One change: when, who, what, why, which fields."""

    at: datetime
    kind: str
    kind_label: str
    from_status: str | None
    to_status: str
    actor: str
    reason: str | None
    changed_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegistrationDetail:
    """Everything on record for one registration; unmask_field gives a personal field whole."""

    row: RegistrationRow
    answers: tuple[Row, ...]
    unmaskable: tuple[str, ...]
    sex_label: str
    age: int
    channel_label: str
    consent_version: str
    consented_at: datetime
    declaration_version: str
    declared_at: datetime
    is_first: bool
    eligibility_codes: tuple[str, ...]
    history: tuple[HistoryRow, ...]


def _row(held: Registration) -> RegistrationRow:
    return RegistrationRow(
        id=held.id,
        number=held.number,
        kind=held.kind,
        kind_label=label("registration_kind", held.kind),
        status=held.status,
        status_label=label("registration_status", held.status),
        county=held.county_code,
        county_name=full_name(held.county_code),
        name=mask_name(held.name),
        id_number=mask_id_number(held.id_number),
        phone=mask_phone(held.phone),
        submitted_at=held.submitted_at,
        due_on=held.due_on,
        due_is_provisional=held.due_is_provisional,
        is_overdue=held.status in _OPEN and held.due_on is not None and held.due_on < today(),
    )


def list_registrations(
    session: Session,
    *,
    kind: str | None = None,
    status: str | None = None,
    county: str | None = None,
    query: str | None = None,
    page: int = 1,
    page_size: int = 50,
) -> RegistrationPage:
    """One page of registrations, newest first.

    Args:
        county: a county code, or a prefecture or province code for all counties in it.
        query: a registration number, or a whole ID number, phone number or name.
    """
    page, page_size = max(page, 1), min(max(page_size, 1), 200)
    words = (query or "").strip()
    hashes = (
        keyed_hash(words.upper(), "id_number"),
        keyed_hash(words, "phone"),
        keyed_hash(words, "name"),
    )
    wanted = repository.Filter(kind, status, county, words, hashes)
    rows, total = repository.page_of_registrations(
        session, wanted, (page - 1) * page_size, page_size
    )
    return RegistrationPage(tuple(map(_row, rows)), total, page, page_size)


def _held(session: Session, registration_id: str) -> Registration:
    held = repository.registration(session, registration_id)
    if held is None:
        raise NotFound("no such registration")
    return held


def _history(session: Session, registration_id: str) -> tuple[HistoryRow, ...]:
    return tuple(
        HistoryRow(
            event.at,
            event.kind,
            label("registration_event", event.kind),
            event.from_status,
            event.to_status,
            event.actor,
            event.reason,
            tuple(event.changed_fields),
        )
        for event in repository.events_of(session, registration_id)
    )


def registration_detail(session: Session, registration_id: str) -> RegistrationDetail:
    """Everything on record for one registration, personal fields masked. Raises NotFound."""
    held = _held(session, registration_id)
    answers = {**answers_on_record(held), "name": mask_name(held.name)}
    asked = [field for field in fields().values() if field.key not in (CONSENT, CONFIRM)]
    return RegistrationDetail(
        row=_row(held),
        answers=tuple(rows_of(asked, answers)),
        unmaskable=tuple(name for name in UNMASKABLE if getattr(held, name)),
        sex_label=label("sex", held.sex),
        age=age_on(held.born_on, today()),
        channel_label=label("channel", held.channel),
        consent_version=held.consent_version,
        consented_at=held.consented_at,
        declaration_version=held.declaration_version,
        declared_at=held.declared_at,
        is_first=held.is_first,
        eligibility_codes=tuple(held.eligibility_codes),
        history=_history(session, registration_id),
    )


def unmask_field(session: Session, registration_id: str, field: str) -> str:
    """One personal field whole; the caller logs who asked and why. Raises NotFound, Invalid."""
    if field not in UNMASKABLE:
        raise Invalid("this field has nothing to unmask", field=field)
    return getattr(_held(session, registration_id), field) or ""

"""Queries on registrations; only the registrations service calls them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Select, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from backend.registrations.models import (
    ACTIVE_STATUSES,
    Registration,
    RegistrationDraft,
    RegistrationEvent,
    RegistrationSerial,
)


def draft_of(
    session: Session, jobseeker_id: str, *, for_update: bool = False
) -> RegistrationDraft | None:
    """A person's open draft. With `for_update` a second caller waits until the first is done."""
    statement = select(RegistrationDraft).where(RegistrationDraft.jobseeker_id == jobseeker_id)
    if for_update:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalars(statement).one_or_none()


def delete_drafts_before(session: Session, instant: datetime) -> int:
    """Delete drafts not touched since `instant`; returns how many."""
    statement = delete(RegistrationDraft).where(RegistrationDraft.changed_at < instant)
    return cast(CursorResult[Any], session.execute(statement)).rowcount


def registration(
    session: Session, registration_id: str, *, for_update: bool = False
) -> Registration | None:
    """The registration of that id."""
    return session.get(Registration, registration_id, with_for_update=for_update or None)


def latest_of(session: Session, jobseeker_id: str) -> Registration | None:
    """A person's registration: the active one, or else the newest."""
    rows = session.scalars(
        select(Registration)
        .where(Registration.jobseeker_id == jobseeker_id)
        .order_by(Registration.submitted_at.desc())
    ).all()
    return next((row for row in rows if row.is_active), rows[0] if rows else None)


def active_with_id_number(session: Session, id_number_hash: str) -> Registration | None:
    """The one active registration of that ID number, whoever's account it came from."""
    return session.scalars(
        select(Registration).where(
            Registration.id_number_hash == id_number_hash,
            Registration.status.in_(ACTIVE_STATUSES),
        )
    ).one_or_none()


def has_registered(session: Session, id_number_hash: str) -> bool:
    """Whether that ID number was ever registered."""
    found = select(Registration.id).where(Registration.id_number_hash == id_number_hash).limit(1)
    return session.scalars(found).first() is not None


def next_serial(session: Session, county_code: str, day: str) -> int:
    """The next number of that county and day, in one atomic statement."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert: Any = (postgresql if is_postgresql else sqlite).insert
    statement = (
        insert(RegistrationSerial)
        .values(county_code=county_code, day=day, last=1)
        .on_conflict_do_update(
            index_elements=["county_code", "day"], set_={"last": RegistrationSerial.last + 1}
        )
        .returning(RegistrationSerial.last)
    )
    return int(session.execute(statement).scalar_one())


def events_of(session: Session, registration_id: str) -> Sequence[RegistrationEvent]:
    """The history of a registration, oldest first."""
    return session.scalars(
        select(RegistrationEvent)
        .where(RegistrationEvent.registration_id == registration_id)
        .order_by(RegistrationEvent.at, RegistrationEvent.id)
    ).all()


@dataclass(frozen=True, slots=True)
class Filter:
    """Which registrations to list; None or empty means any."""

    kind: str | None
    status: str | None
    county: str | None
    number: str
    hashes: tuple[str, ...]


def _matching(wanted: Filter) -> Select[tuple[Registration]]:
    statement = select(Registration)
    if wanted.kind:
        statement = statement.where(Registration.kind == wanted.kind)
    if wanted.status:
        statement = statement.where(Registration.status == wanted.status)
    if wanted.county:
        # a code ending in 00 is a prefecture, in 0000 the province: all counties inside
        stem = wanted.county.removesuffix("00").removesuffix("00")
        statement = statement.where(Registration.county_code.startswith(stem))
    if wanted.number:
        statement = statement.where(
            or_(
                Registration.number == wanted.number,
                Registration.id_number_hash.in_(wanted.hashes),
                Registration.phone_hash.in_(wanted.hashes),
                Registration.name_hash.in_(wanted.hashes),
            )
        )
    return statement


def page_of_registrations(
    session: Session, wanted: Filter, offset: int, limit: int
) -> tuple[Sequence[Registration], int]:
    """One page, newest first, and how many there are in all."""
    statement = _matching(wanted)
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    newest_first = statement.order_by(Registration.submitted_at.desc(), Registration.id)
    return session.scalars(newest_first.offset(offset).limit(limit)).all(), total

"""What the registration pages show beyond the service's rows: urgency, personal rows, names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import Path
from sqlalchemy.orm import Session

from backend.console.labels import has_label, label
from backend.core.errors import Invalid, NotFound
from backend.registrations import service as registrations
from backend.registrations.service import RegistrationDetail, RegistrationRow
from backend.registrations.service.record import MOVES

Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]

OPEN_STATUSES = ("submitted", "in_review")
_ADDRESS_AFTER = {"hukou_region": "hukou_address", "residence_region": "residence_address"}
# these end the matter or send it back, so the person must be told why; the service checks too
NEEDS_REASON = ("returned", "rejected", "cancelled")
_SHORTEST_REASON = 2
_HIDDEN = "******"


@dataclass(frozen=True, slots=True)
class FactRow:
    """One labelled row of the detail page; `is_personal` ones can be shown whole, with a reason."""

    key: str
    label: str
    shown: str
    is_personal: bool
    is_whole: bool = False


def due_state(row: RegistrationRow, today: date) -> str:
    """late, today, soon (tomorrow) or nothing; only work still to be done is urgent."""
    if row.due_on is None or row.status not in OPEN_STATUSES:
        return ""
    if row.due_on < today:
        return "late"
    if row.due_on == today:
        return "today"
    return "soon" if row.due_on == today + timedelta(days=1) else ""


def open_registrations(session: Session) -> Iterator[RegistrationRow]:
    """Every registration staff still have to settle."""
    for status in OPEN_STATUSES:
        number, seen = 1, 0
        while True:
            page = registrations.list_registrations(
                session, status=status, page=number, page_size=200
            )
            yield from page.rows
            number, seen = number + 1, seen + len(page.rows)
            if not page.rows or seen >= page.total:
                break


def fact_rows(detail: RegistrationDetail) -> list[FactRow]:
    """The answers in the order they were asked, addresses after their regions."""
    rows = []
    for answer in detail.answers:
        is_personal = answer.key in detail.unmaskable
        rows.append(FactRow(answer.key, answer.label, answer.shown, is_personal))
        address = _ADDRESS_AFTER.get(answer.key)
        if address in detail.unmaskable:
            rows.append(FactRow(address, label("field", address), _HIDDEN, is_personal=True))
    return rows


def fact_row(detail: RegistrationDetail, key: str) -> FactRow:
    """The row of one personal field. Raises NotFound."""
    for row in fact_rows(detail):
        if row.key == key and row.is_personal:
            return row
    raise NotFound("no such personal field")


def field_words(key: str | None) -> str:
    """What a field is called; empty for none."""
    if not key:
        return ""
    if has_label("field", key):
        return label("field", key)
    return registrations.field_of(key).label


def possible_moves(status: str) -> dict[str, bool]:
    """The states staff can bring a registration into, and whether that needs a reason."""
    return {to_status: to_status in NEEDS_REASON for to_status in MOVES.get(status, ())}


def readable_reason(text: str) -> str:
    """The reason as it is kept. Raises Invalid when there is none to speak of."""
    reason = " ".join(text.split())
    if len(reason) < _SHORTEST_REASON or not reason.isprintable():
        raise Invalid("a reason is needed", field="reason")
    return reason

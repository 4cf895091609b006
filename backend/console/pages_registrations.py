"""Registrations: the list with filters and look-up, one in detail, single personal fields shown."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from backend.console.door import Officer, Reading, Writing
from backend.console.registration_views import (
    FactRow,
    Id,
    fact_row,
    fact_rows,
    possible_moves,
    readable_reason,
)
from backend.console.rendering import fragment, page, wants_fragment
from backend.core import regions
from backend.core.labels import labels
from backend.registrations import service as registrations
from backend.staff import service as staff_service
from backend.staff.models import Deed
from backend.staff.schemas import Staff

router = APIRouter(prefix="/registrations")
_PAGE = 25
_FOUND_AT_MOST = 200

Code = Annotated[str, Query(pattern=r"^[a-z_]{0,20}$")]


def _choices() -> dict[str, object]:
    """What the filters offer."""
    return {
        "kinds": labels("registration_kind"),
        "statuses": labels("registration_status"),
        "prefectures": [
            (place, regions.counties_of(place.code)) for place in regions.prefectures()
        ],
    }


@router.get("")
def show_list(
    request: Request,
    staff: Officer,
    session: Reading,
    kind: Code = "",
    status: Code = "",
    county: Annotated[str, Query(pattern=r"^\d{0,6}$")] = "",
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """One page, newest first; only the table when HTMX asks."""
    found = registrations.list_registrations(
        session,
        kind=kind or None,
        status=status or None,
        county=county or None,
        page=page_number,
        page_size=_PAGE,
    )
    chosen = {"kind": kind, "status": status, "county": county}
    values = _choices() | {"found": found, "chosen": chosen, "wanted": ""}
    if wants_fragment(request):
        return fragment(request, staff, "registration_table.html", values)
    return page(request, staff, "registrations.html", values)


@router.post("")
def look_up(
    request: Request,
    staff: Officer,
    session: Reading,
    wanted: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Find by registration number, or by a whole ID number, phone number or name.

    Sent as a form, so that no ID number gets into addresses, histories and server logs.
    """
    wanted = "".join(letter for letter in wanted if letter.isprintable()).strip()
    if not wanted:
        return RedirectResponse("/console/registrations", status_code=303)
    found = registrations.list_registrations(session, query=wanted, page_size=_FOUND_AT_MOST)
    chosen = {"kind": "", "status": "", "county": ""}
    values = _choices() | {"found": found, "chosen": chosen, "wanted": wanted}
    return page(request, staff, "registrations.html", values)


@router.get("/{registration_id}")
def show_detail(
    request: Request, staff: Officer, session: Writing, registration_id: Id
) -> Response:
    """Everything on record, personal fields masked. Opening it is logged."""
    detail = registrations.registration_detail(session, registration_id)
    staff_service.log_access(
        session, staff.account_id, Deed.RECORD_OPENED, subject_id=registration_id
    )
    return _detail_page(request, staff, session, detail)


@router.get("/{registration_id}/fields/{field}")
def hide_field(
    request: Request,
    staff: Officer,
    session: Reading,
    registration_id: Id,
    field: Annotated[str, Path(pattern="^[a-z_]{1,24}$")],
) -> Response:
    """One personal field masked again; as a page of its own it makes no sense."""
    if not wants_fragment(request):
        return RedirectResponse(f"/console/registrations/{registration_id}", status_code=303)
    detail = registrations.registration_detail(session, registration_id)
    values = {"detail": detail, "row": fact_row(detail, field)}
    return fragment(request, staff, "fact_row.html", values)


@router.post("/{registration_id}/fields/{field}")
def show_field(
    request: Request,
    staff: Officer,
    session: Writing,
    registration_id: Id,
    field: Annotated[str, Path(pattern="^[a-z_]{1,24}$")],
    reason: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """One personal field whole. Who, which field and why is logged in the same transaction."""
    reason = readable_reason(reason)
    detail = registrations.registration_detail(session, registration_id)
    masked = fact_row(detail, field)
    value = registrations.unmask_field(session, registration_id, field)
    staff_service.log_access(
        session,
        staff.account_id,
        Deed.FIELD_SHOWN,
        subject_id=registration_id,
        field=field,
        reason=reason,
    )
    whole = replace(masked, shown=value, is_whole=True)
    if wants_fragment(request):
        return fragment(request, staff, "fact_row.html", {"detail": detail, "row": whole})
    return _detail_page(request, staff, session, detail, whole)


def _detail_page(
    request: Request,
    staff: Staff,
    session: Session,
    detail: registrations.RegistrationDetail,
    whole: FactRow | None = None,
) -> Response:
    """The detail page; `whole` is the one row shown unmasked, if any."""
    rows = [whole if whole and row.key == whole.key else row for row in fact_rows(detail)]
    actors = staff_service.display_names(session, {event.actor for event in detail.history})
    values = {
        "detail": detail,
        "rows": rows,
        "actors": actors,
        "moves": possible_moves(detail.row.status),
        "cancellations": labels("cancellation_reason"),
    }
    return page(request, staff, "registration.html", values)

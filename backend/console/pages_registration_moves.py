"""Staff settle a registration: start the review, approve, return, reject, cancel."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from backend.console.door import Officer, Writing
from backend.console.registration_views import Id, possible_moves, readable_reason
from backend.core.errors import Conflict
from backend.registrations import service as registrations

router = APIRouter(prefix="/registrations")

Status = Annotated[str, Form(pattern=r"^[a-z_]{1,16}$")]


@router.post("/{registration_id}/status")
def move(
    staff: Officer,
    session: Writing,
    registration_id: Id,
    to_status: Status,
    seen_status: Status,
    reason: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Bring the registration from the state the page showed into the next one.

    Raises Conflict when a colleague was faster, Invalid when a reason is needed and missing.
    """
    needs_reason = possible_moves(seen_status).get(to_status)
    if needs_reason is None:
        raise Conflict(f"no way from {seen_status} to {to_status}")
    said = readable_reason(reason) if needs_reason else None
    if registrations.registration_detail(session, registration_id).row.status != seen_status:
        raise Conflict(f"is no longer {seen_status}")
    registrations.move(session, registration_id, to_status, actor=staff.account_id, reason=said)
    return RedirectResponse(f"/console/registrations/{registration_id}", status_code=303)

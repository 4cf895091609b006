"""Locally set amounts: written by one person, confirmed by another, shown in answers at once."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask

from backend.console.door import Officer, Reading, Writing
from backend.console.labels import label
from backend.console.rendering import page
from backend.core import regions
from backend.core.errors import Conflict, Invalid
from backend.policies import knowledge, parameters
from backend.staff import service as staff_service
from backend.staff.schemas import Staff

router = APIRouter(prefix="/parameters")
ValueId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
ParameterId = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,80}$")]
_LONGEST_FIELD = 400


@router.get("")
def show(request: Request, staff: Officer, session: Reading) -> Response:
    """Every parameter with its amounts and a form for the next one."""
    return _page(request, staff, session)


async def typed_amount(request: Request) -> dict[str, str]:
    """The fields of the form as typed."""
    form = await request.form()
    names = ("region", "value", "effective_on", "expires_on", "source")
    return {name: str(form.get(name, ""))[:_LONGEST_FIELD].strip() for name in names}


@router.post("/{parameter_id}")
def propose(
    request: Request,
    staff: Officer,
    session: Writing,
    parameter_id: ParameterId,
    typed: Annotated[dict[str, str], Depends(typed_amount)],
) -> Response:
    """Write an amount down; what is wrong with it is said beside what was typed."""
    seed = knowledge.room().seed
    try:
        parameters.propose(session, staff.account_id, seed, parameter_id, _amount(typed))
    except (Invalid, Conflict) as error:
        reason = str(error.details.get("field") or error.details.get("reason"))
        kept = {**typed, "id": parameter_id}
        return _page(request, staff, session, typed=kept, said=reason, status=error.status)
    return RedirectResponse("/console/parameters", status_code=303)


@router.post("/values/{value_id}/confirm")
def confirm(
    request: Request,
    staff: Officer,
    session: Writing,
    value_id: ValueId,
    seen: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """A second person has compared the amount with its source."""
    try:
        parameters.confirm(session, staff.account_id, value_id, seen)
    except Conflict as error:
        said = str(error.details.get("reason"))
        return _page(request, staff, session, said=said, status=409)
    return _back()


@router.post("/values/{value_id}/take-out")
def take_out(staff: Officer, session: Writing, value_id: ValueId) -> Response:
    """Take an amount out of the answers."""
    parameters.take_out(session, staff.account_id, value_id)
    return _back()


def _page(
    request: Request,
    staff: Staff,
    session: Session,
    *,
    typed: dict[str, str] | None = None,
    said: str = "",
    status: int = 200,
) -> Response:
    amounts = parameters.amounts(session)
    people = {row.author_id for row in amounts} | {r.reviewer_id for r in amounts if r.reviewer_id}
    values = {
        "parameters": list(knowledge.room().seed.parameters.by_id.values()),
        "amounts": amounts,
        "fingerprint": parameters.fingerprint,
        "names": staff_service.display_names(session, people),
        "place": regions.full_name,
        "places": [(place, regions.counties_of(place.code)) for place in regions.prefectures()],
        "typed": typed or {},
        "said": said and label("parameter_said", said),
    }
    return page(request, staff, "parameters.html", values, status=status)


def _amount(typed: dict[str, str]) -> parameters.Amount:
    return parameters.Amount(
        region=typed["region"],
        value=typed["value"],
        effective_on=_day(typed["effective_on"], "effective_on"),
        expires_on=_day(typed["expires_on"], "expires_on") if typed["expires_on"] else None,
        source=typed["source"],
    )


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("day", field=field) from error


def _back() -> Response:
    return RedirectResponse(
        "/console/parameters", status_code=303, background=BackgroundTask(knowledge.refresh)
    )

"""The person's own account: change the password."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from backend.console.door import Hotline, Writing
from backend.console.rendering import page
from backend.staff import service as staff_service
from backend.staff.passwords import SHORTEST

router = APIRouter()


def _form(
    request: Request, staff: Hotline, *, refusal: str = "", is_done: bool = False
) -> Response:
    values = {"refusal": refusal, "is_done": is_done, "shortest": SHORTEST}
    return page(request, staff, "password.html", values, status=422 if refusal else 200)


@router.get("/password")
def show_form(request: Request, staff: Hotline) -> Response:
    """The form for a new password."""
    return _form(request, staff)


@router.post("/password")
def change(
    request: Request,
    staff: Hotline,
    session: Writing,
    current: Annotated[str, Form(max_length=1000)] = "",
    new: Annotated[str, Form(max_length=1000)] = "",
    again: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Change it, or show the form again with the reason."""
    if new != again:
        return _form(request, staff, refusal="not_equal")
    refusal = staff_service.change_password(session, staff, current, new)
    return _form(request, staff, refusal=refusal or "", is_done=refusal is None)

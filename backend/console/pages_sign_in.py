"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from backend.console.door import (
    Anyone,
    Hotline,
    Writing,
    drop_session_cookie,
    set_session_cookie,
    signed_in_staff,
)
from backend.console.pace import count_failure, is_too_fast
from backend.console.rendering import page
from backend.console.sign_in_form import form_token, is_own_form, safe_next
from backend.core.db import reading, unit_of_work
from backend.staff import service as staff_service

router = APIRouter()


def _form(request: Request, next_path: str, *, login: str = "", notice: str = "") -> Response:
    carrier = Response()
    token = form_token(request, carrier)
    values = {"next_path": next_path, "login": login, "notice": notice, "form_token": token}
    shown = page(request, None, "sign_in.html", values, status=422 if notice else 200)
    cookies = (header for header in carrier.raw_headers if header[0] == b"set-cookie")
    shown.raw_headers.extend(cookies)
    return shown


@router.get("/sign-in")
def show_form(request: Request, _: Anyone, next: str = "") -> Response:
    """The sign-in form; somebody signed in already goes straight on."""
    if signed_in_staff(request):
        return RedirectResponse(safe_next(next), status_code=303)
    return _form(request, safe_next(next))


@router.post("/sign-in")
def sign_in(
    request: Request,
    _: Anyone,
    login: Annotated[str, Form(max_length=100)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    csrf: Annotated[str, Form(max_length=100)] = "",
    next: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Check, open a session, go on. The slow comparison holds no write transaction."""
    next_path = safe_next(next)
    if not is_own_form(request, csrf):
        return _form(request, next_path, login=login, notice="stale")
    if is_too_fast(request):
        return _form(request, next_path, login=login, notice="too_fast")
    with reading() as session:
        check = staff_service.check_password(session, login, password)
    with unit_of_work() as session:
        token = staff_service.sign_in(session, check)
    if token is None:
        count_failure(request)
        return _form(request, next_path, login=login, notice="refused")
    response = RedirectResponse(next_path, status_code=303)
    set_session_cookie(response, token)
    return response


@router.post("/sign-out")
def sign_out(staff: Hotline, session: Writing) -> Response:
    """End the session on the server and forget the cookie."""
    staff_service.sign_out(session, staff)
    response = RedirectResponse("/console/sign-in", status_code=303)
    drop_session_cookie(response)
    return response

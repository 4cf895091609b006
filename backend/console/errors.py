"""What the console answers when something goes wrong: a friendly page, or back to sign-in."""

from urllib.parse import quote, urlsplit

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from backend.console.door import drop_session_cookie, signed_in_staff
from backend.console.labels import label
from backend.console.rendering import page
from backend.console.sign_in_form import safe_next
from backend.core.db import new_id
from backend.core.errors import AppError, Unauthorized

_log = structlog.get_logger(__name__)
_WITH_OWN_WORDS = {403, 404, 405, 409, 422, 503}


def _error_page(request: Request, status: int, incident: str = "") -> HTMLResponse:
    words = str(status) if status in _WITH_OWN_WORDS else "other"
    # a page that failed because of the database must not fail again for the menu's sake
    staff = signed_in_staff(request) if status < 500 else None
    values = {
        "title": label("error_title", words),
        "advice": label("error_advice", words),
        "incident": incident,
    }
    return page(request, staff, "error.html", values, status=status)


def _to_sign_in(request: Request) -> Response:
    """Ask to sign in and come back: to this page, or to the one whose form was sent."""
    if request.method == "GET" and "HX-Request" not in request.headers:
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    else:
        sent_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
        parts = urlsplit(sent_from)
        wanted = parts.path + (f"?{parts.query}" if parts.query else "")
    target = f"/console/sign-in?next={quote(safe_next(wanted), safe='/')}"
    response: Response
    if "HX-Request" in request.headers:
        response = Response(status_code=401, headers={"HX-Redirect": target})
    else:
        response = RedirectResponse(target, status_code=303)
    drop_session_cookie(response)
    return response


def _on_app_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)
    if isinstance(error, Unauthorized):
        return _to_sign_in(request)
    _log.info("console_refused", code=error.code, reason=error.message, path=request.url.path)
    return _error_page(request, error.status)


def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _error_page(request, error.status_code)


def _on_bad_input(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    is_address = any(problem["loc"][0] == "path" for problem in error.errors())
    return _error_page(request, 404 if is_address else 422)


def _on_crash(request: Request, error: Exception) -> Response:
    incident = new_id()[:8]  # the traceback itself is logged by the server below us
    _log.error(
        "console_failed", incident=incident, path=request.url.path, error=type(error).__name__
    )
    return _error_page(request, 500, incident)


def register(console: FastAPI) -> None:
    """Give the console its error pages."""
    console.add_exception_handler(AppError, _on_app_error)
    console.add_exception_handler(HTTPException, _on_http_error)
    console.add_exception_handler(RequestValidationError, _on_bad_input)
    console.add_exception_handler(Exception, _on_crash)

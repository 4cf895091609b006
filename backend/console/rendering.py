"""Turns values into pages: the Jinja2 environment and what every page needs."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backend.console.door import may
from backend.console.labels import has_label, label
from backend.console.registration_views import due_state, field_words
from backend.core import clock, regions
from backend.core.labels import label as code_label
from backend.staff.models import StaffRole
from backend.staff.schemas import Staff

_HERE = Path(__file__).parent


def _local_time(instant: datetime | None) -> str:
    return clock.local(instant).strftime("%Y-%m-%d %H:%M") if instant else "—"


@lru_cache
def _static(name: str) -> str:
    """The address of a file with its content hash, so that browsers may keep it."""
    digest = sha256((_HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/console/static/{name}?v={digest}"


def _address(path: str, **query: object) -> str:
    """`path` with those parts of the query that say something."""
    said = {name: value for name, value in query.items() if value not in ("", None)}
    return f"{path}?{urlencode(said)}" if said else path


@lru_cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["local_time"] = _local_time
    environment.globals |= {
        "static": _static,
        "address": _address,
        "label": label,
        "has_label": has_label,
        "code_label": code_label,
        "place_name": regions.full_name,
        "field_words": field_words,
        "due_state": due_state,
        "may": may,
        "StaffRole": StaffRole,
    }
    return environment


def render(template: str, values: Mapping[str, object]) -> str:
    """The text of a template; an unknown name in it is an error, not an empty place."""
    return _environment().get_template(template).render(values)


def _whole(
    request: Request, staff: Staff | None, values: Mapping[str, object] | None
) -> dict[str, object]:
    always = {"staff": staff, "here": request.scope["path"], "today": clock.today()}
    return always | dict(values or {})


def page(
    request: Request,
    staff: Staff | None,
    template: str,
    values: Mapping[str, object] | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    """A whole page inside the layout, for `staff` or (None) for somebody not signed in."""
    return HTMLResponse(render(template, _whole(request, staff, values)), status_code=status)


def fragment(
    request: Request, staff: Staff, template: str, values: Mapping[str, object]
) -> HTMLResponse:
    """A part of a page, for HTMX to put in place."""
    return HTMLResponse(render(template, _whole(request, staff, values)))


def wants_fragment(request: Request) -> bool:
    """Whether HTMX asks for a part, not the browser for the whole page."""
    headers = request.headers
    return "HX-Request" in headers and "HX-History-Restore-Request" not in headers

"""Public pages: turns values into pages for people who are not signed in.

No script, no picture, no cookie: a page is one HTML file and one style sheet.
"""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backend.console.labels import label
from backend.core import clock
from backend.core.settings import security_settings

_FOLDER = Path(__file__).parent / "templates" / "public"
STANDARD_SIZE = "standard"
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@lru_cache
def style_sheet() -> bytes:
    """The one style sheet of the public pages."""
    return (_FOLDER / "public.css").read_bytes()


@lru_cache
def _style_address() -> str:
    return f"/p/style.css?v={sha256(style_sheet()).hexdigest()[:12]}"


@lru_cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"label": label, "style_address": _style_address}
    return environment


def public_headers(cache_control: str) -> dict[str, str]:
    """The headers of everything below /p/."""
    headers = _HEADERS | {"Cache-Control": cache_control}
    if security_settings().cookie_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def public_page(
    request: Request,
    template: str,
    values: Mapping[str, object],
    *,
    status: int = 200,
    is_current: bool = True,
) -> HTMLResponse:
    """A whole page. What is not current (expired, missing) is kept by no cache at all."""
    is_large = request.query_params.get("size") != STANDARD_SIZE

    def link(path: str, **query: str) -> str:
        said = {name: value for name, value in query.items() if value}
        if not is_large:
            said["size"] = STANDARD_SIZE
        return f"{path}?{urlencode(said)}" if said else path

    always = {
        "link": link,
        "is_large": is_large,
        "other_size": _in_other_size(request, is_large=is_large),
        "today": clock.today(),
    }
    html = _environment().get_template(template).render(always | dict(values))
    headers = public_headers("no-cache" if is_current else "no-store")
    return HTMLResponse(html, status_code=status, headers=headers)


def _in_other_size(request: Request, *, is_large: bool) -> str:
    """The same page with letters of the other size; its own query is kept."""
    query = [(name, value) for name, value in request.query_params.items() if name != "size"]
    if is_large:
        query.append(("size", STANDARD_SIZE))
    return f"?{urlencode(query)}"

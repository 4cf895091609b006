"""The sign-in form before there is a session: its token, and where to go afterwards."""

import secrets
from urllib.parse import urlsplit

from fastapi import Request, Response

from backend.core.crypto import keyed_hash
from backend.core.settings import security_settings

_COOKIE = "sign_in_form"
HOME = "/console/"


def form_token(request: Request, response: Response) -> str:
    """The token to print into the form; its other half goes into a short-lived cookie."""
    half = request.cookies.get(_COOKIE) or secrets.token_urlsafe(24)
    response.set_cookie(
        _COOKIE,
        half,
        max_age=3600,
        httponly=True,
        samesite="strict",
        secure=security_settings().cookie_secure,
        path="/console",
    )
    return keyed_hash(half, "sign_in_form")


def is_own_form(request: Request, given: str) -> bool:
    """Whether the form was printed by us for this browser."""
    half = request.cookies.get(_COOKIE, "")
    expected = keyed_hash(half, "sign_in_form")
    return bool(half) and secrets.compare_digest(given.encode(), expected.encode())


def safe_next(path: str | None) -> str:
    """`path` if it leads to a page of the console, else the home page. Never to another site."""
    if not path or len(path) > 500 or not path.isprintable():
        return HOME
    parts = urlsplit(path)
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith(HOME)
    is_plain = "\\" not in path and "//" not in parts.path and ".." not in parts.path
    leads_back = parts.path.startswith(HOME + "sign-")
    return path if is_ours and is_plain and not leads_back else HOME

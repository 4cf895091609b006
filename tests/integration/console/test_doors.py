"""Who may call what, security headers, error pages: the console over HTTP."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.routing import iter_route_contexts
from sqlalchemy import text

import backend.console
from backend.console import pages
from backend.console.door import StaffAtLeast, anyone
from backend.console.labels import label
from backend.core import settings
from backend.core.db import unit_of_work
from backend.registrations.service.record import MOVES
from backend.registrations.service.staff import UNMASKABLE
from backend.staff.models import Deed, StaffRole
from backend.staff.passwords import PasswordRefusal
from tests.integration.console.running_console import ANSWERS, PASSWORD, Browser, register

CONSOLE = Path(backend.console.__file__).parent
BACKEND = CONSOLE.parent


def doors(dependant: Any) -> list[Any]:
    """What a route declares about its callers, however deep."""
    own = [dependant.call] if isinstance(dependant.call, StaffAtLeast) else []
    own += [dependant.call] if dependant.call is anyone else []
    return own + [door for inner in dependant.dependencies for door in doors(inner)]


def routes() -> list[Any]:
    """Every route of the console."""
    return list(iter_route_contexts(pages.router.routes))


def test_every_route_names_who_may_call_it() -> None:
    """Deny by default: exactly one door on each route, and only sign-in is open to all."""
    open_to_all = set()
    assert len(routes()) >= 10
    for route in routes():
        found = doors(route.dependant)
        assert len(found) == 1, f"{route.methods} {route.path} must name one of door.py's callers"
        if found == [anyone]:
            open_to_all.add(route.path)
    assert open_to_all == {"/sign-in"}


def concrete(path: str) -> str:
    """An address of that route, with something in each place."""
    return "/console" + re.sub(r"{[^}]+}", "0" * 32, path)


def test_without_session_every_page_leads_to_sign_in(visitor: Browser) -> None:
    """Reading and writing alike; the cookie of an ended session is taken away."""
    for route in routes():
        if route.path == "/sign-in":
            continue
        for method in route.methods - {"HEAD"}:
            answer = visitor.http.request(method, concrete(route.path))
            assert answer.status_code == 303, (method, route.path)
            assert answer.headers["location"].startswith("/console/sign-in?next=")


def test_every_writing_route_needs_the_token(administrator: Browser) -> None:
    """A form from elsewhere carries the cookie but not the token, so it does nothing."""
    writing = [route for route in routes() if "POST" in route.methods and route.path != "/sign-in"]
    assert writing
    for route in writing:
        for token in ("", "x" * 43, "卓玛"):
            administrator.csrf = token
            answer = administrator.post(concrete(route.path), reason="电话核实")
            assert answer.status_code == 403, route.path
    assert administrator.get("/console/").status_code == 200


def test_hotline_may_search_but_not_see_registrations(hotline: Browser) -> None:
    """The page says so in a friendly way, inside the layout."""
    assert hotline.get("/console/faq").status_code == 200
    for path in ("/console/registrations", f"/console/registrations/{'0' * 32}"):
        answer = hotline.get(path)
        assert answer.status_code == 403
        assert label("error_title", "403") in answer.text
    assert hotline.get("/console/").headers["location"] == "/console/faq"
    assert "/console/registrations" not in hotline.get("/console/faq").text


def test_officer_may_not_read_the_access_log(officer: Browser) -> None:
    """Only administrators may, and only they see the way to it."""
    assert officer.get("/console/access-log").status_code == 403
    assert "/console/access-log" not in officer.get("/console/").text


@pytest.mark.parametrize(
    "path", ["/console/sign-in", "/console/", "/console/none", "/console/static/console.css"]
)
def test_security_headers_are_on_everything(visitor: Browser, path: str) -> None:
    """Pages, redirects, errors and files alike."""
    headers = visitor.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in policy
    kept = "static" in path
    assert headers["cache-control"] == ("public, max-age=31536000" if kept else "no-store")


def test_templates_hold_no_inline_code() -> None:
    """Such code would be dead under our content security policy."""
    for path in (CONSOLE / "templates").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", text), path.name
        assert re.findall(r"<script(?![^>]*src=)", text) == [], path.name


def test_nothing_comes_from_elsewhere() -> None:
    """Pages work on an isolated network."""
    for path in (CONSOLE / "templates").glob("*.html"):
        assert not re.search(r"(src|href)=\"(https?:)?//", path.read_text(encoding="utf-8"))


def test_htmx_ships_with_its_licence(visitor: Browser) -> None:
    """The library is served from here, unchanged, licence beside it."""
    page = visitor.get("/console/sign-in").text
    source = re.search(r'src="(/console/static/htmx[^"]+)"', page)
    assert source and visitor.get(source.group(1)).status_code == 200
    assert "Zero-Clause BSD" in visitor.get("/console/static/htmx-LICENSE.txt").text


def test_session_cookie_is_out_of_scripts_reach(visitor: Browser) -> None:
    """httponly, samesite=lax, ends with the browser."""
    cookie = visitor.sign_in("zhuoma").headers["set-cookie"].lower()
    assert "staff_session=" in cookie and "httponly" in cookie and "samesite=lax" in cookie
    assert "max-age" not in cookie and "expires" not in cookie


def test_over_https_the_cookie_is_bound_to_the_host(
    visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With COOKIE_SECURE the browser itself guards the cookie."""
    monkeypatch.setenv("COOKIE_SECURE", "true")
    settings.security_settings.cache_clear()
    form = visitor.get("/console/sign-in")
    assert "secure" in form.headers["set-cookie"].lower()
    assert "max-age" in form.headers["strict-transport-security"]
    half = form.headers["set-cookie"].split(";")[0]
    data = {"login": "zhuoma", "password": PASSWORD, "csrf": visitor.csrf}
    answer = visitor.http.post("/console/sign-in", data=data, headers={"Cookie": half})
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-staff=") and "Secure" in cookie and "Path=/" in cookie


def test_unknown_page_is_friendly(officer: Browser) -> None:
    """Inside the layout, with a way home."""
    answer = officer.get("/console/none")
    assert answer.status_code == 404
    assert label("error_title", "404") in answer.text and 'href="/console/"' in answer.text


def test_wrong_method_and_large_body_are_refused(officer: Browser) -> None:
    """The first with a friendly page; the second before anything reads it."""
    assert label("error_title", "405") in officer.post("/console/faq").text
    answer = officer.post("/console/password", current="x" * 70_000)
    assert answer.status_code == 413


def eligibility_codes() -> list[str]:
    """The codes of the decision table."""
    table = yaml.safe_load((BACKEND / "eligibility" / "rules.yml").read_text(encoding="utf-8"))
    return [row["code"] for row in (*table["rows"], table["otherwise"])]


def test_every_code_has_its_words() -> None:
    """Enums and labels.yml go together."""
    for group, codes in {
        "role": StaffRole,
        "deed": Deed,
        "password_refusal": PasswordRefusal,
        "decision": ("answer", "choose", "none"),
        "decision_advice": ("answer", "choose", "none"),
        "verification": ("verified", "verified-2nd"),
        "audience": ("jobseeker", "employer", "all"),
        "field": UNMASKABLE,
        "eligibility": eligibility_codes(),
        "move": {to for moves in MOVES.values() for to in moves},
        "due": ("late", "today", "soon"),
    }.items():
        for code in codes:
            assert label(group, code)


def test_what_cannot_be_logged_is_not_shown(officer: Browser) -> None:
    """The log entry and the answer stand or fall together; the failure page gives a number."""
    held = register()
    officer.get("/console/registrations")
    with unit_of_work() as session:
        session.execute(text("ALTER TABLE staff_access_log RENAME TO lost_log"))
    try:
        answer = officer.post(f"/console/registrations/{held}/fields/phone", reason="电话核实")
    finally:
        with unit_of_work() as session:
            session.execute(text("ALTER TABLE lost_log RENAME TO staff_access_log"))
    assert answer.status_code == 500
    assert ANSWERS["phone"] not in answer.text
    assert label("error_title", "other") in answer.text and "故障编号" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]

"""Signing in and out, and changing the password: the console over HTTP."""

import pytest
from fastapi import Request

from backend.console import pace
from backend.console.labels import label
from backend.console.sign_in_form import safe_next
from backend.staff.models import StaffRole
from tests.integration.console.running_console import PASSWORD, Browser


def test_wrong_password_keeps_the_form(visitor: Browser) -> None:
    """The login stays in the form, the password does not."""
    answer = visitor.sign_in("zhuoma", "not-the-password")
    assert answer.status_code == 422
    assert label("sign_in_notice", "refused") in answer.text
    assert 'value="zhuoma"' in answer.text and "not-the-password" not in answer.text


def test_unknown_login_gets_the_same_page(visitor: Browser) -> None:
    """Nothing on the page tells whether an account exists."""
    pages_seen = []
    for login in ("zhuoma", "nobody"):
        text = visitor.sign_in(login, "not-the-password").text
        pages_seen.append(text.replace(login, "LOGIN"))
    assert pages_seen[0] == pages_seen[1]


def test_guessing_is_slowed_down(visitor: Browser) -> None:
    """After sixty failures in a minute an address is not listened to, right password or not."""
    request = Request({"type": "http", "client": ("127.0.0.1", 1)})
    for _ in range(60):
        pace.count_failure(request)
    answer = visitor.sign_in("zhuoma")
    assert answer.status_code == 422
    assert label("sign_in_notice", "too_fast") in answer.text
    pace.forget_failures()
    assert visitor.sign_in("zhuoma").status_code == 303


def test_form_of_another_browser_is_not_taken(address: str, visitor: Browser) -> None:
    """A form token belongs to the browser it was printed for; nobody is signed in by surprise."""
    other = Browser(address)
    other.get("/console/sign-in")
    visitor.get("/console/sign-in")
    visitor.csrf = other.csrf
    other.http.close()
    answer = visitor.post("/console/sign-in", login="zhuoma", password=PASSWORD)
    assert answer.status_code == 422
    assert label("sign_in_notice", "stale") in answer.text


def test_sign_in_leads_back_to_where_one_wanted(visitor: Browser) -> None:
    """The address, with its query, survives signing in."""
    wanted = "/console/registrations?status=submitted&page=2"
    asked = visitor.get(wanted)
    page = visitor.get(asked.headers["location"]).text
    assert 'name="next" value="/console/registrations?status=submitted&amp;page=2"' in page
    answer = visitor.post("/console/sign-in", login="zhuoma", password=PASSWORD, next=wanted)
    assert answer.headers["location"] == wanted


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/console/",
        "/console/../evil",
        "/console//evil.example",
        "/\\evil.example",
        "/console/\\evil",
        "/console/\t/evil",
        "javascript:alert(1)",
        "/",
        "/wechat",
        "/consolex",
        "/console/sign-out",
        "/console/sign-in?next=/console/sign-in",
        "/console/" + "x" * 600,
        "",
    ],
)
def test_next_never_leads_elsewhere(elsewhere: str) -> None:
    """Only plain pages of the console; anything else becomes the home page."""
    assert safe_next(elsewhere) == "/console/"


def test_sign_out_ends_the_session_on_the_server(officer: Browser) -> None:
    """A copy of the cookie is worthless afterwards."""
    copy = officer.http.cookies["staff_session"]
    assert officer.post("/console/sign-out").headers["location"] == "/console/sign-in"
    assert "staff_session" not in officer.http.cookies
    officer.http.cookies.set("staff_session", copy, domain="127.0.0.1")
    assert officer.get("/console/").status_code == 303


def test_ended_session_while_typing_asks_to_sign_in(officer: Browser) -> None:
    """HTMX is told to leave the page, with the way back to it."""
    officer.http.cookies.clear()
    officer.http.headers["HX-Request"] = "true"
    here = {"HX-Current-URL": "http://console.example/console/faq?q=%E7%A4%BE%E4%BF%9D"}
    answer = officer.get("/console/faq", params={"q": "x"}, headers=here)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/console/sign-in?next=/console/faq")


def test_signed_in_people_pass_the_sign_in_page(officer: Browser) -> None:
    """No second sign-in."""
    answer = officer.get("/console/sign-in", params={"next": "/console/faq"})
    assert answer.headers["location"] == "/console/faq"


def test_changing_the_password(address: str, officer: Browser) -> None:
    """The page tells what happened; another browser of the person is signed out."""
    other = Browser(address)
    other.enter_as(StaffRole.OFFICER)
    values = {"current": PASSWORD, "new": "plateau-wind-77"}
    unequal = officer.post("/console/password", **values, again="plateau-wind-78")
    assert label("password_refusal", "not_equal") in unequal.text
    wrong = officer.post(
        "/console/password", current="x", new="plateau-wind-77", again="plateau-wind-77"
    )
    assert label("password_refusal", "wrong_current") in wrong.text
    done = officer.post("/console/password", **values, again="plateau-wind-77")
    assert done.status_code == 200 and "密码已经改好" in done.text
    assert officer.get("/console/").status_code == 200
    assert other.get("/console/").status_code == 303
    other.http.close()

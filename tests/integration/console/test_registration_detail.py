"""One registration and its personal fields: the console over HTTP."""

import re

import pytest

from backend.console.registration_views import possible_moves
from backend.core.db import reading, unit_of_work
from backend.core.errors import Conflict
from backend.registrations import service as registrations
from backend.registrations.service.record import MOVES
from backend.staff import service as staff_service
from backend.staff.models import Deed, StaffRole
from tests.integration.console.running_console import (
    ANSWERS,
    LOGINS,
    PASSWORD,
    Browser,
    register,
)


def test_detail_shows_everything_but_personal_values(officer: Browser) -> None:
    """Labelled rows, masked, with history; addresses are hidden altogether."""
    page = officer.get(f"/console/registrations/{register()}").text
    for words in (
        "文化程度",
        "大专",
        "海南藏族自治州共和县",
        "户籍详细地址",
        "本人提交",
        "微信公众号",
    ):
        assert words in page, words
    for secret in (
        *(ANSWERS[key] for key in ("name", "id_number", "phone")),
        "建国路",
        "恰卜恰镇12号",
    ):
        assert secret not in page, secret


def test_opening_a_record_is_logged(officer: Browser) -> None:
    """Who looked at whom is on record, without a reason."""
    held = register()
    officer.get(f"/console/registrations/{held}")
    with reading() as session:
        entry = staff_service.access_log(session, subject_id=held)[0]
    assert (entry.what, entry.login) == (Deed.RECORD_OPENED, "zhuoma")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "卓玛措"),
        ("id_number", "63010219900307001X"),
        ("phone", "13997612346"),
        ("residence_address", "恰卜恰镇12号"),
    ],
)
def test_one_field_is_shown_with_a_reason(officer: Browser, field: str, value: str) -> None:
    """That field only, logged with the reason; opened again, it is masked again."""
    held = register()
    path = f"/console/registrations/{held}"
    officer.get(path)
    page = officer.post(f"{path}/fields/{field}", reason=" 电话核实  情况 ").text
    assert value in page
    others = {"name", "id_number", "phone"} - {field}
    assert all(ANSWERS[other] not in page for other in others)
    assert value not in officer.get(path).text
    with reading() as session:
        shown = [e for e in staff_service.access_log(session) if e.what is Deed.FIELD_SHOWN]
    assert [(e.field, e.reason, e.subject_id) for e in shown] == [(field, "电话核实 情况", held)]


def test_htmx_gets_one_row_and_can_hide_it_again(officer: Browser) -> None:
    """The row comes alone, and alone it goes back to masked."""
    path = f"/console/registrations/{register()}/fields/phone"
    officer.get("/console/registrations")
    officer.http.headers["HX-Request"] = "true"
    row = officer.post(path, reason="电话核实").text
    assert ANSWERS["phone"] in row and "<html" not in row and "delay:60s" in row
    hidden = officer.get(path).text
    assert ANSWERS["phone"] not in hidden and "139****2346" in hidden


@pytest.mark.parametrize("reason", ["", " ", "a", "\x00\x01"])
def test_nothing_is_shown_without_a_reason(officer: Browser, reason: str) -> None:
    """Neither shown nor logged."""
    held = register()
    officer.get("/console/registrations")
    answer = officer.post(f"/console/registrations/{held}/fields/phone", reason=reason)
    assert answer.status_code == 422 and ANSWERS["phone"] not in answer.text
    with reading() as session:
        assert staff_service.access_log(session, subject_id=held) == []


@pytest.mark.parametrize(
    "field", ["education", "id_number_hash", "status", "nonsense", "Name", "__"]
)
def test_only_personal_fields_can_be_shown(officer: Browser, field: str) -> None:
    """Other columns cannot be reached through this door."""
    held = register()
    officer.get("/console/registrations")
    answer = officer.post(f"/console/registrations/{held}/fields/{field}", reason="电话核实")
    assert answer.status_code == 404


@pytest.mark.parametrize("held", ["0" * 32, "x", "1;drop", "%00", "F" * 32])
def test_unknown_registration_is_not_found(officer: Browser, held: str) -> None:
    """Also for addresses that cannot be an id."""
    assert officer.get(f"/console/registrations/{held}").status_code == 404


def test_history_names_the_colleague(officer: Browser) -> None:
    """Moves by staff show the person's name, the states and the reason."""
    held = register()
    with unit_of_work() as session:
        me = staff_service.access_log(session)[0]
        account = staff_service.check_password(session, me.login, PASSWORD).account_id
        assert account
        registrations.move(session, held, "returned", actor=account, reason="请补充失业证明")
    page = officer.get(f"/console/registrations/{held}").text
    assert "退回补正" in page and "请补充失业证明" in page and "已提交 → 退回补正" in page
    assert f"· {LOGINS[StaffRole.OFFICER][1]}" in page


def test_access_log_page(visitor: Browser) -> None:
    """An administrator sees what the officer did, in Chinese; of all or of one registration."""
    held = register()
    visitor.enter_as(StaffRole.OFFICER)
    visitor.get(f"/console/registrations/{held}")
    visitor.post(f"/console/registrations/{held}/fields/phone", reason="审核材料")
    visitor.enter_as(StaffRole.ADMINISTRATOR)
    page = visitor.get(f"/console/access-log?subject={held}").text
    for words in ("卓玛", "显示个人信息", "手机号", "审核材料", "打开登记"):
        assert words in page, words
    assert "登录" not in re.sub(r"<header.*?</header>", "", page, flags=re.S)
    assert "登录" in visitor.get("/console/access-log").text


def settle(browser: Browser, held: str, to_status: str, seen: str, reason: str = "") -> int:
    """Press a button of the page; the status code of the answer."""
    path = f"/console/registrations/{held}/status"
    values = {"to_status": to_status, "seen_status": seen, "reason": reason}
    return browser.post(path, **values).status_code


def test_staff_settle_a_registration(officer: Browser) -> None:
    """Review, return, and approve again after the correction; each with who and why in history."""
    held = register()
    page = officer.get(f"/console/registrations/{held}").text
    assert re.findall(r'name="to_status" value="(\w+)"', page) == list(MOVES["submitted"])
    assert settle(officer, held, "in_review", "submitted") == 303
    assert settle(officer, held, "returned", "in_review", "请补充失业证明") == 303
    with reading() as session:
        detail = registrations.registration_detail(session, held)
        names = staff_service.display_names(session, {event.actor for event in detail.history})
    assert [event.to_status for event in detail.history] == ["submitted", "in_review", "returned"]
    assert detail.history[-1].reason == "请补充失业证明"
    assert names[detail.history[-1].actor] == "卓玛"


def test_the_slower_colleague_is_told(officer: Browser) -> None:
    """A button of an old page does nothing, and the page says what happened."""
    held = register()
    officer.get(f"/console/registrations/{held}")
    assert settle(officer, held, "approved", "submitted") == 303
    assert settle(officer, held, "rejected", "submitted", "材料不全") == 409
    assert settle(officer, held, "approved", "approved") == 409
    assert settle(officer, held, "submitted", "approved") == 409
    with reading() as session:
        assert registrations.registration_detail(session, held).row.status == "approved"


def test_reasons_are_asked_where_the_service_asks_them(officer: Browser) -> None:
    """Our list and the service's agree; without one nothing happens."""
    for status, moves in MOVES.items():
        assert set(possible_moves(status)) == set(moves)
    held = register()
    officer.get(f"/console/registrations/{held}")
    for to_status, needs_reason in possible_moves("submitted").items():
        if needs_reason:
            assert settle(officer, held, to_status, "submitted") == 422
            with pytest.raises(Conflict), unit_of_work() as session:
                registrations.move(session, held, to_status, actor="system")


def test_final_states_offer_nothing(officer: Browser) -> None:
    """A rejected registration has no buttons."""
    held = register()
    with unit_of_work() as session:
        registrations.move(session, held, "rejected", actor="system", reason="材料不全")
    assert "to_status" not in officer.get(f"/console/registrations/{held}").text

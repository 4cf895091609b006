"""An answer to the caller's WeChat, over HTTP: who may, to whom, once, and how it went."""

import re

import pytest
from sqlalchemy import select

from backend.console.labels import label
from backend.conversations import outbox
from backend.conversations import service as conversations
from backend.conversations.models import AnswerGiven, OutboxMessage, Turn
from backend.core.db import reading, unit_of_work
from backend.policies.search import policy_search
from backend.registrations import service as registrations
from backend.staff import service as staff_service
from backend.staff.models import Deed
from tests.integration.console.running_console import ANSWERS, Browser, register

ENTRY = "benefit-conditions"
BASE = f"/console/faq/e/{ENTRY}"
REASON = "来电人要求发到微信"


def talking() -> str:
    """A registered person with a WeChat conversation; the registration's id."""
    held = register()
    with unit_of_work() as session:
        conversations.open_conversation(session, "gh_test", f"openid of {ANSWERS['id_number']}")
    return held


def offered(officer: Browser, wanted: str) -> dict[str, str]:
    """The hidden values of the form that sends, after looking somebody up."""
    page = officer.post(f"{BASE}/recipients", wanted=wanted, reason=REASON, q="失业金").text
    return dict(re.findall(r'name="(registration|once)" value="([0-9a-f]{32})"', page))


def promised() -> list[OutboxMessage]:
    with reading() as session:
        return list(session.scalars(select(OutboxMessage)))


def deeds(what: Deed) -> list[tuple[str | None, str | None]]:
    with reading() as session:
        log = staff_service.access_log(session)
        return [(entry.subject_id, entry.reason) for entry in log if entry.what is what]


@pytest.mark.parametrize("how", ["phone", "number", "spaced"])
def test_found_by_number_or_phone_masked_and_logged(officer: Browser, how: str) -> None:
    """Enough to ask "are you…", not more; who looked, for whom and why is on record."""
    held = talking()
    with reading() as session:
        number = registrations.registration_detail(session, held).row.number
    wanted = {"phone": ANSWERS["phone"], "number": number, "spaced": "139 9761-2346"}[how]
    page = officer.post(f"{BASE}/recipients", wanted=wanted, reason=REASON).text
    assert "卓**" in page and "139****2346" in page and ANSWERS["name"] not in page
    assert "对方会收到" in page and "条都不行" in page
    assert deeds(Deed.RECIPIENT_SOUGHT) == [(held, REASON)]
    assert promised() == []


@pytest.mark.parametrize("wanted", ["", "卓玛措", ANSWERS["id_number"], "1399761", "' or 1=1", "0"])
def test_nobody_is_found_by_anything_else(officer: Browser, wanted: str) -> None:
    """No guessing; the attempt is on record too."""
    talking()
    page = officer.post(f"{BASE}/recipients", wanted=wanted, reason=REASON).text
    assert "没有找到" in page and "卓**" not in page
    assert deeds(Deed.RECIPIENT_SOUGHT) == [(None, REASON)]


def test_looking_up_needs_a_reason(officer: Browser) -> None:
    """Without one nothing is looked up."""
    talking()
    answer = officer.post(f"{BASE}/recipients", wanted=ANSWERS["phone"], reason=" ")
    assert answer.status_code == 422 and deeds(Deed.RECIPIENT_SOUGHT) == []


def test_sent_once_and_watched(officer: Browser) -> None:
    """Twice the same form is one message; its state is shown until it is final."""
    held = talking()
    values = offered(officer, ANSWERS["phone"])
    assert values["registration"] == held
    answers = [officer.post(f"{BASE}/send", q="失业金", **values) for _ in range(2)]
    places = {answer.headers["location"] for answer in answers}
    assert len(places) == 1 and len(promised()) == 1
    entry = policy_search().entry(ENTRY)
    assert entry and entry.question in promised()[0].text and "依据：" in promised()[0].text
    where = places.pop()
    assert label("sending_state", "created") in officer.get(where).text
    part = officer.get(where, headers={"HX-Request": "true"}).text
    assert "<html" not in part and f'hx-get="{where}"' in part
    with unit_of_work() as session:
        claimed = outbox.claim(session)
        outbox.mark_sent(session, claimed[0].message_id)
    part = officer.get(where, headers={"HX-Request": "true"}).text
    assert label("sending_state", "sent") in part and "hx-get" not in part
    assert deeds(Deed.ANSWER_SENT) == [(held, ENTRY)]
    assert (
        "得到过这一条"
        in officer.post(f"{BASE}/recipients", wanted=ANSWERS["phone"], reason=REASON).text
    )


def test_what_was_sent_is_found_again(officer: Browser) -> None:
    """It is a turn with the entry it came from, the caller's numbers masked."""
    talking()
    values = offered(officer, ANSWERS["phone"])
    officer.post(f"{BASE}/send", q="我的电话13997612346", **values)
    with reading() as session:
        turn = session.scalars(select(Turn).where(Turn.kind == "staff_answer")).one()
        given = session.scalars(select(AnswerGiven)).one()
    assert (given.turn_id, given.entry_id) == (turn.id, ENTRY)
    assert turn.text == "我的电话＊" and turn.finished_at is not None


def test_people_who_cannot_be_reached(officer: Browser) -> None:
    """Never talked to us, or left: said so, and nothing is promised."""
    held = register()
    page = officer.post(f"{BASE}/recipients", wanted=ANSWERS["phone"], reason=REASON).text
    assert "没有在公众号里和我们说过话" in page and 'name="once"' not in page
    refused = officer.post(f"{BASE}/send", registration=held, once="a" * 32)
    assert refused.status_code == 404
    with unit_of_work() as session:
        openid = f"openid of {ANSWERS['id_number']}"
        talk = conversations.open_conversation(session, "gh_test", openid)
        conversations.unsubscribe(session, talk)
    page = officer.post(f"{BASE}/recipients", wanted=ANSWERS["phone"], reason=REASON).text
    assert label("sending_state", "unsubscribed") in page
    gone = officer.post(f"{BASE}/send", registration=held, once="b" * 32)
    assert label("sending_state", "unsubscribed") in gone.text
    assert promised() == []


def test_hotline_role_may_not(hotline: Browser) -> None:
    """No way to look people up, and no link to it."""
    talking()
    assert hotline.get(f"{BASE}/send").status_code == 403
    for path in ("recipients", "send"):
        answer = hotline.post(f"{BASE}/{path}", wanted=ANSWERS["phone"], reason=REASON)
        assert answer.status_code == 403
    assert "data-send" not in hotline.get(BASE).text


def test_made_up_addresses(officer: Browser) -> None:
    """Other turns' states are not to be had here."""
    assert officer.get(f"{BASE}/sent/{'0' * 32}").status_code == 404
    assert officer.get(f"{BASE}/sent/x").status_code == 404
    assert officer.post(f"{BASE}/send", registration="x", once="y").status_code == 422

"""Missed questions, answer recall and case replay over HTTP, as officers use them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import get_args

import httpx
import pytest
from sqlalchemy import select

from actions.reply import Outcome
from backend.console import pace
from backend.console.labels import label
from backend.console.pages_corrections import STATES
from backend.conversations.models import OutboxMessage
from backend.core.clock import now, today
from backend.core.db import reading, unit_of_work
from backend.policies import feedback, knowledge
from backend.policies.misses import Trend
from backend.policies.misses_tasks import gather_misses
from backend.policies.models import EntryVersion, MissedQuestion, MissState
from backend.staff.models import AccessLog, StaffAccount
from policy_faq.search import Decision
from tests.integration.console.running_console import (
    ANSWERS,
    Browser,
    make_accounts,
    register,
    running_console,
)
from tests.integration.policies.small_knowledge import over_small_seed, publish_row
from tests.integration.policies.talk import (
    ask_in_vain,
    be_told,
    conversation_of,
    say,
    unsubscribe,
)

GRANT = "灵活就业社保补贴能领多少钱"
PAGES = ("/console/misses", "/console/answers", "/console/corrections", "/console/corrections/new")
TEXT = "更正：失业登记现在当天办结。"


@pytest.fixture
def address(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The console over the small seed, with one account of each role."""
    with over_small_seed(tmp_path, monkeypatch):
        make_accounts()
        pace.forget_failures()
        with running_console() as url:
            yield url


def missed(*questions: str) -> str:
    """One missed question; its page."""
    for number, question in enumerate(questions or (GRANT,)):
        ask_in_vain(f"p{number}", question)
    gather_misses()
    with reading() as session:
        return f"/console/misses/{session.scalars(select(MissedQuestion.id)).first()}"


def step(browser: Browser, at: str, path: str, **values: str) -> httpx.Response:
    """One step on a missed question's page, with the token of that page."""
    browser.get(at)
    return browser.post(f"{at}/{path}", **values)


def field(page: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, name
    return unescape(found.group(1))


def test_empty_pages_say_so(officer: Browser) -> None:
    for path, words in zip(PAGES, ("没有没答上", "为什么查", "还没有发过", "哪一条"), strict=True):
        page = officer.get(path)
        assert page.status_code == 200 and words in page.text
    assert "没有放到一边的" in officer.get("/console/misses?state=dismissed").text
    assert officer.get("/console/misses?state=nonsense").status_code == 422
    for path in ("/console/misses/", "/console/corrections/"):
        assert officer.get(path + "0" * 32).status_code == 404


def test_hotline_staff_may_not(hotline: Browser) -> None:
    for path in PAGES:
        assert hotline.get(path).status_code == 403


def test_list_and_page_of_a_missed_question(officer: Browser) -> None:
    ask_in_vain("a", GRANT)
    ask_in_vain("b", "<script>alert(1)</script>能领补贴吗")
    officer.get("/console/misses")
    answer = officer.post("/console/misses/gather")
    assert answer.headers["location"] == "/console/misses?gathered=2"
    page = officer.get(answer.headers["location"])
    assert GRANT in page.text and "新归入 2 次" in page.text
    assert "<script>alert" not in page.text
    one = officer.get(missed())
    assert "以此为草稿" in one.text and "已有的条目能答" in one.text
    assert "openid" not in one.text and conversation_of("a") not in one.text


def test_a_draft_begins_and_wrong_ids_are_said(officer: Browser) -> None:
    place = missed()
    values = {"topic": "registration", "place": "notice-1/2-1"}
    wrong = step(officer, place, "draft", entry_id="编号", **values)
    assert wrong.status_code == 422 and "小写英文" in wrong.text and 'value="编号"' in wrong.text
    taken = step(officer, place, "draft", entry_id="how", **values)
    assert taken.status_code == 409 and "已经有了" in taken.text
    good = step(officer, place, "draft", entry_id="flexible-subsidy", **values)
    assert good.status_code == 303
    assert GRANT in officer.get(good.headers["location"]).text
    assert "还没有发布" in officer.get(place).text


def test_wordings_go_to_an_entry(officer: Browser) -> None:
    place = missed("我没班上了去哪里挂个号")
    none = step(officer, place, "wordings", entry_id="how")
    assert none.status_code == 422 and "至少勾选" in none.text
    gone = step(officer, place, "wordings", entry_id="nothing", wording="我没班上了去哪里挂个号")
    assert gone.status_code == 422 and "没有找到这一条" in gone.text
    early = step(officer, place, "close", entry_id="how")
    assert early.status_code == 409 and "照原话再问" in early.text
    good = step(officer, place, "wordings", entry_id="how", wording="我没班上了去哪里挂个号")
    assert good.status_code == 303
    with reading() as session:
        version = session.scalars(select(EntryVersion)).one()
    assert "我没班上了去哪里挂个号" in version.content["wordings"]


def test_dismiss_close_and_undo(officer: Browser) -> None:
    place = missed("失业登记怎么办理")
    assert step(officer, place, "dismiss", note=" ").status_code == 422
    assert step(officer, place, "dismiss", note="问得太含糊").status_code == 303
    assert "问得太含糊" in officer.get(place).text
    assert step(officer, place, "dismiss", note="再来一次").status_code == 409
    assert step(officer, place, "undo").status_code == 303
    assert step(officer, place, "close", entry_id="how").status_code == 303
    page = officer.get(place)
    assert "结案" in page.text and "<b>1</b> 人" in page.text
    told = step(officer, place, "tell")
    assert "共 1 人" in officer.get(told.headers["location"]).text
    assert step(officer, place, "reopen").status_code == 303
    assert "以此为草稿" in officer.get(place).text


def test_joining_and_parting(officer: Browser) -> None:
    missed(GRANT, "外地户口能不能在西宁买公租房")
    with reading() as session:
        one, other = session.scalars(select(MissedQuestion)).all()
    place = f"/console/misses/{one.id}"
    joined = step(officer, place, "join", into=other.id)
    assert joined.headers["location"] == f"/console/misses/{other.id}"
    assert officer.get(place).status_code == 404
    parted = step(officer, f"/console/misses/{other.id}", "part", wording=one.question)
    assert one.question in officer.get(parted.headers["location"]).text


def corrected() -> None:
    """Three people got an entry that was corrected since; one of them left."""
    for person in "abc":
        be_told(person, "how")
    unsubscribe("c")
    with unit_of_work() as session:
        staff = session.scalars(select(StaffAccount.id)).first()
        assert staff
        publish_row(
            session, staff, knowledge.room().seed, "how", answer="网上或现场都可以办。当天办结。"
        )
    knowledge.refresh()


def asked() -> dict[str, str]:
    return {"entry_id": "how", "since": (today() - timedelta(days=1)).isoformat()}


def confirmed(officer: Browser) -> dict[str, str]:
    """The hidden fields of the confirmation."""
    officer.get("/console/corrections/new", params=asked())
    page = officer.post("/console/corrections/confirm", text=TEXT, **asked())
    assert page.status_code == 200 and "确认发给 2 人" in page.text
    names = ("correction_id", "people", "text", "entry_id", "since")
    return {name: field(page, name) for name in names}


def test_recall_in_two_steps(officer: Browser) -> None:
    corrected()
    form = officer.get("/console/corrections/new", params=asked())
    assert "有 3 人收到过，要发 <b>2</b> 人" in form.text
    assert "1 人已取消关注" in form.text and "当天办结" in form.text
    values = confirmed(officer)
    first = officer.post("/console/corrections", **values)
    again = officer.post("/console/corrections", **values)
    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    with reading() as session:
        assert {one.text for one in session.scalars(select(OutboxMessage))} == {TEXT}
        assert len(session.scalars(select(OutboxMessage)).all()) == 2
    progress = officer.get(first.headers["location"])
    assert "等待发送" in progress.text and "已取消关注，没有发" in progress.text
    assert TEXT in progress.text
    assert "失业登记怎么办理" in officer.get("/console/corrections").text


def test_recall_says_what_is_wrong(officer: Browser) -> None:
    corrected()
    new = "/console/corrections/new"
    future = (today() + timedelta(days=1)).isoformat()
    for params, words in (
        ({"entry_id": "nothing", "since": "2026-01-01"}, "没有找到这一条"),
        ({"entry_id": "how", "since": "上周"}, "请填日期"),
        ({"entry_id": "how", "since": future}, "日期还没有到"),
    ):
        page = officer.get(new, params=params)
        assert page.status_code == 422 and words in page.text
    by_question = officer.get(new, params={**asked(), "entry_id": "失业登记怎么办理？"})
    assert "有 3 人收到过" in by_question.text
    for text, words in (("  ", "不能空着"), ("字" * 201, "太长")):
        page = officer.post("/console/corrections/confirm", text=text, **asked())
        assert page.status_code == 422 and words in page.text and text.strip() in page.text


def test_recall_asks_again_when_the_number_changed(officer: Browser) -> None:
    corrected()
    values = confirmed(officer)
    unsubscribe("b")
    answer = officer.post("/console/corrections", **values)
    assert answer.status_code == 409 and "确认发给 1 人" in answer.text
    with reading() as session:
        assert session.scalars(select(OutboxMessage)).all() == []
    unsubscribe("a")
    answer = officer.post("/console/corrections", **values)
    assert answer.status_code == 422 and "没有要发的人" in answer.text and TEXT in answer.text


def replay_form(**changes: str) -> dict[str, str]:
    day = today().isoformat()
    values = {"wanted": ANSWERS["phone"], "first": day, "last": day, "reason": "本人来电查询"}
    return values | changes


def test_replay_of_a_person(officer: Browser) -> None:
    be_told("a", "how")
    page = officer.get("/console/answers", params={"conversation": conversation_of("a")})
    subject = field(page, "subject")
    shown = officer.post("/console/answers", **replay_form(subject=subject, wanted=""))
    assert shown.status_code == 200
    assert "在 3 个工作日内办结" in shown.text and "原始版本" in shown.text
    assert "失业登记怎么办理" in shown.text and "data-print" in shown.text
    with reading() as session:
        (log,) = session.scalars(select(AccessLog).where(AccessLog.what == "conversation_read"))
    assert log.reason == "本人来电查询" and log.happened_at > now() - timedelta(minutes=5)


def test_replay_by_phone_and_of_one_of_two(officer: Browser) -> None:
    register()
    officer.get("/console/answers")
    shown = officer.post("/console/answers", **replay_form())
    assert "这几天没有来问过" in shown.text and ANSWERS["phone"] not in shown.text
    register(id_number="632521197202290035")
    officer.get("/console/answers")
    choice = officer.post("/console/answers", **replay_form())
    assert "有 2 个人，请选一个" in choice.text
    chosen = officer.post(
        "/console/answers", **replay_form(wanted="", subject=field(choice, "subject"))
    )
    assert "这几天没有来问过" in chosen.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"wanted": ""}, "请填登记编号"),
        ({"reason": "x"}, "请写明为什么查"),
        ({"first": "昨天"}, "请填日期"),
        ({"last": "2001-01-01"}, "比前面的早"),
        ({"first": "2001-01-01"}, "最多查一年"),
    ],
)
def test_replay_says_what_is_wrong(officer: Browser, changes: dict[str, str], words: str) -> None:
    register()
    officer.get("/console/answers")
    page = officer.post("/console/answers", **replay_form(**changes))
    assert page.status_code == 422 and words in page.text
    with reading() as session:
        logged = session.scalars(select(AccessLog).where(AccessLog.what == "conversation_read"))
        assert logged.all() == []


def test_replay_of_nobody(officer: Browser) -> None:
    officer.get("/console/answers")
    page = officer.post("/console/answers", **replay_form(wanted="13900000000"))
    assert page.status_code == 200 and "没有找到这个人" in page.text
    gone = officer.post("/console/answers", **replay_form(wanted="", subject="0" * 32))
    assert gone.status_code == 404


def test_replay_shows_every_kind_of_turn(officer: Browser) -> None:
    for outcome in ("asked_back", "out_of_scope", "handed_to_staff", "failed", "none_such"):
        say("a", outcome, outcome=outcome)
    say("a", "", replies=[])
    shown = officer.post("/console/answers", **replay_form(wanted="", subject=conversation_of("a")))
    assert shown.status_code == 200 and "转人工" in shown.text and "没有回复" in shown.text


def test_what_staff_found_of_no_use_is_shown(officer: Browser) -> None:
    with unit_of_work() as session:
        staff = session.scalars(select(StaffAccount.id)).first()
        assert staff
        feedback.rate_by_staff(
            session, staff, "how", "0" * 12, question="登记咋弄<b>", is_helpful=False, note="太长"
        )
        feedback.rate_by_staff(session, staff, "how", "0" * 12, question="好的", is_helpful=True)
    page = officer.get("/console/misses")
    assert "登记咋弄&lt;b&gt;" in page.text and "太长" in page.text and "后来改过" in page.text
    assert "好的" not in page.text


def test_every_code_of_these_pages_has_its_words() -> None:
    for group, codes in {
        "miss_state": MissState,
        "miss_trend": get_args(Trend),
        "miss_reason": ("no_answer", "none_of_these", "unhelpful"),
        "correction_state": (*STATES, "unsubscribed", "withdrawn"),
        "correction_next": (
            "failed", "unknown", "window_closed", "cancelled", "unsubscribed", "withdrawn"
        ),
        "turn_outcome": get_args(Outcome),
        "turn_decision": get_args(Decision),
    }.items():  # fmt: skip
        for code in codes:
            assert label(group, code), (group, code)

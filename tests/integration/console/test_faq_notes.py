"""What the hotline page writes down, over HTTP: look-ups and verdicts."""

import pytest
from sqlalchemy import select

from backend.console.labels import label
from backend.core.db import reading
from backend.policies.models import Feedback, StaffSearch
from backend.policies.search import policy_search
from tests.integration.console.running_console import Browser

ENTRY = "benefit-conditions"
TYPING = {"HX-Request": "true"}


def rows() -> list[tuple[str, str, str | None]]:
    with reading() as session:
        found = session.scalars(select(StaffSearch).order_by(StaffSearch.searched_at))
        return [(row.question, row.decision, row.entry_id) for row in found]


def test_look_ups_come_back_as_recent_and_popular(hotline: Browser) -> None:
    """A question after a pause, then the entry opened: one line, with what it led to."""
    asked = "失业登记怎么办理"
    decision = policy_search().search(asked, k=1).decision
    hotline.post("/console/faq/looked-up", q=asked)
    assert rows() == [(asked, decision, None)]
    part = hotline.post("/console/faq/looked-up", q=asked, entry=ENTRY).text
    assert rows() == [(asked, decision, ENTRY)]
    question = policy_search().entry(ENTRY).question  # type: ignore[union-attr]
    assert "我最近查的" in part and asked in part
    assert "大家常查的" in part and question in part and "<html" not in part
    home = hotline.get("/console/faq").text
    assert "我最近查的" in home and "大家常查的" in home


def test_typing_alone_writes_nothing(hotline: Browser) -> None:
    """Never a row a keystroke."""
    for question in ("失", "失业", "失业金"):
        hotline.get("/console/faq/answers", params={"q": question})
    assert rows() == []


def test_numbers_of_callers_are_not_kept(hotline: Browser) -> None:
    """Whatever way they are written."""
    asked = "小张13997612346身份证63010219900307001X能领失业金吗"
    hotline.post("/console/faq/looked-up", q=asked, entry=ENTRY)
    hotline.post(f"/console/faq/e/{ENTRY}/verdict", q=asked, verdict="no")
    with reading() as session:
        kept = [*session.scalars(select(StaffSearch.question))]
        kept += session.scalars(select(Feedback.question))
    assert kept == ["小张＊身份证＊能领失业金吗"] * 2


def test_made_up_entries_are_not_kept(hotline: Browser) -> None:
    """An entry that does not exist leaves the question; nothing at all leaves no row."""
    hotline.post("/console/faq/looked-up", q="失业金", entry="no-such-entry")
    hotline.post("/console/faq/looked-up", q="  ", entry="no-such-entry")
    assert [(question, entry) for question, _, entry in rows()] == [("失业金", None)]


@pytest.mark.parametrize("verdict", ["yes", "no"])
def test_verdict_with_and_without_scripts(hotline: Browser, verdict: str) -> None:
    """A line in place, or back to the answer; thought better of, it is one row still."""
    path = f"/console/faq/e/{ENTRY}/verdict"
    other = "no" if verdict == "yes" else "yes"
    first = hotline.http.post(
        path, data={"csrf": hotline.csrf, "q": "失业金", "verdict": other}, headers=TYPING
    )
    assert first.text == label("hotline_said", f"verdict_{other}")
    answer = hotline.post(path, q="失业金", verdict=verdict)
    assert answer.status_code == 303
    assert (
        label("hotline_said", f"verdict_{verdict}") in hotline.get(answer.headers["location"]).text
    )
    with reading() as session:
        held = session.scalars(select(Feedback)).one()
    assert (held.entry_id, held.is_helpful, held.question) == (ENTRY, verdict == "yes", "失业金")
    assert held.entry_version == policy_search().entry(ENTRY).version  # type: ignore[union-attr]


def test_bad_verdicts_are_refused(hotline: Browser) -> None:
    """Neither yes nor no, or on no entry."""
    assert hotline.post(f"/console/faq/e/{ENTRY}/verdict", verdict="maybe").status_code == 422
    assert hotline.post("/console/faq/e/none-such/verdict", verdict="yes").status_code == 404

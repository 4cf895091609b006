"""The editors' pages over HTTP: from the list to a published change, and what goes wrong."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import httpx
import pytest
from sqlalchemy import select

from backend.console import pace
from backend.console.labels import has_label
from backend.core.db import reading, unit_of_work
from backend.policies import gates, knowledge
from backend.policies.editing_content import FIELDS
from backend.policies.editing_reading import STATES
from backend.policies.findings import Severity
from backend.policies.models import EntryVersion, VersionState
from backend.staff.models import StaffAccount, StaffRole
from policy_faq.plain_language import Grade, Reason
from tests.integration.console.running_console import (
    LOGINS,
    Browser,
    make_accounts,
    running_console,
)
from tests.integration.policies.small_knowledge import over_small_seed

NEW = "网上办，或者去窗口。现在当天办结。"
QUESTION = "失业登记怎么办理？"
QUOTE = {"document": "notice-1", "sentence": "1-1", "quote": "在 3 个工作日内办结"}


@pytest.fixture
def address(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The console over the small seed, with one account of each role."""
    with over_small_seed(tmp_path, monkeypatch):
        make_accounts()
        pace.forget_failures()
        with running_console() as url:
            yield url


@pytest.fixture
def author(address: str) -> Iterator[Browser]:
    yield from _person(address, StaffRole.OFFICER)


@pytest.fixture
def reviewer(address: str) -> Iterator[Browser]:
    yield from _person(address, StaffRole.ADMINISTRATOR)


def _person(address: str, role: StaffRole) -> Iterator[Browser]:
    browser = Browser(address)
    browser.enter_as(role)
    yield browser
    browser.http.close()


def form_of(page: httpx.Response) -> dict[str, str]:
    """The plain fields of the edit form, as a browser would send them."""
    text = page.text[page.text.index('<form id="entry"') :]
    text = text[: text.index("</form>")]
    values = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]*? value="([^"]*)"', text))
    for name, value in re.findall(
        r'<textarea[^>]* name="(answer|wordings|materials)"[^>]*>(.*?)</textarea>', text, re.S
    ):
        values[name] = value
    values |= {"topic": "registration", "audience": "jobseeker", "region": "630000"}
    values.pop("csrf", None)
    values.pop("locally_set", None)
    return values | QUOTE


def opened(browser: Browser, entry_id: str = "how") -> str:
    """The address of the entry's draft."""
    browser.get(f"/console/entries/{entry_id}")
    answer = browser.post(f"/console/entries/{entry_id}/drafts")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def saved(browser: Browser, place: str, **changes: str) -> httpx.Response:
    return browser.post(f"{place}/save", **(form_of(browser.get(place)) | changes))


def edition(browser: Browser, place: str) -> str:
    found = re.search(r'name="edition" value="(\d+)"', browser.get(place).text)
    assert found
    return found.group(1)


def submitted(browser: Browser, **changes: str) -> str:
    place = opened(browser)
    assert saved(browser, place, **changes).status_code == 303
    answer = browser.post(f"{place}/submit", edition=edition(browser, place))
    assert answer.status_code == 303, answer.text
    return place


def answer_now() -> str:
    knowledge.refresh()
    return knowledge.current().search.search(QUESTION).hits[0].entry.answer


def test_list_is_searched_and_narrowed(author: Browser) -> None:
    assert "共 3 条" in author.get("/console/entries").text
    assert "共 1 条" in author.get("/console/entries", params={"q": "反担保"}).text
    empty = author.get("/console/entries", params={"q": "没有的东西<b>"}).text
    assert "没有符合条件" in empty and "<b>" not in empty.split("<main")[1].split("empty")[0]
    assert "没有等待审核" in author.get("/console/entries", params={"state": "in_review"}).text
    place = opened(author)
    drafts = author.get("/console/entries", params={"state": "draft"}).text
    assert place in drafts and "卓玛" in drafts
    part = author.http.get("/console/entries", headers={"HX-Request": "true"})
    assert "<html" not in part.text and QUESTION in part.text


def test_from_edit_to_published(author: Browser, reviewer: Browser) -> None:
    place = submitted(author, answer=NEW, note="口径更新")
    review = reviewer.get(place).text
    assert "<ins>网上办，或者去窗口。现在当天办结。</ins>" in review and "<del>" in review
    assert "口径更新" in review and "自己写的不能自己审" in author.get(place).text
    refused = author.post(f"{place}/approve", edition=edition(author, place))
    assert refused.status_code == 409 and "自己写的不能自己审核" in refused.text
    done = reviewer.post(f"{place}/approve", edition=edition(reviewer, place), note="同意")
    assert done.status_code == 303, done.text
    assert answer_now() == NEW
    assert NEW in reviewer.get("/console/faq", params={"q": QUESTION}).text
    history = reviewer.get("/console/entries/how").text
    assert "第 1 版" in history and "同意" not in history and "回退到原始版本" in history
    back = reviewer.post("/console/entries/how/roll-back", to="0")
    assert back.status_code == 303
    assert answer_now() != NEW
    again = reviewer.post("/console/entries/how/roll-back", to="0")
    assert again.status_code == 409


def test_wrong_quote_is_kept_but_not_handed_in(author: Browser) -> None:
    place = opened(author)
    assert saved(author, place, quote="五个工作日内办结").status_code == 303
    page = author.get(place)
    assert "五个工作日内办结" in page.text and "一字不差" in page.text
    refused = author.post(f"{place}/submit", edition=edition(author, place))
    assert refused.status_code == 409
    assert "五个工作日内办结" in refused.text and "不能发布" in refused.text
    assert saved(author, place).status_code == 303
    assert author.post(f"{place}/submit", edition=edition(author, place)).status_code == 303


def test_slower_editor_keeps_what_was_typed(author: Browser, reviewer: Browser) -> None:
    place = opened(author)
    assert opened(reviewer) == place
    mine, theirs = form_of(author.get(place)), form_of(reviewer.get(place))
    assert author.post(f"{place}/save", **(mine | {"answer": "我写的。"})).status_code == 303
    late = reviewer.post(f"{place}/save", **(theirs | {"answer": "我也写了。"}))
    assert late.status_code == 409
    assert "先保存了" in late.text and "<del>我写的。</del>" in late.text
    assert ">我也写了。</textarea>" in late.text
    over = form_of(late)
    assert over["answer"] == "我也写了。"
    assert reviewer.post(f"{place}/save", **over).status_code == 303
    with reading() as session:
        version = session.scalars(select(EntryVersion)).one()
    assert version.content["answer"] == "我也写了。"


def test_reviewer_must_have_seen_the_text(author: Browser, reviewer: Browser) -> None:
    place = submitted(author, answer=NEW)
    seen = edition(reviewer, place)
    author.post(f"{place}/take-back", edition=edition(author, place))
    saved(author, place, answer="别的内容。")
    author.post(f"{place}/submit", edition=edition(author, place))
    reviewer.get("/console/password")
    assert reviewer.post(f"{place}/approve", edition=seen).status_code == 409
    assert answer_now() != "别的内容。"


def test_returned_and_scheduled(author: Browser, reviewer: Browser) -> None:
    place = submitted(author, answer=NEW)
    assert (
        reviewer.post(f"{place}/return", edition=edition(reviewer, place), note="").status_code
        == 422
    )
    reviewer.get(place)
    sent = reviewer.post(f"{place}/return", edition=edition(reviewer, place), note="请补材料")
    assert sent.status_code == 303
    assert "退回：请补材料" in author.get(place).text
    saved(author, place, answer=NEW + "带身份证。")
    author.post(f"{place}/submit", edition=edition(author, place))
    bad = reviewer.post(f"{place}/approve", edition=edition(reviewer, place), publish_at="明天")
    assert bad.status_code == 422
    reviewer.get(place)
    later = reviewer.post(
        f"{place}/approve", edition=edition(reviewer, place), publish_at="2098-01-01T00:00"
    )
    assert later.status_code == 303
    assert "定于 2098-01-01 00:00 发布" in reviewer.get(place).text
    assert "共 1 条" in author.get("/console/entries", params={"state": "scheduled"}).text
    undone = reviewer.post(f"{place}/return", edition=edition(reviewer, place), note="先不发")
    assert undone.status_code == 303


def test_withdrawal_by_two(author: Browser, reviewer: Browser) -> None:
    author.get("/console/entries/how")
    assert author.post("/console/entries/how/withdrawal", note=" ").status_code == 422
    author.get("/console/entries/how")
    place = author.post("/console/entries/how/withdrawal", note="口径有误").headers["location"]
    assert "申请把这一条撤下" in reviewer.get(place).text
    assert reviewer.post(f"{place}/approve", edition=edition(reviewer, place)).status_code == 303
    knowledge.refresh()
    assert knowledge.current().search.entry("how") is None
    assert "已撤下" in author.get("/console/entries/how").text
    assert "共 1 条" in author.get("/console/entries", params={"state": "withdrawn"}).text


def test_new_entry(author: Browser) -> None:
    page = author.get("/console/entries/new", params={"question": "零工在哪找"})
    assert 'value="零工在哪找"' in page.text
    for bad, status in (("Bad Id", 422), ("how", 409)):
        refused = author.post(
            "/console/entries/new", entry_id=bad, topic="registration", question="零工在哪找"
        )
        assert refused.status_code == status
        assert "零工在哪找" in refused.text and "refusal" in refused.text
    made = author.post(
        "/console/entries/new", entry_id="gig", topic="registration", question="零工在哪找"
    )
    form = author.get(made.headers["location"]).text
    assert "还没有写答案" in form
    assert author.post(made.headers["location"] + "/submit", edition="1").status_code == 409


def test_parts_while_typing(author: Browser) -> None:
    author.get("/console/entries")
    meter = author.post("/console/entry-parts/meter", answer="您好。" * 200, next_step="")
    assert "1800" in meter.text and "太长了" in meter.text
    hard = author.post("/console/entry-parts/meter", answer="可以申请反担保。").text
    assert "反担保" in hard and "再找人" in hard
    true = author.get("/console/entry-parts/quote", params=QUOTE).text
    assert "和原文一致" in true and "<mark>在 3 个工作日内办结</mark>" in true
    wrong = author.get("/console/entry-parts/quote", params=QUOTE | {"quote": "<b>三天</b>"}).text
    assert "原文里没有" in wrong and "<b>" not in wrong
    row = author.get(
        "/console/entry-parts/citation", params={"document": "rule", "sentence": "N-2"}
    )
    assert "最长3年" in row.text
    assert (
        author.get("/console/entry-parts/citation", params={"document": "无此文件"}).status_code
        == 200
    )
    form = form_of(author.get(opened(author)))
    shown = author.post("/console/entry-parts/preview", **form).text
    assert "关于「失业登记怎么办理？」" in shown and "试人社发〔2024〕1号" in shown
    assert "还不完整" in author.post("/console/entry-parts/preview", answer="x").text


def test_try_and_check(author: Browser) -> None:
    place = opened(author)
    saved(author, place, wordings="网上登记几天能好\n咋办失业登记", answer=NEW)
    tried = author.post(f"{place}/try", question="网上登记几天能好").text
    assert "改后" in tried and "把握 100%" in tried
    assert "先写一个问题" in author.post(f"{place}/try", question=" ").text
    assert author.post(f"{place}/check").status_code == 200
    saved(author, place, answer="")
    assert "没法试" in author.post(f"{place}/try", question="网上登记几天能好").text
    assert "还没有写答案" in author.post(f"{place}/check").text


def test_discard_and_undo(author: Browser) -> None:
    place = opened(author)
    author.post(f"{place}/discard", edition=edition(author, place))
    assert "已放弃" in author.get(place).text
    author.post(f"{place}/undo-discard", edition=edition(author, place))
    assert '<form id="entry"' in author.get(place).text


def test_who_may_do_what(visitor: Browser, author: Browser) -> None:
    visitor.enter_as(StaffRole.HOTLINE)
    assert visitor.get("/console/entries").status_code == 403
    assert "/console/entries" not in visitor.get("/console/faq").text
    author.get("/console/entries/how")
    assert author.post("/console/entries/how/roll-back", to="0").status_code == 403
    assert "回退" not in author.get("/console/entries/how").text


@pytest.mark.parametrize(
    "path",
    ["/console/entries/no-such", "/console/entries/UPPER", "/console/entry-versions/" + "0" * 32],
)
def test_unknown_is_a_friendly_page(author: Browser, path: str) -> None:
    assert author.get(path).status_code == 404


def test_hostile_and_huge_drafts_are_kept_or_refused(author: Browser) -> None:
    place = opened(author)
    nasty = "<script>alert(1)</script>'; DROP TABLE x;-- \x00 😀"
    assert (
        saved(
            author, place, answer=nasty, wordings="\n".join(f"问法{n}" for n in range(300))
        ).status_code
        == 303
    )
    page = author.get(place).text
    assert "<script>alert" not in page and "&lt;script&gt;" in page and "问法299" in page
    assert saved(author, place, answer="长" * 40_000).status_code in (303, 413)
    assert author.get(place).status_code == 200


def test_names_of_the_two_are_shown(author: Browser, reviewer: Browser) -> None:
    place = submitted(author, answer=NEW)
    reviewer.post(f"{place}/approve", edition=edition(reviewer, place))
    page = author.get("/console/entries/how").text
    assert LOGINS[StaffRole.OFFICER][1] in page and LOGINS[StaffRole.ADMINISTRATOR][1] in page
    with unit_of_work() as session:
        assert session.scalars(select(StaffAccount)).all()


def test_every_code_has_its_words() -> None:
    """Nobody ever sees a code where words belong."""
    groups = {
        "version_state": [state.value for state in VersionState],
        "entry_filter": STATES,
        "entry_field": FIELDS,
        "grade": get_args(Grade),
        "hard_reason": get_args(Reason),
        "gate_severity": get_args(Severity),
    }
    missing = [
        (group, code) for group, codes in groups.items() for code in codes
        if not has_label(group, code)
    ]  # fmt: skip
    assert missing == []
    policies = Path(gates.__file__).parent
    used = {
        gate
        for path in policies.glob("*.py")
        for gate in re.findall(r'Finding\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert used and all(has_label("gate", gate) for gate in used)

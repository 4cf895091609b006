"""The whole loop in a real Chromium: missed, put together, written, published, closed, told; and
a correction sent to everyone who got the old answer, followed to the end.
"""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from backend.conversations import outbox
from backend.conversations.models import OutboxMessage
from backend.core.clock import today
from backend.core.db import reading, unit_of_work
from backend.policies import knowledge
from backend.policies.golden import golden_questions
from tests.browser.test_console import chromium
from tests.browser.test_editing import address, people
from tests.integration.policies.talk import ask_in_vain, be_offered, be_told, say

__all__ = ["address", "chromium", "people"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

GRANT = "免除反担保要求的贷款在哪个窗口申请"
ALIKE = "免除反担保要求的贷款去哪个窗口申请"
ANSWER = "带身份证到窗口申请。"


def asked_in_vain() -> None:
    """Three people, one of them by refusing every choice; and one who asks something else."""
    ask_in_vain("a", GRANT)
    ask_in_vain("b", ALIKE)
    be_offered("c", GRANT, "失业登记怎么办理？", "创业担保贷款要找人担保吗？")
    say("c", "3")
    ask_in_vain("d", "外地户口能不能在西宁买公租房")


def write_entry(author: Page) -> None:
    """From the missed question to a version that waits for review."""
    expect(author.get_by_role("radio", name="免除反担保要求")).to_be_checked()
    author.get_by_label("主题").select_option("registration")
    author.get_by_label("编号").fill("loan-window")
    author.get_by_role("button", name="开始写").click()
    expect(author.get_by_label("标准问题")).to_have_value(GRANT)
    author.get_by_label("答案", exact=True).fill(ANSWER)
    author.get_by_label("下一步怎么办").fill("打12333问。")
    author.get_by_label("关键词").fill("贷款，窗口")
    author.get_by_role("button", name="保存并提交审核").click()
    expect(author.locator(".state").first).to_have_text("等待审核")


def publish(reviewer: Page) -> None:
    """The second person finds it in the list and approves."""
    reviewer.goto("/console/entries?state=in_review")
    reviewer.get_by_role("link", name=GRANT).click()
    reviewer.get_by_role("button", name="审核通过并发布").click()
    expect(reviewer.get_by_text("审核。")).to_be_visible()


def test_from_missed_to_told(people: tuple[Page, Page]) -> None:
    author, reviewer = people
    asked_in_vain()
    author.goto("/console/misses")
    author.get_by_role("button", name="现在整理").click()
    expect(author.get_by_role("status").last).to_contain_text("新归入 4 次提问")
    row = author.locator("tbody tr").first
    expect(row).to_contain_text(GRANT)
    expect(row.locator("b")).to_have_text("3")
    row.get_by_role("link").click()
    write_entry(author)
    publish(reviewer)
    author.goto("/console/misses")
    author.get_by_role("button", name="现在整理").click()
    expect(author.locator("tbody tr")).to_have_count(1)
    author.get_by_role("link", name="已答上 1").click()
    author.get_by_role("link", name=GRANT).click()
    with reading() as session:
        golden = golden_questions(session, knowledge.room().seed)
    assert any(q.question == GRANT and q.expected == ("loan-window",) for q in golden)
    author.get_by_text("把答复发给他们").click()
    author.get_by_role("button", name="确认发送").click()
    expect(author.get_by_role("status").last).to_contain_text("共 3 人")
    with reading() as session:
        texts = [message.text for message in session.scalars(select(OutboxMessage))]
    assert len(texts) == 3 and all(ANSWER in text for text in texts)


def deliver(state: str) -> None:
    """What the post office does with each message that is due."""
    with unit_of_work() as session:
        first, *others = outbox.claim(session)
        outbox.mark_ended(session, first.message_id, state, 45015, "out of window")
        for one in others:
            outbox.mark_sent(session, one.message_id)


def test_a_correction_is_followed_to_the_end(people: tuple[Page, Page]) -> None:
    author, _ = people
    for person in "abc":
        be_told(person, "how")
    author.goto("/console/answers")
    author.get_by_role("link", name="答复更正").click()
    author.get_by_role("link", name="发一个更正").click()
    author.get_by_label("哪一条问答").fill("失业登记怎么办理？")
    author.get_by_label("从哪天起收到的").fill((today() - timedelta(days=1)).isoformat())
    author.get_by_label("收到现在这一版的也发").check()
    author.get_by_role("button", name="看有多少人").click()
    expect(author.get_by_text("有 3 人收到过")).to_be_visible()
    author.get_by_label("更正的内容").fill("更正：失业登记现在当天办结。\n给您添麻烦了。")
    author.get_by_role("button", name="下一步：核对").click()
    author.get_by_role("button", name="确认发给 3 人").click()
    expect(author.locator(".count")).to_contain_text("等待发送")
    deliver("window_closed")
    expect(author.get_by_role("status").last).to_contain_text("都有结果了", timeout=15_000)
    expect(author.locator("tbody tr")).to_contain_text("打电话")
    author.get_by_role("link", name="看答复").click()
    author.get_by_label("为什么查").fill("答复更正")
    author.get_by_role("button", name="查看").click()
    expect(author.get_by_text("另外发过的")).to_be_visible()
    expect(author.locator(".bubble").first).to_contain_text("3 个工作日")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out(people: tuple[Page, Page], width: int) -> None:
    """No page is wider than the screen, and every field has a label."""
    page, _ = people
    asked_in_vain()
    be_told("a", "how")
    page.goto("/console/misses")
    page.get_by_role("button", name="现在整理").click()
    page.set_viewport_size({"width": width, "height": 844})
    one = page.locator("tbody a").first.get_attribute("href")
    day = today().isoformat()
    new = f"/console/corrections/new?entry_id=how&since={day}&with_current=true"
    for path in ("/console/misses", one, "/console/answers", "/console/corrections", new):
        page.goto(str(path))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        nameless = page.evaluate(
            """[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
               .filter(field => !field.labels.length).map(field => field.name)"""
        )
        assert nameless == [], path

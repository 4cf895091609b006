"""The hotline page in a real Chromium: typing, keys, clipboard, verdict, sending to WeChat."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from backend.console.labels import label
from backend.conversations import outbox
from backend.conversations import service as conversations
from backend.conversations.models import OutboxMessage
from backend.core.db import reading, unit_of_work
from backend.policies.models import Feedback, StaffSearch
from tests.browser.test_console import FLAGS, address, chromium, page, sign_in
from tests.integration.console.running_console import ANSWERS, register

__all__ = ["FLAGS", "address", "chromium", "page"]

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
QUESTION = "自己辞职能领失业保险金吗"


def open_desk(page: Page) -> None:
    """The page, ready to type: the browser gives the focus a moment after it is loaded."""
    page.goto("/console/faq")
    expect(page.locator("#q")).to_be_focused()


def ask(page: Page, question: str = QUESTION) -> None:
    """Type a question and wait for its answer."""
    open_desk(page)
    page.keyboard.type(question)
    expect(page.locator(".band.answer")).to_be_visible()


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_answers_while_typing_and_the_newest_wins(page: Page) -> None:
    """A slow old answer never takes the place of a newer one."""
    sign_in(page, "rexian")
    open_desk(page)
    held: list[Route] = []
    page.route("**/console/faq/answers?q=%E8%B4%B7", lambda route: held.append(route))
    page.keyboard.type("贷")
    page.wait_for_timeout(60)  # so that it is a question of its own
    page.keyboard.press("Backspace")
    page.keyboard.type("失业登记怎么办理")
    expect(page.locator(".hit .question").first).to_contain_text("失业登记怎么办理")
    first = page.locator(".hit .question").first.inner_text()
    assert len(held) == 1
    try:
        held[0].fulfill(body="<p class='band answer' data-decision='answer'>旧的</p>")
    finally:
        page.wait_for_timeout(100)
    assert page.locator(".hit .question").first.inner_text() == first
    page.fill("#q", "")
    expect(page.locator("#home")).to_be_visible()
    expect(page.locator(".hit")).to_have_count(0)


def test_keys(page: Page) -> None:
    """Enter, digits, r, c, ?, Esc, / do what the table of keys says."""
    sign_in(page, "rexian")
    ask(page)
    page.keyboard.press("Enter")
    first, third = page.locator(".hit").nth(0), page.locator(".hit").nth(2)
    expect(first.locator("summary")).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("#notice")).to_have_text("答复已复制")
    assert copied(page).splitlines()[-1].startswith("依据是《")
    page.keyboard.press("3")
    expect(third.locator("summary")).to_be_focused()
    expect(third.locator(".conclusion")).to_be_visible()
    page.keyboard.press("c")
    page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('截至'))")
    assert third.locator(".conclusion").inner_text() in copied(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("快捷键")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#q")).not_to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("3c?")
    expect(page.locator("#q")).to_have_value("3c?")


def test_enter_right_after_typing_opens_what_was_typed(page: Page) -> None:
    """Enter waits for the answer to the last letter, and Alt with a digit works in the box."""
    sign_in(page, "rexian")
    open_desk(page)
    page.keyboard.type("失业金多少钱")
    with page.expect_response("**/looked-up"):
        page.keyboard.press("Enter")
    expect(page.locator(".hit summary").first).to_be_focused()
    first = page.locator(".hit").first
    assert first.get_attribute("open") is not None
    with reading() as session:
        search = session.scalars(select(StaffSearch)).one()
    assert search.entry_id == first.get_attribute("data-entry")
    page.focus("#q")
    page.keyboard.press("Alt+2")
    expect(page.locator(".hit summary").nth(1)).to_be_focused()


def test_topics_by_arrow_keys(page: Page) -> None:
    """Down to a topic, right to open, down to a question, Enter to its page, back again."""
    sign_in(page, "rexian")
    open_desk(page)
    page.keyboard.press("ArrowDown")
    topic = page.locator("[data-tree] details").first
    expect(topic.locator("summary")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    link = topic.locator("a").first
    expect(link).to_be_focused()
    question = link.inner_text()
    page.keyboard.press("ArrowLeft")
    expect(topic.locator("summary")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".hit .question")).to_have_text(question)
    page.keyboard.press("c")
    expect(page.locator("#notice")).to_have_text("答复已复制")
    page.get_by_text("回到政策查询").click()
    expect(page.locator("#recent")).to_be_visible()
    page.locator(".habits a").first.click()
    expect(page.locator(".hit .question").first).to_have_text(question)


def test_look_up_and_verdict_are_kept(page: Page) -> None:
    """Typing leaves nothing behind, opening does; g and then b is one verdict."""
    sign_in(page, "rexian")
    ask(page, QUESTION + "13997612346")
    with reading() as session:
        assert session.scalars(select(StaffSearch)).all() == []
    page.keyboard.press("Escape")
    with page.expect_response("**/looked-up"):
        page.keyboard.press("2")
    for key, verdict in (("g", "yes"), ("b", "no")):
        page.keyboard.press(key)
        expect(page.locator("#notice")).to_have_text(label("hotline_said", f"verdict_{verdict}"))
    opened = page.locator(".hit").nth(1)
    expect(opened.locator("button[value=no]")).to_have_attribute("aria-pressed", "true")
    with reading() as session:
        search = session.scalars(select(StaffSearch)).one()
        verdict_kept = session.scalars(select(Feedback)).one()
    assert search.question == verdict_kept.question == QUESTION
    assert search.entry_id == verdict_kept.entry_id == opened.get_attribute("data-entry")
    assert verdict_kept.is_helpful is False
    assert "13997612346" not in page.url


def test_sending_to_wechat_by_keyboard(page: Page) -> None:
    """s, the phone number, Enter, Enter: promised once, its state followed to the end."""
    register()
    with unit_of_work() as session:
        conversations.open_conversation(session, "gh_test", f"openid of {ANSWERS['id_number']}")
    sign_in(page, "zhuoma")
    ask(page)
    page.keyboard.press("Enter")
    page.keyboard.press("s")
    expect(page.get_by_label("登记编号或手机号")).to_be_focused()
    page.keyboard.type(ANSWERS["phone"])
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="核对无误")
    expect(button).to_be_focused()
    expect(page.locator(".recipient")).to_contain_text("139****2346")
    expect(page.locator(".bubble")).to_contain_text("依据")
    button.dblclick()
    expect(page.locator("[data-send-panel]")).to_contain_text(label("sending_state", "created"))
    with unit_of_work() as session:
        claimed = outbox.claim(session)
        outbox.mark_sent(session, claimed[0].message_id)
    expect(page.locator("[data-send-panel]")).to_contain_text(label("sending_state", "sent"))
    with reading() as session:
        assert len(session.scalars(select(OutboxMessage)).all()) == 1


def test_without_scripts(chromium: Browser, address: str) -> None:
    """Search, one answer, verdict and sending are plain forms underneath."""
    register()
    with unit_of_work() as session:
        conversations.open_conversation(session, "gh_test", f"openid of {ANSWERS['id_number']}")
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "zhuoma")
    page.goto("/console/faq")
    page.locator("#q").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".band.answer")).to_be_visible()
    page.locator(".hit[open]").get_by_role("button", name="答上了").first.click()
    expect(page.locator(".hit .conclusion")).to_be_visible()
    page.get_by_role("link", name="发到来电人微信").click()
    page.get_by_label("登记编号或手机号").fill(ANSWERS["phone"])
    page.keyboard.press("Enter")
    page.get_by_role("button", name="核对无误").click()
    expect(page.locator(".done")).to_contain_text(label("sending_state", "created"))
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out(page: Page, width: int) -> None:
    """Results, one answer and the sending panel fit every screen; every field has its label."""
    sign_in(page, "zhuoma")
    page.set_viewport_size({"width": width, "height": 844})
    ask(page)
    page.locator(".hit[open] [data-send]").click()
    expect(page.get_by_label("登记编号或手机号")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    nameless = page.evaluate(
        """[...document.querySelectorAll('input:not([type=hidden]), select')]
           .filter(field => !field.labels.length).map(field => field.name)"""
    )
    assert nameless == []

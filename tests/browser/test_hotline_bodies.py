"""The hotline page in Chromium: bodies that come when the typing rests, or when asked for."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.test_console import FLAGS, address, chromium, page, sign_in
from tests.browser.test_hotline import ask, copied, open_desk

__all__ = ["FLAGS", "address", "chromium", "page"]

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
WHOLE = "**/console/faq/answers/whole?**"


def test_bodies_come_when_the_typing_rests(page: Page) -> None:
    """Every answer has its body soon, and the address says the question."""
    sign_in(page, "rexian")
    ask(page)
    expect(page.locator(".hit:not(:has(.body))")).to_have_count(0)
    assert page.locator(".hit[data-copy]").count() == page.locator(".hit").count() > 1
    page.wait_for_url("**/console/faq?q=**")


def test_keys_wait_for_the_body(page: Page) -> None:
    """A card opened before its body is there gets it; c pressed meanwhile copies that answer."""
    sign_in(page, "rexian")
    held: list[Route] = []
    page.route(WHOLE, lambda route: held.append(route))
    ask(page)
    page.keyboard.press("Alt+2")
    second = page.locator(".hit").nth(1)
    expect(second.locator("summary")).to_be_focused()
    page.keyboard.press("c")
    expect(second.locator(".body")).to_have_count(0)
    while not held:
        page.wait_for_timeout(10)
    held[0].continue_()
    expect(second.locator(".conclusion")).to_be_visible()
    expect(page.locator("#notice")).to_have_text("答复已复制")
    assert second.locator(".conclusion").inner_text() in copied(page)


def test_bodies_that_did_not_come_are_asked_for_again(chromium: Browser, address: str) -> None:
    """A network that fails once costs a sentence, not the answer."""
    context = chromium.new_context(base_url=address)  # here the browser complains rightly
    page = context.new_page()
    sign_in(page, "rexian")
    page.route(WHOLE, lambda route: route.abort(), times=1)
    ask(page)
    expect(page.locator("#notice")).to_contain_text("连不上服务器")
    page.keyboard.press("Alt+2")
    expect(page.locator(".hit").nth(1).locator(".conclusion")).to_be_visible()
    context.close()


def test_digit_in_the_box_opens_what_was_typed_last(page: Page) -> None:
    """Alt with a digit right after a letter waits for the answer to that letter."""
    sign_in(page, "rexian")
    open_desk(page)
    page.keyboard.type("失业金多少钱")
    page.keyboard.press("Alt+2")
    second = page.locator(".hit").nth(1)
    expect(second.locator(".conclusion")).to_be_visible()
    expect(second.locator("summary")).to_be_focused()

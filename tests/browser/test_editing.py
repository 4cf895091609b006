"""Editing FAQ entries in a real Chromium, by two people: gates, review, publication, roll back."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser, BrowserContext, Page, expect

from backend.console import pace
from backend.core import settings
from backend.core.clock import local, now
from backend.policies import knowledge
from backend.policies.tasks import publish_due_versions
from tests.browser.test_console import chromium, sign_in
from tests.integration.console.running_console import make_accounts, running_console
from tests.integration.policies.small_knowledge import write_seed

__all__ = ["chromium"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

QUESTION = "失业登记怎么办理？"
OLD, NEW = "网上 3 个工作日办结", "现在当天办结"
FAQ = f"/console/faq?q={QUESTION}"


def _keep_watching(stop: threading.Event) -> None:
    """What bot.main does beside the console: look for published changes."""

    async def watch() -> None:
        ending = asyncio.Event()
        watching = asyncio.create_task(knowledge.watch(ending))
        await asyncio.to_thread(stop.wait)
        ending.set()
        await watching

    asyncio.run(watch())


@pytest.fixture
def address(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A console over the small seed, watching for published changes as the product does."""
    monkeypatch.setenv("KNOWLEDGE_FOLDER", str(write_seed(tmp_path / "seed")))
    monkeypatch.setenv("KNOWLEDGE_POLL_SECONDS", "0.2")
    monkeypatch.setenv("POLICY_CACHE_DIR", str(tmp_path / "cache"))
    settings.forget_settings()
    knowledge.forget_knowledge()
    make_accounts()
    pace.forget_failures()
    stop = threading.Event()
    watching = threading.Thread(target=_keep_watching, args=(stop,))
    with running_console() as url:
        watching.start()
        yield url
        stop.set()
        watching.join()
    knowledge.forget_knowledge()


@pytest.fixture
def people(chromium: Browser, address: str) -> Iterator[tuple[Page, Page]]:
    """An officer who writes and an administrator who reviews, each in their own browser."""
    contexts = [_context(chromium, address) for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    complaints: list[str] = []
    for page in pages:
        page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(pages[0], "zhuoma")
    sign_in(pages[1], "guanli")
    yield pages[0], pages[1]
    for context in contexts:
        context.close()
    assert complaints == []


def _context(chromium: Browser, address: str) -> BrowserContext:
    return chromium.new_context(base_url=address, viewport={"width": 1280, "height": 900})


def open_draft(page: Page) -> None:
    """From the list by its search box to the form."""
    page.goto("/console/entries")
    page.get_by_label("查找").fill("报失业要怎么弄")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    page.get_by_role("link", name=QUESTION).click()
    page.get_by_role("button", name="修改", exact=True).click()
    expect(page.get_by_label("答案", exact=True)).to_be_visible()


def save(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存。")).to_be_visible()


def hand_in(page: Page) -> str:
    """Submit; the address of the version."""
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("请另一位同事来审")).to_be_visible()
    return page.url


def write_new_text(page: Page) -> str:
    open_draft(page)
    page.get_by_label("答案", exact=True).fill(f"网上或现场都可以办。{NEW}。")
    save(page)
    return hand_in(page)


def shows(page: Page, words: str, *, within: float = 20_000) -> None:
    """The search page comes to answer with these words, without anything being restarted."""
    deadline = within / 250
    while deadline > 0:
        page.goto(FAQ)
        if words in page.locator("#results").inner_text():
            return
        page.wait_for_timeout(250)
        deadline -= 1
    raise AssertionError(page.locator("#results").inner_text())


def test_wrong_quote_review_publish_roll_back(people: tuple[Page, Page]) -> None:
    author, reviewer = people
    shows(reviewer, OLD)
    open_draft(author)
    author.get_by_label("答案", exact=True).press_sequentially("。对符合条件的人员予以核发反担保")
    expect(author.locator("#meter")).to_contain_text("再找人或拿东西为贷款作保")
    author.get_by_label("答案", exact=True).fill(f"网上或现场都可以办。{NEW}。")
    expect(author.locator("#meter")).to_contain_text("好懂")
    quote = author.get_by_label("引用的原文").first
    quote.fill("五个工作日内办结")
    expect(author.locator(".quote-check").first).to_contain_text("原文里没有这几个字")
    save(author)
    author.get_by_role("button", name="提交审核").click()
    expect(author.locator("#findings")).to_contain_text("一字不差")
    expect(author.get_by_label("引用的原文").first).to_have_value("五个工作日内办结")
    author.get_by_label("引用的原文").first.fill("在 3 个工作日内办结")
    expect(author.locator(".quote-check").first).to_contain_text("和原文一致")
    author.get_by_role("button", name="看微信里的样子").click()
    expect(author.locator("#preview")).to_contain_text(NEW)
    save(author)
    place = hand_in(author)
    shows(reviewer, OLD)

    reviewer.goto("/console/entries?state=in_review")
    reviewer.get_by_role("link", name=QUESTION).click()
    assert reviewer.url == place
    expect(reviewer.locator(".come ins").first).to_contain_text(NEW)
    expect(reviewer.locator(".gone del").first).to_contain_text(OLD)
    reviewer.get_by_label("问一个问题").fill("咋办失业登记")
    reviewer.get_by_role("button", name="试问").click()
    expect(reviewer.locator("#tried")).to_contain_text("把握")
    reviewer.get_by_role("button", name="审核通过并发布").click()
    expect(reviewer.locator(".entry-published")).to_be_visible()
    shows(reviewer, NEW)

    reviewer.goto("/console/entries/how")
    reviewer.get_by_text("回退到原始版本").click()
    reviewer.get_by_role("button", name="确认回退").click()
    shows(reviewer, OLD)


def test_published_at_its_moment(people: tuple[Page, Page]) -> None:
    author, reviewer = people
    place = write_new_text(author)
    moment = (now() + timedelta(days=3)).replace(second=0, microsecond=0)
    reviewer.goto(place)
    reviewer.get_by_label("发布时间").fill(f"{local(moment):%Y-%m-%dT%H:%M}")
    reviewer.get_by_role("button", name="审核通过并发布").click()
    expect(reviewer.get_by_text("定于")).to_be_visible()
    publish_due_versions()
    shows(reviewer, OLD)
    with time_machine.travel(moment.astimezone(UTC) - timedelta(seconds=1), tick=False):
        assert publish_due_versions() == []
    with time_machine.travel(moment.astimezone(UTC) + timedelta(seconds=1), tick=False):
        assert publish_due_versions() == ["how"]
    shows(reviewer, NEW)


def test_two_editors_on_one_entry(people: tuple[Page, Page]) -> None:
    first, second = people
    open_draft(first)
    second.goto(first.url)
    first.get_by_label("答案", exact=True).fill("先保存的内容。")
    save(first)
    second.get_by_label("答案", exact=True).fill("后保存的内容。")
    second.get_by_role("button", name="保存", exact=True).click()
    expect(second.get_by_role("alert")).to_contain_text("先保存了")
    expect(second.get_by_role("alert").locator("del")).to_contain_text("先保存的内容。")
    expect(second.get_by_label("答案", exact=True)).to_have_value("后保存的内容。")
    save(second)
    first.reload()
    expect(first.get_by_label("答案", exact=True)).to_have_value("后保存的内容。")


def test_entries_are_edited_by_keyboard(people: tuple[Page, Page]) -> None:
    author, _ = people
    author.goto("/console/entries")
    author.evaluate("document.activeElement.blur()")
    author.keyboard.press("/")
    author.keyboard.type("反担保")
    expect(author.locator("#list tbody tr")).to_have_count(1)
    author.keyboard.press("ArrowDown")
    author.keyboard.press("Enter")
    expect(author.get_by_role("heading", name="现行内容")).to_be_visible()

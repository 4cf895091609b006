"""The staff console in a real Chromium: keyboard, typing, copying, narrow screens, no scripts."""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.integration.console.running_console import (
    ANSWERS,
    PASSWORD,
    make_accounts,
    register,
    running_console,
)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = ("/console/", "/console/registrations", "/console/faq?q=失业金怎么领", "/console/password")

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, or Playwright's own."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def address(database: str) -> Iterator[str]:
    """A running console with one account of each role."""
    make_accounts()
    with running_console() as url:
        yield url


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """An empty tab that fails the test when the browser complains of the page."""
    context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield tab
    context.close()
    assert complaints == []


def sign_in(page: Page, login: str = "guanli") -> None:
    """Through the form, as people do."""
    page.goto("/console/sign-in")
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出")).to_be_visible()


def test_faq_by_keyboard_alone(page: Page) -> None:
    """/ focuses, typing answers, arrows walk, Enter opens, c copies, arrow up leads back."""
    sign_in(page, "rexian")
    page.goto("/console/faq")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.type("自己辞职能领失业保险金吗")
    expect(page.locator(".band.answer")).to_be_visible()
    expect(page).to_have_url(re.compile("q="))  # when the typing rests
    page.keyboard.press("ArrowDown")
    first, second = page.locator(".hit").nth(0), page.locator(".hit").nth(1)
    expect(first.locator("summary")).to_be_focused()
    assert first.get_attribute("open") is not None
    page.keyboard.press("ArrowDown")
    expect(second.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(second.locator(".conclusion")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator("#notice")).to_have_text("答复已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "依据：" in copied and second.locator(".conclusion").inner_text() in copied
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("c")
    expect(page.locator("#q")).to_have_value("自己辞职能领失业保险金吗c")


def test_faq_waits_for_the_input_method(page: Page) -> None:
    """Half-typed pinyin asks nothing; the chosen characters do."""
    sign_in(page, "rexian")
    page.goto("/console/faq")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "?q=" in request.url else None)
    page.focus("#q")
    session = page.context.new_cdp_session(page)
    for letters in ("s", "sh", "shi'ye"):
        session.send(
            "Input.imeSetComposition",
            {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)},
        )
    page.wait_for_timeout(300)  # twice the typing delay: a question would be out by now
    assert asked == []
    session.send("Input.insertText", {"text": "失业登记怎么办"})
    expect(page.locator(".hit").first).to_be_visible()
    assert len(asked) == 1


def test_list_and_detail_by_keyboard(page: Page) -> None:
    """Arrows walk the rows, Enter opens one, a field is shown with a reason and hidden again."""
    register()
    register(id_number="632521197202290035", phone="13709712347")
    sign_in(page, "zhuoma")
    page.goto("/console/registrations")
    page.keyboard.press("/")
    expect(page.get_by_label("查找")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-item]").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    phone = page.locator("#fact-phone")
    expect(phone).to_contain_text("139****2346")
    phone.get_by_text("显示").first.click()
    phone.get_by_label("查看理由").fill("电话核实情况")
    page.keyboard.press("Enter")
    expect(phone).to_contain_text(ANSWERS["phone"])
    expect(page.locator("#fact-id_number")).not_to_contain_text(ANSWERS["id_number"])
    phone.get_by_text("隐藏", exact=True).click()
    expect(phone).to_contain_text("139****2346")


def test_filters_work_while_choosing(page: Page) -> None:
    """A changed filter changes the table and the address; going back restores both."""
    register()
    register("job_seeking", id_number="632521197202290035", phone="13709712347")
    sign_in(page, "zhuoma")
    page.goto("/console/registrations")
    page.get_by_label("类型").select_option("求职登记")
    expect(page.locator("[data-item]")).to_have_count(1)
    expect(page).to_have_url(re.compile("kind=job_seeking"))
    page.go_back()
    expect(page.locator("[data-item]")).to_have_count(2)


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out(page: Page, width: int) -> None:
    """No page is wider than the screen, and every field has a label."""
    held = register()
    sign_in(page)
    page.set_viewport_size({"width": width, "height": 844})
    for path in (*PAGES, f"/console/registrations/{held}", "/console/access-log"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        nameless = page.evaluate(
            """[...document.querySelectorAll('input:not([type=hidden]):not([aria-hidden]), select')]
               .filter(field => !field.labels.length).map(field => field.name)"""
        )
        assert nameless == [], path


def test_works_without_scripts(chromium: Browser, address: str) -> None:
    """Signing in, searching and showing a field are plain forms underneath."""
    held = register()
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.goto("/console/faq")
    page.get_by_role("searchbox").fill("失业登记怎么办理")
    page.keyboard.press("Enter")
    expect(page.locator(".band.answer")).to_be_visible()
    page.goto(f"/console/registrations/{held}")
    phone = page.locator("#fact-phone")
    phone.get_by_text("显示").first.click()
    phone.get_by_label("查看理由").fill("电话核实情况")
    phone.get_by_role("button", name="显示").click()
    expect(phone).to_contain_text(ANSWERS["phone"])
    context.close()


def test_print_leaves_out_what_is_for_the_screen(page: Page) -> None:
    """Paper shows the facts and who printed them, no menus and no forms."""
    held = register()
    sign_in(page, "zhuoma")
    page.goto(f"/console/registrations/{held}")
    page.emulate_media(media="print")
    expect(page.locator(".rooms")).to_be_hidden()
    expect(page.locator(".why").first).to_be_hidden()
    expect(page.locator(".foot")).to_contain_text("卓玛（zhuoma）打印于")

"""Official texts in a real Chromium: upload, a wrong cut put right, a second person, the public."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from backend.core import settings
from backend.policies import knowledge
from tests.browser.test_console import chromium, sign_in
from tests.integration.console.running_console import make_accounts, running_console
from tests.integration.policies.files import NOTICE_LINES, pdf
from tests.integration.policies.small_knowledge import write_seed

__all__ = ["chromium"]

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def address(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A running console and public pages over the small seed."""
    monkeypatch.setenv("KNOWLEDGE_FOLDER", str(write_seed(tmp_path / "seed")))
    monkeypatch.setenv("POLICY_CACHE_DIR", str(tmp_path / "cache"))
    settings.forget_settings()
    knowledge.forget_knowledge()
    make_accounts()
    with running_console() as url:
        yield url
    knowledge.forget_knowledge()


def tab(chromium: Browser, address: str, login: str) -> Page:
    context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    sign_in(page, login)
    return page


def test_from_upload_to_a_text_that_can_be_cited(chromium: Browser, address: str) -> None:
    """A PDF with a sentence torn apart over two pages, put right and checked by two people."""
    lines = [*NOTICE_LINES[:6], "线上申请的，在3个工作日", "内办结。线下申请的，即时办结。"]
    author = tab(chromium, address, "zhuoma")
    author.goto("/console/documents")
    author.get_by_label("导入文件").set_input_files(
        {
            "name": "通知.pdf",
            "mimeType": "application/pdf",
            "buffer": pdf([lines, NOTICE_LINES[7:]]),
        }
    )
    author.get_by_role("button", name="上传").click()
    author.get_by_role("button", name="开始核对").click()
    expect(author.get_by_role("heading", name="关于做好就业服务工作的通知")).to_be_visible()
    expect(author.get_by_text("文字和原件一字不差")).to_be_visible()

    torn = author.locator(".block", has_text="内办结。线下申请的")
    expect(torn.locator(".marks")).to_contain_text("1-1 … 1-2")
    torn.locator("summary").press("Enter")
    torn.get_by_role("button", name="并入上一段").click()
    joined = author.locator(".block", has_text="线上申请的，在3个工作日内办结。线下申请的")
    expect(joined).to_have_count(1)
    expect(author.get_by_text("文字和原件一字不差")).to_be_visible()

    item = author.locator(".block", has_text="（二）落实贷款。")
    item.locator("summary").press("Enter")
    item.get_by_label("类别").select_option("level1")
    item.get_by_role("button", name="保存").click()
    expect(author.locator(".kind-level1", has_text="（二）落实贷款。")).to_be_visible()
    item.locator("summary").press("Enter")
    item.get_by_label("类别").select_option("level2")
    item.get_by_label("文字").press("Control+Enter")
    expect(author.locator(".kind-level2", has_text="（二）落实贷款。")).to_be_visible()
    author.get_by_role("button", name="核对好了，提交给另一个人").click()
    expect(author.get_by_text("等另一个人核对").first).to_be_visible()
    expect(author.get_by_role("button", name="核对无误，发布")).to_have_count(0)

    checker = tab(chromium, address, "guanli")
    checker.goto("/console/documents")
    checker.get_by_role("link", name="关于做好就业服务工作的通知").click()
    checker.get_by_role("button", name="核对无误，发布").click()
    expect(checker.get_by_role("status").filter(has_text="已发布。")).to_be_visible()
    knowledge.refresh()
    citation = knowledge.current().sources.resolve(
        {
            "document": "shirenshetingfa-2025-7",
            "sentence": "2.2-1",
            "quote": "免除反担保要求",
        }
    )
    assert citation.clause == "第二条第（二）项"
    for page in (author, checker):
        page.context.close()


def test_too_large_a_file_is_told_before_it_is_sent(
    chromium: Browser, address: str, tmp_path: Path
) -> None:
    large = tmp_path / "大.pdf"
    large.write_bytes(b"%PDF-" + b"x" * (20 * 1024 * 1024))
    page = tab(chromium, address, "zhuoma")
    page.goto("/console/documents")
    field = page.get_by_label("导入文件")
    field.set_input_files(large)
    assert "20兆" in field.evaluate("input => input.validationMessage")
    page.get_by_role("button", name="上传").click()
    assert page.url.endswith("/console/documents")
    field.set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"})
    assert field.evaluate("input => input.validationMessage") == ""
    page.context.close()


def test_check_page_fits_a_small_window(chromium: Browser, address: str) -> None:
    """Columns stand below each other; nothing sticks out."""
    page = tab(chromium, address, "zhuoma")
    page.goto("/console/documents")
    page.get_by_role("button", name="修订").first.click()
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()

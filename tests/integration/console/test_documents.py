"""The pages of official texts over HTTP: from an upload to a published text, and refusals."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from backend.console import pace
from backend.console.labels import label
from backend.policies import knowledge
from backend.policies.models import VersionState
from backend.staff.models import StaffRole
from policy_faq.blocks import BlockKind
from policy_faq.cut_findings import FINDINGS
from tests.integration.console.running_console import Browser, make_accounts, running_console
from tests.integration.policies import files
from tests.integration.policies.files import NOTICE_LINES
from tests.integration.policies.small_knowledge import over_small_seed
from tests.integration.policies.test_public_pages import public_app


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
def checker(address: str) -> Iterator[Browser]:
    yield from _person(address, StaffRole.ADMINISTRATOR)


def _person(address: str, role: StaffRole) -> Iterator[Browser]:
    browser = Browser(address)
    browser.enter_as(role)
    yield browser
    browser.http.close()


def upload(browser: Browser, content: bytes, name: str) -> str:
    """Upload, wait, take it; the path of its check page."""
    sent = browser.http.post(
        "/console/documents", data={"csrf": browser.csrf}, files={"file": (name, content)}
    )
    assert sent.status_code == 303, sent.text
    path = sent.headers["location"]
    while "开始核对" not in (page := browser.get(path).text):
        assert "refusal" not in page, page
        time.sleep(0.02)
    return browser.post(path).headers["location"]


def form(browser: Browser, path: str, action: str, **values: str) -> str:
    """Send a form of the check page with the edition it shows; the text of what follows."""
    edition = re.search(r'name="edition" value="(\d+)"', browser.get(path).text)
    sent = browser.post(f"{path}/{action}", edition=edition.group(1) if edition else "1", **values)
    return browser.get(sent.headers["location"]).text if sent.is_redirect else sent.text


def test_from_upload_to_public_page(author: Browser, checker: Browser) -> None:
    path = upload(author, files.docx(NOTICE_LINES), "通知.docx")
    page = author.get(path).text
    assert "文字和原件一字不差" in page and "第二条第（一）项 2.1-0" in page
    assert 'value="2025-06-20"' in page and "试人社厅发〔2025〕7号" in page
    assert label("document_done", "submit") in form(author, path, "moves", to="submit")
    assert "核对无误" not in author.get(path).text
    assert "核对无误" in checker.get(path).text
    assert label("document_done", "publish") in form(checker, path, "moves", to="publish")
    assert label("document_state", "published") in checker.get(path).text
    knowledge.refresh()
    shown = TestClient(public_app()).get("/p/d/shirenshetingfa-2025-7?s=2.1-1").text
    assert "<mark>优先向登记失业人员免费提供场地。</mark>" in shown


def test_own_work_is_not_published(author: Browser) -> None:
    path = upload(author, files.docx(NOTICE_LINES), "通知.docx")
    form(author, path, "moves", to="submit")
    assert label("document_problem", "two_people") in form(author, path, "moves", to="publish")


def test_slower_editor_keeps_what_they_typed(author: Browser, checker: Browser) -> None:
    path = upload(author, files.docx(NOTICE_LINES), "通知.docx")
    form(author, path, "blocks", place="4", kind="text", text="先到的改法。")
    late = checker.post(f"{path}/blocks", edition="1", place="4", kind="text", text="后到的改法。")
    assert late.status_code == 409
    assert label("document_problem", "conflict") in late.text
    assert "后到的改法。" in late.text and "先到的改法。" in late.text


def test_returned_with_a_note(author: Browser, checker: Browser) -> None:
    path = upload(author, files.docx(NOTICE_LINES), "通知.docx")
    form(author, path, "moves", to="submit")
    assert label("document_problem", "note_missing") in form(checker, path, "moves", to="send_back")
    form(checker, path, "moves", to="send_back", note="第三条漏了<b>半句</b>。")
    assert "第三条漏了&lt;b&gt;半句&lt;/b&gt;。" in author.get(path).text


def test_block_forms(author: Browser) -> None:
    path = upload(author, files.docx(NOTICE_LINES), "通知.docx")
    page = form(author, path, "blocks", place="6", kind="text", text="甲。\r\n<i>乙</i>。")
    assert "和原件不同" in page and "&lt;i&gt;乙&lt;/i&gt;。" in page
    page = form(author, path, "blocks", place="7", kind="text", text="", move="join")
    assert "甲。&lt;i&gt;乙&lt;/i&gt;。" in page
    page = form(author, path, "blocks", place="0", kind="dropped", text=NOTICE_LINES[0])
    assert "kind-dropped" in page
    assert label("document_problem", "block_empty") in form(
        author, path, "blocks", place="3", kind="text", text=" "
    )
    answer = author.post(f"{path}/blocks", edition="1", place="-1", kind="text")
    assert answer.status_code == 422
    assert author.post(f"{path}/blocks", edition="1", place="1", kind="x").status_code == 422


def test_metadata_form(author: Browser) -> None:
    path = upload(author, "一、登记。\n及时办理。".encode(), "无头.txt")
    assert label("document_field", "issued_on") in form(author, path, "moves", to="submit")
    assert label("document_problem", "bad_date") in form(
        author, path, "metadata", document_id="some-notice", title="某通知", issued_on="昨天"
    )
    said = {
        "document_id": "some-notice",
        "title": "关于某事的通知",
        "issuing_authorities": "某省人社厅、某省财政厅",
        "issued_on": "2025-01-02",
        "effective_on": "2025-02-01",
    }
    page = form(author, path, "metadata", **said)
    assert "某省人社厅\n某省财政厅" in page and 'value="2025-02-01"' in page
    assert label("document_done", "submit") in form(author, path, "moves", to="submit")


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (b"", "a.txt", "empty"),
        (b"x" * (21 * 1024 * 1024), "a.txt", "too_large"),
        (b"\xd0\xcf\x11\xe0", "a.doc", "old_word"),
        (b"%PDF-1.4", "a.txt", "wrong_ending"),
        (b"x", "", "no_file"),
    ],
)
def test_refused_uploads_say_what_to_do(
    author: Browser, content: bytes, name: str, problem: str
) -> None:
    given = {"file": (name, content)} if name else {"other": ("a", content)}
    answer = author.http.post("/console/documents", data={"csrf": author.csrf}, files=given)
    assert answer.status_code == 422
    assert label("import_problem", problem) in answer.text


def test_broken_pdf_says_so_when_it_was_read(author: Browser) -> None:
    sent = author.http.post(
        "/console/documents",
        data={"csrf": author.csrf},
        files={"file": ("a.pdf", b"%PDF-1.7 broken")},
    )
    path = sent.headers["location"]
    while "正在读取" in (page := author.get(path).text):
        assert 'hx-trigger="load delay:1s"' in page
        time.sleep(0.02)
    assert label("import_problem", "broken") in page
    assert author.post(path).headers["location"] == path  # nothing to take
    assert author.post(f"{path}/discard").headers["location"] == "/console/documents"
    assert author.get(path).status_code == 404


def test_the_same_file_leads_to_the_same_draft(author: Browser) -> None:
    content = files.docx(NOTICE_LINES)
    first = upload(author, content, "通知.docx")
    again = upload(author, content, "通知 (1).docx")
    assert again == f"{first}?done=known"
    assert label("document_done", "known") in author.get(again).text


def test_uploads_need_the_token_and_the_role(author: Browser, visitor: Browser) -> None:
    given = {"file": ("a.txt", b"x")}
    assert author.http.post("/console/documents", files=given).status_code == 403
    assert visitor.http.post("/console/documents", files=given).status_code == 303
    visitor.enter_as(StaffRole.HOTLINE)
    assert visitor.get("/console/documents").status_code == 403


def test_ending_a_text_names_the_entries(author: Browser, checker: Browser) -> None:
    answer = author.post("/console/documents/of/notice-1/ending")
    assert label("document_problem", "ending_missing") in answer.text
    answer = author.post("/console/documents/of/notice-1/ending", expires_on="2026-01-01")
    path = answer.headers["location"].partition("?")[0]
    page = checker.get(path).text
    assert "失业登记怎么办理？" in page and "2026-01-01" in page
    form(checker, path, "moves", to="publish")
    knowledge.refresh()
    listed = checker.get("/console/documents").text
    assert label("validity", "expired") in listed and "要改" in listed
    assert "失效以后，这些问答要改" in page and 'href="/console/entries/how"' in page


def test_publishing_over_quotes_needs_a_second_thought(author: Browser, checker: Browser) -> None:
    answer = author.post("/console/documents/of/notice-1/versions")
    path = answer.headers["location"]
    place = re.search(r'id="text-(\d+)"[^>]*>对 10 万元', author.get(path).text)
    assert place
    form(author, path, "blocks", place=place.group(1), kind="text", text="另行规定。")
    form(author, path, "moves", to="submit")
    page = form(checker, path, "moves", to="publish")
    assert "创业担保贷款要找人担保吗？" in page and "accepts_broken" in page
    page = form(checker, path, "moves", to="publish", accepts_broken="yes")
    assert label("document_done", "publish") in page


def test_every_code_of_official_texts_has_its_words() -> None:
    for group, codes in {
        "document_state": VersionState,
        "block_kind": BlockKind,
        "cut_finding": FINDINGS,
        "validity": ("in_force", "not_yet", "expired", "replaced"),
    }.items():
        for code in codes:
            assert label(group, code)

"""Uploaded files become lines of text, or a sentence that says what to do."""

import time
from pathlib import Path

import pytest

from backend.console.labels import label
from backend.core import settings
from backend.core.errors import NotFound
from backend.policies.importing.joining import join_lines, join_pages
from backend.policies.importing.problems import Problem, UnreadableFile
from backend.policies.importing.reading import (
    ImportState,
    discard_import,
    import_state,
    start_import,
)
from tests.integration.policies import files
from tests.integration.policies.files import NOTICE_LINES

TEXT = "\n".join(NOTICE_LINES)


@pytest.fixture(autouse=True)
def own_data_directory(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Uploads of one test lie in its own directory."""
    monkeypatch.setenv("DATA_DIR", str(data_dir))
    settings.forget_settings()


def read(content: bytes, name: str) -> ImportState:
    """Upload and wait, as the page does."""
    import_id = start_import(content, name)
    while not (state := import_state(import_id)).is_finished:
        time.sleep(0.02)
    return state


def problem_of(content: bytes, name: str) -> Problem | None:
    """What is wrong, whether the first look or the reading finds it."""
    try:
        return read(content, name).problem
    except UnreadableFile as error:
        return error.problem


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "通知.txt"),
        ("utf-8-sig", "通知.txt"),
        ("gb18030", "通知.TXT"),
        ("utf-16", "通知.txt"),
        ("utf-8", "通知.md"),
    ],
)
def test_text_in_every_encoding(encoding: str, name: str) -> None:
    state = read(TEXT.encode(encoding), name)
    assert state.lines == NOTICE_LINES
    assert state.name == name


def test_markdown_signs_are_no_text() -> None:
    assert read("# 关于**就业**的通知\n\n## 一、登记。\n- 办结。".encode(), "a.md").lines == [
        "关于就业的通知",
        "一、登记。",
        "办结。",
    ]


def test_our_own_markdown_is_taken_whole() -> None:
    text = "---\nid: a\n---\n\n### 一、登记。\n"
    assert read(text.encode(), "a.md").markdown == text


def test_docx_paragraphs_and_tables() -> None:
    content = files.docx(NOTICE_LINES, table=[["项目", "标准"], ["场租", "全免"]])
    assert read(content, "通知.docx").lines == [*NOTICE_LINES, "项目 标准", "场租 全免"]


def test_docx_automatic_numbers_and_tracked_changes() -> None:
    """What Word shows is what is imported: numbers, insertions, no deletions."""
    assert read(files.numbered_docx(), "通知.docx").lines == [
        "一、畅通渠道。",
        "（一）线上。",
        "（二）线下。",
        "二、支持创业。",
        "（一）场地。",
        "各地要认真落实。",
    ]


def test_pdf_lines_are_joined_and_page_furniture_is_dropped() -> None:
    long = (
        "为深入贯彻决策部署，持续做好稳就业保就业工作，进一步提升失业人员就业服务水平，现通知如下。"
    )
    wrapped = "各级公共就业服务机构要把线上线下办理入口都公布出来", "，方便群众办理。"
    pages = [
        ["试点省就业工作简报", *NOTICE_LINES[2:4], long[:24], long[24:], "— 1 —"],
        ["试点省就业工作简报", "一、畅通登记渠道。", wrapped[0], "— 2 —"],
        ["试点省就业工作简报", wrapped[1], "- 3 -"],
    ]
    lines = read(files.pdf(pages), "通知.pdf").lines
    assert lines == [
        *NOTICE_LINES[2:4],
        long,
        "一、畅通登记渠道。",
        "".join(wrapped),
    ]


def test_five_hundred_pages_with_progress() -> None:
    pages = [[f"第{n}段。", *NOTICE_LINES] for n in range(500)]
    import_id = start_import(files.pdf(pages), "大全.pdf")
    seen = set()
    while not (state := import_state(import_id)).is_finished:
        seen.add(state.done)
        time.sleep(0.05)
    assert state.problem is None and state.lines is not None
    assert sum("段。" in line for line in state.lines) == 500
    assert (state.done, state.count) == (500, 500) and len(seen) > 1


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (b"", "a.txt", Problem.EMPTY),
        (b" \n\t", "a.txt", Problem.EMPTY),
        (b"x" * (20 * 1024 * 1024 + 1), "a.txt", Problem.TOO_LARGE),
        (TEXT.encode(), "a", Problem.UNKNOWN_KIND),
        (TEXT.encode(), "a.exe", Problem.UNKNOWN_KIND),
        (TEXT.encode(), "a.pdf", Problem.WRONG_ENDING),
        (b"%PDF-1.7 x", "a.docx", Problem.WRONG_ENDING),
        (b"%PDF-1.7 x", "a.txt", Problem.WRONG_ENDING),
        (b"\xd0\xcf\x11\xe0 x", "a.doc", Problem.OLD_WORD),
        (b"\xd0\xcf\x11\xe0 x", "a.docx", Problem.OLD_WORD),
        (b"{\\rtf1}", "a.txt", Problem.UNKNOWN_KIND),
        (b"\xff\xd8\xff\xe0", "a.txt", Problem.UNKNOWN_KIND),
        (b"\x81\x00\xff\xfe\x80", "a.txt", Problem.ENCODING),
        (b"a\x00b", "a.txt", Problem.ENCODING),
        (b"PK\x03\x04 broken", "a.docx", Problem.BROKEN),
        (b"%PDF-1.7 nothing behind", "a.pdf", Problem.BROKEN),
        (files.archive("xl/workbook.xml"), "a.docx", Problem.UNKNOWN_KIND),
        (files.archive("EncryptedPackage"), "a.docx", Problem.ENCRYPTED),
        (files.archive("word/document.xml", "<w:"), "a.docx", Problem.BROKEN),
        (files.pdf([NOTICE_LINES])[:600], "a.pdf", Problem.BROKEN),
        (files.pdf([[], []]), "a.pdf", Problem.SCAN_ONLY),
        (files.pdf([["\ue000\ue001\ue002" * 10]]), "a.pdf", Problem.GARBLED),
        (files.pdf([["页"]] * 1001), "a.pdf", Problem.TOO_MANY_PAGES),
        (files.docx([]), "a.docx", Problem.NO_TEXT),
    ],
)  # fmt: skip
def test_unreadable_files_are_told_apart(content: bytes, name: str, problem: Problem) -> None:
    assert problem_of(content, name) == problem


def test_locked_pdf() -> None:
    assert problem_of(files.encrypted_pdf("geheim"), "a.pdf") == Problem.ENCRYPTED
    assert problem_of(files.encrypted_pdf(""), "a.pdf") is None  # only printing was restricted


def test_bombs_do_not_go_off() -> None:
    assert problem_of(files.bomb_docx(201), "a.docx") == Problem.BOMB


def test_every_problem_has_its_words() -> None:
    for problem in Problem:
        assert label("import_problem", problem)


def test_a_discarded_import_is_gone(data_dir: Path) -> None:
    import_id = read(b"x", "a.txt").id
    discard_import(import_id)
    discard_import(import_id)
    with pytest.raises(NotFound):
        import_state(import_id)
    assert list((data_dir / "imports").iterdir()) == []


def test_where_lines_are_joined() -> None:
    """A full line goes on; a sentence's end, a short line and a number end it."""
    full = "各级公共就业服务机构要把办理入口都公布出来方便"
    assert join_lines([full, full, "群众。", full + "。", "（一）场地。", full, "二、创业。"]) == [
        full + full + "群众。",
        full + "。",
        "（一）场地。",
        full,
        "二、创业。",
    ]


def test_unwrapped_text_stays_as_it_is() -> None:
    lines = ["一段没有标点的话" * 12, "另一段" * 30, "第三段" * 25]
    assert join_lines(lines) == lines


def test_spaced_out_letters_close_up() -> None:
    assert join_pages([["关 于 做 好 就 业 工 作 的 通 知", "各 市 局 ："]]) == [
        "关于做好就业工作的通知",
        "各市局：",
    ]


def test_font_look_alikes_are_set_right() -> None:
    assert join_lines(["⼀、⻘海省⼈⺠的⼯作。"]) == ["一、青海省人民的工作。"]


def test_a_title_as_wide_as_a_line_ends_where_it_ends() -> None:
    lines = [
        "关于进一步做好全省促进就业",
        "创业工作的通知精神的通知",
        "各市、自治州人力资源局、财",
        "政局：",
    ]
    assert join_lines(lines) == ["".join(lines[:2]), "".join(lines[2:])]

"""Public pages: every answer with its clause, nothing typed becomes markup, small and dated."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
from fastapi import FastAPI
from fastapi.testclient import TestClient

from backend.console.labels import label
from backend.core import settings
from backend.policies import knowledge, public_pages
from policy_faq.documents import load_documents
from policy_faq.entries import load_entries
from tests.integration.policies.small_knowledge import write_seed

HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'{{7*7}}"
LARGEST_PAGE = 100_000


def public_app() -> FastAPI:
    """An app with the public pages alone."""
    app = FastAPI()
    app.include_router(public_pages.router)
    return app


@pytest.fixture
def monday() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def public(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, monday: None) -> Iterator[TestClient]:
    """The public pages over the small seed; its text stopped to apply in 2099."""
    seed = write_seed(tmp_path / "seed")
    document = (seed / "documents" / "notice-1.md").read_text(encoding="utf-8")
    for name, old, new in (
        ("notice-2", "replaced_by: null", "replaced_by: notice-1"),
        ("notice-3", "2099-12-31", "2025-12-31"),
        ("notice-4", 'effective_on: "2024-03-01"', 'effective_on: "2027-01-01"'),
    ):
        text = document.replace("id: notice-1", f"id: {name}").replace(old, new)
        (seed / "documents" / f"{name}.md").write_text(text, encoding="utf-8")
    long = "\n\n".join(f"### 三、第{n}。\n\n{'内容很多。' * 60}" for n in range(300))
    long += "\n\n### 三百零三、很长。\n\n" + "一句不短不长的话。" * 9_000
    text = document.replace("id: notice-1", "id: long") + long
    (seed / "documents" / "long.md").write_text(text, encoding="utf-8")
    content = seed / "content" / "registration.yml"
    content.write_text(
        content.read_text(encoding="utf-8").replace(
            "locally_set: true", "locally_set: true\n  valid_until: 2026-06-30"
        ),
        encoding="utf-8",
    )
    monkeypatch.setenv("KNOWLEDGE_FOLDER", str(seed))
    monkeypatch.setenv("POLICY_CACHE_DIR", str(tmp_path / "cache"))
    settings.forget_settings()
    knowledge.forget_knowledge()
    yield TestClient(public_app())
    knowledge.forget_knowledge()


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The public pages over everything that is shipped."""
    monkeypatch.delenv("KNOWLEDGE_FOLDER", raising=False)
    settings.forget_settings()
    knowledge.forget_knowledge()
    yield TestClient(public_app())
    knowledge.forget_knowledge()


class Outline(HTMLParser):
    """Tags, ids and links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        assert not any(name.startswith("on") for name in values)
        if values.get("id"):
            self.ids.append(values["id"] or "")
        if tag == "a":
            self.links.append(values["href"] or "")


def test_answer_with_every_source(public: TestClient) -> None:
    page = public.get("/p/a/how").text
    assert "失业登记怎么办理？" in page and "下一步" in page and "2026年11月23日" in page
    assert "试人社发〔2024〕1号" in page and "第一条（畅通登记渠道）第1句" in page
    assert "2024-03-01 印发" in page and label("validity", "in_force") in page
    assert "线上申请的，<mark>在 3 个工作日内办结</mark>；线下" in page
    assert "《试点法》" in page and "第45条" in page and "大意：缴费满1年。" in page


def test_link_leads_to_the_marked_sentence(public: TestClient) -> None:
    page = public.get("/p/a/how").text
    link = next(link for link in Outline(page).links if link.startswith("/p/d/"))
    assert urlsplit(link).fragment == "s1-1"
    document = public.get(link).text
    marked = re.search(r'<span id="s1-1" class="wanted">(.*?)</span>', document)
    assert marked and "<mark>在 3 个工作日内办结</mark>" in marked.group(1)
    assert document.count('class="wanted"') == 1


def test_a_whole_text_is_printed(public: TestClient) -> None:
    page = unescape(re.sub(r"<[^>]+>|\s", "", public.get("/p/d/notice-1").text))
    for words in (
        "试点厅文件",
        "各市：",
        "对10万元以下的贷款免除反担保要求。",
        "(联系单位：试点处)",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("name", "state"), [("notice-2", "replaced"), ("notice-3", "expired"), ("notice-4", "not_yet")]
)
def test_texts_not_in_force_say_so_and_are_not_kept(
    public: TestClient, name: str, state: str
) -> None:
    answer = public.get(f"/p/d/{name}")
    assert label("validity", state) in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert ("/p/d/notice-1" in answer.text) == (state == "replaced")
    assert public.get("/p/d/notice-1").headers["cache-control"] == "no-cache"


def test_an_answer_that_does_not_apply_today(public: TestClient) -> None:
    answer = public.get("/p/a/loan")
    assert "这条答复今天不适用" in answer.text and answer.headers["cache-control"] == "no-store"
    assert "/p/a/loan" not in public.get("/p/t/registration").text


def test_a_corrected_answer_says_so(public: TestClient) -> None:
    entry = knowledge.current().search.entry("how")
    assert entry is not None
    assert "后来改过" in public.get("/p/a/how?v=000000000000").text
    assert "后来改过" not in public.get(f"/p/a/how?v={entry.version}").text
    assert "后来改过" not in public.get("/p/a/how").text


def test_letters_of_two_sizes_and_every_link_keeps_the_size(public: TestClient) -> None:
    assert '<body class="large">' in public.get("/p/a/how").text
    small = public.get("/p/a/how?size=standard&v=x").text
    assert '<body class="standard">' in small and 'href="?v=x"' in small
    own = [link for link in Outline(small).links if link.startswith("/p/")]
    assert own and all("size=standard" in link for link in own)


@pytest.mark.parametrize(
    "path",
    ["/p/none", "/p/a/none", "/p/t/none", "/p/d/none", "/p/a/", "/p/d/a/b", "/p/a/..%2f..%2fetc"],
)
def test_missing_pages_are_friendly(public: TestClient, path: str) -> None:
    answer = public.get(path)
    assert answer.status_code == 404
    assert "没有找到这一页" in answer.text and answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    ["/p/a/how", "/p/d/notice-1", "/p/", "/p/t/registration", "/p/a/none"],
)
@pytest.mark.parametrize("name", ["v", "s", "q", "part", "size", "x"])
def test_what_is_typed_never_becomes_markup(public: TestClient, path: str, name: str) -> None:
    usual = Outline(public.get(path).text).tags
    query = {"s": "1-1", name: HOSTILE}
    page = public.get(path, params=query)
    if name not in ("v", "s", "q"):
        assert Outline(page.text).tags == Outline(public.get(path, params={"s": "1-1"}).text).tags
    assert "<script" not in page.text and "<img" not in page.text and ">49" not in page.text
    assert set(Outline(page.text).tags) <= {*usual, "mark", "aside", "blockquote", "b"}
    hostile = public.get(f"{path}/{HOSTILE}").text
    assert "<script" not in hostile and "<img" not in hostile


def test_a_quote_that_is_not_there_marks_the_sentence(public: TestClient) -> None:
    page = public.get("/p/d/notice-1", params={"s": "1-2", "q": "没有这句"}).text
    assert "<mark>对不符合条件的，办理求职登记。</mark>" in page and "没有这句" not in page
    assert "<mark>" not in public.get("/p/d/notice-1", params={"q": "办理求职登记"}).text


@pytest.mark.parametrize("part", ["0", "2", "-1", "999999999999", "x", "²"])
def test_odd_page_numbers(public: TestClient, part: str) -> None:
    assert public.get("/p/d/notice-1", params={"part": part}).status_code == 200


def test_headers_keep_everything_else_out(public: TestClient) -> None:
    for path in ("/p/", "/p/a/how", "/p/none", "/p/style.css"):
        headers = public.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in headers
    page = public.get("/p/a/how").text
    assert "<script" not in page and "style=" not in page and "http" not in page
    style = re.search(r'href="(/p/style\.css\?v=\w+)"', page)
    assert style and "max-age" in public.get(style.group(1)).headers["cache-control"]


def test_a_long_text_is_shown_in_parts(public: TestClient) -> None:
    first = public.get("/p/d/long")
    assert 'rel="next"' in first.text and len(first.content) < LARGEST_PAGE
    deep = public.get("/p/d/long?s=200-3")
    assert 'id="s200-3" class="wanted"' in deep.text and len(deep.content) < LARGEST_PAGE
    assert 'rel="prev"' in deep.text and 'rel="next"' in deep.text
    end = public.get("/p/d/long?s=303-9000")
    assert 'id="s303-9000" class="wanted"' in end.text and len(end.content) < LARGEST_PAGE


def test_every_shipped_page_is_small_and_its_links_lead_somewhere(shipped: TestClient) -> None:
    seen, waiting = set(), ["/p/"]
    while waiting:
        path = re.sub(r"[#&].*", "", waiting.pop())  # each sentence once, not each quote of it
        if path in seen or not path.startswith("/p/"):
            continue
        seen.add(path)
        answer = shipped.get(path)
        assert answer.status_code == 200, path
        assert len(answer.content) < LARGEST_PAGE, path
        outline = Outline(answer.text)
        assert len(outline.ids) == len(set(outline.ids)), path
        waiting += outline.links
    entries = {f"/p/a/{entry.id}" for entry in load_entries()}
    assert entries <= seen
    assert {f"/p/d/{name}" for name in load_documents()} <= {p.partition("?")[0] for p in seen}


def brightness(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1])
def test_every_pair_of_colours_is_readable(scheme: int) -> None:
    """WCAG AA wants 4.5 : 1, in the light and in the dark."""
    style = public_style()
    light, dark = (dict(re.findall(r"--([a-z-]+): (#\w{6})", part)) for part in style[:2])
    colours = light | (dark if scheme else {})
    pairs = [("ink", "ground"), ("muted", "ground"), ("link", "ground"), ("ink", "raised")]
    pairs += [("link", "raised"), ("mark-ink", "mark")]
    pairs += [(name, f"{name}-ground") for name in ("good", "warn", "bad")]
    for front, back in pairs:
        bright, dim = sorted((brightness(colours[front]), brightness(colours[back])), reverse=True)
        assert (bright + 0.05) / (dim + 0.05) >= 4.5, (front, back)


def public_style() -> list[str]:
    """The blocks of variables of the style sheet: light, dark, print."""
    text = TestClient(public_app()).get("/p/style.css").text
    return re.findall(r":root \{(.*?)\}", text, re.S)

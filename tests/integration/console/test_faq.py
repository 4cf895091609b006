"""Policy search for hotline staff: the console over HTTP."""

import re

import pytest

from backend.console.labels import label
from backend.core import clock
from backend.policies.search import policy_search
from tests.integration.console.running_console import Browser

TYPING = {"HX-Request": "true"}


def test_faq_answers_with_its_sources(hotline: Browser) -> None:
    """Conclusion, next step, 文号, clause, quoted sentence with date, and the band."""
    page = hotline.get("/console/faq", params={"q": "失业登记怎么办理"}).text
    assert label("decision", "answer") in page
    assert "青人社厅发〔2023〕9号" in page and "第一条" in page and "2023-02-01" in page
    assert "<mark>线上受理失业登记申请的" in page
    assert "下一步" in page


def test_faq_gives_a_script_a_link_and_copies(hotline: Browser) -> None:
    """What to read aloud ends with its source; the public page is one click away."""
    page = hotline.get("/console/faq", params={"q": "失业登记怎么办理"}).text
    script = re.search(r'class="script" data-copy="([^"]+)"', page)
    assert script and script.group(1).splitlines()[-1].startswith("依据是《")
    assert not re.search(r"\d", script.group(1))
    entry = re.search(r'data-entry="([^"]+)"', page)
    assert entry and f'href="/p/a/{entry.group(1)}"' in page
    assert page.count("data-copy-button") == 2 * page.count("data-entry=")


def test_faq_typing_gets_results_only(hotline: Browser) -> None:
    """The same answers without the page around them, nine at most."""
    part = hotline.get("/console/faq/answers", params={"q": "失业登记"}).text
    assert "<html" not in part and "band" in part
    assert 1 < part.count('class="hit"') <= 9
    assert hotline.get("/console/faq/answers").text.strip() == ""


def test_faq_says_when_it_knows_nothing(hotline: Browser) -> None:
    """No answer is better than a wrong one; the topics are offered."""
    page = hotline.get("/console/faq", params={"q": "今天天气怎么样"}).text
    assert label("decision", "none") in page and "按主题浏览" in page
    assert 'id="home" hidden' not in page


def test_faq_without_question_offers_topics(hotline: Browser) -> None:
    """Every entry that holds today is reachable without typing."""
    page = hotline.get("/console/faq").text
    today = clock.today()
    valid = [e for e in policy_search().entries if e.applies(on=today, region=e.region)]
    assert page.count('<li><a href="/console/faq/e/') == len(valid)


def test_one_entry_has_its_own_page(hotline: Browser) -> None:
    """With and without the frame; one that is gone is a friendly 404."""
    entry = policy_search().entries[0]
    page = hotline.get(f"/console/faq/e/{entry.id}").text
    assert "<html" in page and entry.question in page and " open data-copy=" in page
    part = hotline.get(f"/console/faq/e/{entry.id}", headers=TYPING).text
    assert "<html" not in part and entry.question in part
    for path in ("no-such-entry", "UPPER", "%3Cscript%3E"):
        answer = hotline.get(f"/console/faq/e/{path}")
        assert answer.status_code == 404 and label("error_title", "404") in answer.text


def test_region_is_kept_and_checked(hotline: Browser) -> None:
    """A place of Qinghai stays chosen; one that is none means the whole province."""
    chosen = '<option value="632801" selected>'
    params = {"q": "失业登记", "region": "632801"}
    assert chosen in hotline.get("/console/faq", params=params).text
    elsewhere = hotline.get("/console/faq", params={"q": "失业登记", "region": "110000"})
    assert elsewhere.status_code == 200 and " selected>" not in elsewhere.text
    assert hotline.get("/console/faq", params={"region": "63'--"}).status_code == 422


def test_every_topic_has_its_words() -> None:
    """A new content file needs a name in labels.yml."""
    for entry in policy_search().entries:
        assert label("topic", entry.topic)


@pytest.mark.parametrize(
    "question",
    ['"><script>alert(1)</script>', "' OR 1=1 --", "😀😀😀", "１２３", "\x00", " ", "བོད་ཡིག", "%"],
)
def test_faq_takes_anything_as_text(hotline: Browser, question: str) -> None:
    """What is typed never becomes part of the page's code, and never breaks it."""
    answer = hotline.get("/console/faq/answers", params={"q": question})
    assert answer.status_code == 200
    assert "<script" not in answer.text


def test_faq_refuses_too_much_kindly(hotline: Browser) -> None:
    """A question has 200 characters at most."""
    answer = hotline.get("/console/faq", params={"q": "问" * 201})
    assert answer.status_code == 422 and label("error_title", "422") in answer.text


def test_caution_marks(hotline: Browser) -> None:
    """Locally set amounts and second-hand sources are marked where they occur."""
    locally = next(e for e in policy_search().entries if e.locally_set)
    second = next(
        e
        for e in policy_search().entries
        if any(c.verification == "verified-2nd" for c in e.citations)
    )
    page = hotline.get(f"/console/faq/e/{locally.id}").text
    assert "各地规定不同" in page
    page = hotline.get(f"/console/faq/e/{second.id}").text
    assert label("verification", "verified-2nd") in page

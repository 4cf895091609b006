"""Policy search for hotline staff: the console over HTTP."""

from backend.console.labels import label
from backend.policies.search import policy_search
from tests.integration.console.running_console import Browser


def test_faq_answers_with_its_sources(hotline: Browser) -> None:
    """Conclusion, next step, 文号, clause, quoted sentence with date, and the band."""
    page = hotline.get("/console/faq", params={"q": "失业登记怎么办理"}).text
    assert label("decision", "answer") in page
    assert "青人社厅发〔2023〕9号" in page and "第一条" in page and "2023-02-01" in page
    assert "<mark>线上受理失业登记申请的" in page
    assert "下一步" in page


def test_faq_typing_gets_results_only(hotline: Browser) -> None:
    """HTMX gets the part; a page restored from history is whole again."""
    part = hotline.get("/console/faq", params={"q": "失业登记"}, headers={"HX-Request": "true"})
    assert "<html" not in part.text and "band" in part.text
    restored = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in hotline.get("/console/faq", params={"q": "失业登记"}, headers=restored).text


def test_faq_says_when_it_knows_nothing(hotline: Browser) -> None:
    """No answer is better than a wrong one; the topics are offered."""
    page = hotline.get("/console/faq", params={"q": "今天天气怎么样"}).text
    assert label("decision", "none") in page and "按主题浏览" in page


def test_faq_without_question_offers_topics(hotline: Browser) -> None:
    """Every entry is reachable without typing."""
    page = hotline.get("/console/faq").text
    assert page.count('<li><a href="/console/faq?q=') == len(policy_search().entries)


def test_every_topic_has_its_words() -> None:
    """A new content file needs a name in labels.yml."""
    for entry in policy_search().entries:
        assert label("topic", entry.topic)


def test_faq_shows_questions_as_text(hotline: Browser) -> None:
    """What is typed never becomes part of the page's code; too much is refused kindly."""
    page = hotline.get("/console/faq", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page
    assert hotline.get("/console/faq", params={"q": "问" * 201}).status_code == 422


def test_caution_marks(hotline: Browser) -> None:
    """Locally set amounts and second-hand sources are marked where they occur."""
    locally = next(e for e in policy_search().entries if e.locally_set)
    second = next(
        e
        for e in policy_search().entries
        if any(c.verification == "verified-2nd" for c in e.citations)
    )
    page = hotline.get("/console/faq", params={"q": locally.question}).text
    assert "各地规定不同" in page
    page = hotline.get("/console/faq", params={"q": second.question}).text
    assert label("verification", "verified-2nd") in page

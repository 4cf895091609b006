"""What is sent at each keystroke, and what only when the typing rests."""

import re

import pytest

from tests.integration.console.running_console import Browser

QUESTIONS = ("失业登记怎么办理", "失业金", "sybx", "贷款")


def cards(part: str) -> list[str]:
    """The answers in a piece of a page, one text each."""
    return re.findall(r'<details class="hit".*?(?=<details class="hit"|\Z)', part, re.DOTALL)


@pytest.mark.parametrize("question", QUESTIONS)
def test_only_the_first_has_its_body_while_typing(hotline: Browser, question: str) -> None:
    """The headings are those of the whole answer, at a fraction of its size."""
    typed = hotline.get("/console/faq/answers", params={"q": question}).text
    whole = hotline.get("/console/faq/answers/whole", params={"q": question}).text
    ids = re.compile(r'data-entry="([^"]+)"')
    assert ids.findall(typed) == ids.findall(whole) != []
    has_body = ['class="body"' in card and "data-copy=" in card for card in cards(typed)]
    assert has_body == [True] + [False] * (len(has_body) - 1)
    assert all('class="body"' in card and "data-copy=" in card for card in cards(whole))
    assert cards(typed)[0].split("</details>")[0] == cards(whole)[0].split("</details>")[0]
    assert len(typed) < len(whole) / 2


def test_the_whole_answer_is_that_of_the_page(hotline: Browser) -> None:
    """The bodies that come later say what the page without scripts says, for the same place."""
    params = {"q": "失业金多少钱", "region": "632801"}
    whole = hotline.get("/console/faq/answers/whole", params=params).text
    page = hotline.get("/console/faq", params=params).text
    assert whole.strip() and whole.strip() in page

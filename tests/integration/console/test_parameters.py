"""The page of locally set amounts over HTTP."""

import re

from backend.policies import knowledge
from tests.integration.console.running_console import Browser
from tests.integration.console.test_entries import address, author, reviewer

__all__ = ["address", "author", "reviewer"]

TYPED = {
    "region": "632800", "value": "1880", "effective_on": "2026-02-01", "expires_on": "",
    "source": "试政〔2026〕1号",
}  # fmt: skip
PAGE = "/console/parameters"


def part(page: str, words: str) -> str:
    """The section of one parameter."""
    return page[page.index(f'aria-label="{words}"') :].split("</section>")[0]


def test_written_by_one_confirmed_by_another(author: Browser, reviewer: Browser) -> None:
    assert "还没有数" in part(author.get(PAGE).text, "最低工资")
    assert author.post(f"{PAGE}/wage", **TYPED).status_code == 303
    own = part(author.get(PAGE).text, "最低工资")
    assert "等待核对" in own and "海西" in own and "和依据一致" not in own
    shown = part(reviewer.get(PAGE).text, "最低工资")
    found = re.search(r'action="([^"]+/confirm)".*?name="seen" value="([^"]+)"', shown, re.S)
    assert found
    refused = author.post(found.group(1).replace("&amp;", "&"), seen=found.group(2))
    assert refused.status_code == 409 and "另一位同事" in refused.text
    reviewer.get(PAGE)
    assert reviewer.post(found.group(1), seen=found.group(2)).status_code == 303
    knowledge.refresh()
    value = knowledge.current().parameters.by_id["wage"].values[0]
    assert (value.region, value.value) == ("632800", "1880")
    again = author.post(f"{PAGE}/wage", **TYPED)
    assert again.status_code == 409 and "请先撤下" in again.text
    assert author.post(found.group(1).replace("confirm", "take-out")).status_code == 303
    knowledge.refresh()
    assert knowledge.current().parameters.by_id["wage"].values == ()


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(author: Browser) -> None:
    author.get(PAGE)
    for field, value, words in (
        ("region", "110000", "请选青海"),
        ("value", "很多<b>", "要写数字"),
        ("effective_on", "明天", "请填施行日期"),
        ("expires_on", "2020-01-01", "截止日期"),
        ("source", "无", "请写明依据"),
    ):
        refused = author.post(f"{PAGE}/wage", **(TYPED | {field: value}))
        assert refused.status_code == 422 and words in refused.text, field
        kept = part(refused.text, "最低工资")
        assert ("<details" in kept and 'value="1880"' in kept) or field == "value"
        assert "<b>很" not in refused.text
    assert author.post(f"{PAGE}/lost", **TYPED).status_code == 404

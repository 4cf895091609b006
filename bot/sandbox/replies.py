"""What the account says to a user, in the form the chat shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# WeChat's own sentence when the account's server gives no usable answer.
FAULT_TEXT = "该公众号提供的服务出现故障，请稍后再试"
# Limit of a text in passive and customer-service messages, in bytes of UTF-8.
MAX_TEXT_BYTES = 2048


@dataclass(frozen=True)
class Reply:
    """One bubble: `text` is its whole readable content, `details` its parts."""

    kind: str
    text: str
    details: dict[str, Any] = field(default_factory=dict)


def text_reply(content: str) -> Reply:
    """A plain text bubble."""
    return Reply("text", content)


def fault_reply() -> Reply:
    """The grey line a user sees when the product fails."""
    return Reply("system", FAULT_TEXT)


def transfer_reply(account: str) -> Reply:
    """The grey line shown when the product hands the message to WeChat's human service."""
    return Reply("system", "已转接人工客服，请稍候", {"transfer": True, "account": account})


def image_reply(media_id: str) -> Reply:
    """A picture bubble."""
    return Reply("image", "[图片]", {"media_id": media_id})


def news_reply(articles: list[dict[str, str]]) -> Reply:
    """Article cards; `articles` have title, description, url and picture_url."""
    parts = [a[name] for a in articles for name in ("title", "description", "url") if a[name]]
    return Reply("news", "\n".join(parts), {"articles": articles})


def menu_reply(head: str, choices: list[dict[str, str]], tail: str) -> Reply:
    """A menu message (msgmenu); `choices` have id and content."""
    lines = [head, *(choice["content"] for choice in choices), tail]
    details = {"head": head, "choices": choices, "tail": tail}
    return Reply("menu", "\n".join(line for line in lines if line), details)


def notice_reply(template_id: str, rows: list[tuple[str, str]], url: str) -> Reply:
    """A notice card (template message or subscription notice); `rows` are name and value."""
    text = "\n".join([*(value for _, value in rows), *([url] if url else [])])
    details = {"template_id": template_id, "rows": [list(row) for row in rows], "url": url}
    return Reply("notice", text, details)

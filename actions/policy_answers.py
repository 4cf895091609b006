"""Counter: how an entry is told: its text and page, and what the person may reply to it."""

import json
from collections.abc import Sequence

from actions.reply import Reply
from actions.turn import Turn
from backend.core.clock import today
from backend.policies.links import page_of
from policy_faq.answer import preview, render_wechat, source_of
from policy_faq.entries import Entry
from policy_faq.search import Hit

Button = dict[str, str]


def payload(intent: str, **values: str) -> str:
    """What a button sends to Rasa: /intent{"name": "value"}."""
    carried = json.dumps(values, ensure_ascii=False, separators=(",", ":")) if values else ""
    return f"/{intent}{carried}"


def none_of_these() -> Button:
    """The last of several choices."""
    return {"title": "都不是", "payload": payload("none_of_these")}


def offered(hits: Sequence[Hit]) -> list[Button]:
    """Each hit's question as a choice, with the first sentence of its answer below."""
    return [
        {
            "title": hit.entry.question,
            "payload": payload("choose_policy", entry_id=hit.entry.id),
            "preview": preview(hit.entry),
        }
        for hit in hits
    ]


def say_entry(reply: Reply, turn: Turn, entry: Entry, *, is_last: bool = True) -> None:
    """Show an entry; it becomes the topic that short questions lean on. Rated by 有用 or 没用."""
    reply.note("answered", [source_of(entry)], decision="answer")
    asks = is_last and not turn.is_in_form
    text = render_wechat(entry, as_of=today(), link=page_of(entry), asks_verdict=asks)
    reply.show(text, _verdicts(turn) if asks else ())
    reply.slot("policy_topic", entry.id)


def _verdicts(turn: Turn) -> list[Button]:
    """有用 and 没用 are understood as replies but take no number away from choices."""
    return [
        {
            "title": title,
            "payload": payload("rate_answer", turn_id=turn.turn_id, verdict=verdict),
            "by_name_only": "silent",
        }
        for title, verdict in (("有用", "helpful"), ("没用", "unhelpful"))
    ]

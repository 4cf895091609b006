"""Whole turns written down as the channel does it, for tests about what was asked and answered."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from backend.conversations import service as conversations
from backend.conversations.models import Conversation
from backend.conversations.service import TurnContents, TurnResult
from backend.core.db import new_id, unit_of_work
from backend.policies import knowledge
from policy_faq.answer import render_wechat, source_of

ACCOUNT = "gh_0123456789ab"


def conversation_of(person: str) -> str:
    """The conversation id of a person, made on first sight."""
    with unit_of_work() as session:
        return conversations.open_conversation(session, ACCOUNT, f"openid-{person}").id


def say(
    person: str,
    text: str,
    *,
    replies: Sequence[str] = ("好的。",),
    outcome: str = "answered",
    decision: str | None = None,
    sources: Sequence[dict[str, Any]] = (),
) -> str:
    """One message of a person and what came of it; the turn id."""
    conversation_id = conversation_of(person)
    with unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        contents = TurnContents("text", text, {"person": person})
        start = conversations.begin_turn(
            session, conversation, new_id(), timedelta(seconds=60), contents
        )
        result = TurnResult(
            list(replies), outcome=outcome, decision=decision, sources=list(sources)
        )
        conversations.finish_turn(session, start.turn.turn_id, result)
        return start.turn.turn_id


def ask_in_vain(person: str, text: str) -> str:
    """A question nothing was found for."""
    return say(person, text, outcome="no_policy_found", decision="none", replies=["没找到。"])


def be_told(person: str, entry_id: str, text: str = "失业登记怎么办理") -> str:
    """A question answered by an entry as it is said now."""
    from backend.core.clock import today

    entry = knowledge.current().search.entry(entry_id)
    assert entry
    reply = render_wechat(entry, as_of=today())
    return say(person, text, replies=[reply], decision="answer", sources=[source_of(entry)])


def be_offered(person: str, text: str, *titles: str) -> str:
    """A question that was met with choices, the last of them 都不是."""
    lines = [f"{n}. {title}" for n, title in enumerate((*titles, "都不是"), 1)]
    reply = "您想问的是下面哪一个？回复前面的数字。\n" + "\n".join(lines)
    return say(person, text, replies=[reply], outcome="asked_back", decision="choose")


def unsubscribe(person: str) -> None:
    """The person leaves the account."""
    conversation_id = conversation_of(person)
    with unit_of_work() as session:
        conversations.unsubscribe(session, session.get_one(Conversation, conversation_id))

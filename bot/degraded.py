"""Rasa is away: policy questions are still answered by search, and we say what must wait."""

from starlette.concurrency import run_in_threadpool

from backend.core.clock import today
from backend.policies.search import policy_search
from bot.replies import Speech, numbered, split
from bot.wording import phrase
from policy_faq.answer import render_wechat, source_of


async def answer(said: str) -> Speech:
    """An answer from search alone. `said` may be a payload; then only the notice helps."""
    return await run_in_threadpool(_answer, said)


def _answer(said: str) -> Speech:
    if said.startswith("/"):
        return Speech([phrase("dialogue_away")], outcome="failed")
    result = policy_search().search(said, k=3, on=today())
    if result.decision == "answer":
        entry = result.hits[0].entry
        text = f"{render_wechat(entry, as_of=today())}\n\n{phrase('dialogue_away')}"
        return Speech(split(text), sources=[source_of(entry)], decision="answer")
    if result.decision == "choose":
        choices = [
            {"title": hit.entry.question, "payload": hit.entry.question} for hit in result.hits
        ]
        text = f"{phrase('dialogue_away_choose')}\n{numbered(choices)}"
        return Speech([text], choices, outcome="asked_back", decision="choose")
    text = f"{phrase('dialogue_away')}\n\n{phrase('nothing_found')}"
    return Speech([text], outcome="no_policy_found", decision="none")

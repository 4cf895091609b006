"""Counter: a menu of topics and their questions, for people who do not know what to ask."""

from sqlalchemy.orm import Session

from actions.base import Skill
from actions.policy import Searching
from actions.policy_answers import Button, payload
from actions.reply import Reply
from actions.turn import Turn
from backend.console.labels import codes, label
from backend.core.clock import today
from policy_faq.entries import Entry

_ON_A_PAGE = 8


class BrowseTopics(Skill):
    """Topics first; a topic's questions in pages; a question is answered like any other."""

    action_name = "action_browse_topics"

    def __init__(self, searching: Searching) -> None:
        self._searching = searching

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply = Reply()
        reply.note("asked_back")
        topic = next(iter(turn.values("topic")), "")
        entries = [entry for entry in self._searching().entries if _is_shown(entry, topic)]
        if entries:
            self._show_questions(reply, turn, topic, entries)
        else:
            topics = [
                {"title": label("topic", code), "payload": payload("browse_topics", topic=code)}
                for code in codes("topic")
            ]
            reply.ask("utter_browse_topics", topics)
        return reply

    def _show_questions(self, reply: Reply, turn: Turn, topic: str, entries: list[Entry]) -> None:
        asked = next(iter(turn.values("page")), "0")
        start = int(asked) * _ON_A_PAGE if asked.isdecimal() and len(asked) < 4 else 0
        start = start if start < len(entries) else 0
        shown: list[Button] = [
            {"title": entry.question, "payload": payload("choose_policy", entry_id=entry.id)}
            for entry in entries[start : start + _ON_A_PAGE]
        ]
        if start + _ON_A_PAGE < len(entries):
            following = str(start // _ON_A_PAGE + 1)
            more = payload("browse_topics", topic=topic, page=following)
            shown.append({"title": "下一页", "payload": more})
        shown.append({"title": "回目录", "payload": payload("browse_topics")})
        reply.ask("utter_browse_questions", shown, topic=label("topic", topic))


def _is_shown(entry: Entry, topic: str) -> bool:
    return entry.topic == topic and entry.applies(on=today(), region=entry.region)

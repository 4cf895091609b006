"""Counter: policy questions. Search answers, asks back, or honestly has nothing."""

from collections.abc import Callable

from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.base import Skill
from actions.registration_form import say_outcome, take_answer
from actions.reply import Reply
from actions.turn import FORM, Turn
from backend.core.clock import today
from backend.registrations.parsing.plain import is_question
from policy_faq.answer import render_wechat
from policy_faq.entries import Entry
from policy_faq.search import PolicySearch, SearchResult

_CHOICES = 3
_NONE_OF_THESE = {"title": "都不是", "payload": "/none_of_these"}
# a question this short after an answer may lean on what was just talked about (那能领多少)
_LONGEST_FOLLOW_UP = 12

Searching = Callable[[], PolicySearch]


class AnswerPolicy(Skill):
    """Looks the message up. In the form, what is not understood is first read as an answer."""

    action_name = "action_answer_policy"

    def __init__(self, searching: Searching) -> None:
        self._searching = searching

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply = Reply()
        if not turn.text.strip() or turn.is_payload:
            reply.note("asked_back")
            reply.say("utter_nothing_typed")
            return reply
        found = self._found(turn)
        if turn.intent == "out_of_scope" and found.decision == "none":
            reply.note("out_of_scope")
            reply.say("utter_out_of_scope")
        elif turn.is_in_form and turn.asked:
            self._answer_in_form(session, turn, found, reply)
        else:
            say_found(reply, found)
        return reply

    def _answer_in_form(
        self, session: Session, turn: Turn, found: SearchResult, reply: Reply
    ) -> None:
        """A policy question is looked up first, anything else is first read as an answer."""
        is_asking = turn.intent == "ask_policy"
        if is_asking and found.decision != "none":
            say_found(reply, found)
            return
        taken = take_answer(session, turn)
        is_read = bool(taken.accepted or taken.declined)
        is_found = found.decision == "answer" or (
            found.decision == "choose" and is_question(turn.text)
        )
        if is_read or (not is_asking and not is_found):
            say_outcome(session, turn, taken, reply)
        else:
            say_found(reply, found)

    def _found(self, turn: Turn) -> SearchResult:
        """The search's result; a short question without one is tried with the last topic."""
        search = self._searching()
        found = search.search(turn.text, k=_CHOICES, on=today())
        topic = search.entry(str(turn.slots.get("policy_topic") or ""))
        if found.decision != "none" or topic is None or len(turn.text) > _LONGEST_FOLLOW_UP:
            return found
        wider = search.search(f"{topic.keywords[0]}{turn.text}", k=_CHOICES, on=today())
        return wider if wider.decision == "answer" else found


class DefaultFallback(AnswerPolicy):
    """What no rule expected is looked up as well; an open form asks its question again."""

    action_name = "action_default_fallback"

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply = super().answer(session, turn)
        if turn.is_in_form:
            reply.events.append(FollowupAction(FORM))
        return reply


class AnswerChoice(Skill):
    """Answers the question a person picked from those offered."""

    action_name = "action_answer_choice"

    def __init__(self, searching: Searching) -> None:
        self._searching = searching

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply = Reply()
        picked = turn.values("entry_id")
        entry = self._searching().entry(picked[0]) if picked else None
        if entry is None or not entry.applies(on=today(), region=entry.region):
            reply.note("asked_back")
            reply.say("utter_policy_entry_gone")
        else:
            _say_entry(reply, entry)
        return reply


def say_found(reply: Reply, found: SearchResult) -> None:
    """Answer, ask which of a few questions is meant, or say that nothing was found."""
    if found.decision == "none":
        reply.note("no_policy_found")
        reply.say("utter_no_policy_found")
    elif found.decision == "answer":
        _say_entry(reply, found.hits[0].entry)
    else:
        reply.note("asked_back")
        buttons = [
            {
                "title": hit.entry.question,
                "payload": f'/choose_policy{{"entry_id":"{hit.entry.id}"}}',
            }
            for hit in found.hits
        ]
        reply.ask("utter_policy_choices", [*buttons, _NONE_OF_THESE])


def _say_entry(reply: Reply, entry: Entry) -> None:
    reply.note("answered", [{"entry_id": entry.id, "version": entry.version}])
    reply.show(render_wechat(entry, as_of=today()))
    reply.slot("policy_topic", entry.id)

"""Counter: policy questions. Search answers, asks back, or honestly has nothing."""

from collections.abc import Callable, Sequence

from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.base import Skill
from actions.policy_answers import none_of_these, offered, say_entry
from actions.registration_form import say_outcome, take_answer
from actions.reply import Reply
from actions.turn import FORM, Turn
from backend.core.clock import today
from backend.policies import region
from backend.registrations.parsing.plain import is_question
from policy_faq.asking import Asked, find
from policy_faq.search import PolicySearch, SearchResult

# where a place is asked for, its name alone is an answer, not a question about divisions
_PLACES = frozenset({"hukou_region", "residence_region", "wanted_region"})

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
        found = self._found(session, turn)
        if turn.intent == "out_of_scope" and found[0].decision == "none":
            reply.note("out_of_scope", decision="none")
            reply.say("utter_out_of_scope")
        elif turn.is_in_form and turn.asked:
            self._answer_in_form(session, turn, found, reply)
        else:
            say_found(reply, turn, found)
        return reply

    def _answer_in_form(
        self, session: Session, turn: Turn, found: list[SearchResult], reply: Reply
    ) -> None:
        """A policy question is looked up first, anything else is first read as an answer."""
        decision = found[0].decision
        is_place = turn.asked in _PLACES and not is_question(turn.text)
        is_asking = turn.intent == "ask_policy" and not is_place
        if is_asking and decision != "none":
            say_found(reply, turn, found)
            return
        taken = take_answer(session, turn)
        is_read = bool(taken.accepted or taken.declined)
        is_found = decision == "answer" or (decision == "choose" and is_question(turn.text))
        if is_read or (not is_asking and not is_found):
            say_outcome(session, turn, taken, reply)
        else:
            say_found(reply, turn, found)

    def _found(self, session: Session, turn: Turn) -> list[SearchResult]:
        """A result for each question of the message, in the light of what was talked about."""
        search = self._searching()
        topic = search.entry(str(turn.slots.get("policy_topic") or ""))
        place = region.of_conversation(session, turn.conversation_id)
        return find(search, turn.text, Asked(on=today(), region=place, topic=topic))


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
            say_entry(reply, turn, entry)
        return reply


def say_found(reply: Reply, turn: Turn, found: Sequence[SearchResult]) -> None:
    """Answer, ask which of a few questions is meant, or say that nothing was found.

    Of several questions in one message those that are sure are answered; at most one is asked
    back, after them.
    """
    sure = [result for result in found if result.decision == "answer"]
    for result in sure:
        say_entry(reply, turn, result.hits[0].entry, is_last=result is found[-1])
    for result in found:
        if result.decision == "choose":
            reply.note("answered" if sure else "asked_back", decision="choose")
            reply.ask("utter_policy_choices", [*offered(result.hits), none_of_these()])
            if not sure:
                reply.slot("policy_topic", result.hits[0].entry.id)
        elif result.decision == "none":
            reply.note("no_policy_found", decision="none")
            reply.say("utter_no_policy_found")

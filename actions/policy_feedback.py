"""Counter: the person says whether the answer was of use; a bad one is followed by others."""

from sqlalchemy.orm import Session

from actions.base import Skill
from actions.policy import Searching
from actions.policy_answers import none_of_these, offered
from actions.reply import Reply
from actions.turn import Turn
from backend.core.clock import today
from backend.policies import feedback
from policy_faq.search import Hit

_OTHERS = 3


class RateAnswer(Skill):
    """Keeps the verdict. After 没用 the next nearest questions are offered."""

    action_name = "action_rate_answer"

    def __init__(self, searching: Searching) -> None:
        self._searching = searching

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply = Reply()
        turn_id = next(iter(turn.values("turn_id")), "")
        is_helpful = turn.values("verdict") == ["helpful"]
        rated = feedback.rate(session, turn_id, is_helpful)
        if is_helpful or rated is None:
            reply.say("utter_thanks_for_verdict")
            return reply
        others = self._others(rated.question, rated.entry_id)
        if others:
            reply.ask("utter_answer_did_not_help", [*offered(others), none_of_these()])
        else:
            reply.say("utter_answer_did_not_help_12333")
        return reply

    def _others(self, question: str, entry_id: str) -> list[Hit]:
        found = self._searching().search(question, k=_OTHERS + 1, on=today())
        return [hit for hit in found.hits if hit.entry.id != entry_id][:_OTHERS]

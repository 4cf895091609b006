"""Counter: a person asks for a person. Says honestly how one is reached."""

from sqlalchemy.orm import Session

from actions.base import Skill
from actions.reply import Reply
from actions.turn import Turn


class RequestHuman(Skill):
    """Names the hotline and the counter, and marks the turn for staff."""

    action_name = "action_request_human"

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply = Reply()
        reply.note("handed_to_staff")
        reply.say("utter_request_human")
        return reply

"""Counter: the door of every action. One transaction a run, errors become reviewed sentences."""

from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from actions.reply import Reply
from actions.turn import REQUESTED_SLOT, Turn
from backend.conversations.service import jobseeker_id_of
from backend.core.db import unit_of_work
from backend.core.errors import AppError

log = structlog.get_logger(__name__)

TECHNICAL_PROBLEM = "utter_technical_problem"
_RESPONSE_OF_ERROR = {"conflict": "utter_try_again"}


class Skill(Action):  # type: ignore[misc, unused-ignore]
    """An action that answers inside one transaction. Subclasses set `action_name` and `answer`."""

    action_name: str

    def name(self) -> str:
        """The name Rasa knows it by."""
        return self.action_name

    def answer(self, session: Session, turn: Turn) -> Reply:
        """What to say and which slots to set; may raise AppError."""
        raise NotImplementedError

    def on_failure(self, turn: Turn) -> list[EventType]:
        """Events that keep the conversation usable when `answer` failed."""
        return []

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Rasa's entry: answer off the event loop, send only what was committed."""
        turn = Turn.of(tracker)
        try:
            reply = await run_in_threadpool(self._answer_in_transaction, turn)
        except AppError as error:
            log.warning(
                "action_refused", action=self.action_name, code=error.code, turn=turn.turn_id
            )
            reply = self._failure(turn, _RESPONSE_OF_ERROR.get(error.code, TECHNICAL_PROBLEM))
        except Exception:
            log.exception("action_failed", action=self.action_name, turn=turn.turn_id)
            reply = self._failure(turn, TECHNICAL_PROBLEM)
        reply.send(dispatcher)
        return reply.events

    def _answer_in_transaction(self, turn: Turn) -> Reply:
        with unit_of_work() as session:
            return self.answer(session, turn)

    def _failure(self, turn: Turn, response: str) -> Reply:
        reply = Reply(events=self.on_failure(turn))
        reply.note("failed")
        reply.say(response)
        return reply


def person(session: Session, turn: Turn) -> str:
    """The jobseeker behind the conversation. Raises NotFound."""
    return jobseeker_id_of(session, turn.conversation_id)


def end_form(reply: Reply) -> None:
    """Let the form end with this run."""
    reply.slot("registration_open", False)
    reply.slot(REQUESTED_SLOT, None)

"""Was an answer of use? One verdict a turn from the chat, any number from the hotline page."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.conversations.models import AnswerGiven, Turn
from backend.core.clock import now
from backend.policies.models import Feedback

_LONGEST_QUESTION, _LONGEST_NOTE = 300, 300


@dataclass(frozen=True, slots=True)
class Rated:
    """What a verdict was about: the question, masked, and the entry shown."""

    question: str
    entry_id: str


def rate(session: Session, turn_id: str, is_helpful: bool, note: str = "") -> Rated | None:
    """Keep a person's verdict on what a turn answered; a second one takes the first one's place.

    None when that turn answered nothing. Of several entries the last one shown is meant.
    """
    given = session.scalars(
        select(AnswerGiven).where(AnswerGiven.turn_id == turn_id).order_by(AnswerGiven.given_at)
    ).all()
    turn = session.get(Turn, turn_id)
    if not given or turn is None:
        return None
    held = session.scalar(select(Feedback).where(Feedback.turn_id == turn_id))
    verdict = held or Feedback(turn_id=turn_id, conversation_id=turn.conversation_id)
    verdict.question = turn.text[:_LONGEST_QUESTION]
    verdict.entry_id, verdict.entry_version = given[-1].entry_id, given[-1].entry_version
    verdict.is_helpful, verdict.note, verdict.created_at = is_helpful, note[:_LONGEST_NOTE], now()
    session.add(verdict)
    session.flush()
    return Rated(verdict.question, verdict.entry_id)


def rate_by_staff(
    session: Session,
    staff_id: str,
    entry_id: str,
    entry_version: str,
    *,
    question: str,
    is_helpful: bool,
    note: str = "",
) -> None:
    """Keep the verdict of hotline staff on an answer to a caller's (masked) question."""
    session.add(
        Feedback(
            staff_id=staff_id,
            question=question[:_LONGEST_QUESTION],
            entry_id=entry_id,
            entry_version=entry_version,
            is_helpful=is_helpful,
            note=note[:_LONGEST_NOTE],
        )
    )
    session.flush()

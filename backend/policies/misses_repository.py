"""Queries on missed questions; only the services about misses call them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, delete, func, or_, select
from sqlalchemy.orm import Session, aliased

from backend.conversations.models import Conversation, Turn
from backend.jobseekers.models import ChannelAccount
from backend.policies.models import Feedback, MissedQuestion, MissedTurn, MissState

_SHORT_REPLY = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A turn that counts as missed and belongs to no missed question yet."""

    turn_id: str
    conversation_id: str
    question: str
    asked_at: datetime
    reason: str


def _is_new(turn: Any) -> Any:
    return ~select(MissedTurn.turn_id).where(MissedTurn.turn_id == turn.id).exists()


def unanswered(session: Session, limit: int) -> list[Candidate]:
    """Turns with a question nothing was found for, oldest first."""
    turns = session.scalars(
        select(Turn)
        .where(Turn.outcome == "no_policy_found", Turn.finished_at.is_not(None), _is_new(Turn))
        .order_by(Turn.received_at, Turn.id)
        .limit(limit)
    )
    return [_candidate(turn, "no_answer") for turn in turns]


def unhelpful(session: Session, limit: int) -> list[Candidate]:
    """Turns whose answer the person found of no use, oldest verdict first."""
    turns = session.scalars(
        select(Turn)
        .join(Feedback, Feedback.turn_id == Turn.id)
        .where(Feedback.is_helpful.is_(False), _is_new(Turn))
        .order_by(Feedback.created_at, Turn.id)
        .limit(limit)
    )
    return [_candidate(turn, "unhelpful") for turn in turns]


def offered_then_said(session: Session, since: datetime) -> Sequence[Row[tuple[Turn, Turn]]]:
    """Turns that offered choices, each with the turn right after it when that is a short one or
    was noted as 都不是.
    """
    asked, reply, between = aliased(Turn), aliased(Turn), aliased(Turn)
    next_id = (
        select(between.id)
        .where(
            between.conversation_id == asked.conversation_id,
            between.received_at > asked.received_at,
        )
        .order_by(between.received_at, between.id)
        .limit(1)
        .correlate(asked)
        .scalar_subquery()
    )
    is_noted = and_(reply.outcome == "asked_back", reply.decision == "none")
    return session.execute(
        select(asked, reply)
        .join(reply, reply.id == next_id)
        .where(
            asked.decision == "choose",
            asked.received_at >= since,
            reply.finished_at.is_not(None),
            or_(is_noted, func.length(reply.text) <= _SHORT_REPLY),
            _is_new(asked),
        )
        .order_by(asked.received_at, asked.id)
    ).all()


def none_of_these(turn: Turn) -> Candidate:
    """The turn whose choices were all refused."""
    return _candidate(turn, "none_of_these")


def _candidate(turn: Turn, reason: str) -> Candidate:
    return Candidate(turn.id, turn.conversation_id, turn.text, turn.received_at, reason)


def take_back_changed_verdicts(session: Session) -> set[str]:
    """Free the turns whose verdict was changed to a good one; the missed questions they were of."""
    changed = session.scalars(
        select(MissedTurn)
        .join(Feedback, Feedback.turn_id == MissedTurn.turn_id)
        .where(MissedTurn.reason == "unhelpful", Feedback.is_helpful.is_(True))
    ).all()
    session.execute(
        delete(MissedTurn).where(MissedTurn.turn_id.in_([turn.turn_id for turn in changed]))
    )
    return {turn.missed_question_id for turn in changed}


def wordings(session: Session, since: datetime) -> Sequence[Row[tuple[str, str]]]:
    """Every missed question id with each of its different wordings asked since then."""
    return session.execute(
        select(MissedTurn.missed_question_id, MissedTurn.question)
        .where(MissedTurn.asked_at >= since)
        .distinct()
        .order_by(MissedTurn.missed_question_id, MissedTurn.question)
    ).all()


def turns_of(session: Session, miss_id: str) -> Sequence[MissedTurn]:
    """The turns of a missed question, newest first."""
    return session.scalars(
        select(MissedTurn)
        .where(MissedTurn.missed_question_id == miss_id)
        .order_by(MissedTurn.asked_at.desc(), MissedTurn.turn_id)
    ).all()


def miss(session: Session, miss_id: str, *, for_update: bool = False) -> MissedQuestion | None:
    """One missed question, locked until the transaction ends when it is to be changed."""
    return session.get(
        MissedQuestion, miss_id, with_for_update=for_update or None, populate_existing=for_update
    )


def misses(session: Session, state: str, limit: int, offset: int = 0) -> Sequence[MissedQuestion]:
    """Missed questions of a state, those of most people first."""
    return session.scalars(
        _of_state(state)
        .order_by(MissedQuestion.people.desc(), MissedQuestion.last_at.desc(), MissedQuestion.id)
        .limit(limit)
        .offset(offset)
    ).all()


def _of_state(state: str) -> Select[tuple[MissedQuestion]]:
    return select(MissedQuestion).where(MissedQuestion.state == state)


def counts_by_state(session: Session) -> dict[str, int]:
    """How many missed questions there are of each state."""
    rows = session.execute(
        select(MissedQuestion.state, func.count()).group_by(MissedQuestion.state)
    )
    return {state: count for state, count in rows}


def awaiting_entry(session: Session) -> Sequence[MissedQuestion]:
    """Open missed questions somebody is writing or has written an entry for."""
    return session.scalars(
        _of_state(MissState.OPEN).where(MissedQuestion.entry_id.is_not(None))
    ).all()


def people_asking(
    session: Session, miss_ids: Iterable[str], since: datetime, until: datetime
) -> dict[str, int]:
    """For each missed question how many people asked it in a span of time."""
    rows = session.execute(
        select(MissedTurn.missed_question_id, func.count(MissedTurn.conversation_id.distinct()))
        .where(
            MissedTurn.missed_question_id.in_(list(miss_ids)),
            MissedTurn.asked_at >= since,
            MissedTurn.asked_at < until,
        )
        .group_by(MissedTurn.missed_question_id)
    )
    return {miss_id: count for miss_id, count in rows}


def subscribed_askers(session: Session, miss_id: str) -> list[tuple[str, str]]:
    """Conversations that asked and may still be written to, each with its latest missed turn."""
    rows = session.execute(
        select(MissedTurn.conversation_id, MissedTurn.turn_id)
        .join(Conversation, Conversation.id == MissedTurn.conversation_id)
        .join(ChannelAccount, ChannelAccount.id == Conversation.channel_account_id)
        .where(MissedTurn.missed_question_id == miss_id, ChannelAccount.is_subscribed.is_(True))
        .order_by(MissedTurn.asked_at, MissedTurn.turn_id)
    )
    return list({conversation: turn for conversation, turn in rows}.items())


def unhelpful_by_staff(session: Session, since: datetime, limit: int) -> Sequence[Feedback]:
    """Answers hotline staff found of no use since then, newest first."""
    return session.scalars(
        select(Feedback)
        .where(
            Feedback.staff_id.is_not(None),
            Feedback.is_helpful.is_(False),
            Feedback.created_at >= since,
        )
        .order_by(Feedback.created_at.desc(), Feedback.id)
        .limit(limit)
    ).all()

"""Queries on conversations, turns and the outbox; only the conversations services call them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, case, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from backend.conversations.models import Conversation, OutboxMessage, Turn
from backend.jobseekers.models import ChannelAccount


def conversation_of_openid(
    session: Session, account_id: str, openid_hash: str
) -> Conversation | None:
    """The conversation of a known openid, in one look-up."""
    return session.scalars(
        select(Conversation)
        .join(ChannelAccount, ChannelAccount.id == Conversation.channel_account_id)
        .where(ChannelAccount.account_id == account_id, ChannelAccount.openid_hash == openid_hash)
    ).one_or_none()


def conversation_of_account(session: Session, channel_account_id: str) -> Conversation | None:
    """The conversation held through that channel account."""
    return session.scalars(
        select(Conversation).where(Conversation.channel_account_id == channel_account_id)
    ).one_or_none()


def turn_by_ticket(session: Session, ticket_key: str) -> Turn | None:
    """The turn of that ticket key."""
    return session.scalars(select(Turn).where(Turn.ticket_key == ticket_key)).one_or_none()


def insert_turn(session: Session, turn: dict[str, Any]) -> bool:
    """Write a new turn down unless its ticket key is known; True when it was written.

    One statement on both databases, instead of a savepoint around a failing insert.
    """
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(Turn).values(**turn).on_conflict_do_nothing(index_elements=["ticket_key"])
    return session.execute(statement.returning(Turn.id)).first() is not None


def finish_turn(
    session: Session, turn_id: str, state: str, **values: Any
) -> tuple[str, str] | None:
    """Store the end of an unfinished turn; its state (a late one stays late) and conversation.

    None when the turn was finished before.
    """
    row = session.execute(
        update(Turn)
        .where(Turn.id == turn_id, Turn.finished_at.is_(None))
        .values(state=case((Turn.state == "late", "late"), else_=state), **values)
        .returning(Turn.state, Turn.conversation_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def remember_choices(
    session: Session, conversation_id: str, choices: list[Any], now: datetime
) -> None:
    """Keep the numbered choices last shown."""
    session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(choices=choices, choices_at=now)
        .execution_options(synchronize_session=False)
    )


def move_turn(session: Session, turn_id: str, states: Sequence[str], **values: Any) -> bool:
    """Change a turn if it is still in one of `states`; False when somebody was faster."""
    statement = update(Turn).where(Turn.id == turn_id, Turn.state.in_(states)).values(**values)
    return cast(CursorResult[Any], session.execute(statement)).rowcount == 1


def take_over_turn(session: Session, turn_id: str, now: datetime, lease_until: datetime) -> bool:
    """Take the lease of an unfinished turn whose worker is gone; one caller wins."""
    statement = (
        update(Turn)
        .where(
            Turn.id == turn_id,
            Turn.finished_at.is_(None),
            Turn.lease_until < now,
        )
        .values(lease_until=lease_until)
    )
    return cast(CursorResult[Any], session.execute(statement)).rowcount == 1


def abandoned_turns(session: Session, now: datetime, limit: int) -> Sequence[Turn]:
    """Unfinished turns whose lease is over, oldest first."""
    return session.scalars(
        select(Turn)
        .where(Turn.finished_at.is_(None), Turn.lease_until < now)
        .order_by(Turn.received_at)
        .limit(limit)
    ).all()


def account_of_conversation(session: Session, conversation_id: str) -> ChannelAccount:
    """The channel account behind a conversation."""
    return session.scalars(
        select(ChannelAccount)
        .join(Conversation, Conversation.channel_account_id == ChannelAccount.id)
        .where(Conversation.id == conversation_id)
    ).one()


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(
        (OutboxMessage.state == "created") & (OutboxMessage.next_attempt_at <= now),
        (OutboxMessage.state == "sending") & (OutboxMessage.lease_until < now),
    )


def due_message_ids(session: Session, now: datetime, limit: int) -> Sequence[str]:
    """Messages to send now, in the order they were promised; locked rows are skipped."""
    return session.scalars(
        select(OutboxMessage.id)
        .where(_is_due(now))
        .order_by(OutboxMessage.created_at, OutboxMessage.sequence)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def has_earlier_unsent(session: Session, message: OutboxMessage) -> bool:
    """Whether an earlier message of the same conversation still waits: order is kept."""
    earlier = or_(
        OutboxMessage.created_at < message.created_at,
        (OutboxMessage.created_at == message.created_at)
        & (OutboxMessage.sequence < message.sequence),
    )
    return bool(
        session.scalar(
            select(func.count())
            .select_from(OutboxMessage)
            .where(
                OutboxMessage.conversation_id == message.conversation_id,
                OutboxMessage.state.in_(("created", "sending")),
                earlier,
            )
        )
    )


def cancel_unsent(session: Session, conversation_id: str) -> int:
    """Cancel what is not sent yet; returns how many."""
    statement = (
        update(OutboxMessage)
        .where(OutboxMessage.conversation_id == conversation_id, OutboxMessage.state == "created")
        .values(state="cancelled")
    )
    return cast(CursorResult[Any], session.execute(statement)).rowcount

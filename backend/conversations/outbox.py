"""The outbox: messages promised in the same transaction as the fact, then claimed and sent.

A lost or doubled task costs seconds, never a message: rows are claimed with a lease, tried with
growing pauses, and a send whose result is not known is never repeated blindly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from backend.conversations import repository
from backend.conversations.models import OutboxMessage
from backend.core.clock import now
from backend.core.db import new_id

LEASE = timedelta(seconds=60)
PAUSES = tuple(timedelta(seconds=s) for s in (2, 5, 15, 60, 300, 900))


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message this caller must send now."""

    message_id: str
    conversation_id: str
    account_id: str
    openid: str
    text: str


def promise(session: Session, conversation_id: str, key: str, texts: list[str]) -> None:
    """Put texts into the outbox, in order, under a key that cannot be used twice."""
    for sequence, text in enumerate(texts):
        session.add(
            OutboxMessage(
                send_key=f"{key}:{sequence}",
                conversation_id=conversation_id,
                sequence=sequence,
                text=text,
            )
        )
    session.flush()


def promise_each(session: Session, key: str, texts: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Promise texts of one matter to many conversations at once.

    Args:
        key: of the matter; with the conversation it cannot be used twice.
        texts: what each conversation is to get, in order.

    Returns the id of each conversation's first message.
    """
    messages = [
        {
            "id": new_id(),
            "send_key": f"{key}:{conversation_id}:{sequence}",
            "conversation_id": conversation_id,
            "sequence": sequence,
            "text": text,
        }
        for conversation_id, own in texts.items()
        for sequence, text in enumerate(own)
    ]
    if messages:  # in bulk: with tens of thousands of people nobody else shall wait for long
        session.execute(insert(OutboxMessage), messages)
    return {
        str(message["conversation_id"]): str(message["id"])
        for message in messages
        if message["sequence"] == 0
    }


def has_due(session: Session) -> bool:
    """Whether anything is to be sent now."""
    return bool(repository.due_message_ids(session, now(), 1))


def claim(session: Session, limit: int = 10) -> list[Claimed]:
    """Take the messages that are due; order within a conversation is kept.

    A row found `sending` after its lease was interrupted in mid-send: WeChat may or may not have
    it, so it becomes `unknown` for a person to look at instead of going out twice.
    """
    taken: list[Claimed] = []
    for message_id in repository.due_message_ids(session, now(), limit):
        message = session.get_one(OutboxMessage, message_id)
        if message.state == "sending":
            message.state = "unknown"
        elif not repository.has_earlier_unsent(session, message):
            taken.append(_claimed(session, message))
    session.flush()
    return taken


def _claimed(session: Session, message: OutboxMessage) -> Claimed:
    account = repository.account_of_conversation(session, message.conversation_id)
    message.state, message.lease_until = "sending", now() + LEASE
    message.attempts += 1
    session.flush()
    return Claimed(
        message.id, message.conversation_id, account.account_id, account.openid, message.text
    )


def mark_sent(session: Session, message_id: str) -> None:
    """WeChat took the message."""
    message = session.get_one(OutboxMessage, message_id)
    message.state, message.sent_at, message.error_code = "sent", now(), None


def mark_ended(
    session: Session, message_id: str, state: str, code: int | None, reason: str
) -> None:
    """The message will not be tried again: failed, unknown or window_closed, and why."""
    message = session.get_one(OutboxMessage, message_id)
    message.state, message.error_code, message.error_text = state, code, reason[:200]


def mark_retry(session: Session, message_id: str, code: int | None, reason: str) -> None:
    """Try again after a pause; after the last one the message is failed."""
    message = session.get_one(OutboxMessage, message_id)
    message.error_code, message.error_text = code, reason[:200]
    if message.attempts > len(PAUSES):
        message.state = "failed"
        return
    message.state = "created"
    message.next_attempt_at = now() + PAUSES[message.attempts - 1]

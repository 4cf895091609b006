"""Tables of talk: conversations, incoming messages with their turns, and the outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.clock import now
from backend.core.db import Base, UtcDateTime, new_id


class Conversation(Base):
    """One person's talk in one channel; its id is what Rasa knows as the sender."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    channel_account_id: Mapped[str] = mapped_column(
        ForeignKey("channel_accounts.id"), unique=True, index=True
    )
    jobseeker_id: Mapped[str] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    # the numbered choices last shown: [{"title": …, "payload": …}]
    choices: Mapped[list[Any]] = mapped_column(default=list)
    choices_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Turn(Base):
    """One incoming message and what came of it. The unique ticket key makes it happen once.

    State: processing → answered (in the passive reply) | late (through the outbox) | acknowledged
    (nothing to say) | failed. `lease_until` guards processing: after it, a retry may take over.
    """

    __tablename__ = "turns"
    __table_args__ = (
        UniqueConstraint("ticket_key"),
        Index("ix_turns_state_lease_until", "state", "lease_until"),
        Index("ix_turns_outcome_received_at", "outcome", "received_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    ticket_key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(24))
    text: Mapped[str] = mapped_column(default="")  # masked
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(String(16), default="processing")
    lease_until: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replies: Mapped[list[Any]] = mapped_column(default=list)
    outcome: Mapped[str | None] = mapped_column(String(24))
    # what the policy search decided: answer | choose | none; None when it was not asked
    decision: Mapped[str | None] = mapped_column(String(8))
    sources: Mapped[list[Any]] = mapped_column(default=list)
    room_ms: Mapped[dict[str, Any]] = mapped_column(default=dict)


class AnswerGiven(Base):
    """One entry a turn's answer came from, so that everyone who got it can be found again.

    `sources` are the sentences and rules the entry rested on: [{"document", "place", "digest"}].
    """

    __tablename__ = "answers_given"
    __table_args__ = (
        UniqueConstraint("turn_id", "entry_id"),
        Index("ix_answers_given_entry_id_given_at", "entry_id", "given_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    turn_id: Mapped[str] = mapped_column(ForeignKey("turns.id"))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    entry_id: Mapped[str] = mapped_column(String(80))
    entry_version: Mapped[str] = mapped_column(String(12))
    sources: Mapped[list[Any]] = mapped_column(default=list)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class OutboxMessage(Base):
    """A message we promised to send. State words are house.md's, in the order they happen."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        UniqueConstraint("send_key"),
        Index("ix_outbox_messages_state_next_attempt_at", "state", "next_attempt_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    # created → sending → sent | failed | unknown | window_closed | cancelled
    state: Mapped[str] = mapped_column(String(16), default="created")
    send_key: Mapped[str] = mapped_column(String(80))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    sequence: Mapped[int] = mapped_column(default=0)
    text: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error_code: Mapped[int | None]
    error_text: Mapped[str | None] = mapped_column(String(200))

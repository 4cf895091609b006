"""Queries on corrections; only the corrections services call them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from backend.conversations.models import AnswerGiven, Conversation, OutboxMessage
from backend.jobseekers.models import ChannelAccount, Consent
from backend.policies.models import Correction, CorrectionRecipient
from backend.registrations.models import Registration


@dataclass(frozen=True, slots=True)
class Given:
    """One answer somebody received: conversation, turn, version of the entry, when."""

    conversation_id: str
    turn_id: str
    version: str
    given_at: datetime


def answers_given(session: Session, entry_id: str, since: datetime) -> list[Given]:
    """Every answer of an entry given since then, oldest first."""
    rows = session.execute(
        select(
            AnswerGiven.conversation_id,
            AnswerGiven.turn_id,
            AnswerGiven.entry_version,
            AnswerGiven.given_at,
        )
        .where(AnswerGiven.entry_id == entry_id, AnswerGiven.given_at >= since)
        .order_by(AnswerGiven.given_at, AnswerGiven.id)
    )
    return [Given(*row) for row in rows]


def was_given(session: Session, entry_id: str) -> bool:
    """Whether any answer came from an entry."""
    query = select(AnswerGiven.id).where(AnswerGiven.entry_id == entry_id).limit(1)
    return session.scalar(query) is not None


def accounts_of(session: Session, conversation_ids: Sequence[str]) -> dict[str, ChannelAccount]:
    """The channel account of each conversation."""
    rows = session.execute(
        select(Conversation.id, ChannelAccount)
        .join(ChannelAccount, ChannelAccount.id == Conversation.channel_account_id)
        .where(Conversation.id.in_(conversation_ids))
    )
    return {conversation_id: account for conversation_id, account in rows}


def _received(entry_id: str, since: datetime) -> Select[tuple[str]]:
    return select(AnswerGiven.conversation_id).where(
        AnswerGiven.entry_id == entry_id, AnswerGiven.given_at >= since
    )


def unsubscribed(session: Session, entry_id: str, since: datetime) -> set[str]:
    """Of those who received the entry since then, conversations of people who left the account."""
    return set(
        session.scalars(
            select(Conversation.id)
            .join(ChannelAccount, ChannelAccount.id == Conversation.channel_account_id)
            .where(
                ChannelAccount.is_subscribed.is_(False),
                Conversation.id.in_(_received(entry_id, since)),
            )
        )
    )


def withdrawn(session: Session, entry_id: str, since: datetime) -> set[str]:
    """Of those who received it, people who took a consent back and let none like it stand."""
    again = aliased(Consent)
    stands = (
        select(again.id)
        .where(
            again.jobseeker_id == Consent.jobseeker_id,
            again.purpose == Consent.purpose,
            again.withdrawn_at.is_(None),
        )
        .exists()
    )
    return set(
        session.scalars(
            select(Conversation.id)
            .join(Consent, Consent.jobseeker_id == Conversation.jobseeker_id)
            .where(
                Consent.withdrawn_at.is_not(None),
                ~stands,
                Conversation.id.in_(_received(entry_id, since)),
            )
        )
    )


def told_the_same(session: Session, entry_id: str, text: str) -> set[str]:
    """Conversations a correction of that entry in those very words was promised to before."""
    return set(
        session.scalars(
            select(CorrectionRecipient.conversation_id)
            .join(Correction, Correction.id == CorrectionRecipient.correction_id)
            .where(
                Correction.entry_id == entry_id,
                Correction.text == text,
                CorrectionRecipient.outbox_message_id.is_not(None),
            )
        )
    )


def corrections(session: Session, limit: int, offset: int) -> Sequence[Correction]:
    """Corrections, newest first."""
    return session.scalars(
        select(Correction)
        .order_by(Correction.created_at.desc(), Correction.id)
        .limit(limit)
        .offset(offset)
    ).all()


def states(session: Session, correction_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """For each correction how many recipients are in which state; skipped ones as "skipped"."""
    rows = session.execute(
        select(CorrectionRecipient.correction_id, OutboxMessage.state, func.count())
        .outerjoin(OutboxMessage, OutboxMessage.id == CorrectionRecipient.outbox_message_id)
        .where(CorrectionRecipient.correction_id.in_(correction_ids))
        .group_by(CorrectionRecipient.correction_id, OutboxMessage.state)
    )
    found: dict[str, dict[str, int]] = {one: {} for one in correction_ids}
    for correction_id, state, count in rows:
        found[correction_id][state or "skipped"] = count
    return found


def not_reached(
    session: Session, correction_id: str, limit: int
) -> Sequence[Row[tuple[CorrectionRecipient, OutboxMessage, ChannelAccount]]]:
    """Recipients whose message did not arrive or was not to be sent, each with their account."""
    return session.execute(
        select(CorrectionRecipient, OutboxMessage, ChannelAccount)
        .join(Conversation, Conversation.id == CorrectionRecipient.conversation_id)
        .join(ChannelAccount, ChannelAccount.id == Conversation.channel_account_id)
        .outerjoin(OutboxMessage, OutboxMessage.id == CorrectionRecipient.outbox_message_id)
        .where(
            CorrectionRecipient.correction_id == correction_id,
            func.coalesce(OutboxMessage.state, "skipped").not_in(("created", "sending", "sent")),
        )
        .order_by(CorrectionRecipient.id)
        .limit(limit)
    ).all()


def phones(session: Session, jobseeker_ids: Sequence[str]) -> dict[str, str]:
    """The phone numbers on people's registrations, the newest one of each."""
    rows = session.execute(
        select(Registration.jobseeker_id, Registration.phone)
        .where(Registration.jobseeker_id.in_(jobseeker_ids))
        .order_by(Registration.submitted_at)
    )
    return {jobseeker_id: phone for jobseeker_id, phone in rows}

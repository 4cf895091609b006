"""An answer sent by hotline staff to a caller's WeChat: who it goes to, once, and how it went.

It is kept as a turn like any other answer, so that it is found again when an entry is corrected or
somebody asks what this person was told.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.conversations import service as conversations
from backend.conversations.models import AnswerGiven, Conversation, OutboxMessage, Turn
from backend.conversations.service import TurnContents, TurnResult
from backend.core.clock import now, today
from backend.core.errors import NotFound
from backend.jobseekers.models import ChannelAccount
from backend.policies.links import page_of
from backend.policies.staff_searches import without_numbers
from backend.registrations import service as registrations
from backend.registrations.models import Registration
from backend.registrations.service import RegistrationRow
from backend.staff import service as staff_service
from backend.staff.models import Deed
from policy_faq.answer import render_wechat, source_of
from policy_faq.entries import Entry

STAFF_ANSWER = "staff_answer"  # the kind of such a turn
UNSUBSCRIBED = "unsubscribed"
_PUSH_WINDOW = timedelta(hours=48)  # WeChat: customer-service messages after the person's last word
_MOST_PEOPLE = 5
_PHONE = re.compile(r"1[3-9]\d{9}")
_NUMBER = re.compile(r"\d{8,24}")
_LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person found, masked: may they be written to, and did they get this entry before?"""

    row: RegistrationRow
    conversation_id: str | None
    is_subscribed: bool
    last_wrote_at: datetime | None
    given_at: datetime | None

    @property
    def is_reachable(self) -> bool:
        """Whether there is a WeChat conversation with somebody who follows the account."""
        return self.conversation_id is not None and self.is_subscribed

    @property
    def is_window_open(self) -> bool:
        """Whether WeChat lets us write: the person wrote in the last 48 hours."""
        return self.last_wrote_at is not None and self.last_wrote_at > now() - _PUSH_WINDOW


@dataclass(frozen=True, slots=True)
class Sending:
    """How a message stands: an outbox state, or `unsubscribed` when it was not even promised."""

    turn_id: str
    state: str
    changed_at: datetime

    @property
    def is_under_way(self) -> bool:
        """Whether the state will still change by itself."""
        return self.state in ("created", "sending")


def wechat_text(entry: Entry) -> str:
    """What the person gets: the same text as in the chat."""
    return render_wechat(entry, as_of=today(), link=page_of(entry))


def find_recipients(
    session: Session, staff_id: str, entry_id: str, wanted: str, reason: str
) -> list[Recipient]:
    """The people with that registration number or phone number; each look-up is logged with why.

    Nobody for anything else, also for a name or an ID number.
    """
    digits = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", wanted))
    rows = _one_a_person(session, _rows_of(session, digits))
    subjects: list[str | None] = [row.id for row in rows]
    for subject_id in subjects or [None]:
        staff_service.log_access(
            session, staff_id, Deed.RECIPIENT_SOUGHT, subject_id=subject_id, reason=reason
        )
    return [_recipient(session, row, entry_id) for row in rows]


def send_answer(
    session: Session, staff_id: str, entry: Entry, registration_id: str, *, once: str, question: str
) -> Sending:
    """Promise the answer to the person of a registration; the same `once` promises it only once.

    Raises NotFound for a registration that is gone or a person without a WeChat conversation.
    """
    conversation = _conversation_of(session, registration_id)
    if conversation is None:
        raise NotFound("no conversation")
    account = session.get_one(ChannelAccount, conversation.channel_account_id)
    if not account.is_subscribed:
        return Sending("", UNSUBSCRIBED, account.changed_at)
    contents = TurnContents(STAFF_ANSWER, without_numbers(question), {"staff_id": staff_id})
    start = conversations.begin_turn(session, conversation, f"hotline:{once}", _LEASE, contents)
    turn_id = start.turn.turn_id
    if start.is_mine:
        conversations.give_up_deadline(session, turn_id, _LEASE)  # through the outbox
        result = TurnResult([wechat_text(entry)], sources=[source_of(entry)])
        conversations.finish_turn(session, turn_id, result)
        staff_service.log_access(
            session, staff_id, Deed.ANSWER_SENT, subject_id=registration_id, reason=entry.id
        )
    return state_of(session, turn_id)


def state_of(session: Session, turn_id: str) -> Sending:
    """How a message sent by staff stands. Raises NotFound for any other turn."""
    found = session.execute(
        select(OutboxMessage, Turn)
        .join(Turn, OutboxMessage.conversation_id == Turn.conversation_id)
        .where(
            Turn.id == turn_id,
            Turn.kind == STAFF_ANSWER,
            OutboxMessage.send_key == f"turn:{turn_id}:0",
        )
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound("no such message")
    message = found[0]
    return Sending(turn_id, message.state, message.sent_at or message.created_at)


def _rows_of(session: Session, digits: str) -> list[RegistrationRow]:
    is_phone = bool(_PHONE.fullmatch(digits))
    if not is_phone and not _NUMBER.fullmatch(digits):
        return []
    page = registrations.list_registrations(session, query=digits, page_size=20)
    # the list also knows ID numbers; callers are not to be found by them here
    return [row for row in page.rows if is_phone or row.number == digits]


def _one_a_person(session: Session, rows: list[RegistrationRow]) -> list[RegistrationRow]:
    """The newest registration of each person."""
    people: dict[str, RegistrationRow] = {}
    for row in rows:
        people.setdefault(session.get_one(Registration, row.id).jobseeker_id, row)
    return list(people.values())[:_MOST_PEOPLE]


def _conversation_of(session: Session, registration_id: str) -> Conversation | None:
    """The person's newest conversation; one they still follow the account in comes first."""
    return session.scalars(
        select(Conversation)
        .join(Registration, Registration.jobseeker_id == Conversation.jobseeker_id)
        .join(ChannelAccount, ChannelAccount.id == Conversation.channel_account_id)
        .where(Registration.id == registration_id)
        .order_by(ChannelAccount.is_subscribed.desc(), Conversation.created_at.desc())
        .limit(1)
    ).first()


def _recipient(session: Session, row: RegistrationRow, entry_id: str) -> Recipient:
    conversation = _conversation_of(session, row.id)
    if conversation is None:
        return Recipient(row, None, False, None, None)
    account = session.get_one(ChannelAccount, conversation.channel_account_id)
    wrote = select(func.max(Turn.received_at)).where(
        Turn.conversation_id == conversation.id, Turn.kind != STAFF_ANSWER
    )
    given = select(func.max(AnswerGiven.given_at)).where(
        AnswerGiven.conversation_id == conversation.id, AnswerGiven.entry_id == entry_id
    )
    return Recipient(
        row,
        conversation.id,
        account.is_subscribed,
        session.scalar(wrote),
        session.scalar(given),
    )

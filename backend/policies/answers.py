"""Case replay: what one person was told in a span of days, as it was sent, and on what it rested.

Whoever asks must be an officer and say why; the look is logged like a personal field shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backend.conversations.models import AnswerGiven, Conversation, OutboxMessage, Turn
from backend.core import clock
from backend.core.crypto import keyed_hash
from backend.core.errors import Invalid, NotFound
from backend.core.privacy import mask_name, mask_phone, short_hash
from backend.jobseekers.models import ChannelAccount
from backend.policies.answers_versions import Archive, EntryTold
from backend.policies.knowledge import KnowledgeRoom
from backend.policies.misses_gathering import without_tokens
from backend.policies.models import Feedback
from backend.registrations.models import Registration
from backend.staff import service as staff_service
from backend.staff.models import Deed

MOST_TURNS = 1_000
LONGEST_SPAN = timedelta(days=366)
_DELIVERED_WITHIN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody found. `subject_id` names them: a registration, or a conversation without one."""

    subject_id: str
    jobseeker_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that went out by itself: state, when it was promised and sent, the text."""

    state: str
    promised_at: datetime
    sent_at: datetime | None
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Told:
    """One turn: the question, the answers as sent, on what they rested, how they went, verdict."""

    turn: Turn
    question: str
    entries: Sequence[EntryTold]
    deliveries: Sequence[Sent]
    verdict: Feedback | None

    @property
    def at(self) -> datetime:
        """When the person asked."""
        return self.turn.received_at


@dataclass(frozen=True, slots=True)
class Replay:
    """Everything a person was told in a span, oldest first. `is_cut`: there is more than shown."""

    person: Person
    told: Sequence[Told]
    sent_besides: Sequence[Sent]
    is_cut: bool


def find_people(session: Session, wanted: str) -> list[Person]:
    """People by registration number, or by a whole ID number or phone number; names masked."""
    words = "".join(wanted.split())
    if not words:
        return []
    registrations = session.scalars(
        select(Registration)
        .where(
            or_(
                Registration.number == words,
                Registration.id_number_hash == keyed_hash(words.upper(), "id_number"),
                Registration.phone_hash == keyed_hash(words, "phone"),
            )
        )
        .order_by(Registration.submitted_at)
    )
    newest = {one.jobseeker_id: _of_registration(one) for one in registrations}
    return list(newest.values())


def person_of(session: Session, subject_id: str) -> Person:
    """The person of a registration or conversation. Raises NotFound."""
    registration = session.get(Registration, subject_id)
    if registration is not None:
        return _of_registration(registration)
    conversation = session.get(Conversation, subject_id)
    if conversation is None:
        raise NotFound("no such person")
    newest = session.scalar(
        select(Registration)
        .where(Registration.jobseeker_id == conversation.jobseeker_id)
        .order_by(Registration.submitted_at.desc())
        .limit(1)
    )
    if newest is not None:
        return _of_registration(newest)
    account = session.get_one(ChannelAccount, conversation.channel_account_id)
    name = f"微信用户 {short_hash(account.openid_hash)[:6]}"
    return Person(subject_id, conversation.jobseeker_id, name)


def replay(
    session: Session,
    staff_id: str,
    room: KnowledgeRoom,
    person: Person,
    *,
    first: date,
    last: date,
    reason: str,
) -> Replay:
    """What a person was told from the first to the last day; the look is logged with the reason.

    Raises Invalid when the days are in the wrong order or too far apart.
    """
    since, until = _span(first, last)
    staff_service.log_access(
        session,
        staff_id,
        Deed.CONVERSATION_READ,
        subject_id=person.subject_id,
        reason=reason,
    )
    conversations = list(
        session.scalars(
            select(Conversation.id).where(Conversation.jobseeker_id == person.jobseeker_id)
        )
    )
    turns = _turns(session, conversations, since, until)
    sent = _sent(session, conversations, since, until + _DELIVERED_WITHIN)
    besides = [one for key, one in sent if not key.startswith("turn:") and one.promised_at < until]
    told = _told(session, Archive(session, room), turns[:MOST_TURNS], sent)
    return Replay(person, told, besides, len(turns) > MOST_TURNS)


def _turns(
    session: Session, conversations: Sequence[str], since: datetime, until: datetime
) -> Sequence[Turn]:
    """The turns of a span, oldest first, and one more than are shown when there are more."""
    return session.scalars(
        select(Turn)
        .where(
            Turn.conversation_id.in_(conversations),
            Turn.received_at >= since,
            Turn.received_at < until,
        )
        .order_by(Turn.received_at, Turn.id)
        .limit(MOST_TURNS + 1)
    ).all()


def _told(
    session: Session, archive: Archive, turns: Sequence[Turn], sent: Sequence[tuple[str, Sent]]
) -> list[Told]:
    ids = [turn.id for turn in turns]
    given: dict[str, list[EntryTold]] = {}
    for row in session.scalars(
        select(AnswerGiven).where(AnswerGiven.turn_id.in_(ids)).order_by(AnswerGiven.given_at)
    ):
        given.setdefault(row.turn_id, []).append(archive.told(row))
    verdicts = {
        verdict.turn_id: verdict
        for verdict in session.scalars(select(Feedback).where(Feedback.turn_id.in_(ids)))
    }
    deliveries = _by_turn(sent)
    return [
        Told(
            turn=turn,
            question=without_tokens(turn.text),
            entries=given.get(turn.id, ()),
            deliveries=deliveries.get(turn.id, ()),
            verdict=verdicts.get(turn.id),
        )
        for turn in turns
    ]


def _by_turn(sent: Sequence[tuple[str, Sent]]) -> Mapping[str, list[Sent]]:
    found: dict[str, list[Sent]] = {}
    for key, one in sent:
        kind, _, rest = key.partition(":")
        if kind == "turn":
            found.setdefault(rest.partition(":")[0], []).append(one)
    return found


def _sent(
    session: Session, conversations: Sequence[str], since: datetime, until: datetime
) -> list[tuple[str, Sent]]:
    """Outbox messages of a span with their send keys, in the order they were promised."""
    rows = session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.conversation_id.in_(conversations),
            OutboxMessage.created_at >= since,
            OutboxMessage.created_at < until,
        )
        .order_by(OutboxMessage.created_at, OutboxMessage.sequence)
    )
    return [
        (
            row.send_key,
            Sent(row.state, row.created_at, row.sent_at, row.text, row.send_key.partition(":")[0]),
        )
        for row in rows
    ]


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    if last < first:
        raise Invalid("the days are in the wrong order", reason="order")
    if last - first > LONGEST_SPAN:
        raise Invalid("too long a span", reason="span")
    since = datetime.combine(first, time.min, clock.LOCAL)
    return since, datetime.combine(last, time.min, clock.LOCAL) + timedelta(days=1)


def _of_registration(registration: Registration) -> Person:
    name = f"{mask_name(registration.name)} {mask_phone(registration.phone)}"
    return Person(registration.id, registration.jobseeker_id, f"{name}，{registration.number}")

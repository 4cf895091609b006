"""Conversations and turns: who talks, which message came, what was answered, exactly once."""

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.conversations import answers, outbox, repository
from backend.conversations.models import Conversation, Turn
from backend.core.clock import now
from backend.core.crypto import keyed_hash
from backend.core.db import new_id
from backend.core.errors import NotFound
from backend.jobseekers import service as jobseekers

CHOICES_ARE_VALID_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class UnfinishedTurn:
    """A stored turn, with all that is needed to work on it (again)."""

    turn_id: str
    conversation_id: str
    jobseeker_id: str
    kind: str
    text: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TurnStart:
    """A turn that was opened or joined. `is_mine`: this caller shall do the work."""

    turn: UnfinishedTurn
    state: str
    is_mine: bool
    replies: list[str]
    choices: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class TurnContents:
    """What is written down of a message: kind, masked text, and a few masked details."""

    kind: str
    text: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What came of a turn: texts to send in order, and the record of how."""

    replies: list[str]
    choices: list[dict[str, str]] | None = None  # None: leave the remembered ones as they are
    outcome: str = "answered"
    sources: list[dict[str, Any]] = field(default_factory=list)
    decision: str | None = None  # of the policy search: answer, choose or none
    room_ms: dict[str, int] = field(default_factory=dict)


def open_conversation(session: Session, account_id: str, openid: str) -> Conversation:
    """The conversation of that openid; person and conversation are made on first sight."""
    known = repository.conversation_of_openid(session, account_id, keyed_hash(openid, "openid"))
    if known:
        return known
    account = jobseekers.recognise(session, account_id, openid)
    try:
        with session.begin_nested():
            conversation = Conversation(
                channel_account_id=account.id, jobseeker_id=account.jobseeker_id, choices=[]
            )
            session.add(conversation)
        return conversation
    except IntegrityError:  # two first messages at once
        made = repository.conversation_of_account(session, account.id)
        assert made is not None
        return made


def jobseeker_id_of(session: Session, conversation_id: str) -> str:
    """The person behind a conversation id. Raises NotFound."""
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        raise NotFound("no such conversation", conversation_id=conversation_id)
    return conversation.jobseeker_id


def begin_turn(
    session: Session,
    conversation: Conversation,
    ticket_key: str,
    lease: timedelta,
    contents: TurnContents,
) -> TurnStart:
    """Open the turn of a ticket key, or report the one that exists.

    The unique key decides between processes: exactly one caller gets `is_mine`, unless the lease
    of an unfinished turn is over and this caller takes it.
    """
    turn = UnfinishedTurn(new_id(), conversation.id, conversation.jobseeker_id, **asdict(contents))
    if repository.insert_turn(session, _row_of(turn, ticket_key, lease)):
        return TurnStart(turn, "processing", True, [], _valid_choices(conversation))
    known = repository.turn_by_ticket(session, ticket_key)
    assert known is not None
    is_mine = known.finished_at is None and repository.take_over_turn(
        session, known.id, now(), now() + lease
    )
    return TurnStart(
        _work_of(known, conversation.jobseeker_id),
        known.state,
        is_mine,
        list(known.replies),
        _valid_choices(conversation),
    )


def _row_of(turn: UnfinishedTurn, ticket_key: str, lease: timedelta) -> dict[str, Any]:
    """The columns of a new turn."""
    return {
        "id": turn.turn_id,
        "conversation_id": turn.conversation_id,
        "ticket_key": ticket_key,
        "kind": turn.kind,
        "text": turn.text,
        "details": turn.details,
        "state": "processing",
        "received_at": now(),
        "lease_until": now() + lease,
        "replies": [],
        "sources": [],
        "room_ms": {},
    }


def _work_of(turn: Turn, jobseeker_id: str) -> UnfinishedTurn:
    return UnfinishedTurn(
        turn_id=turn.id,
        conversation_id=turn.conversation_id,
        jobseeker_id=jobseeker_id,
        kind=turn.kind,
        text=turn.text,
        details=dict(turn.details),
    )


def finish_turn(session: Session, turn_id: str, result: TurnResult) -> str:
    """Store the result; the state says how it goes out: answered, acknowledged or late.

    When the deadline was already given up (`late`), every text goes to the outbox; otherwise the
    first is the passive reply and only the rest goes to the outbox.
    """
    finished = repository.finish_turn(
        session,
        turn_id,
        "answered" if result.replies else "acknowledged",
        finished_at=now(),
        replies=result.replies,
        outcome=result.outcome,
        sources=result.sources,
        decision=result.decision,
        room_ms=result.room_ms,
    )
    if finished is None:
        return session.get_one(Turn, turn_id).state
    state, conversation_id = finished
    answers.note_given(session, turn_id, conversation_id, result.sources)
    if result.choices is not None:
        repository.remember_choices(session, conversation_id, result.choices, now())
    later = result.replies if state == "late" else result.replies[1:]
    outbox.promise(session, conversation_id, f"turn:{turn_id}", later)
    return state


def give_up_deadline(session: Session, turn_id: str, lease: timedelta) -> bool:
    """The passive reply is lost: from now on the answer goes through the outbox.

    The lease grows with the time the answer may still take. False when the answer was finished in
    the last moment and can still be the passive reply.
    """
    return repository.move_turn(
        session, turn_id, ["processing"], state="late", lease_until=now() + lease
    )


def current_choices(session: Session, conversation_id: str) -> list[dict[str, str]]:
    """The numbered choices last shown, while they are valid."""
    return _valid_choices(session.get_one(Conversation, conversation_id))


def _valid_choices(conversation: Conversation) -> list[dict[str, str]]:
    shown_at = conversation.choices_at
    is_valid = shown_at is not None and shown_at > now() - CHOICES_ARE_VALID_FOR
    return list(conversation.choices) if is_valid else []


def has_abandoned(session: Session) -> bool:
    """Whether an unfinished turn's lease is over."""
    return bool(repository.abandoned_turns(session, now(), 1))


def reclaim_abandoned(session: Session, lease: timedelta, limit: int = 20) -> list[str]:
    """Take over turns whose worker died; their answers go through the outbox."""
    taken = []
    for turn in repository.abandoned_turns(session, now(), limit):
        if repository.take_over_turn(session, turn.id, now(), now() + lease):
            repository.move_turn(session, turn.id, ["processing"], state="late")
            taken.append(turn.id)
    return taken


def unfinished_turn(session: Session, turn_id: str) -> UnfinishedTurn:
    """What a worker needs to work on a turn again."""
    turn = session.get_one(Turn, turn_id)
    return _work_of(turn, jobseeker_id_of(session, turn.conversation_id))


def unsubscribe(session: Session, conversation: Conversation) -> None:
    """The person left: stop what is not sent, forget choices and typed numbers (wechat.md 0.6)."""
    account = repository.account_of_conversation(session, conversation.id)
    jobseekers.set_subscribed(session, account, False)
    jobseekers.delete_claim_checks(session, conversation.jobseeker_id)
    repository.cancel_unsent(session, conversation.id)
    conversation.choices = []
    session.flush()


def subscribe(session: Session, conversation: Conversation) -> None:
    """The person follows the account (again)."""
    account = repository.account_of_conversation(session, conversation.id)
    jobseekers.set_subscribed(session, account, True)

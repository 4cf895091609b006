"""The channel's short steps at the records office: each one is one transaction in a thread."""

from datetime import timedelta

from starlette.concurrency import run_in_threadpool

from backend.conversations import outbox
from backend.conversations import service as conversations
from backend.conversations.service import TurnContents, TurnResult, TurnStart, UnfinishedTurn
from backend.core.clock import now
from backend.core.db import reading, unit_of_work
from backend.core.settings import dialogue_settings
from backend.jobseekers import service as jobseekers
from backend.policies import staff_searches
from backend.registrations import service as registrations
from backend.staff import service as staff
from bot import masking
from bot.messages import IncomingMessage

FIRST_LEASE = timedelta(seconds=6)  # just over WeChat's 5 s: a retry can take over a dead try
MAX_TEXT_LENGTH = 2000


def late_lease() -> timedelta:
    """How long a late answer may take before a worker picks the turn up."""
    return timedelta(seconds=dialogue_settings().rasa_timeout_seconds + 15)


def _begin(message: IncomingMessage) -> TurnStart:
    contents, numbers = _contents(message)
    with unit_of_work() as session:
        conversation = conversations.open_conversation(session, message.account_id, message.openid)
        start = conversations.begin_turn(
            session, conversation, message.ticket_key, FIRST_LEASE, contents
        )
        if not start.is_mine:
            return start
        for token, (kind, value) in numbers.items():
            jobseekers.deposit(session, start.turn.jobseeker_id, kind, value, token)
        if message.event == "subscribe":
            conversations.subscribe(session, conversation)
        if message.event == "unsubscribe":
            conversations.unsubscribe(session, conversation)
            registrations.delete_draft(session, start.turn.jobseeker_id)
        return start


def _contents(message: IncomingMessage) -> tuple[TurnContents, dict[str, tuple[str, str]]]:
    """What is written down of a message, and the numbers that were taken out of it by token."""
    numbers: dict[str, tuple[str, str]] = {}

    def take_out(kind: str, value: str) -> str:
        token = jobseekers.new_claim_token()
        numbers[token] = (kind, value)
        return token

    contents = TurnContents(
        kind=(message.event or message.kind)[:24],
        text=masking.mask(message.text[:MAX_TEXT_LENGTH], take_out),
        details={
            "event_key": message.event_key[:128],
            "label": masking.mask(message.details.get("Label", "")[:200], take_out),
            "person": message.person,
        },
    )
    return contents, numbers


async def begin(message: IncomingMessage) -> TurnStart:
    """Write the message down, masked, and open its turn; a known one is reported as it stands."""
    return await run_in_threadpool(_begin, message)


def _choices(conversation_id: str) -> list[dict[str, str]]:
    with reading() as session:
        return conversations.current_choices(session, conversation_id)


async def current_choices(conversation_id: str) -> list[dict[str, str]]:
    """The numbered choices last shown to this person, if still valid."""
    return await run_in_threadpool(_choices, conversation_id)


def _finish(turn_id: str, result: TurnResult) -> str:
    with unit_of_work() as session:
        return conversations.finish_turn(session, turn_id, result)


async def finish(turn_id: str, result: TurnResult) -> str:
    """Store what came of a turn; returns its state: answered, acknowledged or late."""
    return await run_in_threadpool(_finish, turn_id, result)


def _give_up_deadline(turn_id: str) -> bool:
    with unit_of_work() as session:
        return conversations.give_up_deadline(session, turn_id, late_lease())


async def give_up_deadline(turn_id: str) -> bool:
    """From now on the answer goes through the outbox; False when it was just finished."""
    return await run_in_threadpool(_give_up_deadline, turn_id)


def _reclaim() -> list[UnfinishedTurn]:
    with unit_of_work() as session:
        taken = conversations.reclaim_abandoned(session, late_lease())
        return [conversations.unfinished_turn(session, turn_id) for turn_id in taken]


async def reclaim_abandoned() -> list[UnfinishedTurn]:
    """Turns whose process died, now ours to finish."""
    return await run_in_threadpool(_reclaim)


def has_due_messages() -> bool:
    """Whether the outbox holds anything to send now; cheap, for the worker's beat."""
    with reading() as session:
        return outbox.has_due(session)


def has_abandoned_turns() -> bool:
    """Whether a turn waits for somebody to finish it; cheap, for the worker's beat."""
    with reading() as session:
        return conversations.has_abandoned(session)


def delete_expired() -> dict[str, int]:
    """Forget what has no right to stay: expired claim checks, old drafts and look-ups."""
    with unit_of_work() as session:
        return {
            "claim_checks": jobseekers.delete_expired_claim_checks(session),
            "drafts": registrations.delete_expired_drafts(session, now()),
            "staff_sessions": staff.delete_ended_sessions(session),
            "staff_searches": staff_searches.delete_old(session),
        }

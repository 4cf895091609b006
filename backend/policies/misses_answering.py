"""Closes missed questions: an entry answers them now, a golden question guards that, people hear.

Closed is only what, asked again in its own words, finds the entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.conversations import answers, outbox
from backend.conversations.models import AnswerGiven, OutboxMessage, Turn
from backend.core import clock
from backend.core.errors import Conflict, NotFound
from backend.policies import editing_repository, one_at_a_time
from backend.policies import misses_repository as rows
from backend.policies.knowledge import Snapshot
from backend.policies.misses import claimed
from backend.policies.misses_gathering import readable, recount
from backend.policies.models import GoldenQuestion, MissedQuestion, MissState
from backend.policies.staff_sending import wechat_text
from policy_faq.answer import MAX_BYTES, source_of
from policy_faq.entries import Entry

_SHOWN_OF_QUESTION = 60


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who of those that asked could be told: each conversation with its turn; and who was."""

    turns: Sequence[tuple[str, str]]
    told: int


def finds(snapshot: Snapshot, question: str, entry_id: str) -> bool:
    """Whether the question, asked now, is answered by that entry."""
    result = snapshot.search.search(question, on=clock.today())
    return result.decision == "answer" and result.hits[0].entry.id == entry_id


def settle(session: Session, snapshot: Snapshot) -> list[str]:
    """Close open ones whose entry was published since they were asked and now answers them.

    Returns the ids of those closed.
    """
    one_at_a_time.take_turn(session, one_at_a_time.MISSES)
    closed = []
    for miss in rows.awaiting_entry(session):
        if _was_published(session, miss) and finds(snapshot, miss.question, str(miss.entry_id)):
            _close(session, miss)
            closed.append(miss.id)
    return closed


def has_awaiting(session: Session) -> bool:
    """Whether any open missed question waits for an entry that was published since."""
    return any(_was_published(session, miss) for miss in rows.awaiting_entry(session))


def close(
    session: Session, staff_id: str, snapshot: Snapshot, miss_id: str, entry_id: str
) -> MissedQuestion:
    """Close one by hand: an entry that is out already answers it.

    Raises NotFound (the missed question, the entry), Conflict when asked again it does not find
    the entry, or it is no longer open.
    """
    miss = claimed(session, miss_id, MissState.OPEN)
    if snapshot.search.entry(entry_id) is None:
        raise NotFound("no such entry")
    if not finds(snapshot, miss.question, entry_id):
        raise Conflict("asked again, it does not find the entry", reason="not_found_yet")
    miss.entry_id, miss.staff_id = entry_id, staff_id
    _close(session, miss)
    return miss


def reopen(session: Session, staff_id: str, miss_id: str) -> MissedQuestion:
    """Undo a closing; its golden question rests. What people were told stays told.

    Raises NotFound, Conflict.
    """
    miss = claimed(session, miss_id, MissState.ANSWERED)
    golden = session.get(GoldenQuestion, miss.golden_question_id or "")
    if golden is not None:
        golden.is_active = False
    miss.state, miss.entry_id, miss.golden_question_id = MissState.OPEN, None, None
    miss.closed_at, miss.staff_id, miss.note = None, staff_id, ""
    recount(session, miss_id)
    session.flush()
    return miss


def waiting(session: Session, snapshot: Snapshot, miss: MissedQuestion) -> Waiting:
    """People who asked, may be written to, and have not got the present answer yet."""
    told = set(
        session.scalars(
            select(OutboxMessage.conversation_id)
            .where(OutboxMessage.send_key.startswith(f"{_key(miss)}:", autoescape=True))
            .distinct()
        )
    )
    entry = snapshot.search.entry(miss.entry_id or "")
    if entry is None or miss.state != MissState.ANSWERED:
        return Waiting((), len(told))
    have = set(
        session.scalars(
            select(AnswerGiven.conversation_id).where(
                AnswerGiven.entry_id == entry.id, AnswerGiven.entry_version == entry.version
            )
        )
    )
    askers = rows.subscribed_askers(session, miss.id)
    return Waiting([one for one in askers if one[0] not in told | have], len(told))


def tell_waiting(session: Session, snapshot: Snapshot, miss_id: str) -> int:
    """Promise everyone waiting the new answer, once a person; returns how many.

    It is noted as given to them, so that a later correction finds them. Raises NotFound, Conflict.
    """
    miss = claimed(session, miss_id, MissState.ANSWERED)
    entry = snapshot.search.entry(miss.entry_id or "")
    if entry is None:
        raise Conflict("the entry is not out any more", reason="entry_gone")
    turns = dict(waiting(session, snapshot, miss).turns)
    texts = {
        conversation_id: _texts(session.get_one(Turn, turn_id), entry)
        for conversation_id, turn_id in turns.items()
    }
    outbox.promise_each(session, _key(miss), texts)
    for conversation_id, turn_id in turns.items():
        if not _is_noted(session, turn_id, entry.id):
            answers.note_given(session, turn_id, conversation_id, [source_of(entry)])
    session.flush()
    return len(turns)


def _key(miss: MissedQuestion) -> str:
    return f"miss:{miss.id}"


def _is_noted(session: Session, turn_id: str, entry_id: str) -> bool:
    query = select(AnswerGiven.id).where(
        AnswerGiven.turn_id == turn_id, AnswerGiven.entry_id == entry_id
    )
    return session.scalar(query) is not None


def _texts(turn: Turn, entry: Entry) -> list[str]:
    asked_on = clock.local(turn.received_at)
    question = readable(turn.text)
    if len(question) > _SHOWN_OF_QUESTION:
        question = f"{question[:_SHOWN_OF_QUESTION]}…"
    opening = (
        f"您{asked_on.month}月{asked_on.day}日问过：「{question}」。当时没答好，现在有答案了。"
    )
    answer = wechat_text(entry)
    whole = f"{opening}\n\n{answer}"
    return [whole] if len(whole.encode()) <= MAX_BYTES else [opening, answer]


def _was_published(session: Session, miss: MissedQuestion) -> bool:
    """Since it was asked; one that opened again waits for a version newer than its last miss."""
    version = editing_repository.published(session, str(miss.entry_id))
    if version is None or version.published_at is None or version.is_withdrawn:
        return False
    since = miss.first_at if miss.closed_at is None else miss.last_at
    return version.published_at > since


def _close(session: Session, miss: MissedQuestion) -> None:
    golden = session.scalar(select(GoldenQuestion).where(GoldenQuestion.question == miss.question))
    if golden is None:
        golden = GoldenQuestion(
            question=miss.question, expected=[miss.entry_id], author_id=miss.staff_id
        )
        session.add(golden)
    else:
        others = [entry_id for entry_id in golden.expected if entry_id != miss.entry_id]
        golden.expected, golden.is_active = [*others, miss.entry_id], True
    session.flush()
    miss.state, miss.closed_at, miss.note = MissState.ANSWERED, clock.now(), ""
    miss.golden_question_id = golden.id
    session.flush()

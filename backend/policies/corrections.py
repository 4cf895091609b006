"""Answer recall: everyone who received an answer since a date is sent its correction, once.

Correction, recipients and promised messages are written in one transaction: after a crash there
are all of them or none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from backend.conversations import outbox
from backend.core.clock import now
from backend.core.errors import Conflict, Invalid, NotFound
from backend.policies import corrections_repository as rows
from backend.policies import one_at_a_time
from backend.policies.corrections_repository import Given
from backend.policies.knowledge import Snapshot
from backend.policies.models import Correction, CorrectionRecipient
from policy_faq.entries import Entry

MOST_BYTES = 600
_ENDING = "\n给您添麻烦了。还有疑问，请打12333。"
_TAKEN_OUT = (
    "更正：您之前收到的一条答复有误，请先不要照着办。\n请打12333，问清楚再办。给您添麻烦了。"
)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who received an entry since a date; all by conversation, each with its first such answer.

    Attributes:
        to_send: will get the correction.
        unsubscribed, withdrawn: must not be written to; they are listed, not sent to.
        up_to_date: got only the version that is out now, so they need no correction.
        told_before: got the very same correction already.
    """

    to_send: Mapping[str, Given]
    unsubscribed: Mapping[str, Given]
    withdrawn: Mapping[str, Given]
    up_to_date: int
    told_before: int

    @property
    def received(self) -> int:
        """How many people received it in all."""
        listed = len(self.to_send) + len(self.unsubscribed) + len(self.withdrawn)
        return listed + self.up_to_date + self.told_before


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be sent: which entry, to whoever received it since, in which words.

    `with_current`: also to those who got the version that is out now.
    """

    entry_id: str
    since: datetime
    text: str
    with_current: bool = False


def proposal(entry: Entry | None) -> str:
    """A correction in the words of the entry as it is now, within MOST_BYTES.

    None, the entry was taken out: the person is told not to go by what they got.
    """
    if entry is None:
        return _TAKEN_OUT
    opening = f"更正：您问过「{entry.question}」，请以这次说的为准。\n"
    answer = entry.answer
    while _is_long(opening + answer + _ENDING) and "。" in answer.removesuffix("。"):
        answer = answer.removesuffix("。").rpartition("。")[0] + "。"
    whole = opening + answer + _ENDING
    return opening + _ENDING.strip() if _is_long(whole) else whole


def checked_text(text: str) -> str:
    """The text as it is sent. Raises Invalid (field text, reason empty or too_long)."""
    lines = (
        "".join(c for c in line if c.isprintable()).strip() for line in text.strip().splitlines()
    )
    plain = "\n".join(lines).strip()
    if not plain:
        raise Invalid("a text is needed", field="text", reason="empty")
    if _is_long(plain):
        raise Invalid("the text is too long", field="text", reason="too_long")
    return plain


def was_given(session: Session, entry_id: str) -> bool:
    """Whether anybody ever received an entry, also one that is out by now."""
    return rows.was_given(session, entry_id)


def audience(session: Session, snapshot: Snapshot, wanted: Wanted) -> Audience:
    """Who received the entry since, sorted by what becomes of them.

    Raises Invalid for a date in the future.
    """
    if wanted.since > now():
        raise Invalid("the date lies in the future", field="since", reason="future")
    given = rows.answers_given(session, wanted.entry_id, wanted.since)
    entry = snapshot.search.entry(wanted.entry_id)
    current = entry.version if entry and not wanted.with_current else None
    first: dict[str, Given] = {}
    everyone = {one.conversation_id for one in given}
    for one in given:
        if one.version != current:
            first.setdefault(one.conversation_id, one)
    told = rows.told_the_same(session, wanted.entry_id, wanted.text) & set(first)
    left = rows.unsubscribed(session, wanted.entry_id, wanted.since)
    withdrawn = rows.withdrawn(session, wanted.entry_id, wanted.since) - left
    to_write = {key: one for key, one in first.items() if key not in told}
    return Audience(
        to_send={k: one for k, one in to_write.items() if k not in left | withdrawn},
        unsubscribed={k: one for k, one in to_write.items() if k in left},
        withdrawn={k: one for k, one in to_write.items() if k in withdrawn},
        up_to_date=len(everyone) - len(first),
        told_before=len(told),
    )


def send(
    session: Session,
    staff_id: str,
    snapshot: Snapshot,
    correction_id: str,
    wanted: Wanted,
    *,
    expected: int,
) -> Correction:
    """Write the correction and promise every message of it, once a person.

    Args:
        correction_id: made when the confirmation was shown; sent again it changes nothing.
        expected: how many people the confirmation named.

    Raises:
        Invalid: as checked_text and audience.
        NotFound: nobody is to get it.
        Conflict: it is a different number of people by now (details: people).
    """
    one_at_a_time.take_turn(session, one_at_a_time.CORRECTIONS)
    known = session.get(Correction, correction_id)
    if known is not None:
        return known
    text = checked_text(wanted.text)
    wanted = Wanted(wanted.entry_id, wanted.since, text, wanted.with_current)
    found = audience(session, snapshot, wanted)
    if not found.to_send:
        raise NotFound("nobody is to get it")
    if len(found.to_send) != expected:
        raise Conflict("another number of people", people=len(found.to_send))
    made = Correction(
        id=correction_id, entry_id=wanted.entry_id, since=wanted.since, text=text, staff_id=staff_id
    )
    session.add(made)
    session.flush()
    _promise(session, made, found)
    return made


def _promise(session: Session, made: Correction, found: Audience) -> None:
    texts = {conversation_id: [made.text] for conversation_id in found.to_send}
    promised = outbox.promise_each(session, f"correction:{made.id}", texts)
    skipped = [*found.unsubscribed.values(), *found.withdrawn.values()]
    _write_recipients(session, made.id, [*found.to_send.values(), *skipped], promised)


def _write_recipients(
    session: Session, correction_id: str, given: Sequence[Given], promised: Mapping[str, str]
) -> None:
    recipients = [
        {
            "correction_id": correction_id,
            "conversation_id": one.conversation_id,
            "turn_id": one.turn_id,
            "outbox_message_id": promised.get(one.conversation_id),
        }
        for one in given
    ]
    session.execute(insert(CorrectionRecipient), recipients)


def _is_long(text: str) -> bool:
    return len(text.encode()) > MOST_BYTES

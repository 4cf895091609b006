"""What hotline staff look up: kept for their own recent questions and everyone's popular ones.

Nothing of the caller is kept: long numbers are taken out before a question is stored, and what is
popular is shown by the entry's own question, never by what somebody typed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Select, delete, func, select
from sqlalchemy.orm import Session

from backend.core.clock import now
from backend.policies import feedback
from backend.policies.models import Feedback, StaffSearch
from policy_faq.entries import Entry
from policy_faq.search import Decision, PolicySearch

LONGEST_QUESTION = 200
KEPT_FOR = timedelta(days=90)
_POPULAR_FOR = timedelta(days=30)
_SAME_LOOK_UP = timedelta(minutes=2)
_SAME_VERDICT = timedelta(minutes=10)
_NUMBER_MASK = "＊"
# as people type or dictate them: full-width, spoken digits, with gaps; 11 or more are a person's
_SAME_LENGTH = str.maketrans(
    "０１２３４５６７８９〇零一二三四五六七八九幺", "01234567890" + "01234567891"
)
_LONG_NUMBER = re.compile(r"\d(?:[ \-.·　]{0,2}\d){9,}[ \-]?[\dXxＸｘ]")


@dataclass(frozen=True, slots=True)
class LookedUp:
    """A question a member of staff looked up, and the entry they opened, if they did."""

    question: str
    entry_id: str | None
    searched_at: datetime


@dataclass(frozen=True, slots=True)
class Popular:
    """An entry opened in the last thirty days: by how many different people, how often."""

    entry_id: str
    people: int
    times: int


def without_numbers(text: str) -> str:
    """The text with every number of 11 or more digits (phone, ID card, bank card) masked."""
    plain = text.translate(_SAME_LENGTH)
    pieces, position = [], 0
    for match in _LONG_NUMBER.finditer(plain):
        pieces += [text[position : match.start()], _NUMBER_MASK]
        position = match.end()
    return "".join([*pieces, text[position:]])


def note(
    session: Session, staff_id: str, question: str, decision: Decision, entry_id: str | None
) -> None:
    """Keep a look-up: stopped typing, or opened or copied an entry.

    Typing on, and opening what was found, belong to the same look-up: within two minutes they
    change the last row instead of adding one. An empty question without an entry is not kept.
    """
    question = " ".join(without_numbers(question).split())[:LONGEST_QUESTION]
    if not question and not entry_id:
        return
    last = session.scalars(_newest_of(staff_id).limit(1)).first()
    if last is None or not _continues(last, question, entry_id):
        last = StaffSearch(staff_id=staff_id)
        session.add(last)
    last.question, last.decision, last.searched_at = question, decision, now()
    last.entry_id = entry_id or last.entry_id
    session.flush()


def recent(session: Session, staff_id: str, limit: int = 8) -> list[LookedUp]:
    """One person's last different questions, newest first."""
    found: dict[str, LookedUp] = {}
    for row in session.scalars(_newest_of(staff_id).limit(limit * 6)):
        name = row.question or str(row.entry_id)
        found.setdefault(name, LookedUp(row.question, row.entry_id, row.searched_at))
    return list(found.values())[:limit]


def popular(session: Session, limit: int = 8) -> list[Popular]:
    """The entries most different people opened in the last thirty days."""
    people, times = func.count(StaffSearch.staff_id.distinct()), func.count()
    statement = (
        select(StaffSearch.entry_id, people, times)
        .where(StaffSearch.entry_id.is_not(None), StaffSearch.searched_at > now() - _POPULAR_FOR)
        .group_by(StaffSearch.entry_id)
        .order_by(people.desc(), times.desc(), StaffSearch.entry_id)
        .limit(limit)
    )
    return [Popular(str(row[0]), row[1], row[2]) for row in session.execute(statement)]


def keep_verdict(
    session: Session, staff_id: str, entry: Entry, question: str, is_helpful: bool
) -> None:
    """Whether an answer answered the caller; thought better of within ten minutes, it changes."""
    masked = without_numbers(question)[:LONGEST_QUESTION]
    held = session.scalars(
        select(Feedback)
        .where(
            Feedback.staff_id == staff_id,
            Feedback.entry_id == entry.id,
            Feedback.question == masked,
            Feedback.created_at > now() - _SAME_VERDICT,
        )
        .order_by(Feedback.created_at.desc())
        .limit(1)
    ).first()
    if held is not None:
        held.is_helpful, held.entry_version, held.created_at = is_helpful, entry.version, now()
        session.flush()
        return
    feedback.rate_by_staff(
        session, staff_id, entry.id, entry.version, question=masked, is_helpful=is_helpful
    )


def delete_old(session: Session) -> int:
    """Delete look-ups older than ninety days; returns how many. For the nightly clean-up."""
    statement = delete(StaffSearch).where(StaffSearch.searched_at < now() - KEPT_FOR)
    return cast(CursorResult[Any], session.execute(statement)).rowcount


def _newest_of(staff_id: str) -> Select[tuple[StaffSearch]]:
    return (
        select(StaffSearch)
        .where(StaffSearch.staff_id == staff_id)
        .order_by(StaffSearch.searched_at.desc(), StaffSearch.id)
    )


def _continues(last: StaffSearch, question: str, entry_id: str | None) -> bool:
    """Whether this is the same look-up going on, not a new one."""
    if now() - last.searched_at > _SAME_LOOK_UP:
        return False
    if question == last.question:
        return entry_id is None or last.entry_id in (None, entry_id)
    is_typed_on = question.startswith(last.question) or last.question.startswith(question)
    return is_typed_on and last.entry_id is None and bool(question and last.question)


def entries_of(ids: Sequence[str | None], search: PolicySearch) -> dict[str, Entry]:
    """The entries of those ids that may still be shown."""
    found = {entry_id: search.entry(entry_id) for entry_id in ids if entry_id}
    return {entry_id: entry for entry_id, entry in found.items() if entry is not None}

"""Missed questions as officers see them: the list, one in detail, and putting aside or together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy.orm import Session

from backend.core.clock import now
from backend.core.errors import Conflict, Invalid, NotFound
from backend.policies import misses_repository as rows
from backend.policies import one_at_a_time
from backend.policies.knowledge import Snapshot
from backend.policies.misses_gathering import gather, has_candidates, recount
from backend.policies.misses_meaning import Likeness, reader, surroundings
from backend.policies.models import Feedback, MissedQuestion, MissedTurn, MissState
from policy_faq.entries import Entry

__all__ = ["gather", "has_candidates"]

LONGEST_NOTE = 300
_WEEK, _MONTH = timedelta(days=7), timedelta(days=30)
_VERDICTS_SHOWN = 30
_SIMILAR_FROM, _SIMILAR_SHOWN, _COMPARED = 0.25, 5, 500
# below this an entry or sentence shares nothing but common words with the question
_ENTRY_FROM, _PLACE_FROM = 0.2, 0.3

Trend = Literal["new", "rising", "steady", "falling"]


@dataclass(frozen=True, slots=True)
class MissRow:
    """One missed question of the list; `week` and `week_before` count people of seven days."""

    miss: MissedQuestion
    week: int
    week_before: int

    @property
    def trend(self) -> Trend:
        """Whether more people ask it than the week before."""
        if self.miss.first_at > now() - _WEEK:
            return "new"
        if self.week == self.week_before:
            return "steady"
        return "rising" if self.week > self.week_before else "falling"


@dataclass(frozen=True, slots=True)
class NearEntry:
    """An entry near a missed question, and how near from 0 to 1."""

    entry: Entry
    nearness: float


@dataclass(frozen=True, slots=True)
class NearPlace:
    """A sentence of an official text or a rule that speaks of the question; `key` names it."""

    key: str
    title: str
    text: str
    nearness: float


@dataclass(frozen=True, slots=True)
class MissView:
    """One missed question with everything needed to write its answer; nobody's name in it."""

    miss: MissedQuestion
    wordings: Sequence[tuple[str, int]]
    reasons: Sequence[tuple[str, int]]
    entries: Sequence[NearEntry]
    places: Sequence[NearPlace]
    similar: Sequence[tuple[MissedQuestion, float]]


@dataclass(frozen=True, slots=True)
class MissPage:
    """One page of a state's list, and how many there are of each state."""

    rows: Sequence[MissRow]
    counts: dict[str, int]
    has_more: bool


def list_misses(
    session: Session, state: MissState = MissState.OPEN, *, page: int = 1, page_size: int = 50
) -> MissPage:
    """Missed questions of a state, those of most people first."""
    found = rows.misses(session, state, page_size + 1, (page - 1) * page_size)
    shown = found[:page_size]
    ids = [miss.id for miss in shown]
    today = now()
    week = rows.people_asking(session, ids, today - _WEEK, today + _WEEK)
    before = rows.people_asking(session, ids, today - 2 * _WEEK, today - _WEEK)
    return MissPage(
        rows=[MissRow(m, week.get(m.id, 0), before.get(m.id, 0)) for m in shown],
        counts=rows.counts_by_state(session),
        has_more=len(found) > page_size,
    )


def staff_verdicts(session: Session) -> Sequence[Feedback]:
    """What hotline staff found of no use in the last month, newest first.

    No caller is known of them, so they are shown beside the missed questions, not counted in.
    """
    return rows.unhelpful_by_staff(session, now() - _MONTH, _VERDICTS_SHOWN)


def miss_view(session: Session, snapshot: Snapshot, miss_id: str) -> MissView:
    """One missed question and what is near it. Raises NotFound."""
    miss = _known(rows.miss(session, miss_id))
    turns = rows.turns_of(session, miss_id)
    near = surroundings(snapshot)
    return MissView(
        miss=miss,
        wordings=Counter(turn.question for turn in turns).most_common(),
        reasons=Counter(turn.reason for turn in turns).most_common(),
        entries=[
            NearEntry(entry, score)
            for entry_id, score in near.entries(miss.question)
            if score >= _ENTRY_FROM and (entry := snapshot.search.entry(entry_id))
        ],
        places=[
            _place(snapshot, key, score)
            for key, score in near.places(miss.question)
            if score >= _PLACE_FROM
        ],
        similar=_similar(session, snapshot, miss),
    )


def dismiss(session: Session, staff_id: str, miss_id: str, note: str) -> MissedQuestion:
    """Put an open one aside, with the reason. Raises Invalid, NotFound, Conflict."""
    reason = " ".join(note.split())[:LONGEST_NOTE]
    if len(reason) < 2:
        raise Invalid("a reason is needed", field="note")
    miss = claimed(session, miss_id, MissState.OPEN)
    miss.state, miss.note = MissState.DISMISSED, reason
    miss.staff_id, miss.closed_at = staff_id, now()
    session.flush()
    return miss


def undo_dismissal(session: Session, staff_id: str, miss_id: str) -> MissedQuestion:
    """Bring a dismissed one back. Raises NotFound, Conflict."""
    miss = claimed(session, miss_id, MissState.DISMISSED)
    miss.state, miss.note, miss.closed_at = MissState.OPEN, "", None
    miss.staff_id = staff_id
    recount(session, miss_id)
    session.flush()
    return miss


def join(session: Session, staff_id: str, miss_id: str, into_id: str) -> MissedQuestion:
    """Put one open missed question into another that means the same. Raises as `dismiss`."""
    if miss_id == into_id:
        raise Conflict("one question cannot be joined to itself")
    miss = claimed(session, miss_id, MissState.OPEN)
    into = claimed(session, into_id, MissState.OPEN)
    _move(rows.turns_of(session, miss_id), into_id)
    into.staff_id = staff_id
    session.flush()
    session.delete(miss)
    recount(session, into_id)
    session.flush()
    return into


def part(session: Session, staff_id: str, miss_id: str, wording: str) -> MissedQuestion:
    """Take a wording that means something else out of an open one, into one of its own.

    Raises NotFound when no turn has that wording, Conflict when nothing would be left.
    """
    miss = claimed(session, miss_id, MissState.OPEN)
    turns = rows.turns_of(session, miss_id)
    own = [turn for turn in turns if turn.question == wording]
    if not own:
        raise NotFound("no such wording")
    if len(own) == len(turns):
        raise Conflict("nothing would be left")
    made = MissedQuestion(question=wording, staff_id=staff_id)
    session.add(made)
    session.flush()
    _move(own, made.id)
    session.flush()
    recount(session, miss.id)
    recount(session, made.id)
    session.flush()
    return made


def claimed(session: Session, miss_id: str, *states: MissState) -> MissedQuestion:
    """The missed question, ours to change, in one of the states. Raises NotFound, Conflict."""
    one_at_a_time.take_turn(session, one_at_a_time.MISSES)
    miss = _known(rows.miss(session, miss_id, for_update=True))
    if miss.state not in states:
        raise Conflict("it changed meanwhile", miss_id=miss_id)
    return miss


def _known(miss: MissedQuestion | None) -> MissedQuestion:
    if miss is None:
        raise NotFound("no such missed question")
    return miss


def _move(turns: Sequence[MissedTurn], miss_id: str) -> None:
    for turn in turns:
        turn.missed_question_id = miss_id


def _similar(
    session: Session, snapshot: Snapshot, miss: MissedQuestion
) -> list[tuple[MissedQuestion, float]]:
    """Other open ones that may mean the same."""
    others = {
        other.id: other
        for other in rows.misses(session, MissState.OPEN, _COMPARED)
        if other.id != miss.id
    }
    titles = Likeness(surroundings(snapshot).weights)
    for other in others.values():
        titles.add(other.id, reader().read(other.question))
    near = titles.nearest(reader().read(miss.question), _SIMILAR_SHOWN)
    return [(others[key], value) for key, value in near if value >= _SIMILAR_FROM]


def _place(snapshot: Snapshot, key: str, nearness: float) -> NearPlace:
    document_id, _, place = key.partition("/")
    if document_id == "rule":
        rule = snapshot.sources.rules[place]
        return NearPlace(key, f"{rule.source.title} {rule.article or ''}", rule.statement, nearness)
    document = snapshot.sources.documents[document_id]
    sentence = document.sentence(place)
    title = f"{document.document_number} {document.clause(sentence.clause).label}"
    return NearPlace(key, title, sentence.text, nearness)

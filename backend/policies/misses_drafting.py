"""From a missed question to an entry: a new draft, or its wordings added to an existing entry."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from backend.core.errors import NotFound
from backend.policies import editing
from backend.policies import misses_repository as rows
from backend.policies.knowledge import KnowledgeRoom, Snapshot
from backend.policies.misses import claimed
from backend.policies.misses_meaning import reader
from backend.policies.models import EntryVersion, MissState
from backend.policies.seed import Seed

_MOST_WORDINGS = 12
_LONGEST_WORDING = 120


def begin_entry(
    session: Session,
    staff_id: str,
    room: KnowledgeRoom,
    miss_id: str,
    *,
    entry_id: str,
    topic: str,
    place: str = "",
) -> EntryVersion:
    """Open the draft of a new entry with the question, its wordings and a citation.

    The missed question waits for that entry from now on.

    Args:
        place: what the draft shall cite, as `NearPlace.key`; empty for nothing yet.

    Raises:
        Invalid, Conflict: as editing.start_new; Conflict also when it is no longer open.
        NotFound: no such missed question or place.
    """
    miss = claimed(session, miss_id, MissState.OPEN)
    others = [w for w in _wordings(session, miss_id) if w != miss.question]
    content: dict[str, Any] = {
        "topic": topic,
        "question": miss.question[:_LONGEST_WORDING],
        "wordings": others[:_MOST_WORDINGS],
        "citations": [_citation(room.current(), place)] if place else [],
    }
    version = editing.start_new(session, staff_id, room.seed, entry_id, content)
    miss.entry_id, miss.staff_id = entry_id, staff_id
    session.flush()
    return version


def add_wordings(
    session: Session,
    staff_id: str,
    seed: Seed,
    miss_id: str,
    *,
    entry_id: str,
    wordings: Sequence[str],
) -> EntryVersion:
    """Put wordings of a missed question into a draft of an entry that answers it.

    Raises:
        NotFound: no such missed question, entry or wording.
        Conflict: no longer open, or a version of the entry is being reviewed.
    """
    miss = claimed(session, miss_id, MissState.OPEN)
    chosen = [w for w in _wordings(session, miss_id) if w in set(wordings)]
    if not chosen:
        raise NotFound("no such wording")
    opened = editing.start_draft(session, staff_id, seed, entry_id)
    content = dict(opened.content)
    known = {reader().read(w).normal for w in (content["question"], *content["wordings"])}
    more = [w for w in chosen if reader().read(w).normal not in known]
    content["wordings"] = [*content["wordings"], *more]
    note = opened.note or f"加入没答上的问法：{miss.question}"
    version = editing.save_draft(session, staff_id, opened.id, opened.edition, content, note=note)
    miss.entry_id, miss.staff_id = entry_id, staff_id
    session.flush()
    return version


def _wordings(session: Session, miss_id: str) -> list[str]:
    """The different wordings that can stand in an entry, newest first."""
    found = dict.fromkeys(turn.question for turn in rows.turns_of(session, miss_id))
    return [w for w in found if len(w) <= _LONGEST_WORDING and "（" not in w]


def _citation(snapshot: Snapshot, place: str) -> dict[str, str]:
    document_id, _, name = place.partition("/")
    if document_id == "rule" and name in snapshot.sources.rules:
        return {"rule": name}
    document = snapshot.sources.documents.get(document_id)
    for sentence in document.sentences() if document else ():
        if sentence.id == name:
            return {"document": document_id, "sentence": name, "quote": sentence.text}
    raise NotFound("no such sentence")

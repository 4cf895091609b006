"""Which entries each turn's answer came from, so that everyone who got one can be found again."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from backend.conversations.models import AnswerGiven


def note_given(
    session: Session, turn_id: str, conversation_id: str, sources: Iterable[Mapping[str, Any]]
) -> None:
    """Write down the entries of a finished turn, each once; sources that name none are left out."""
    entries = {str(source["entry_id"]): source for source in sources if source.get("entry_id")}
    session.add_all(
        AnswerGiven(
            turn_id=turn_id,
            conversation_id=conversation_id,
            entry_id=entry_id,
            entry_version=str(source.get("version") or ""),
            sources=list(source.get("places") or []),
        )
        for entry_id, source in entries.items()
    )

"""Background work on policy knowledge; each function is one task of the worker."""

from backend.core import clock
from backend.core.db import reading, unit_of_work
from backend.policies import editing_repository as rows
from backend.policies import knowledge
from backend.policies.editing_review import publish_due


def publish_due_versions() -> list[str]:
    """Publish entries whose moment has come; safe to run as often and as many times as you like.

    Returns the ids of the entries published.
    """
    at = clock.now()
    with reading() as session:
        if not rows.has_due(session, at):
            return []
    room = knowledge.room()
    room.refresh()
    with unit_of_work() as session:
        return publish_due(session, room.seed, room.current(), at)

"""Background work on missed questions: gather new ones, close those that are answered now."""

from backend.core.db import reading, unit_of_work
from backend.policies import knowledge, misses
from backend.policies.misses_answering import has_awaiting, settle
from backend.policies.misses_meaning import surroundings

_BATCH, _MOST_BATCHES = 200, 50


def gather_misses() -> int:
    """Bring the list of missed questions up to date; safe to run as often as you like, and twice.

    Costs one query when there is nothing to do. Returns how many turns were taken in.
    """
    with reading() as session:
        if not misses.has_candidates(session) and not has_awaiting(session):
            return 0
    room = knowledge.room()
    room.refresh()
    surroundings(room.current())  # before the transaction: nobody shall wait for it
    taken = 0
    for _ in range(_MOST_BATCHES):
        with unit_of_work() as session:
            count = misses.gather(session, room.current(), _BATCH)
        taken += count
        if count == 0:
            break
    with unit_of_work() as session:
        settle(session, room.current())
    return taken

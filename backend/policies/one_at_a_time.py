"""Work that must not be done twice at once: whoever comes second waits for the first to commit."""

from sqlalchemy import text
from sqlalchemy.orm import Session

# any numbers of our own: the names of the locks
MISSES = 0x4D495353
CORRECTIONS = 0x434F5252


def take_turn(session: Session, name: int) -> None:
    """Hold the lock of that name until the transaction ends; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": name})

"""The database: engine, base class, column types, and the only commit.

Doors (a request, one action run, one background item) open `unit_of_work()`; services take the
session it yields and may flush. Nothing else commits.
"""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Engine,
    MetaData,
    String,
    TypeDecorator,
    create_engine,
    event,
    text,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from backend.core.crypto import decrypt, encrypt
from backend.core.errors import Unavailable
from backend.core.settings import data_settings

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of every table."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar = {dict[str, Any]: JSON, list[Any]: JSON}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant on both databases; a naive one is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime; use backend.core.clock.now()")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EncryptedText(TypeDecorator[str]):
    """Text stored as AES-256-GCM ciphertext, bound to `context` ("table.column")."""

    impl = String
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else encrypt(value, self.context)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else decrypt(value, self.context)


def new_id() -> str:
    """A fresh row id: 32 hex characters, time-independent."""
    return uuid.uuid4().hex


_engine: Engine | None = None
_sessions: sessionmaker[Session] | None = None
_reading_sessions: sessionmaker[Session] | None = None


def _on_sqlite_connect(connection: sqlite3.Connection, _: object) -> None:
    # pysqlite must not open transactions by itself: we begin them below, as writers
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()


# Writers of one process take turns here. SQLite's own waiting is a sleep with growing pauses: with
# fifty people at once some would sleep for seconds while others pass them.
_write_turn = Lock()
_HOLDS_WRITE_TURN = "holds_write_turn"
_BUSY_SECONDS = 10


def _on_sqlite_begin(connection: Connection) -> None:
    if connection.get_execution_options().get("read_only", False):
        connection.exec_driver_sql("BEGIN")
        return
    if not _write_turn.acquire(timeout=_BUSY_SECONDS):
        raise Unavailable("another transaction of this process holds the database")
    connection.info[_HOLDS_WRITE_TURN] = True
    # BEGIN IMMEDIATE: two writers queue for the lock instead of failing half-way on an upgrade
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _on_sqlite_checkin(_: object, record: ConnectionPoolEntry) -> None:
    if record.info.pop(_HOLDS_WRITE_TURN, False):
        _write_turn.release()


def make_engine(url: str) -> Engine:
    """An engine with the right habits for its database."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=20, max_overflow=20)
    engine = create_engine(
        url, connect_args={"check_same_thread": False}, pool_size=20, max_overflow=40
    )
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)
    event.listen(engine, "checkin", _on_sqlite_checkin)
    return engine


def engine() -> Engine:
    """The process's engine, made on first use from the settings."""
    global _engine, _sessions, _reading_sessions
    if _engine is None:
        data_settings().data_dir.mkdir(parents=True, exist_ok=True)
        made = make_engine(data_settings().database())
        _sessions = sessionmaker(made, expire_on_commit=False)
        _reading_sessions = sessionmaker(
            made.execution_options(read_only=True), expire_on_commit=False
        )
        _engine = made
    return _engine


def forget_engine() -> None:
    """Close every connection; the next call makes a new engine (tests, forks)."""
    global _engine, _sessions, _reading_sessions
    if _engine is not None:
        _engine.dispose()
    _engine = _sessions = _reading_sessions = None


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One transaction: commits when the block ends, rolls back when it raises."""
    engine()
    assert _sessions is not None
    with _sessions() as session:
        with session.begin():
            yield session


@contextmanager
def reading() -> Iterator[Session]:
    """A transaction that only reads; it does not queue behind writers and is rolled back."""
    engine()
    assert _reading_sessions is not None
    with _reading_sessions() as session:
        yield session


def answers() -> bool:
    """Whether the database answers a query now."""
    try:
        with reading() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True

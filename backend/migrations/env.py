"""Alembic's entry: migrate the database of the settings, one process at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from alembic import context
from sqlalchemy import Connection, TypeDecorator, text

from backend.core.db import engine
from backend.core.settings import data_settings
from backend.tables import metadata

_LOCK_NUMBER = 20230201  # any constant; the policy's date is easy to recognise


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """One migrating process: an advisory lock on PostgreSQL, a lock file for SQLite."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET lock_timeout = '10s'"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK_NUMBER})"))
        yield
        return
    with (data_settings().data_dir / "migrate.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _plain_type(kind: str, item: object, _: object) -> str | Literal[False]:
    """Write our column types as what the database sees, so that migrations never import ours."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=_plain_type,
        compare_type=True,
        transactional_ddl=True,
    )
    context.run_migrations()


def run() -> None:
    """Migrate in one transaction; batch mode lets SQLite change columns."""
    given = context.config.attributes.get("connection")
    if given is not None:  # a comparison on a throw-away database
        _migrate(given)
        return
    data_settings().data_dir.mkdir(parents=True, exist_ok=True)
    with engine().connect() as connection, connection.begin(), _alone(connection):
        _migrate(connection)


run()

"""Real databases: SQLite files and a PostgreSQL server, both built by running the migrations."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from backend import migrations
from backend.core import db, settings
from backend.tables import metadata

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a PostgreSQL server: TEST_DATABASE_URL, or one from the pgserver wheel."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    import pgserver

    directory = tmp_path_factory.mktemp("postgresql")
    directory.parent.chmod(0o755)
    directory.parent.parent.chmod(0o755)
    server = pgserver.get_server(directory)
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str) -> str:
    """A database of this worker on that server, migrated once."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    base = postgresql_server.replace("postgresql://", "postgresql+psycopg://", 1)
    admin = db.make_engine(base).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    url = str(make_url(base).set(database=name).render_as_string(hide_password=False))
    _migrate(url)
    return url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


def _migrate(url: str) -> None:
    kept = {name: os.environ.get(name) for name in ("DATABASE_URL", "DATA_DIR")}
    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DATA_DIR", "/tmp")
    settings.forget_settings()
    db.forget_engine()
    migrations.upgrade()
    db.forget_engine()
    for name, value in kept.items():
        os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)
    settings.forget_settings()


def _empty(url: str) -> None:
    engine = db.make_engine(url)
    tables = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} CASCADE"))
    engine.dispose()


@pytest.fixture(params=KINDS)
def database(
    request: pytest.FixtureRequest, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """An empty migrated database of each kind in turn; the settings point to it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    if request.param == "postgresql":
        url = str(request.getfixturevalue("migrated_postgresql"))
        _empty(url)
    else:
        template: Path = request.getfixturevalue("migrated_sqlite")
        shutil.copy(template, data_dir / "jobs.sqlite3")
        url = f"sqlite:///{data_dir / 'jobs.sqlite3'}"
    monkeypatch.setenv("DATABASE_URL", url)
    settings.forget_settings()
    db.forget_engine()
    yield url
    db.forget_engine()


@pytest.fixture
def session(database: str) -> Iterator[Session]:
    """A write session inside one unit of work on each kind of database."""
    with db.unit_of_work() as open_session:
        yield open_session

"""Schema migrations (Alembic), run from code: `python -m backend migrate` or at start-up."""

from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

_HERE = Path(__file__).parent


def config() -> Config:
    """Alembic's configuration; the database is the one of the settings."""
    made = Config()
    made.set_main_option("script_location", str(_HERE))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return made


def upgrade() -> None:
    """Bring the database to the newest schema. Safe to call from several processes at once."""
    command.upgrade(config(), "head")


def head() -> str:
    """The newest revision this code knows."""
    return ScriptDirectory.from_config(config()).get_current_head() or ""


def differences() -> list[str]:
    """What a fresh migrated database lacks or has too much, compared with the models."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from backend.core.db import make_engine
    from backend.tables import metadata

    with TemporaryDirectory() as directory:
        engine = make_engine(f"sqlite:///{directory}/check.sqlite3")
        made = config()
        with engine.connect() as connection, connection.begin():
            made.attributes["connection"] = connection
            command.upgrade(made, "head")
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            found = [str(item) for item in compare_metadata(context, metadata)]
        engine.dispose()
    return found

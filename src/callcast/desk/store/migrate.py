"""Bring a database to today's schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from callcast.desk.store.errors import StoreNewer

_FOLDER = Path(__file__).parent / "migrations"


def migrate(connection: Connection, path: str) -> None:
    """Run the steps that the database at `path` lacks, within the connection's transaction; `StoreNewer`."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    now = MigrationContext.configure(connection).get_current_revision()
    if now is not None and now not in {step.revision for step in script.walk_revisions()}:
        raise StoreNewer(path, now)
    if now != script.get_current_head():
        command.upgrade(config, "head")

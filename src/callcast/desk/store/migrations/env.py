"""Run by Alembic, on the connection that `migrate` made."""

from alembic import context

from callcast.desk.store import access_tables, hall_tables, hook_tables  # noqa: F401 - on the same metadata
from callcast.desk.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()

"""The tables of webhooks as the newest migration leaves them."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text

from callcast.desk.store.tables import metadata

hooks = Table(
    "hooks",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("url", Text, nullable=False),
    Column("secret", String(255), nullable=False),  # as it is: we sign with it
    Column("created_at", Float(53), nullable=False),
    Column("kinds", Text, nullable=False),  # as JSON
    Column("sent", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text),
)

hook_deliveries = Table(
    "hook_deliveries",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("hook", String(64), ForeignKey("hooks.id", ondelete="CASCADE"), nullable=False),
    Column("event", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("at", Float(53), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("status", Integer),
    Column("reason", Text),
    Column("seconds", Float(53), nullable=False),
    Index("ix_hook_deliveries_hook_number", "hook", "number"),
    sqlite_autoincrement=True,
)

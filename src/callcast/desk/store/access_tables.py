"""The tables of who may do what, as the newest migration leaves them."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from callcast.desk.store.tables import metadata

people = Table(
    "people",
    metadata,
    Column("number", Integer, primary_key=True),  # the order of being made, as in the other tables
    Column("id", String(32), nullable=False, unique=True),
    Column("name", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("password", Text, nullable=False),  # argon2's own form, with its parameters
    Column("created_at", Float(53), nullable=False),
    Column("version", Integer, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("counters", Text),  # as JSON, null where there is no list
)

sessions = Table(
    "sessions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("digest", String(64), nullable=False),
    Column("person", String(32), ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", Float(53), nullable=False),
    Column("used_at", Float(53), nullable=False),
    Column("address", String(64), nullable=False),
    Index("ix_sessions_person", "person"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("digest", String(64), nullable=False),
    Column("name", String(64), nullable=False),
    Column("scopes", Text, nullable=False),  # with blanks between
    Column("maker", String(128), nullable=False),
    Column("created_at", Float(53), nullable=False),
    Column("used_at", Float(53)),
    Column("expires_at", Float(53)),
)

devices = Table(
    "devices",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("digest", String(64), nullable=False),
    Column("name", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("target", String(64), nullable=False),
    Column("maker", String(128), nullable=False),
    Column("created_at", Float(53), nullable=False),
    Column("used_at", Float(53)),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Float(53), nullable=False),
    Column("who", String(128), nullable=False),
    Column("did", String(255), nullable=False),
    Column("on", String(255), nullable=False),
    Column("address", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Index("ix_audit_at", "at"),
    sqlite_autoincrement=True,
)

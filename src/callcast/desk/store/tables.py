"""The tables as the newest migration leaves them."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text, false, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

announcements = Table(
    "announcements",
    metadata,
    Column("number", Integer, primary_key=True),  # the order of acceptance
    Column("id", String(64), nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("lang", String(255)),
    Column("voice", String(255)),
    Column("priority", String(16), nullable=False),
    Column("repeat", Integer, nullable=False),
    Column("accepted_at", Float(53), nullable=False),
    Column("expires_at", Float(53)),
    Column("cancel_asked", Boolean, nullable=False),
    Column("state", String(16), nullable=False),  # of all channels together, to find by
    Column("call_number", String(100)),  # these three are null where there is no call
    Column("call_place", String(100)),
    Column("call_name", String(100)),
    Column("template", String(64)),
    Column("langs", Text),  # these two as JSON, null where there are none
    Column("texts", Text),
    Column("source", String(255), nullable=False, server_default=""),
    Index("ix_announcements_state_number", "state", "number"),
    sqlite_autoincrement=True,
)

NAMED = "call_name != ''"
"""Calls by name, as index and query have it."""
Index("ix_announcements_named", announcements.c.accepted_at, sqlite_where=text(NAMED))

deliveries = Table(
    "deliveries",
    metadata,
    Column("announcement", Integer, ForeignKey("announcements.number", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),  # in the announcement's list of channels
    Column("channel", String(255), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text),
    Column("spoken_from", Float(53)),
    Column("spoken_to", Float(53)),
    Column("called", Boolean, nullable=False, server_default=false()),  # spoken, and a call, to find by
    Index("ix_deliveries_channel_announcement", "channel", "announcement"),
)
Index(
    "ix_deliveries_called",
    deliveries.c.channel,
    deliveries.c.spoken_from,
    deliveries.c.announcement,
    sqlite_where=text("called = 1"),  # as the query has it
)

boards = Table(
    "boards",
    metadata,
    Column("channel", String(255), primary_key=True),
    Column("words", Text, nullable=False),  # as on the bus
)

catalogues = Table(
    "catalogues",
    metadata,
    Column("number", Integer, primary_key=True),  # 1: there is one, the last
    Column("words", Text, nullable=False),  # as on the bus
)

keys = Table(
    "idempotency_keys",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("announcement", Integer, ForeignKey("announcements.number", ondelete="CASCADE"), nullable=False),
    Column("created_at", Float(53), nullable=False),
    Index("ix_idempotency_keys_announcement", "announcement"),
    Index("ix_idempotency_keys_created_at", "created_at"),
)

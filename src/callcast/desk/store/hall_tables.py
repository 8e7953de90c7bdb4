"""The tables of tickets and orders as the newest migration leaves them.

Rows are numbered in the order in which they were written. What an administrator sets up, and what an act has changed,
is a JSON document (`words`); what reports ask for is columns. Times are Unix seconds.
"""

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text, text

from callcast.desk.store.tables import metadata

setup = Table(
    "setup",
    metadata,
    Column("kind", String(16), primary_key=True),  # site, line, counter or item
    Column("id", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("words", Text, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("origin", String(64), nullable=False),  # the line that issued it: it may go on to others
    Column("line", String(64), nullable=False),
    Column("shown", String(100), nullable=False),  # its number, as people see it
    Column("serial", Integer, nullable=False),
    Column("day", String(10), nullable=False),
    Column("issued_at", Float(53), nullable=False),
    Column("ready_at", Float(53), nullable=False),
    Column("since", Float(53), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("precedence", String(16), nullable=False),
    Column("due_at", Float(53)),
    Column("counter", String(64)),
    Column("called_at", Float(53)),
    Column("calls", Integer, nullable=False),
    Column("announcement", String(64)),
    Column("after", Integer),
    Column("route", Text, nullable=False),  # as JSON
    Column("leg", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("langs", Text, nullable=False),  # as JSON
    Column("personal", Boolean, nullable=False),  # it has a name, to find by
    Column("version", Integer, nullable=False),
    Index("uq_tickets_serial", "origin", "day", "serial", unique=True),
    Index("ix_tickets_line_day", "line", "day"),
    Index("ix_tickets_day", "day"),
    Index("ix_tickets_shown", "shown"),
    Index("ix_tickets_stage", "stage"),
    Index("ix_tickets_since", "since"),
    sqlite_autoincrement=True,
)
Index("ix_tickets_personal", tickets.c.since, sqlite_where=text("personal = 1"))

orders = Table(
    "orders",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("line", String(64), nullable=False),
    Column("shown", String(100), nullable=False),
    Column("serial", Integer, nullable=False),
    Column("day", String(10), nullable=False),
    Column("ordered_at", Float(53), nullable=False),
    Column("since", Float(53), nullable=False),
    Column("picks", Text, nullable=False),  # as JSON
    Column("stage", String(16), nullable=False),
    Column("was", String(16)),
    Column("price", Integer),
    Column("name", Text, nullable=False),
    Column("langs", Text, nullable=False),  # as JSON
    Column("called_at", Float(53)),
    Column("calls", Integer, nullable=False),
    Column("announcement", String(64)),
    Column("personal", Boolean, nullable=False),  # it has a name or a note, to find by
    Column("version", Integer, nullable=False),
    Index("uq_orders_serial", "line", "day", "serial", unique=True),
    Index("ix_orders_day", "day"),
    Index("ix_orders_shown", "shown"),
    Index("ix_orders_stage", "stage"),
    Index("ix_orders_since", "since"),
    sqlite_autoincrement=True,
)
Index("ix_orders_personal", orders.c.since, sqlite_where=text("personal = 1"))

tallies = Table(
    "tallies",
    metadata,
    Column("line", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("issued", Integer, nullable=False),
    Column("called", Integer, nullable=False),
)

periods = Table(
    "periods",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("subject", String(64), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("line", String(64), nullable=False),
    Column("counter", String(64)),
    Column("start", Float(53), nullable=False),
    Column("end", Float(53)),
    Column("who", String(255), nullable=False),
    Column("because", Text),  # as JSON
    Column("pace", Boolean, nullable=False),  # the first call of a ticket, which tells how fast its line goes
    Index("ix_periods_subject", "subject"),
    Index("ix_periods_start", "start"),
    sqlite_autoincrement=True,
)
Index("ix_periods_open", periods.c.subject, sqlite_where=text('"end" IS NULL'))
Index("ix_periods_pace", periods.c.line, sqlite_where=text("pace = 1"))

acts = Table(
    "acts",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("counter", String(64), nullable=False),
    Column("at", Float(53), nullable=False),
    Column("words", Text, nullable=False),
    Column("personal", Boolean, nullable=False),  # with names in it, to find by
    Index("ix_acts_counter", "counter"),
    Index("ix_acts_at", "at"),
    sqlite_autoincrement=True,
)
Index("ix_acts_personal", acts.c.at, sqlite_where=text("personal = 1"))

events = Table(
    "events",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("at", Float(53), nullable=False),
    Column("data", Text, nullable=False),
    Column("personal", Boolean, nullable=False),
    Index("ix_events_at", "at"),
    sqlite_autoincrement=True,
)
Index("ix_events_personal", events.c.at, sqlite_where=text("personal = 1"))

act_keys = Table(
    "act_keys",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("because", Text),  # as JSON
    Column("created_at", Float(53), nullable=False),
    Index("ix_act_keys_created_at", "created_at"),
)

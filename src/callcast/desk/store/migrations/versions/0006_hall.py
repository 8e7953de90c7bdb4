"""Tickets and orders, what they wait in, and what was done to them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_index("ix_announcements_named", "announcements", ["accepted_at"], sqlite_where=sa.text("call_name != ''"))
    op.create_table(
        "setup",
        _text("kind", 16),
        _text("id", 64),
        _integer("version"),
        _text("words"),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_setup"),
    )
    _add_tickets()
    _add_orders()
    op.create_table(
        "tallies",
        _text("line", 64),
        _text("day", 10),
        _integer("issued"),
        _integer("called"),
        sa.PrimaryKeyConstraint("line", "day", name="pk_tallies"),
    )
    _add_log()


def downgrade() -> None:
    """To the one before."""
    for name in ("act_keys", "events", "acts", "periods", "tallies", "orders", "tickets", "setup"):
        op.drop_table(name)
    op.drop_index("ix_announcements_named", "announcements")


def _add_tickets() -> None:
    _add(
        "tickets",
        *_begun("origin", "line"),
        _time("issued_at"),
        _time("ready_at"),
        _time("since"),
        _text("stage", 16),
        _text("precedence", 16),
        _time("due_at", null=True),
        _text("counter", 64, null=True),
        *_called(),
        _integer("after", null=True),
        _text("route"),
        _integer("leg"),
        *_person(),
        unique="id",
    )
    op.create_index("uq_tickets_serial", "tickets", ["origin", "day", "serial"], unique=True)
    op.create_index("ix_tickets_line_day", "tickets", ["line", "day"])
    _index_found("tickets")


def _add_orders() -> None:
    _add(
        "orders",
        *_begun("line"),
        _time("ordered_at"),
        _time("since"),
        _text("picks"),
        _text("stage", 16),
        _text("was", 16, null=True),
        _integer("price", null=True),
        *_called(),
        *_person(),
        unique="id",
    )
    op.create_index("uq_orders_serial", "orders", ["line", "day", "serial"], unique=True)
    _index_found("orders")


def _add_log() -> None:
    _add(
        "periods",
        _text("subject", 64),
        _text("stage", 16),
        _text("line", 64),
        _text("counter", 64, null=True),
        _time("start"),
        _time("end", null=True),
        _text("who", 255),
        _text("because", null=True),
        _flag("pace"),
    )
    op.create_index("ix_periods_subject", "periods", ["subject"])
    op.create_index("ix_periods_start", "periods", ["start"])
    op.create_index("ix_periods_open", "periods", ["subject"], sqlite_where=sa.text('"end" IS NULL'))
    op.create_index("ix_periods_pace", "periods", ["line"], sqlite_where=sa.text("pace = 1"))
    _add("acts", _text("counter", 64), _time("at"), _text("words"), _flag("personal"))
    op.create_index("ix_acts_counter", "acts", ["counter"])
    _add("events", _text("kind", 16), _text("subject", 64), _time("at"), _text("data"), _flag("personal"))
    for name in ("acts", "events"):
        op.create_index(f"ix_{name}_at", name, ["at"])
        op.create_index(f"ix_{name}_personal", name, ["at"], sqlite_where=sa.text("personal = 1"))
    op.create_table(
        "act_keys",
        _text("key", 255),
        _text("digest", 64),
        _text("subject", 64),
        _text("because", null=True),
        _time("created_at"),
        sa.PrimaryKeyConstraint("key", name="pk_act_keys"),
    )
    op.create_index("ix_act_keys_created_at", "act_keys", ["created_at"])


def _add(name: str, *columns: sa.schema.SchemaItem, unique: str | None = None) -> None:
    constraints = [sa.UniqueConstraint(unique, name=f"uq_{name}_{unique}")] if unique else []
    key = sa.PrimaryKeyConstraint("number", name=f"pk_{name}")
    op.create_table(name, _integer("number"), *columns, key, *constraints, sqlite_autoincrement=True)


def _index_found(name: str) -> None:
    for column in ("day", "shown", "stage", "since"):
        op.create_index(f"ix_{name}_{column}", name, [column])
    op.create_index(f"ix_{name}_personal", name, ["since"], sqlite_where=sa.text("personal = 1"))


def _begun(*lines: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        _text("id", 64),
        *(_text(line, 64) for line in lines),
        _text("shown", 100),
        _integer("serial"),
        _text("day", 10),
    )


def _called() -> tuple[sa.schema.SchemaItem, ...]:
    return (_time("called_at", null=True), _integer("calls"), _text("announcement", 64, null=True))


def _person() -> tuple[sa.schema.SchemaItem, ...]:
    return (_text("name"), _text("langs"), _flag("personal"), _integer("version"))


def _text(name: str, length: int | None = None, *, null: bool = False) -> sa.schema.SchemaItem:
    return sa.Column(name, sa.String(length) if length else sa.Text(), nullable=null)


def _integer(name: str, *, null: bool = False) -> sa.schema.SchemaItem:
    return sa.Column(name, sa.Integer, nullable=null)


def _time(name: str, *, null: bool = False) -> sa.schema.SchemaItem:
    return sa.Column(name, sa.Float(53), nullable=null)


def _flag(name: str) -> sa.schema.SchemaItem:
    return sa.Column(name, sa.Boolean, nullable=False)

"""Announcements, their deliveries, idempotency keys."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "announcements",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("lang", sa.String(255)),
        sa.Column("voice", sa.String(255)),
        sa.Column("priority", sa.String(16), nullable=False),
        sa.Column("repeat", sa.Integer, nullable=False),
        sa.Column("accepted_at", sa.Float(53), nullable=False),
        sa.Column("expires_at", sa.Float(53)),
        sa.Column("cancel_asked", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_announcements"),
        sa.UniqueConstraint("id", name="uq_announcements_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_announcements_state_number", "announcements", ["state", "number"])
    op.create_table(
        "deliveries",
        sa.Column("announcement", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(255), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("spoken_from", sa.Float(53)),
        sa.Column("spoken_to", sa.Float(53)),
        sa.PrimaryKeyConstraint("announcement", "place", name="pk_deliveries"),
        sa.ForeignKeyConstraint(
            ["announcement"],
            ["announcements.number"],
            name="fk_deliveries_announcement_announcements",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_deliveries_channel_announcement", "deliveries", ["channel", "announcement"])
    op.create_table(
        "idempotency_keys",
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("announcement", sa.Integer, nullable=False),
        sa.Column("created_at", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_idempotency_keys"),
        sa.ForeignKeyConstraint(
            ["announcement"],
            ["announcements.number"],
            name="fk_idempotency_keys_announcement_announcements",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_idempotency_keys_announcement", "idempotency_keys", ["announcement"])
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"])


def downgrade() -> None:
    """Back to nothing."""
    op.drop_table("idempotency_keys")
    op.drop_table("deliveries")
    op.drop_table("announcements")

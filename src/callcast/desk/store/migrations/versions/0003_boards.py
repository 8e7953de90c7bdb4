"""What boards show: the call of an announcement, where it was spoken, and what was set for a channel."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CALL = ("call_number", "call_place", "call_name")


def upgrade() -> None:
    """To this revision."""
    for name in CALL:
        op.add_column("announcements", sa.Column(name, sa.String(100)))
    op.add_column("deliveries", sa.Column("called", sa.Boolean, nullable=False, server_default=sa.false()))
    columns = ["channel", "spoken_from", "announcement"]
    op.create_index("ix_deliveries_called", "deliveries", columns, sqlite_where=sa.text("called = 1"))
    op.create_table(
        "boards",
        sa.Column("channel", sa.String(255), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_boards"),
    )


def downgrade() -> None:
    """To the one before."""
    op.drop_table("boards")
    op.drop_index("ix_deliveries_called", "deliveries")
    op.drop_column("deliveries", "called")
    for name in CALL:
        op.drop_column("announcements", name)

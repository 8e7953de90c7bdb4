"""Who calls, since calls of several counters take turns."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.add_column("announcements", sa.Column("source", sa.String(255), nullable=False, server_default=""))


def downgrade() -> None:
    """To the one before."""
    op.drop_column("announcements", "source")

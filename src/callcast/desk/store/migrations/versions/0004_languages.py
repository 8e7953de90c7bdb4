"""Announcements in several languages: a template, or texts by language, and which languages are said."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.add_column("announcements", sa.Column("template", sa.String(64)))
    op.add_column("announcements", sa.Column("langs", sa.Text))
    op.add_column("announcements", sa.Column("texts", sa.Text))


def downgrade() -> None:
    """To the one before."""
    for name in ("texts", "langs", "template"):
        op.drop_column("announcements", name)

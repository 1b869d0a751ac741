"""Ids that revisions changed, documents that followed, and drafts of another id."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("revisions", sa.Column("moved", sa.JSON()))
    op.add_column("revisions", sa.Column("follows", sa.BigInteger()))
    op.add_column("drafts", sa.Column("called", sa.Text()))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("drafts") as drafts:
        drafts.drop_column("called")
    with op.batch_alter_table("revisions") as revisions:
        revisions.drop_column("follows")
        revisions.drop_column("moved")

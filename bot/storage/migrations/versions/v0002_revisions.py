"""Revisions of the knowledge, and drafts of edits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create their tables."""
    op.create_table(
        "revisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("document", sa.String(24), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64)),
        sa.Column("data", sa.LargeBinary()),
        sa.Column("author_id", sa.BigInteger()),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("base", sa.BigInteger()),
        sa.Column("undoes", sa.BigInteger()),
        sa.Column("state", sa.String(16), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("revisions_by_document", "revisions", ["document", "id"])
    op.create_index("revisions_by_undone", "revisions", ["undoes"])
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("document", sa.String(24), nullable=False),
        sa.Column("place", sa.Text()),
        sa.Column("author_id", sa.BigInteger()),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("data", sa.LargeBinary()),
        sa.Column("undoes", sa.BigInteger()),
        sa.Column("base", sa.BigInteger()),
        sa.Column("met", sa.BigInteger()),
        sa.Column("guild_id", sa.BigInteger()),
        sa.Column("reason", sa.Text()),
    )
    op.create_index("drafts_by_time", "drafts", ["made_at"])


def downgrade() -> None:
    """Drop them."""
    for table in ("drafts", "revisions"):
        op.drop_table(table)

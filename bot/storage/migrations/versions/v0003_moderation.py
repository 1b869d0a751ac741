"""What became of questions that waited, what moderators refused, settings of guilds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, create the tables."""
    op.add_column("questions", sa.Column("settled", sa.String(16)))
    op.create_table(
        "refusals",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("guild_id", sa.BigInteger()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("film", sa.String(24)),
        sa.Column("entry", sa.String(100)),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("refusals_by_kind", "refusals", ["kind", "guild_id"])
    op.create_table(
        "guilds",
        sa.Column("guild_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("moderator_roles", sa.JSON(), nullable=False),
        sa.Column("moderators_channel", sa.BigInteger()),
        sa.Column("film", sa.String(24)),
        sa.Column("channel_films", sa.JSON(), nullable=False),
        sa.Column("silent_channels", sa.JSON(), nullable=False),
        sa.Column("unasked_channels", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(16), nullable=False),
        sa.Column("digest_at", sa.DateTime(timezone=True)),
    )


def downgrade() -> None:
    """Take them away."""
    for table in ("guilds", "refusals"):
        op.drop_table(table)
    with op.batch_alter_table("questions") as questions:
        questions.drop_column("settled")

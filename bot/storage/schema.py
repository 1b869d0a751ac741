"""Brings the tables up to date at start, once, however many processes start together."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.errors import StoreSetupError
from bot.storage.database import Database

LOCK_KEY = 0x66_69_6C_6D_66_61_71  # "filmfaq": PostgreSQL's advisory locks are numbers that applications agree on


async def bring_up_to_date(database: Database) -> None:
    """Run the migrations that are missing, in one transaction. Raises StoreSetupError for a newer version's tables."""

    async def upgrade(connection: AsyncConnection) -> None:
        if not database.is_sqlite:  # SQLite's transaction already holds the only writers' lock
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
        await connection.run_sync(_upgrade)

    try:
        await database.write(upgrade)
    except CommandError as error:
        raise StoreSetupError(
            f"{database.name}: it was written by another version of the bot; update the bot ({error})"
        ) from error


def newest_revision() -> str:
    """The revision of the tables as this version of the bot has them."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None  # noqa: S101  # the versions come with the package
    return revision


def revisions_up_to(revision: str) -> frozenset[str]:
    """A revision of the tables and all before it."""
    script = ScriptDirectory.from_config(_config())
    return frozenset(found.revision for found in script.iterate_revisions(revision, "base"))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "bot.storage:migrations")
    return config


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

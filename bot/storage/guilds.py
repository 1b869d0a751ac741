"""Settings of guilds, in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import RowMapping, delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.stores import DigestPeriod, GuildSettings
from bot.storage.database import Database
from bot.storage.tables import guilds


class SqlGuilds:
    """A GuildStore."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._upsert = database.upsert(guilds)

    async def all(self) -> Sequence[GuildSettings]:
        """See GuildStore."""
        return [settings_of(row) for row in await self._database.rows(select(guilds).order_by(guilds.c.guild_id))]

    async def change(self, guild_id: int, change: Callable[[GuildSettings], GuildSettings]) -> GuildSettings:
        """See GuildStore."""

        async def changed(connection: AsyncConnection) -> GuildSettings:
            await lock_guild(guild_id, self._database, connection)
            found = await connection.execute(select(guilds).where(guilds.c.guild_id == guild_id))
            row = found.mappings().one_or_none()
            settings = change(settings_of(row) if row else GuildSettings(guild_id))
            await connection.execute(self._upsert, row_of(settings))
            return settings

        return await self._database.write(changed)

    async def forget(self, guild_id: int) -> None:
        """See GuildStore."""
        gone = delete(guilds).where(guilds.c.guild_id == guild_id)
        await self._database.write(lambda connection: connection.execute(gone))


async def lock_guild(guild_id: int, database: Database, connection: AsyncConnection) -> None:
    """Let nobody else change a guild's settings until the transaction ends."""
    if not database.is_sqlite:  # a guild that has no row yet has none to lock
        await connection.execute(text("SELECT pg_advisory_xact_lock(:guild)"), {"guild": guild_id})


def row_of(settings: GuildSettings) -> dict[str, Any]:
    """Settings as a row."""
    return {
        "guild_id": settings.guild_id,
        "moderator_roles": sorted(settings.moderator_roles),
        "moderators_channel": settings.moderators_channel,
        "film": settings.film,
        "channel_films": sorted(settings.channel_films.items()),
        "silent_channels": sorted(settings.silent_channels),
        "unasked_channels": sorted(settings.unasked_channels),
        "digest": settings.digest.value,
        "digest_at": settings.digest_at,
    }


def settings_of(row: RowMapping) -> GuildSettings:
    """A row of the guilds as it was chosen."""
    values = dict(row)
    sets = {name: frozenset(values[name]) for name in ("moderator_roles", "silent_channels", "unasked_channels")}
    films = MappingProxyType(dict(values["channel_films"]))
    return GuildSettings(**values | sets | {"channel_films": films, "digest": DigestPeriod(values["digest"])})

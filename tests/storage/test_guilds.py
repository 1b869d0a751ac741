"""Settings of guilds, the same in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.services.stores import DigestPeriod, GuildSettings
from bot.storage import Stores, open_stores
from tests.storage.conftest import Address
from tests.storage.test_stores import NOW, SNOWFLAKE

FULL = GuildSettings(
    SNOWFLAKE,
    moderator_roles=frozenset({SNOWFLAKE + 1, 3}),
    moderators_channel=SNOWFLAKE + 2,
    film="the-sessions",
    channel_films={SNOWFLAKE + 3: "her", 4: "the-sessions"},
    silent_channels=frozenset({5}),
    unasked_channels=frozenset({6, 7}),
    digest=DigestPeriod.WEEKLY,
    digest_at=NOW,
)


async def test_come_back_as_they_were(stores: Stores) -> None:
    assert list(await stores.guilds.all()) == []
    assert await stores.guilds.change(SNOWFLAKE, lambda _before: FULL) == FULL
    await stores.guilds.change(1, lambda before: replace(before, film="her"))
    assert list(await stores.guilds.all()) == [GuildSettings(1, film="her"), FULL]
    await stores.guilds.forget(SNOWFLAKE)
    assert list(await stores.guilds.all()) == [GuildSettings(1, film="her")]


async def test_a_change_that_fails_changes_nothing(stores: Stores) -> None:
    await stores.guilds.change(SNOWFLAKE, lambda _before: FULL)

    def failing(_before: GuildSettings) -> GuildSettings:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await stores.guilds.change(SNOWFLAKE, failing)
    assert list(await stores.guilds.all()) == [FULL]


async def test_changes_of_two_processes_lose_nothing(address: Address) -> None:
    """Also of a guild that has no row yet."""
    async with (
        open_stores(data_dir=address.data_dir, url=address.url) as one,
        open_stores(data_dir=address.data_dir, url=address.url) as other,
    ):

        def with_channel(channel: int):
            return lambda before: replace(before, silent_channels=before.silent_channels | {channel})

        await asyncio.gather(
            *((one, other)[channel % 2].guilds.change(1, with_channel(channel)) for channel in range(20))
        )
        assert (await one.guilds.all())[0].silent_channels == frozenset(range(20))

"""The world at the start is the same each time: what the bot keeps of it stays true."""

from __future__ import annotations

from collections.abc import Mapping

from bot.sandbox.scenery import build
from bot.sandbox.world import World


def ids() -> Mapping[str, int]:
    world = World(bot_name="Film bot", history=1)
    build(world)
    guilds = {guild.name: guild.id for guild in world.guilds.values()}
    channels = {f"#{channel.name}": channel.id for channel in world.channels.values()}
    people = {user.name: user.id for user in world.users.values() if not user.bot}
    roles = {
        f"@{role.name}": role.id
        for guild in world.guilds.values()
        for role in guild.roles.values()
        if role.managed_by is None and role.id != guild.id
    }
    return {**guilds, **channels, **people, **roles}


def test_everything_has_its_own_id_and_keeps_it() -> None:
    assert ids() == ids()
    assert len(set(ids().values())) == len(ids()) == 13

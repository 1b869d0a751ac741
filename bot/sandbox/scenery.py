"""The world that is there at the start: two guilds, their channels and the people in them."""

from __future__ import annotations

import zlib

from bot.sandbox import permissions as perms
from bot.sandbox.snowflakes import TIMESTAMP_SHIFT
from bot.sandbox.world import World

FILM_CLUB_ID = 336_000_000_000 << TIMESTAMP_SHIFT
OTHER_CLUB_ID = 336_000_000_001 << TIMESTAMP_SHIFT
"""Ids one apart in their upper bits, so that two shards hold one guild each."""


def steady(name: str) -> int:
    """An id that is the same at every start, as settings and the inbox keep it; older than any that is made."""
    return FILM_CLUB_ID + 1 + zlib.crc32(name.encode()) % ((1 << TIMESTAMP_SHIFT) - 1)


def build(world: World) -> None:
    """Fill an empty world; everything has the id that it had at the last start.

    Film club: ada owns it, max moderates, mia and olga are members; #films with a thread #iron-lung, #general, and
    #late-night, which is age-restricted. Other club: otto owns it, with #lobby; he is no member of the first.
    """
    mia, olga, max_, ada, otto = (
        world.add_user(name, snowflake=steady(f"@{name}")) for name in ("mia", "olga", "max", "ada", "otto")
    )
    club = world.add_guild("Film club", ada, snowflake=FILM_CLUB_ID)
    moderates = perms.MANAGE_MESSAGES | perms.MANAGE_GUILD
    moderator = world.add_role(club, "Moderator", moderates, snowflake=steady("@Moderator"))
    world.add_member(club, mia)
    world.add_member(club, max_, roles=[moderator.id])
    world.add_member(club, olga)
    films = world.add_channel(club, "films", snowflake=steady("#films"))
    world.add_channel(club, "iron-lung", parent=films, snowflake=steady("#iron-lung"))
    world.add_channel(club, "general", snowflake=steady("#general"))
    world.add_channel(club, "late-night", nsfw=True, snowflake=steady("#late-night"))
    other = world.add_guild("Other club", otto, snowflake=OTHER_CLUB_ID)
    world.add_channel(other, "lobby", snowflake=steady("#lobby"))

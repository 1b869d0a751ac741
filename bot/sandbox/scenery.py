"""The world that is there at the start: two guilds, their channels and the people in them."""

from __future__ import annotations

from bot.sandbox import permissions as perms
from bot.sandbox.snowflakes import TIMESTAMP_SHIFT
from bot.sandbox.world import World

FILM_CLUB_ID = 336_000_000_000 << TIMESTAMP_SHIFT
OTHER_CLUB_ID = 336_000_000_001 << TIMESTAMP_SHIFT
"""Ids one apart in their upper bits, so that two shards hold one guild each."""


def build(world: World) -> None:
    """Fill an empty world.

    Film club: ada owns it, max moderates, mia and olga are members; #films with a thread #iron-lung, #general, and
    #late-night, which is age-restricted. Other club: otto owns it, with #lobby; he is no member of the first.
    """
    mia, olga, max_, ada, otto = (world.add_user(name) for name in ("mia", "olga", "max", "ada", "otto"))
    club = world.add_guild("Film club", ada, snowflake=FILM_CLUB_ID)
    moderator = world.add_role(club, "Moderator", perms.MANAGE_MESSAGES | perms.MANAGE_GUILD)
    world.add_member(club, mia)
    world.add_member(club, max_, roles=[moderator.id])
    world.add_member(club, olga)
    films = world.add_channel(club, "films")
    world.add_channel(club, "iron-lung", parent=films)
    world.add_channel(club, "general")
    world.add_channel(club, "late-night", nsfw=True)
    other = world.add_guild("Other club", otto, snowflake=OTHER_CLUB_ID)
    world.add_channel(other, "lobby")

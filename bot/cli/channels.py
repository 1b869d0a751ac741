"""What a bot may do in each channel of a guild, worked out from what Discord's REST interface says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

ADMINISTRATOR = 1 << 3
VIEW_CHANNEL = 1 << 10

WRITTEN_IN = frozenset({0, 2, 5, 13, 15, 16})
"""Channel types in which members write: text, voice, announcement, stage, forum, media."""

Json = Mapping[str, Any]


def permissions_in(channel: Json, *, guild_id: str, member_id: str, roles: Iterable[Json], held: Iterable[str]) -> int:
    """Combine roles and a channel's overwrites as Discord documents it: everyone, then roles, then the member.

    Args:
        roles: All roles of the guild.
        held: Ids of the member's roles.
    """
    mine = {guild_id, *held}
    permissions = 0
    for role in roles:
        if role["id"] in mine:
            permissions |= int(role["permissions"])
    if permissions & ADMINISTRATOR:
        return permissions
    overwrites = {overwrite["id"]: overwrite for overwrite in channel.get("permission_overwrites", ())}
    for group in ([guild_id], sorted(mine - {guild_id}), [member_id]):
        found = [overwrites[key] for key in group if key in overwrites]
        for overwrite in found:
            permissions &= ~int(overwrite["deny"])
        for overwrite in found:
            permissions |= int(overwrite["allow"])
    return permissions

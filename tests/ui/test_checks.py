from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot.services.guilds import Guilds
from bot.services.permissions import Rights
from bot.ui.checks import ELSEWHERE, require_moderator, rights_of, served_guilds
from bot.ui.errors import NotAllowedError
from tests.ui.payloads import GUILD_ID, client, user

ROLE_ID = 12 << 22


def _interaction(permissions: discord.Permissions, *, guild: bool = True, roles: list[int] | None = None) -> Any:
    made = client()
    state = made._connection
    here = state._get_guild(GUILD_ID)
    assert here is not None
    for role in roles or []:
        data: Any = {"id": str(role), "name": "editors", "permissions": "0", "position": 1, "color": 0}
        here._add_role(discord.Role(guild=here, state=state, data=data))
    data = {"user": user(5), "roles": list(map(str, roles or [])), "flags": 0, "joined_at": None}
    member = discord.Member(data=data, guild=here, state=state)
    return SimpleNamespace(guild_id=GUILD_ID if guild else None, user=member, permissions=permissions, client=made)


def test_rights_are_what_discord_says_of_the_member() -> None:
    assert rights_of(_interaction(discord.Permissions(manage_guild=True))) == Rights(
        manage_guild=True, role_ids=frozenset({GUILD_ID})
    )
    assert rights_of(_interaction(discord.Permissions(manage_messages=True))).manage_messages
    assert rights_of(_interaction(discord.Permissions.all(), guild=False)) == Rights()


class _Guilds:
    """Settings of servers in which one role may moderate."""

    def moderator_roles(self, guild_id: int | None) -> frozenset[int]:
        return frozenset({ROLE_ID}) if guild_id == GUILD_ID else frozenset()


@pytest.mark.parametrize(
    ("permissions", "roles", "allowed"),
    [
        (discord.Permissions(manage_guild=True), [], True),
        (discord.Permissions(manage_messages=True), [], False),
        (discord.Permissions.none(), [], False),
        (discord.Permissions.none(), [ROLE_ID], True),
    ],
)
def test_who_is_no_moderator_is_told_what_it_takes(
    permissions: discord.Permissions, roles: list[int], allowed: bool
) -> None:
    interaction, guilds = _interaction(permissions, roles=roles), cast(Guilds, _Guilds())
    if allowed:
        standing = require_moderator(interaction, guilds)
        assert (standing.guild_id, standing.guild_ids) == (GUILD_ID, {GUILD_ID})
    else:
        with pytest.raises(NotAllowedError, match="Manage Server"):
            require_moderator(interaction, guilds)


def test_nobody_moderates_in_direct_messages() -> None:
    interaction = _interaction(discord.Permissions.all(), guild=False)
    with pytest.raises(NotAllowedError, match="not in direct messages"):
        require_moderator(interaction, cast(Guilds, _Guilds()))


def test_guilds_of_other_processes_count_though_they_are_not_known() -> None:
    alone = SimpleNamespace(guilds=[SimpleNamespace(id=5)], shards={0: None}, shard_count=1)
    one_of_two = SimpleNamespace(guilds=[SimpleNamespace(id=5)], shards={0: None}, shard_count=2)
    assert served_guilds(cast(discord.Client, alone)) == {5}
    assert served_guilds(cast(discord.Client, one_of_two)) == {5, ELSEWHERE}

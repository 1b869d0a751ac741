from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.services.permissions import Rights
from bot.ui.checks import moderators_only, rights_of
from tests.ui.payloads import GUILD_ID, client, user


def _interaction(permissions: discord.Permissions, *, guild: bool = True) -> Any:
    state = client()._connection
    data: Any = {"user": user(5), "roles": [str(GUILD_ID)], "flags": 0, "joined_at": None}
    member = discord.Member(data=data, guild=state._get_guild(GUILD_ID), state=state)  # type: ignore[arg-type]
    return SimpleNamespace(guild_id=GUILD_ID if guild else None, user=member, permissions=permissions)


def test_rights_are_what_discord_says_of_the_member() -> None:
    assert rights_of(_interaction(discord.Permissions(manage_guild=True))) == Rights(
        manage_guild=True, role_ids=frozenset({GUILD_ID})
    )
    assert rights_of(_interaction(discord.Permissions(manage_messages=True))).manage_messages
    assert rights_of(_interaction(discord.Permissions.all(), guild=False)) == Rights()


@app_commands.command()
async def plain(interaction: discord.Interaction) -> None:
    """Do something."""


@pytest.mark.parametrize(
    ("permissions", "allowed"),
    [
        (discord.Permissions(manage_guild=True), True),
        (discord.Permissions(manage_messages=True), False),
        (discord.Permissions.none(), False),
    ],
)
async def test_moderators_commands_are_hidden_and_refused(permissions: discord.Permissions, allowed: bool) -> None:
    @moderators_only
    @app_commands.command()
    async def teach(interaction: discord.Interaction) -> None:
        """Do something."""

    assert teach.default_permissions == discord.Permissions(manage_messages=True)
    assert teach.allowed_contexts is not None
    assert not teach.allowed_contexts.dm_channel
    assert await teach._check_can_run(_interaction(permissions)) == allowed


def test_other_commands_are_left_as_they_are() -> None:
    assert plain.default_permissions is None
    assert plain.checks == []

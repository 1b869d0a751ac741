"""Who may do what, as Discord tells us: the members' rights, and the decorator of moderators' commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.services.permissions import Rights, may_moderate

_Command = TypeVar("_Command")


def rights_of(interaction: discord.Interaction[Any]) -> Rights:
    """What the member holds where the interaction happens; nothing in direct messages."""
    if interaction.guild_id is None or not isinstance(interaction.user, discord.Member):
        return Rights()
    permissions = interaction.permissions  # Discord's own sum, right also where the guild is not in the cache
    return Rights(
        manage_guild=permissions.manage_guild,
        manage_messages=permissions.manage_messages,
        role_ids=frozenset(role.id for role in interaction.user.roles),
    )


def moderators_only(command: _Command) -> _Command:
    """Mark a top-level command as the moderators': hidden from others, and refused to them all the same.

    Discord's default is Manage Messages, because a bot cannot grant a command to a role; the check is the bot's own rule.
    """
    decorators: tuple[Callable[[Any], Any], ...] = (
        app_commands.guild_only(),
        app_commands.default_permissions(manage_messages=True),
        app_commands.check(lambda interaction: may_moderate(rights_of(interaction))),
    )
    marked: Any = command
    for decorate in decorators:
        marked = decorate(marked)
    return marked  # type: ignore[no-any-return]  # each decorator returns what it was given

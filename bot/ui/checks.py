"""Who may do what, as Discord tells us: a member's rights, and what they stand on when they want to moderate."""

from __future__ import annotations

from typing import Any

import discord

from bot.services.guilds import Guilds
from bot.services.permissions import Rights, Standing, may_moderate
from bot.texts import text
from bot.ui.errors import NotAllowedError

ELSEWHERE = 0
"""Stands among the bot's guilds for those that other processes serve."""


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


def served_guilds(client: discord.Client) -> frozenset[int]:
    """The guilds the bot is in, as far as this process knows; `ELSEWHERE` among them when others serve some too."""
    guilds = {guild.id for guild in client.guilds}
    shards = getattr(client, "shards", None)
    return frozenset(guilds | {ELSEWHERE} if shards is not None and len(shards) < (client.shard_count or 1) else guilds)


def standing_of(interaction: discord.Interaction[Any], guilds: Guilds) -> Standing:
    """What a member stands on, there and then; asked anew at every command, form and button."""
    return Standing(
        rights=rights_of(interaction),
        guild_id=interaction.guild_id,
        moderator_roles=guilds.moderator_roles(interaction.guild_id),
        guild_ids=served_guilds(interaction.client),
    )


def require_moderator(interaction: discord.Interaction[Any], guilds: Guilds) -> Standing:
    """The member's standing; raises NotAllowedError for who is no moderator here."""
    standing = standing_of(interaction, guilds)
    if not may_moderate(standing.rights, moderator_roles=standing.moderator_roles):
        raise NotAllowedError(text("mod.not_moderator" if interaction.guild_id else "mod.not_here"))
    return standing

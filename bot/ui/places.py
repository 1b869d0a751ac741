"""Discord's channels as places: which conversation, whose parent, and what may be shown openly."""

from __future__ import annotations

from typing import Any

import discord

from bot.services.question import Place


def place_of(channel: object, *, channel_id: int | None = None, guild_id: int | None = None) -> Place:
    """The place a channel is; one that is not in the cache is known by its ids alone and counts as not age-restricted."""
    match channel:
        case discord.Thread():  # follows its parent's age restriction, also a forum's
            return Place(channel.id, channel.guild.id, channel.parent_id, age_restricted=channel.is_nsfw())
        case discord.abc.GuildChannel():
            # Voice and stage channels have chats too; categories have no age restriction of their own to ask for.
            restricted = getattr(channel, "is_nsfw", None)
            return Place(channel.id, channel.guild.id, age_restricted=bool(restricted and restricted()))
        case discord.PartialMessageable():
            return Place(channel.id, channel.guild_id or guild_id)
        case discord.DMChannel():
            return Place(channel.id)
    return Place(channel_id or 0, guild_id)


def place_of_message(message: discord.Message) -> Place:
    """Where a message stands."""
    return place_of(message.channel)


def place_of_interaction(interaction: discord.Interaction[Any]) -> Place:
    """Where a command, a button or a form is used; its channel need not be in the cache, nor be given at all."""
    return place_of(interaction.channel, channel_id=interaction.channel_id, guild_id=interaction.guild_id)

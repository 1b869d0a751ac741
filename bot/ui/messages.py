"""What a Discord message asks of the bot, if anything."""

from __future__ import annotations

import re

import discord

from bot.ui import limits

_MENTIONS = re.compile(r"<(?:@[!&]?|#)\d+>|@(?:everyone|here)\b")
_BLANKS = re.compile(r"[^\S\n]+")


def question_in(message: discord.Message, *, me: int) -> str | None:
    """The question a message puts to the bot: None when it is not meant for it, empty when there is nothing to read.

    Meant for it are direct messages, messages that mention it, and replies to its messages. Nothing can be read of a
    bare mention, and of a reply whose text Discord withholds.
    """
    if message.author.bot or message.webhook_id or message.is_system() or message.message_snapshots:
        return None
    if isinstance(message.channel, discord.DMChannel):  # `message.guild` is also None for a guild not in the cache
        return clean(message.content) or None
    # `User.mentioned_in` would also be true for @everyone.
    if not (any(user.id == me for user in message.mentions) or _replies_to(message, me)):
        return None
    # A sticker or a picture in reply is no question, and no riddle either.
    return None if not message.content and _shows_something(message) else clean(message.content)


def clean(content: str) -> str:
    """A member's text without mentions (ids of members are not kept) and without what no database takes."""
    readable = content.encode("utf-8", "ignore").decode().replace("\0", "")
    return _BLANKS.sub(" ", _MENTIONS.sub(" ", readable)).strip()[: limits.QUESTION]


def _replies_to(message: discord.Message, me: int) -> bool:
    reference = message.reference
    original = reference.resolved if reference else None
    return isinstance(original, discord.Message) and original.author.id == me


def _shows_something(message: discord.Message) -> bool:
    return bool(message.attachments or message.stickers or message.embeds or message.poll)

"""Discord objects built from payloads, as the gateway would send them."""

from __future__ import annotations

from typing import Any

import discord

BOT_ID = 900
MEMBER_ID = 901
OTHER_ID = 902
GUILD_ID = 10 << 22
CHANNEL_ID = 11 << 22
MESSAGE_ID = 1_300_000_000_000_000_000


def client() -> discord.Client:
    """A client that is not connected, with one guild: a channel, one that is age-restricted, and a thread in that."""
    made = discord.Client(intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True))
    made._connection.user = discord.ClientUser(state=made._connection, data=user(BOT_ID, bot=True))
    made._connection._add_guild_from_data(
        {
            "id": str(GUILD_ID),
            "name": "Film club",
            "owner_id": "1",
            "member_count": 2,
            "roles": [{"id": str(GUILD_ID), "name": "@everyone", "permissions": "0", "position": 0, "color": 0}],
            "channels": [
                {"id": str(CHANNEL_ID), "type": 0, "name": "films", "position": 0},
                {"id": str(CHANNEL_ID + 1), "type": 0, "name": "late-night", "position": 1, "nsfw": True},
            ],
            "threads": [
                {
                    "id": str(CHANNEL_ID + 2),
                    "parent_id": str(CHANNEL_ID + 1),
                    "owner_id": "1",
                    "type": 11,
                    "name": "thread",
                    "message_count": 1,
                    "member_count": 1,
                    "thread_metadata": {
                        "archived": False,
                        "auto_archive_duration": 60,
                        "archive_timestamp": "2026-01-01T00:00:00+00:00",
                    },
                }
            ],
        }
    )
    return made


def user(user_id: int, **more: Any) -> Any:
    return {"id": str(user_id), "username": f"user{user_id}", "discriminator": "0", "avatar": None, **more}


def payload(content: str = "", **more: Any) -> dict[str, Any]:
    """A message of a member in the guild's channel; mentions of the bot are found in the text, as Discord does."""
    return {
        "id": str(MESSAGE_ID),
        "channel_id": str(CHANNEL_ID),
        "guild_id": str(GUILD_ID),
        "author": user(MEMBER_ID),
        "member": {"roles": [], "flags": 0},
        "content": content,
        "type": 0,
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": "@everyone" in content,
        "mentions": [user(BOT_ID, bot=True)] if f"<@{BOT_ID}>" in content or f"<@!{BOT_ID}>" in content else [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        **more,
    }


def message(content: str = "", *, of: discord.Client | None = None, **more: Any) -> discord.Message:
    """The message of such a payload."""
    data: Any = payload(content, **more)
    if data["guild_id"] is None:
        del data["guild_id"], data["member"]
    state = (of or client())._connection
    channel, _guild = state._get_guild_channel(data)
    return discord.Message(state=state, channel=channel, data=data)  # type: ignore[arg-type]


def reply_to(author_id: int) -> dict[str, Any]:
    """What a message carries that replies to a message of this author."""
    original = payload("what they had said", id="5", author=user(author_id, bot=author_id == BOT_ID))
    return {
        "type": 19,
        "message_reference": {"type": 0, "message_id": "5", "channel_id": str(CHANNEL_ID), "guild_id": str(GUILD_ID)},
        "referenced_message": original,
    }

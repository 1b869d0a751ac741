"""The world's objects in the JSON form Discord gives them."""

from __future__ import annotations

from typing import Any

from bot.sandbox.snowflakes import created_at, timestamp
from bot.sandbox.world import (
    Attachment,
    Channel,
    ChannelType,
    Guild,
    Json,
    Member,
    Message,
    MessageType,
    Role,
    User,
    World,
)

MESSAGE_CONTENT_LIMITED = 1 << 19
"""The application flag of a bot that was granted the message-content intent (below 100 guilds)."""


def user(user: User) -> Json:
    payload: Json = {
        "id": str(user.id),
        "username": user.name,
        "discriminator": "0000" if user.bot else "0",
        "avatar": None,
        "global_name": None if user.bot else user.name.capitalize(),
        "public_flags": 0,
        "flags": 0,
        "banner": None,
        "accent_color": None,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
    }
    if user.bot:
        payload["bot"] = True
    return payload


def own_user(world: World) -> Json:
    """The bot as `/users/@me` and READY show it to itself."""
    return user(world.bot) | {
        "mfa_enabled": True,
        "locale": "en-US",
        "premium_type": 0,
        "email": None,
        "verified": True,
    }


def bare_member(member: Member) -> Json:
    """A member without the user, as messages carry it."""
    return {
        "roles": [str(role) for role in member.roles],
        "joined_at": timestamp(member.joined_at),
        "nick": None,
        "avatar": None,
        "banner": None,
        "avatar_decoration_data": None,
        "communication_disabled_until": None,
        "premium_since": None,
        "pending": False,
        "flags": 0,
        "mute": False,
        "deaf": False,
    }


def member(member: Member) -> Json:
    return bare_member(member) | {"user": user(member.user)}


def role(role: Role, position: int) -> Json:
    payload: Json = {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(role.permissions),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": role.managed_by is not None,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    if role.managed_by is not None:
        payload["tags"] = {"bot_id": str(role.managed_by)}
    return payload


def channel(channel: Channel) -> Json:
    """A channel, a thread or a conversation as REST and GUILD_CREATE show it."""
    payload: Json = {
        "id": str(channel.id),
        "type": int(channel.type),
        "flags": 0,
        "last_message_id": str(next(reversed(channel.messages))) if channel.messages else None,
    }
    guild = channel.guild
    if guild is None:
        return payload | {"recipients": [user(channel.recipient)] if channel.recipient else []}
    payload |= {"guild_id": str(guild.id), "name": channel.name, "rate_limit_per_user": 0}
    if channel.parent is not None:
        return payload | {
            "parent_id": str(channel.parent.id),
            "owner_id": str(guild.owner.id),
            "message_count": len(channel.messages),
            "total_message_sent": len(channel.messages),
            "member_count": 1,
            "thread_metadata": {
                "archived": False,
                "archive_timestamp": timestamp(created_at(channel.id)),
                "auto_archive_duration": 10080,
                "locked": False,
                "create_timestamp": timestamp(created_at(channel.id)),
            },
        }
    return payload | {
        "parent_id": None,
        "position": channel.position,
        "topic": None,
        "nsfw": channel.nsfw,
        "permission_overwrites": [
            {"id": str(snowflake), "type": int(snowflake not in guild.roles), "allow": str(allow), "deny": str(deny)}
            for snowflake, (allow, deny) in channel.overwrites.items()
        ],
    }


def interaction_channel(world: World, at: Channel, who: User) -> Json:
    """A channel as interactions carry it: with what the person may do there."""
    payload = channel(at) | {"permissions": str(world.permissions(who, at))}
    payload.pop("permission_overwrites", None)
    return payload


def guild(guild: Guild) -> Json:
    """A guild as `GET /guilds/{id}` shows it."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner.id),
        "preferred_locale": guild.locale,
        "roles": [role(item, position) for position, item in enumerate(guild.roles.values())],
        "emojis": [],
        "stickers": [],
        "features": [],
        "region": "deprecated",
        "afk_timeout": 300,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "verification_level": 0,
        "default_message_notifications": 1,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
    } | dict.fromkeys(
        (
            "icon",
            "description",
            "home_header",
            "splash",
            "discovery_splash",
            "banner",
            "application_id",
            "afk_channel_id",
            "system_channel_id",
            "widget_channel_id",
            "vanity_url_code",
            "rules_channel_id",
            "safety_alerts_channel_id",
            "public_updates_channel_id",
            "incidents_data",
        )
    )


def guild_create(guild_: Guild, bot: User) -> Json:
    """A guild as GUILD_CREATE shows it to a bot without the members intent: itself is the only member listed."""
    return guild(guild_) | {
        "joined_at": timestamp(guild_.members[bot.id].joined_at),
        "large": False,
        "unavailable": False,
        "member_count": len(guild_.members),
        "members": [member(guild_.members[bot.id])],
        "channels": [channel(item) for item in guild_.channels.values() if item.type == ChannelType.TEXT],
        "threads": [channel(item) for item in guild_.channels.values() if item.type == ChannelType.PUBLIC_THREAD],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def attachment(attachment: Attachment) -> Json:
    payload: Json = {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "size": len(attachment.data),
        "content_type": attachment.content_type,
        "url": attachment.url,
        "proxy_url": attachment.url,
    }
    if attachment.description:
        payload["description"] = attachment.description
    return payload


def message(message: Message, *, content: bool = True, nested: bool = False) -> Json:
    """A message; without `content` as a bot sees it that may not read it, `nested` as the one replied to."""
    guild = message.channel.guild
    payload: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "type": int(message.type),
        "author": user(message.author),
        "content": message.content if content else "",
        "components": message.components if content else [],
        "embeds": message.embeds if content else [],
        "attachments": [attachment(item) for item in message.attachments] if content else [],
        "flags": message.flags,
        "mentions": [user(item) for item in message.mentions],
        "mention_roles": [str(role) for role in message.mention_roles],
        "mention_everyone": message.mention_everyone,
        "timestamp": timestamp(created_at(message.id)),
        "edited_timestamp": timestamp(message.edited_at) if message.edited_at else None,
        "pinned": False,
        "tts": False,
    }
    if message.nonce is not None:
        payload["nonce"] = message.nonce
    if message.reactions:
        payload["reactions"] = [_reaction(emoji, users) for emoji, users in message.reactions.items()]
    if message.interaction is not None:
        payload["interaction_metadata"] = message.interaction
        payload["application_id"] = payload["webhook_id"] = payload["author"]["id"]
    if message.reference is not None:
        payload["message_reference"] = message.reference
        if not nested and message.type == MessageType.REPLY:
            replied = message.replied
            there = replied and not replied.deleted
            payload["referenced_message"] = message_of(replied, nested=True) if replied and there else None
    if guild is not None and not nested:
        payload["guild_id"] = str(guild.id)
        author = guild.members.get(message.author.id)
        if author is not None:
            payload["member"] = bare_member(author)
    return payload


def partial_emoji(emoji: str) -> Json:
    """An emoji as reactions name it: a character, or `name:id`."""
    name, _, snowflake = emoji.partition(":")
    return {"id": snowflake or None, "name": name}


def _reaction(emoji: str, users: list[User]) -> Json:
    return {
        "emoji": partial_emoji(emoji),
        "count": len(users),
        "count_details": {"burst": 0, "normal": len(users)},
        "me": any(item.bot for item in users),
        "me_burst": False,
        "burst_colors": [],
    }


message_of = message
"""The same under a name that a parameter called `message` does not hide."""


def application(world: World, *, message_content: bool) -> Json:
    """The application as `/applications/@me` shows it."""
    flags = MESSAGE_CONTENT_LIMITED if message_content else 0
    payload: Json = {
        "id": str(world.bot.id),
        "name": world.bot.name,
        "description": "",
        "summary": "",
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
        "bot": user(world.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "redirect_uris": [],
        "owner": user(world.find_user("ada")),
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
        "integration_types_config": {"0": {}},
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
    }
    return payload | dict.fromkeys(("icon", "type", "team"))


def metadata(*, snowflake: int, kind: int, who: User, guild: Guild | None, extra: dict[str, Any] | None = None) -> Json:
    """The `interaction_metadata` of a response."""
    return {
        "id": str(snowflake),
        "type": kind,
        "user": user(who),
        "authorizing_integration_owners": {"0": str(guild.id) if guild else "0"},
    } | (extra or {})

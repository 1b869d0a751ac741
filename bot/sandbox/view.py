"""What the page is told: the world, messages and commands as it draws them, with what a person may do."""

from __future__ import annotations

from bot.sandbox import payloads
from bot.sandbox import permissions as perms
from bot.sandbox.snapshots import Command
from bot.sandbox.snowflakes import created_at
from bot.sandbox.state import State
from bot.sandbox.world import Channel, ChannelType, Flag, Json, Member, Message, User

EXCERPT = 80


def world(state: State, user: User) -> Json:
    """Guilds, channels and people, as one person sees them."""
    everything = state.world
    channels = [
        item for item in everything.channels.values() if everything.permissions(user, item) & perms.VIEW_CHANNEL
    ]
    conversation = everything.dm_with(user)
    if conversation not in channels:
        channels.append(conversation)
    return {
        "me": {"id": str(user.id), "name": user.name},
        "bot": {"id": str(everything.bot.id), "name": everything.bot.name},
        "connected": any(item.connection is not None for item in state.gateway.sessions.values()),
        "message_content": state.gateway.message_content,
        "people": [person(state, item) for item in everything.users.values() if not item.bot],
        "roles": [
            {"id": str(role.id), "name": role.name}
            for guild in everything.guilds.values()
            if user.id in guild.members
            for role in guild.roles.values()
        ],
        "names": {str(item.id): item.name for item in everything.users.values()},
        "channels": [channel(state, item, user) for item in channels],
    }


def person(state: State, user: User) -> Json:
    member = next((guild.members[user.id] for guild in state.world.guilds.values() if user.id in guild.members), None)
    return {"id": str(user.id), "name": user.name, "role": _role(member)}


def _role(member: Member | None) -> str:
    if member is None:
        return "in no server"
    allowed = perms.in_guild(member.guild, member)
    if member.guild.owner is member.user:
        rank = "owner"
    elif allowed & (perms.MANAGE_GUILD | perms.MANAGE_MESSAGES):
        rank = "moderator"
    else:
        rank = "member"
    return f"{rank}, {member.guild.name}"


def channel(state: State, item: Channel, user: User) -> Json:
    allowed = state.world.permissions(user, item)
    thread = item.type == ChannelType.PUBLIC_THREAD
    needed = perms.SEND_MESSAGES_IN_THREADS if thread else perms.SEND_MESSAGES
    return {
        "id": str(item.id),
        "name": item.name,
        "guild": item.guild.name if item.guild else None,
        "parent": str(item.parent.id) if item.parent else None,
        "age_restricted": item.age_restricted,
        "may_send": bool(allowed & needed),
        "may_manage": item.guild is not None and bool(allowed & perms.MANAGE_MESSAGES),
    }


def message(item: Message) -> Json:
    replied = item.replied
    return {
        "id": str(item.id),
        "channel": str(item.channel.id),
        "author": {"id": str(item.author.id), "name": item.author.name, "bot": item.author.bot},
        "at": created_at(item.id).isoformat(),
        "content": item.content,
        "components": item.components,
        "embeds": item.embeds,
        "files": [payloads.attachment(file) for file in item.attachments],
        "v2": bool(item.flags & Flag.COMPONENTS_V2),
        "edited": item.edited_at is not None,
        "thinking": bool(item.flags & Flag.LOADING),
        "ephemeral": item.ephemeral_for is not None,
        "mentions": [str(user.id) for user in item.notified],
        "reactions": [{"emoji": emoji, "count": len(users)} for emoji, users in item.reactions.items()],
        "used_by": item.interaction["user"]["username"] if item.interaction and not replied else None,
        "reply_to": None if replied is None else _excerpt(replied),
    }


def _excerpt(replied: Message) -> Json:
    text = "The message was deleted" if replied.deleted else replied.content[:EXCERPT] or "Click to see the message"
    return {"id": str(replied.id), "author": replied.author.name, "text": text, "gone": replied.deleted}


def command(item: Command) -> Json:
    return {
        "id": str(item.id),
        "type": item.type,
        "name": item.name,
        "description": item.description,
        "options": item.options,
    }

"""What a member may do in a channel: Discord's permission bits and how roles and overwrites combine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.sandbox.world import Channel, Guild, Member

ADD_REACTIONS = 1 << 6
ADMINISTRATOR = 1 << 3
ATTACH_FILES = 1 << 15
CREATE_PUBLIC_THREADS = 1 << 35
EMBED_LINKS = 1 << 14
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5
MANAGE_MESSAGES = 1 << 13
MENTION_EVERYONE = 1 << 17
READ_MESSAGE_HISTORY = 1 << 16
SEND_MESSAGES = 1 << 11
SEND_MESSAGES_IN_THREADS = 1 << 38
USE_APPLICATION_COMMANDS = 1 << 31
USE_EXTERNAL_EMOJIS = 1 << 18
VIEW_CHANNEL = 1 << 10

ALL = (1 << 53) - 1

NAMES = {
    "view": VIEW_CHANNEL,
    "send": SEND_MESSAGES,
    "send_in_threads": SEND_MESSAGES_IN_THREADS,
    "read_history": READ_MESSAGE_HISTORY,
    "attach_files": ATTACH_FILES,
    "embed_links": EMBED_LINKS,
    "add_reactions": ADD_REACTIONS,
    "use_commands": USE_APPLICATION_COMMANDS,
    "manage_messages": MANAGE_MESSAGES,
    "manage_guild": MANAGE_GUILD,
    "manage_channels": MANAGE_CHANNELS,
    "mention_everyone": MENTION_EVERYONE,
    "administrator": ADMINISTRATOR,
}
"""Short names the driver takes, each for one bit."""

MEMBER_DEFAULT = (
    VIEW_CHANNEL
    | SEND_MESSAGES
    | SEND_MESSAGES_IN_THREADS
    | READ_MESSAGE_HISTORY
    | ATTACH_FILES
    | EMBED_LINKS
    | ADD_REACTIONS
    | USE_APPLICATION_COMMANDS
    | CREATE_PUBLIC_THREADS
)
"""What @everyone may do in a new guild, as far as it matters here."""

INVITED_BOT = VIEW_CHANNEL | SEND_MESSAGES | SEND_MESSAGES_IN_THREADS | READ_MESSAGE_HISTORY | ATTACH_FILES
"""What the bot's own role gives it: the permissions of its invite link."""

DIRECT_MESSAGE = (
    VIEW_CHANNEL
    | SEND_MESSAGES
    | READ_MESSAGE_HISTORY
    | ATTACH_FILES
    | EMBED_LINKS
    | ADD_REACTIONS
    | USE_APPLICATION_COMMANDS
    | USE_EXTERNAL_EMOJIS
    | MENTION_EVERYONE
)
"""What everybody may do in a conversation of two."""


def bits(names: dict[str, bool]) -> tuple[int, int]:
    """Sum named permissions into what is allowed and what is denied; raises KeyError for an unknown name."""
    allowed = sum(NAMES[name] for name, given in names.items() if given)
    denied = sum(NAMES[name] for name, given in names.items() if not given)
    return allowed, denied


def in_guild(guild: Guild, member: Member) -> int:
    """Combine a member's roles, without any channel's overwrites."""
    if guild.owner is member.user:
        return ALL
    permissions = guild.roles[guild.id].permissions
    for role_id in member.roles:
        permissions |= guild.roles[role_id].permissions
    return ALL if permissions & ADMINISTRATOR else permissions


def in_channel(channel: Channel, member: Member) -> int:
    """Combine roles and overwrites; a thread follows its parent."""
    guild = member.guild
    permissions = in_guild(guild, member)
    if permissions & ADMINISTRATOR:
        return permissions
    overwrites = (channel.parent or channel).overwrites
    if not overwrites:
        return permissions
    allow, deny = overwrites.get(guild.id, (0, 0))
    permissions = permissions & ~deny | allow
    allow = deny = 0
    for role_id in member.roles:
        role_allow, role_deny = overwrites.get(role_id, (0, 0))
        allow |= role_allow
        deny |= role_deny
    permissions = permissions & ~deny | allow
    allow, deny = overwrites.get(member.user.id, (0, 0))
    permissions = permissions & ~deny | allow
    return permissions if permissions & VIEW_CHANNEL else 0

"""The state of the pretended Discord: users, guilds, channels, members and messages."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from bot.sandbox import permissions as perms
from bot.sandbox.errors import ActionRefused
from bot.sandbox.snowflakes import Snowflakes

Json = dict[str, Any]


class ChannelType(IntEnum):
    TEXT = 0
    DM = 1
    PUBLIC_THREAD = 11


class MessageType(IntEnum):
    DEFAULT = 0
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    CONTEXT_MENU_COMMAND = 23


class Flag(IntEnum):
    """Bits of a message's `flags`."""

    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


@dataclass(slots=True, eq=False)
class User:
    id: int
    name: str
    bot: bool = False
    accepts_dms: bool = True
    locale: str = "en-US"


@dataclass(slots=True, eq=False)
class Role:
    id: int
    name: str
    permissions: int
    managed_by: int | None = None


@dataclass(slots=True, eq=False)
class Member:
    user: User
    guild: Guild
    roles: list[int]
    joined_at: datetime


@dataclass(slots=True, eq=False)
class Guild:
    id: int
    name: str
    owner: User
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Channel:
    id: int
    type: ChannelType
    name: str = ""
    guild: Guild | None = None
    parent: Channel | None = None
    recipient: User | None = None
    nsfw: bool = False
    position: int = 0
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)
    messages: OrderedDict[int, Message] = field(default_factory=OrderedDict)

    @property
    def age_restricted(self) -> bool:
        return (self.parent or self).nsfw


@dataclass(slots=True, eq=False)
class Attachment:
    id: int
    filename: str
    content_type: str
    data: bytes
    url: str
    description: str | None = None


@dataclass(slots=True, eq=False)
class Message:
    id: int
    channel: Channel
    author: User
    type: MessageType = MessageType.DEFAULT
    content: str = ""
    components: list[Json] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    mentions: list[User] = field(default_factory=list)
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    notified: list[User] = field(default_factory=list)
    reference: Json | None = None
    replied: Message | None = None
    pinged: bool = False
    nonce: str | int | None = None
    edited_at: datetime | None = None
    reactions: dict[str, list[User]] = field(default_factory=dict)
    interaction: Json | None = None
    """The `interaction_metadata` of an interaction's response; None for ordinary messages."""
    ephemeral_for: User | None = None
    deleted: bool = False


class World:
    """Everything there is, found by id or by name; knows nothing of REST, gateway or page."""

    def __init__(self, *, bot_name: str, history: int) -> None:
        self.ids = Snowflakes()
        self.history = history
        self.users: dict[int, User] = {}
        self.names: dict[str, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.dms: dict[int, Channel] = {}
        self.bot = self.add_user(bot_name, bot=True)

    # Growing

    def add_user(self, name: str, *, bot: bool = False, snowflake: int | None = None) -> User:
        user = User(snowflake or self.ids.next(), name, bot=bot)
        self.users[user.id] = self.names[name.casefold()] = user
        return user

    def add_guild(self, name: str, owner: User, *, snowflake: int | None = None) -> Guild:
        """Make a guild that holds its owner and the bot, the bot with a role of its own."""
        guild = Guild(snowflake or self.ids.next(), name, owner)
        guild.roles[guild.id] = Role(guild.id, "@everyone", perms.MEMBER_DEFAULT)
        self.guilds[guild.id] = guild
        self.add_member(guild, owner)
        role = self.add_role(guild, self.bot.name, perms.INVITED_BOT, managed_by=self.bot.id)
        self.add_member(guild, self.bot, roles=[role.id])
        return guild

    def add_role(
        self, guild: Guild, name: str, permissions: int, *, managed_by: int | None = None, snowflake: int | None = None
    ) -> Role:
        role = Role(snowflake or self.ids.next(), name, permissions, managed_by)
        guild.roles[role.id] = role
        return role

    def add_member(self, guild: Guild, user: User, *, roles: list[int] | None = None) -> Member:
        member = Member(user, guild, roles or [], datetime.now().astimezone())
        guild.members[user.id] = member
        return member

    def add_channel(
        self,
        guild: Guild,
        name: str,
        *,
        nsfw: bool = False,
        parent: Channel | None = None,
        snowflake: int | None = None,
    ) -> Channel:
        """Make a text channel, or a public thread when `parent` is given."""
        channel = Channel(
            snowflake or self.ids.next(),
            ChannelType.PUBLIC_THREAD if parent else ChannelType.TEXT,
            name.removeprefix("#"),
            guild,
            parent,
            nsfw=nsfw,
            position=len(guild.channels),
        )
        guild.channels[channel.id] = self.channels[channel.id] = channel
        return channel

    def dm_with(self, user: User) -> Channel:
        """Find or open the conversation between the bot and a user."""
        channel = self.dms.get(user.id)
        if channel is None:
            channel = Channel(self.ids.next(), ChannelType.DM, recipient=user)
            self.dms[user.id] = self.channels[channel.id] = channel
        return channel

    def add_message(self, message: Message) -> None:
        """Keep a message; the channel's oldest goes when its history is full."""
        channel = message.channel
        self.messages[message.id] = channel.messages[message.id] = message
        if len(channel.messages) > self.history:
            old, _ = channel.messages.popitem(last=False)
            del self.messages[old]

    # Shrinking

    def remove_message(self, message: Message) -> None:
        message.deleted = True
        self.messages.pop(message.id, None)
        message.channel.messages.pop(message.id, None)

    def remove_channel(self, channel: Channel) -> None:
        """Take a channel away with its messages and threads."""
        for thread in [item for item in self.channels.values() if item.parent is channel]:
            self.remove_channel(thread)
        for message in list(channel.messages.values()):
            self.remove_message(message)
        self.channels.pop(channel.id, None)
        if channel.guild is not None:
            channel.guild.channels.pop(channel.id, None)

    def remove_guild(self, guild: Guild) -> None:
        for channel in list(guild.channels.values()):
            self.remove_channel(channel)
        del self.guilds[guild.id]

    # Finding

    def find_user(self, who: str | int | User) -> User:
        """Find a user by name, `@name` or id."""
        if isinstance(who, User):
            return who
        text = str(who).removeprefix("@")
        if text.isdigit() and int(text) in self.users:
            return self.users[int(text)]
        user = self.bot if text == "bot" else self.names.get(text.casefold())
        if user is None:
            raise ActionRefused(f"nobody is called {who!r}")
        return user

    def find_guild(self, which: str | int | Guild) -> Guild:
        """Find a guild by name or id."""
        if isinstance(which, Guild):
            return which
        for guild in self.guilds.values():
            if str(which) in (guild.name, str(guild.id)):
                return guild
        raise ActionRefused(f"there is no guild {which!r}")

    def find_channel(self, which: str | int, *, user: User | None = None) -> Channel:
        """Find a channel by id, `#name`, `@name` (a conversation) or, for a given user, `dm`.

        With a user, guilds they are not in are passed over.
        """
        text = str(which)
        if text.isdigit():
            if int(text) in self.channels:
                return self.channels[int(text)]
        elif text == "dm" and user is not None:
            return self.dm_with(user)
        elif text.startswith("@"):
            return self.dm_with(self.find_user(text))
        name = text.removeprefix("#")
        for channel in self.channels.values():
            guild = channel.guild
            if guild is not None and channel.name == name and (user is None or user.id in guild.members):
                return channel
        raise ActionRefused(f"there is no channel {which!r}")

    def permissions(self, user: User, channel: Channel) -> int:
        """What a user may do in a channel; 0 for those who are not in it."""
        if channel.guild is None:
            return perms.DIRECT_MESSAGE if user is channel.recipient or user is self.bot else 0
        member = channel.guild.members.get(user.id)
        return perms.in_channel(channel, member) if member else 0

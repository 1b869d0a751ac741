"""The gateway: sessions with their sequence and replay, and which events go to which of them."""

from __future__ import annotations

import json
import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.sandbox import payloads
from bot.sandbox.signals import Signals
from bot.sandbox.snowflakes import TIMESTAMP_SHIFT
from bot.sandbox.world import Channel, Guild, Json, Message, User, World

if TYPE_CHECKING:
    from bot.sandbox.connection import Connection

GUILDS = 1 << 0
GUILD_MEMBERS = 1 << 1
GUILD_PRESENCES = 1 << 8
GUILD_MESSAGES = 1 << 9
GUILD_MESSAGE_REACTIONS = 1 << 10
GUILD_MESSAGE_TYPING = 1 << 11
DIRECT_MESSAGES = 1 << 12
DIRECT_MESSAGE_REACTIONS = 1 << 13
DIRECT_MESSAGE_TYPING = 1 << 14
MESSAGE_CONTENT = 1 << 15

REPLAY = 1000
"""Events a session keeps for a RESUME."""


@dataclass(slots=True, eq=False)
class Session:
    """One identified shard, alive across reconnects."""

    shard: int
    shards: int
    intents: int
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sequence: int = 0
    replay: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=REPLAY))
    connection: Connection | None = None

    def holds(self, guild: Guild | None) -> bool:
        """Say whether a guild's events belong to this shard; conversations belong to shard 0."""
        return self.shard == (0 if guild is None else (guild.id >> TIMESTAMP_SHIFT) % self.shards)

    def push(self, event: str, data: str) -> None:
        """Number an event, keep it for replay and send it if somebody listens."""
        self.sequence += 1
        frame = f'{{"op":0,"t":"{event}","s":{self.sequence},"d":{data}}}'
        self.replay.append((self.sequence, frame))
        if self.connection is not None:
            self.connection.send(frame)

    def missed(self, sequence: int) -> list[str] | None:
        """Events after a number; None when they are no longer all kept."""
        if sequence > self.sequence or (self.replay and sequence < self.replay[0][0] - 1):
            return None
        return [frame for number, frame in self.replay if number > sequence]


class Gateway:
    """All sessions of the one bot."""

    def __init__(self, world: World, signals: Signals, *, token: str, message_content: bool) -> None:
        self.world = world
        self.signals = signals
        self.token = token
        self.message_content = message_content
        self.url = ""
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self.silent = False
        self.heartbeat_interval = 41.25

    def identify(self, shard: tuple[int, int], intents: int) -> Session:
        """Open a session; one of the same shard that nobody holds any more is forgotten."""
        for old in list(self.sessions.values()):
            if old.connection is None and (old.shard, old.shards) == shard:
                del self.sessions[old.id]
        session = Session(*shard, intents)
        self.sessions[session.id] = session
        return session

    def welcome(self, session: Session) -> None:
        """Send READY and the session's guilds."""
        guilds = [guild for guild in self.world.guilds.values() if session.holds(guild)]
        flags = payloads.MESSAGE_CONTENT_LIMITED if self.message_content else 0
        ready = {
            "v": 10,
            "user": payloads.own_user(self.world),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.url,
            "shard": [session.shard, session.shards],
            "application": {"id": str(self.world.bot.id), "flags": flags},
            "private_channels": [],
            "user_settings": {},
            "relationships": [],
            "presences": [],
            "guild_join_requests": [],
            "geo_ordered_rtc_regions": [],
            "_trace": [],
        }
        session.push("READY", dump(ready))
        if session.intents & GUILDS:
            for guild in guilds:
                session.push("GUILD_CREATE", dump(payloads.guild_create(guild, self.world.bot)))

    def dispatch(self, event: str, data: Json, *, guild: Guild | None, intent: int = 0) -> None:
        """Send an event to the sessions that hold its guild and asked for it (`intent` 0: everybody gets it)."""
        text = None
        for session in self.sessions.values():
            if session.holds(guild) and (not intent or session.intents & intent):
                text = text or dump(data)
                session.push(event, text)

    def dispatch_message(self, event: str, message: Message) -> None:
        """Send a message or its edit, with what each session may read of it; ephemeral ones come to nobody."""
        guild = message.channel.guild
        if message.ephemeral_for is not None or not self.world.permissions(self.world.bot, message.channel):
            return
        intent = DIRECT_MESSAGES if guild is None else GUILD_MESSAGES
        shown: dict[bool, str] = {}
        for session in self.sessions.values():
            if not session.holds(guild) or not session.intents & intent:
                continue
            content = bool(session.intents & MESSAGE_CONTENT) or is_readable(message, self.world.bot)
            if content not in shown:
                shown[content] = dump(event_message(message, self.world.bot, content=content))
            session.push(event, shown[content])

    def dispatch_in_channel(self, event: str, data: Json, channel: Channel, *, intents: tuple[int, int]) -> None:
        """Send what happens in a channel; `intents` for a guild and for a conversation."""
        if channel.guild is not None:
            data = data | {"guild_id": str(channel.guild.id)}
        self.dispatch(event, data, guild=channel.guild, intent=intents[channel.guild is None])


def is_readable(message: Message, bot: User) -> bool:
    """Say whether a bot without the message-content intent may read a message.

    Its own, those of conversations, and those that mention the bot, which a reply with the ping on does too.
    """
    return message.author is bot or message.channel.guild is None or bot in message.mentions


def event_message(message: Message, bot: User, *, content: bool) -> Json:
    """A message's payload; the one replied to is shown under the rule for itself."""
    payload = payloads.message(message, content=content)
    replied = message.replied
    if payload.get("referenced_message") and replied is not None and not content and not is_readable(replied, bot):
        payload["referenced_message"] = payloads.message(replied, content=False, nested=True)
    return payload


def dump(data: Json) -> str:
    return json.dumps(data, separators=(",", ":"))

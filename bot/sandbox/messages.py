"""Every way a message appears, changes or goes, told to the bot, to the page and to those who wait."""

from __future__ import annotations

from collections import OrderedDict

from bot.sandbox import payloads
from bot.sandbox.gateway import (
    DIRECT_MESSAGE_REACTIONS,
    DIRECT_MESSAGES,
    GUILD_MESSAGE_REACTIONS,
    GUILD_MESSAGES,
    Gateway,
)
from bot.sandbox.signals import Signals
from bot.sandbox.world import Json, Message, User, World

MAX_REPLIES = 10_000


class Messages:
    """The log of all channels."""

    def __init__(self, world: World, gateway: Gateway, signals: Signals) -> None:
        self._world = world
        self._gateway = gateway
        self._signals = signals
        self._replies: OrderedDict[int, Message] = OrderedDict()

    def appear(self, message: Message) -> None:
        self._world.add_message(message)
        self._gateway.dispatch_message("MESSAGE_CREATE", message)
        replied = message.replied
        if replied is None or message.author is not self._world.bot:
            self._signals.publish("message", message)
            return
        self._replies[replied.id] = message
        if len(self._replies) > MAX_REPLIES:
            self._replies.popitem(last=False)
        self._signals.publish("message", message, ("reply", replied.id))

    def change(self, message: Message) -> None:
        self._gateway.dispatch_message("MESSAGE_UPDATE", message)
        self._signals.publish("edit", message, ("message", message.id))

    def remove(self, message: Message) -> None:
        self._world.remove_message(message)
        if message.ephemeral_for is None:
            data: Json = {"id": str(message.id), "channel_id": str(message.channel.id)}
            self._gateway.dispatch_in_channel(
                "MESSAGE_DELETE", data, message.channel, intents=(GUILD_MESSAGES, DIRECT_MESSAGES)
            )
        self._signals.publish("delete", message, ("message", message.id))

    def remove_many(self, messages: list[Message]) -> None:
        """Remove messages of one channel in one event."""
        for message in messages:
            self._world.remove_message(message)
            self._signals.publish("delete", message, ("message", message.id))
        if messages:
            channel = messages[0].channel
            data: Json = {"ids": [str(item.id) for item in messages], "channel_id": str(channel.id)}
            self._gateway.dispatch_in_channel(
                "MESSAGE_DELETE_BULK", data, channel, intents=(GUILD_MESSAGES, DIRECT_MESSAGES)
            )

    def react(self, message: Message, emoji: str, user: User, *, add: bool) -> None:
        users = message.reactions.setdefault(emoji, [])
        if add and user not in users:
            users.append(user)
        elif not add and user in users:
            users.remove(user)
        else:
            return
        if not users:
            del message.reactions[emoji]
        data: Json = {
            "user_id": str(user.id),
            "channel_id": str(message.channel.id),
            "message_id": str(message.id),
            "emoji": payloads.partial_emoji(emoji),
            "burst": False,
            "type": 0,
        }
        self._gateway.dispatch_in_channel(
            "MESSAGE_REACTION_ADD" if add else "MESSAGE_REACTION_REMOVE",
            data,
            message.channel,
            intents=(GUILD_MESSAGE_REACTIONS, DIRECT_MESSAGE_REACTIONS),
        )
        self._signals.publish("edit", message, ("message", message.id))

    def reply_to(self, message_id: int) -> Message | None:
        """The bot's latest reply to a message."""
        return self._replies.get(message_id)

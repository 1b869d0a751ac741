"""REST calls on messages: send, read, edit, delete, react, type."""

from __future__ import annotations

import time
from collections import OrderedDict

from bot.sandbox import composing, errors, mentions, payloads
from bot.sandbox import permissions as perms
from bot.sandbox.attachments import AttachmentStore
from bot.sandbox.messages import Messages
from bot.sandbox.routing import NO_CONTENT, Call, Reply, Router
from bot.sandbox.signals import Signals
from bot.sandbox.world import Channel, ChannelType, Json, Message, MessageType, World

MIN_BULK, MAX_BULK = 2, 100


class MessageCalls:
    """Handlers of `/channels/{channel_id}/…`, with the rights the bot has there."""

    def __init__(
        self, world: World, messages: Messages, store: AttachmentStore, signals: Signals, *, nonce_ttl: float
    ) -> None:
        self._world = world
        self._messages = messages
        self._store = store
        self._signals = signals
        self._nonce_ttl = nonce_ttl
        self._nonces: OrderedDict[tuple[int, str], tuple[float, Message]] = OrderedDict()

    def register(self, router: Router) -> None:
        many = "/channels/{channel_id}/messages"
        one = many + "/{message_id}"
        own_reaction = one + "/reactions/{emoji_name}/@me"
        router.add("POST", many, self.create)
        router.add("GET", many, self.history)
        router.add("POST", many + "/bulk-delete", self.bulk_delete)
        router.add("GET", one, self.get)
        router.add("PATCH", one, self.edit)
        router.add("DELETE", one, self.delete)
        router.add("PUT", own_reaction, self.react)
        router.add("DELETE", own_reaction, self.unreact)
        router.add("POST", "/channels/{channel_id}/typing", self.typing)

    # What the bot may do

    def _channel(self, call: Call, needed: int = 0) -> Channel:
        channel = self._world.channels.get(call.id("channel_id"))
        if channel is None:
            raise errors.unknown_channel()
        allowed = self._world.permissions(self._world.bot, channel)
        if not allowed & perms.VIEW_CHANNEL:
            raise errors.missing_access()
        if needed & ~allowed:
            raise errors.missing_permissions()
        return channel

    def _message(self, call: Call, needed: int = 0) -> Message:
        channel = self._channel(call, needed)
        message = channel.messages.get(call.id("message_id"))
        if message is None or message.ephemeral_for is not None:
            raise errors.unknown_message()
        return message

    # Sending

    async def create(self, call: Call) -> Reply:
        channel = self._channel(call)
        needed = perms.SEND_MESSAGES
        if channel.type == ChannelType.PUBLIC_THREAD:
            needed = perms.SEND_MESSAGES_IN_THREADS
        body: Json = call.body if isinstance(call.body, dict) else {}
        if call.files:
            needed |= perms.ATTACH_FILES
        self._channel(call, needed)
        if channel.recipient is not None and not channel.recipient.accepts_dms:
            raise errors.closed_dms()
        nonce = body.get("nonce")
        if nonce is not None and body.get("enforce_nonce"):
            earlier = self._sent_with(channel, str(nonce))
            if earlier is not None:
                return 200, payloads.message(earlier)
        message = Message(self._world.ids.next(), channel, self._world.bot, nonce=nonce)
        self._refer(message, body.get("message_reference"))
        composing.write(self._world, self._store, message, body, call.files, default=mentions.PARSE_ALL)
        self._messages.appear(message)
        if nonce is not None:
            self._nonces[channel.id, str(nonce)] = (time.monotonic(), message)
        return 200, _shown(message)

    def _sent_with(self, channel: Channel, nonce: str) -> Message | None:
        oldest = time.monotonic() - self._nonce_ttl
        while self._nonces:
            key, (sent, _) = next(iter(self._nonces.items()))
            if sent > oldest:
                break
            del self._nonces[key]
        found = self._nonces.get((channel.id, nonce))
        return found[1] if found else None

    def _refer(self, message: Message, reference: Json | None) -> None:
        """Make a message a reply; one to a message that is gone is refused unless told otherwise."""
        if not reference:
            return
        if not self._world.permissions(self._world.bot, message.channel) & perms.READ_MESSAGE_HISTORY:
            raise errors.no_reply_without_history()
        target = message.channel.messages.get(int(reference["message_id"]))
        if target is None or target.ephemeral_for is not None:
            if reference.get("fail_if_not_exists", True):
                gone = {"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}
                raise errors.ApiError(
                    400, 50035, "Invalid Form Body", errors={"message_reference": {"_errors": [gone]}}
                )
            return
        refer(message, target)

    # Reading

    async def history(self, call: Call) -> Reply:
        channel = self._channel(call, perms.READ_MESSAGE_HISTORY)
        limit = min(int(call.query.get("limit", 50)), 100)
        before, after, around = (int(call.query.get(key, 0)) for key in ("before", "after", "around"))
        found = [item for item in reversed(channel.messages.values()) if item.ephemeral_for is None]
        if before:
            found = [item for item in found if item.id < before][:limit]
        elif after:
            found = [item for item in found if item.id > after][-limit:]
        elif around:
            found = sorted(found, key=lambda item: abs(item.id - around))[:limit]
            found.sort(key=lambda item: -item.id)
        return 200, [_shown(item) for item in found[:limit]]

    async def get(self, call: Call) -> Reply:
        return 200, _shown(self._message(call, perms.READ_MESSAGE_HISTORY))

    # Changing

    async def edit(self, call: Call) -> Reply:
        message = self._message(call)
        if message.author is not self._world.bot:
            raise errors.not_the_author()
        composing.rewrite(self._world, self._store, message, call.body or {}, call.files)
        self._messages.change(message)
        return 200, _shown(message)

    async def delete(self, call: Call) -> Reply:
        message = self._message(call)
        own = message.author is self._world.bot
        if not own:
            self._channel(call, perms.MANAGE_MESSAGES)
            if message.channel.guild is None:
                raise errors.ApiError(403, 50003, "Cannot execute action on a DM channel")
        self._messages.remove(message)
        return NO_CONTENT

    async def bulk_delete(self, call: Call) -> Reply:
        channel = self._channel(call, perms.MANAGE_MESSAGES)
        ids = [int(item) for item in (call.body or {}).get("messages", ())]
        if not MIN_BULK <= len(ids) <= MAX_BULK:
            raise errors.ApiError(
                400,
                50016,
                "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete.",
            )
        self._messages.remove_many([channel.messages[each] for each in ids if each in channel.messages])
        return NO_CONTENT

    async def react(self, call: Call) -> Reply:
        message = self._message(call, perms.READ_MESSAGE_HISTORY)
        if call.params["emoji_name"] not in message.reactions:
            self._channel(call, perms.ADD_REACTIONS)
        self._messages.react(message, call.params["emoji_name"], self._world.bot, add=True)
        return NO_CONTENT

    async def unreact(self, call: Call) -> Reply:
        self._messages.react(self._message(call), call.params["emoji_name"], self._world.bot, add=False)
        return NO_CONTENT

    async def typing(self, call: Call) -> Reply:
        self._signals.publish("typing", self._channel(call, perms.SEND_MESSAGES))
        return NO_CONTENT


def refer(message: Message, target: Message) -> None:
    """Make one message a reply to another."""
    message.type = MessageType.REPLY
    message.replied = target
    message.reference = {"type": 0, "channel_id": str(target.channel.id), "message_id": str(target.id)}
    if target.channel.guild is not None:
        message.reference["guild_id"] = str(target.channel.guild.id)


def _shown(message: Message) -> Json:
    """A message as REST shows it: without the guild and the member that events carry."""
    payload = payloads.message(message)
    payload.pop("guild_id", None)
    payload.pop("member", None)
    return payload

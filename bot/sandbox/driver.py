"""What a person does: says, edits, deletes, uses commands, presses buttons, fills in forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.sandbox import mentions, payloads, picker, snapshots
from bot.sandbox import permissions as perms
from bot.sandbox.attachments import Upload
from bot.sandbox.checks.components import BUTTON, SELECTS, walk
from bot.sandbox.errors import ActionRefused
from bot.sandbox.forms import choices, submission
from bot.sandbox.gateway import DIRECT_MESSAGE_TYPING, GUILD_MESSAGE_TYPING
from bot.sandbox.handles import DEFAULT_TIMEOUT, InteractionFailed, InteractionHandle
from bot.sandbox.interactions import InteractionType
from bot.sandbox.picker import Filling
from bot.sandbox.rest_messages import refer
from bot.sandbox.snapshots import Command, Modal, SentMessage
from bot.sandbox.state import State
from bot.sandbox.world import Channel, ChannelType, Flag, Json, Message, User

MAX_CONTENT = 4000
"""Characters a person may write (with Nitro; 2,000 without)."""

CHAT_INPUT, USER_MENU, MESSAGE_MENU = 1, 2, 3


@dataclass(frozen=True)
class Choice:
    """One line of an autocomplete list."""

    name: str
    value: Any


class Person:
    """A user at their client; channels go by `#name`, id or `dm`, messages by snapshot or id."""

    def __init__(self, state: State, user: User) -> None:
        self._state = state
        self._user = user

    @property
    def id(self) -> int:
        return self._user.id

    @property
    def name(self) -> str:
        return self._user.name

    @property
    def mention(self) -> str:
        return f"<@{self._user.id}>"

    def set_locale(self, locale: str) -> None:
        """Choose the language of this person's client."""
        self._user.locale = locale

    # Reading

    def messages(self, channel: str | int) -> list[SentMessage]:
        """Everything this person sees in a channel, oldest first."""
        at = self._channel(channel)
        return [snapshots.message(item) for item in at.messages.values() if item.ephemeral_for in (None, self._user)]

    def commands(self, channel: str | int) -> list[Command]:
        """Everything the picker and the menus offer this person in a channel."""
        world, scopes = self._state.world, self._state.commands.scopes
        found = picker.visible(world, scopes, self._user, self._channel(channel))
        return [leaf for command in found for _, leaf in picker.leaves(command)]

    # Messages

    async def say(
        self,
        channel: str | int,
        text: str = "",
        *,
        reply_to: SentMessage | int | None = None,
        ping: bool = True,
        files: Sequence[Upload] = (),
    ) -> SentMessage:
        """Send a message; `@bot` and `@name` become mentions, `ping` is the switch beside a reply."""
        world = self._state.world
        at = self._channel(channel)
        in_thread = at.type == ChannelType.PUBLIC_THREAD
        self._need(at, perms.SEND_MESSAGES_IN_THREADS if in_thread else perms.SEND_MESSAGES)
        if text.strip() or not files:
            self._writable(text)
        message = Message(world.ids.next(), at, self._user, content=mentions.typed(world, text))
        message.attachments = [self._state.store.add(file) for file in files]
        message.nonce = str(message.id)
        if reply_to is not None:
            target = self._message(reply_to)
            if target.ephemeral_for is not None or target.channel is not at:
                raise ActionRefused("only messages of the same channel that others see too can be replied to")
            refer(message, target)
            message.pinged = ping
        mentions.resolve(world, message)
        self._state.messages.appear(message)
        return snapshots.message(message)

    async def edit(self, message: SentMessage | int, text: str) -> SentMessage:
        """Change one's own message."""
        found = self._own(message)
        self._writable(text)
        found.content = mentions.typed(self._state.world, text)
        found.edited_at = datetime.now(UTC)
        notified = found.notified
        mentions.resolve(self._state.world, found)
        found.notified = notified
        self._state.messages.change(found)
        return snapshots.message(found)

    async def delete(self, message: SentMessage | int) -> None:
        """Delete one's own message, or with Manage Messages anybody's."""
        found = self._message(message)
        if found.author is not self._user:
            self._need(found.channel, perms.MANAGE_MESSAGES)
        self._state.messages.remove(found)

    def dismiss(self, message: SentMessage | int) -> None:
        """Take away an ephemeral message; the bot hears nothing of it."""
        found = self._message(message)
        if found.ephemeral_for is not self._user:
            raise ActionRefused("only ephemeral messages can be dismissed")
        self._state.world.remove_message(found)
        self._state.signals.publish("delete", found)

    async def preview_links(self, message: SentMessage | int) -> None:
        """Let Discord add a link preview, which the bot hears of as an edit without a time."""
        found = self._message(message)
        found.embeds = [*found.embeds, {"type": "link", "url": "https://example.org/"}]
        self._state.messages.change(found)

    async def react(self, message: SentMessage | int, emoji: str) -> None:
        self._state.messages.react(self._message(message), emoji, self._user, add=True)

    async def type_in(self, channel: str | int) -> None:
        """Start typing."""
        at = self._channel(channel)
        data: Json = {
            "channel_id": str(at.id),
            "user_id": str(self._user.id),
            "timestamp": int(datetime.now(UTC).timestamp()),
        }
        intents = (GUILD_MESSAGE_TYPING, DIRECT_MESSAGE_TYPING)
        self._state.gateway.dispatch_in_channel("TYPING_START", data, at, intents=intents)

    # Commands

    async def slash(self, at: str | int, name: str, /, **options: Any) -> InteractionHandle:
        """Run a chat command, as `ask` or `knowledge add`; files are given as `Upload`."""
        channel = self._channel(at)
        command, trail, leaf = self._find(channel, name, CHAT_INPUT)
        filling = self._filling(channel)
        filled = filling.options(leaf, options)
        return self._interact(InteractionType.COMMAND, channel, picker.data(command, trail, filled, filling.resolved))

    async def autocomplete(
        self, at: str | int, name: str, /, *, option: str, value: str, **others: Any
    ) -> list[Choice]:
        """Type into an option and read what is offered; raises InteractionFailed when nothing came in time."""
        channel = self._channel(at)
        command, trail, leaf = self._find(channel, name, CHAT_INPUT)
        focused = next((item for item in leaf.options if item["name"] == option), None)
        if focused is None or not focused.get("autocomplete"):
            raise ActionRefused(f"/{name} does not complete {option!r}")
        filling = self._filling(channel)
        filled = filling.options(leaf, others, focused=option, typed=value)
        interaction = self._state.interactions.start(
            InteractionType.AUTOCOMPLETE,
            self._user,
            channel,
            picker.data(command, trail, filled, filling.resolved),
            focused_type=focused["type"],
        )
        await InteractionHandle(interaction, self._state.signals).first(timeout=DEFAULT_TIMEOUT)
        return [Choice(item["name"], item["value"]) for item in interaction.choices or ()]

    async def menu(self, channel: str | int, name: str, target: SentMessage | str | int) -> InteractionHandle:
        """Use an app's entry in the menu of a message, or of a user given by name."""
        at = self._channel(channel)
        if isinstance(target, str):
            user = self._state.world.find_user(target)
            command, _, _ = self._find(at, name, USER_MENU)
            filling = self._filling(at)
            filling.user(user)
            resolved, target_id = filling.resolved, user.id
            metadata: Json = {"target_user": payloads.user(user)}
        else:
            message = self._message(target)
            command, _, _ = self._find(at, name, MESSAGE_MENU)
            resolved = {"messages": {str(message.id): payloads.message(message)}}
            target_id = message.id
            metadata = {"target_message_id": str(message.id)}
        data = picker.data(command, (), [], resolved) | {"target_id": str(target_id)}
        del data["options"]
        return self._interact(InteractionType.COMMAND, at, data, metadata=metadata)

    # Components

    async def click(
        self, message: SentMessage | int, *, label: str | None = None, custom_id: str | None = None
    ) -> InteractionHandle:
        """Press a button, by its label or its custom id; a disabled or absent one is refused."""
        found = self._message(message)
        if label is not None:
            try:
                custom_id = snapshots.message(found).button(label).custom_id
            except LookupError as error:
                raise ActionRefused(str(error)) from None
        component = self._component(found, custom_id, {BUTTON})
        return self._use(found, component, {})

    async def select(
        self, message: SentMessage | int, custom_id: str, values: Sequence[Any] | str
    ) -> InteractionHandle:
        """Choose from a menu, by labels or values; people, roles and channels by name."""
        found = self._message(message)
        component = self._component(found, custom_id, SELECTS)
        filling = self._filling(found.channel)
        picked = choices(component, [values] if isinstance(values, str) else list(values), filling)
        data: Json = {"values": picked}
        if filling.resolved:
            data["resolved"] = filling.resolved
        return self._use(found, component, data)

    async def forge(
        self, message: SentMessage | int, custom_id: str, *, values: Sequence[str] | None = None
    ) -> InteractionHandle:
        """Send what a tampered client could: any custom id and any values, present on the message or not."""
        kind = BUTTON if values is None else min(SELECTS)
        data: Json = {} if values is None else {"values": list(values)}
        return self._use(self._message(message), {"type": kind, "custom_id": custom_id, "id": 1}, data)

    async def submit(self, modal: Modal, values: Mapping[str, Any] | None = None) -> InteractionHandle:
        """Send a form; fields that are not given keep what the bot put there."""
        opener = self._state.interactions.get(modal.interaction_id)
        if opener is None or opener.user is not self._user:
            raise ActionRefused("this form is not open here")
        if opener.submission is not None and opener.submission.answered is not None:
            raise ActionRefused("this form was sent; only after a failure it stays open")
        filling = self._filling(opener.channel)
        data = submission(modal, values or {}, filling)
        if filling.resolved:
            data["resolved"] = filling.resolved
        metadata = {"triggering_interaction_metadata": opener.metadata}
        opener.submission = self._state.interactions.start(
            InteractionType.MODAL_SUBMIT, self._user, opener.channel, data, source=opener.source, metadata=metadata
        )
        return InteractionHandle(opener.submission, self._state.signals)

    # Inside

    def _channel(self, which: str | int) -> Channel:
        channel = self._state.world.find_channel(which, user=self._user)
        self._need(channel, perms.VIEW_CHANNEL)
        return channel

    def _need(self, channel: Channel, bits: int) -> None:
        if bits & ~self._state.world.permissions(self._user, channel):
            raise ActionRefused(f"{self._user.name} may not do that in {channel.name or 'this conversation'}")

    def _message(self, which: SentMessage | int) -> Message:
        message_id = which if isinstance(which, int) else which.id
        message = self._state.world.messages.get(message_id)
        if message is None:
            raise ActionRefused(f"message {message_id} is gone")
        self._need(message.channel, perms.VIEW_CHANNEL)
        if message.ephemeral_for not in (None, self._user):
            raise ActionRefused(f"message {message_id} is only for {message.ephemeral_for.name}")
        return message

    @staticmethod
    def _writable(text: str) -> None:
        if not text.strip() or len(text) > MAX_CONTENT:
            raise ActionRefused(f"a message has 1 to {MAX_CONTENT} characters")

    def _own(self, which: SentMessage | int) -> Message:
        message = self._message(which)
        if message.author is not self._user:
            raise ActionRefused("only one's own messages can be edited")
        return message

    def _find(self, channel: Channel, name: str, kind: int) -> tuple[Json, tuple[Json, ...], Command]:
        state = self._state
        return picker.find(state.world, state.commands.scopes, self._user, channel, name, kind=kind)

    def _filling(self, channel: Channel) -> Filling:
        return Filling(self._state.world, self._state.store, channel)

    @staticmethod
    def _component(message: Message, custom_id: str | None, kinds: set[int] | frozenset[int]) -> Json:
        for component in walk(message.components):
            if component["type"] in kinds and component.get("custom_id") == custom_id and custom_id is not None:
                if component.get("disabled"):
                    raise ActionRefused(f"{custom_id!r} is disabled")
                return component
        raise ActionRefused(f"message {message.id} has no component {custom_id!r} to use")

    def _use(self, message: Message, component: Json, data: Json) -> InteractionHandle:
        if message.flags & Flag.LOADING:
            raise ActionRefused("the bot is still thinking")
        about: Json = {
            "component_type": component["type"],
            "custom_id": component["custom_id"],
            "id": component["id"],
        }
        metadata = {"interacted_message_id": str(message.id)}
        return self._interact(
            InteractionType.COMPONENT, message.channel, about | data, source=message, metadata=metadata
        )

    def _interact(
        self,
        kind: InteractionType,
        channel: Channel,
        data: Json,
        *,
        source: Message | None = None,
        metadata: Json | None = None,
    ) -> InteractionHandle:
        interaction = self._state.interactions.start(kind, self._user, channel, data, source=source, metadata=metadata)
        return InteractionHandle(interaction, self._state.signals)


__all__ = ["Choice", "InteractionFailed", "InteractionHandle", "Person"]

"""REST calls that answer interactions: the first answer, the original message, follow-ups."""

from __future__ import annotations

from bot.sandbox import composing, errors, mentions, payloads
from bot.sandbox.attachments import AttachmentStore
from bot.sandbox.checks import check_choices, check_modal
from bot.sandbox.interactions import CallbackType, Interaction, Interactions, InteractionType
from bot.sandbox.messages import Messages
from bot.sandbox.rest_messages import refer
from bot.sandbox.routing import NO_CONTENT, Call, Reply, Router
from bot.sandbox.world import Flag, Json, Message, MessageType, World


class InteractionCalls:
    """Handlers of `/interactions/…/callback` and of an interaction's webhook."""

    def __init__(self, world: World, messages: Messages, store: AttachmentStore, interactions: Interactions) -> None:
        self._world = world
        self._messages = messages
        self._store = store
        self._interactions = interactions

    def register(self, router: Router) -> None:
        webhook = "/webhooks/{webhook_id}/{webhook_token}"
        router.add("POST", "/interactions/{interaction_id}/{interaction_token}/callback", self.answer, public=True)
        router.add("POST", webhook, self.follow_up, public=True)
        for one in (webhook + "/messages/@original", webhook + "/messages/{message_id}"):
            router.add("GET", one, self.get, public=True)
            router.add("PATCH", one, self.edit, public=True)
            router.add("DELETE", one, self.delete, public=True)

    # The first answer

    async def answer(self, call: Call) -> Reply:
        body: Json = call.body if isinstance(call.body, dict) else {}
        kind = body.get("type", 0)
        interaction = self._interactions.to_answer(call.id("interaction_id"), call.params["interaction_token"], kind)
        data: Json = body.get("data") or {}
        kind = CallbackType(kind)
        message: Message | None = None
        if kind is CallbackType.MESSAGE:
            message = self._response(interaction, data, call)
        elif kind is CallbackType.DEFERRED_MESSAGE:
            message = self._thinking(interaction, data)
        elif kind is CallbackType.UPDATE:
            message = self._update(interaction, data, call)
        elif kind is CallbackType.DEFERRED_UPDATE:
            interaction.original = self._source(interaction)
        elif kind is CallbackType.CHOICES:
            check_choices(data, option_type=interaction.focused_type)
            interaction.choices = data["choices"]
        else:
            check_modal(data)
            interaction.modal = data | {"components": composing.settled(data["components"], (), ids=self._world.ids)}
        if message is not None:
            interaction.original = message
        self._interactions.mark_answered(interaction, kind)
        if call.query.get("with_response") not in ("1", "true", "True"):
            return NO_CONTENT
        return 200, _callback_response(interaction, kind, message)

    def _response(self, interaction: Interaction, data: Json, call: Call) -> Message:
        message = self._blank(interaction, ephemeral=_is_ephemeral(data))
        composing.write(self._world, self._store, message, data, call.files, default=mentions.PARSE_USERS)
        self._messages.appear(message)
        return message

    def _thinking(self, interaction: Interaction, data: Json) -> Message:
        message = self._blank(interaction, ephemeral=_is_ephemeral(data))
        message.flags |= Flag.LOADING
        self._messages.appear(message)
        return message

    def _update(self, interaction: Interaction, data: Json, call: Call) -> Message:
        message = self._source(interaction)
        composing.rewrite(self._world, self._store, message, data, call.files)
        self._messages.change(message)
        return message

    @staticmethod
    def _source(interaction: Interaction) -> Message:
        if interaction.source is None or interaction.source.deleted:
            raise errors.unknown_message()
        return interaction.source

    def _blank(self, interaction: Interaction, *, ephemeral: bool) -> Message:
        message = Message(self._world.ids.next(), interaction.channel, self._world.bot)
        message.interaction = interaction.metadata
        if interaction.type is InteractionType.COMMAND:
            chat = interaction.data.get("type", 1) == 1
            message.type = MessageType.CHAT_INPUT_COMMAND if chat else MessageType.CONTEXT_MENU_COMMAND
        elif interaction.source is not None:
            refer(message, interaction.source)
        if ephemeral:
            message.flags |= Flag.EPHEMERAL
            message.ephemeral_for = interaction.user
        return message

    # What may follow for fifteen minutes

    async def follow_up(self, call: Call) -> Reply:
        """Send another message; the first one after a deferred answer takes the place of "thinking"."""
        interaction = self._webhook(call)
        body: Json = call.body if isinstance(call.body, dict) else {}
        original = interaction.original
        if original is not None and original.flags & Flag.LOADING:
            self._change(original, body, call)
            return 200, payloads.message(original)
        message = self._blank(interaction, ephemeral=_is_ephemeral(body))
        message.type = MessageType.DEFAULT
        message.interaction = interaction.metadata | (
            {"original_response_message_id": str(original.id)} if original else {}
        )
        if original is not None and not original.deleted:
            refer(message, original)
        composing.write(self._world, self._store, message, body, call.files, default=mentions.PARSE_USERS)
        interaction.followups.append(message)
        self._messages.appear(message)
        self._interactions.followed(interaction)
        return 200, payloads.message(message)

    async def get(self, call: Call) -> Reply:
        return 200, payloads.message(self._message(self._webhook(call), call))

    async def edit(self, call: Call) -> Reply:
        interaction = self._webhook(call)
        message = self._message(interaction, call)
        self._change(message, call.body or {}, call)
        self._interactions.followed(interaction)
        return 200, payloads.message(message)

    async def delete(self, call: Call) -> Reply:
        interaction = self._webhook(call)
        self._messages.remove(self._message(interaction, call))
        self._interactions.followed(interaction)
        return NO_CONTENT

    def _webhook(self, call: Call) -> Interaction:
        return self._interactions.by_webhook(call.id("webhook_id"), call.params["webhook_token"])

    @staticmethod
    def _message(interaction: Interaction, call: Call) -> Message:
        """Find one of the interaction's own messages."""
        message_id = call.params.get("message_id")
        own = [interaction.original] if interaction.original else []
        if message_id is not None:
            own = [item for item in (*own, *interaction.followups) if str(item.id) == message_id]
        if not own or own[0].deleted:
            raise errors.unknown_message()
        return own[0]

    def _change(self, message: Message, body: Json, call: Call) -> None:
        was_thinking = bool(message.flags & Flag.LOADING)
        composing.rewrite(self._world, self._store, message, body, call.files)
        if was_thinking:
            message.edited_at = None
        self._messages.change(message)


def _is_ephemeral(data: Json) -> bool:
    return bool((data.get("flags") or 0) & Flag.EPHEMERAL)


def _callback_response(interaction: Interaction, kind: CallbackType, message: Message | None) -> Json:
    about: Json = {
        "id": str(interaction.id),
        "type": int(interaction.type),
        "channel_id": str(interaction.channel.id),
    }
    if interaction.channel.guild is not None:
        about["guild_id"] = str(interaction.channel.guild.id)
    if message is None:
        return {"interaction": about}
    about |= {
        "response_message_id": str(message.id),
        "response_message_loading": bool(message.flags & Flag.LOADING),
        "response_message_ephemeral": message.ephemeral_for is not None,
    }
    shown = CallbackType.UPDATE if kind is CallbackType.UPDATE else CallbackType.MESSAGE
    return {"interaction": about, "resource": {"type": int(shown), "message": payloads.message(message)}}

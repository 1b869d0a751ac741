"""Interactions: their tokens and time limits, and which first answers Discord takes."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from enum import IntEnum

from bot.sandbox import errors, payloads
from bot.sandbox.gateway import Gateway
from bot.sandbox.signals import Signals
from bot.sandbox.world import Channel, Json, Message, User, World

MAX_KEPT = 10_000
ATTACHMENT_SIZE_LIMIT = 10 * 1024 * 1024
"""Bytes a member may upload in a guild without boosts."""


class InteractionType(IntEnum):
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class CallbackType(IntEnum):
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


TAKEN = {
    InteractionType.COMMAND: {CallbackType.MESSAGE, CallbackType.DEFERRED_MESSAGE, CallbackType.MODAL},
    InteractionType.COMPONENT: set(CallbackType) - {CallbackType.CHOICES},
    InteractionType.AUTOCOMPLETE: {CallbackType.CHOICES},
    InteractionType.MODAL_SUBMIT: {CallbackType.MESSAGE, CallbackType.DEFERRED_MESSAGE},
}
"""First answers per kind of interaction; a modal opened from a message may update that message too."""


@dataclass(slots=True, eq=False)
class Interaction:
    """Something a person did that the bot has to answer in time."""

    id: int
    type: InteractionType
    user: User
    channel: Channel
    data: Json
    source: Message | None
    """The message whose button or menu was used, also through a modal."""
    metadata: Json
    created: float
    focused_type: int = 3
    token: str = field(default_factory=lambda: secrets.token_urlsafe(64))
    answered: CallbackType | None = None
    failed: bool = False
    original: Message | None = None
    modal: Json | None = None
    submission: Interaction | None = None
    """The latest sending of the form this opened."""
    choices: list[Json] | None = None
    followups: list[Message] = field(default_factory=list)
    followed: bool = False
    """Whether something came after the first answer."""
    timer: asyncio.TimerHandle | None = None

    def takes(self, kind: int) -> bool:
        if self.type is InteractionType.MODAL_SUBMIT and self.source is not None:
            return kind in TAKEN[self.type] | {CallbackType.DEFERRED_UPDATE, CallbackType.UPDATE}
        return kind in TAKEN[self.type]


class Interactions:
    """All interactions of late, by id and by token."""

    def __init__(
        self, world: World, gateway: Gateway, signals: Signals, *, interaction_ttl: float, token_ttl: float
    ) -> None:
        self._world = world
        self._gateway = gateway
        self._signals = signals
        self._interaction_ttl = interaction_ttl
        self._token_ttl = token_ttl
        self._by_id: OrderedDict[int, Interaction] = OrderedDict()
        self._by_token: dict[str, Interaction] = {}

    def start(
        self,
        kind: InteractionType,
        user: User,
        channel: Channel,
        data: Json,
        *,
        source: Message | None = None,
        focused_type: int = 3,
        metadata: Json | None = None,
    ) -> Interaction:
        """Let a person do something: the bot hears of it and the time runs."""
        interaction_id = self._world.ids.next()
        about = payloads.metadata(snowflake=interaction_id, kind=kind, who=user, guild=channel.guild, extra=metadata)
        interaction = Interaction(
            interaction_id, kind, user, channel, data, source, about, time.monotonic(), focused_type
        )
        self._by_id[interaction_id] = self._by_token[interaction.token] = interaction
        if len(self._by_id) > MAX_KEPT:
            _, old = self._by_id.popitem(last=False)
            del self._by_token[old.token]
        loop = asyncio.get_running_loop()
        interaction.timer = loop.call_later(self._interaction_ttl, self._expire, interaction)
        self._gateway.dispatch("INTERACTION_CREATE", self._payload(interaction), guild=channel.guild)
        return interaction

    def _payload(self, interaction: Interaction) -> Json:
        channel, user, guild = interaction.channel, interaction.user, interaction.channel.guild
        bot = self._world.bot
        payload: Json = {
            "id": str(interaction.id),
            "application_id": str(bot.id),
            "type": int(interaction.type),
            "token": interaction.token,
            "version": 1,
            "data": interaction.data,
            "channel_id": str(channel.id),
            "channel": payloads.interaction_channel(self._world, channel, user),
            "app_permissions": str(self._world.permissions(bot, channel)),
            "locale": user.locale,
            "entitlements": [],
            "authorizing_integration_owners": interaction.metadata["authorizing_integration_owners"],
            "context": 0 if guild else 1,
            "attachment_size_limit": ATTACHMENT_SIZE_LIMIT,
        }
        if guild is not None:
            permissions = str(self._world.permissions(user, channel))
            payload["guild_id"] = str(guild.id)
            payload["guild"] = {"id": str(guild.id), "locale": guild.locale, "features": []}
            payload["guild_locale"] = guild.locale
            payload["member"] = payloads.member(guild.members[user.id]) | {"permissions": permissions}
        else:
            payload["user"] = payloads.user(user)
        if interaction.source is not None:
            payload["message"] = payloads.message(interaction.source)
        return payload

    def _expire(self, interaction: Interaction) -> None:
        interaction.failed = True
        self._signals.publish("interaction", interaction, ("interaction", interaction.id))

    def to_answer(self, interaction_id: int, token: str, kind: int) -> Interaction:
        """Find the interaction a first answer is for; refuses late, second and unfitting ones."""
        interaction = self._by_id.get(interaction_id)
        if interaction is None or not secrets.compare_digest(interaction.token.encode(), token.encode()):
            raise errors.unknown_interaction()
        if interaction.answered is not None:
            raise errors.already_acknowledged()
        if interaction.failed or time.monotonic() - interaction.created > self._interaction_ttl:
            raise errors.unknown_interaction()
        if not interaction.takes(kind):
            wrong = {
                "code": "BASE_TYPE_CHOICES",
                "message": f"A {interaction.type.name} cannot be answered with type {kind}.",
            }
            raise errors.ApiError(400, 50035, "Invalid Form Body", errors={"type": {"_errors": [wrong]}})
        return interaction

    def mark_answered(self, interaction: Interaction, kind: CallbackType) -> None:
        interaction.answered = kind
        if interaction.timer is not None:
            interaction.timer.cancel()
        self._signals.publish("interaction", interaction, ("interaction", interaction.id))

    def followed(self, interaction: Interaction) -> None:
        """Wake those who wait for what comes after a deferred answer."""
        interaction.followed = True
        self._signals.publish("interaction", interaction, ("interaction", interaction.id))

    def by_webhook(self, application_id: int, token: str) -> Interaction:
        """Find the interaction a follow-up is for; it must have been answered, and its token still live."""
        interaction = self._by_token.get(token)
        if interaction is None or application_id != self._world.bot.id:
            raise errors.unknown_webhook()
        if time.monotonic() - interaction.created > self._token_ttl:
            raise errors.invalid_token()
        if interaction.answered is None:
            raise errors.unknown_webhook()
        return interaction

    def get(self, interaction_id: int) -> Interaction | None:
        return self._by_id.get(interaction_id)

    def unanswered(self) -> bool:
        """Say whether the bot still owes a first answer in time; looks at the latest few only."""
        recent = [interaction for _, interaction in zip(range(50), reversed(self._by_id.values()), strict=False)]
        return any(item.answered is None and not item.failed for item in recent)

    def close(self) -> None:
        for interaction in self._by_id.values():
            if interaction.timer is not None:
                interaction.timer.cancel()

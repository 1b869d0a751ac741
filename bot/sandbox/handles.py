"""What became of something a person did: the bot's response, a form, or "This interaction failed"."""

from __future__ import annotations

import asyncio

from bot.sandbox import snapshots
from bot.sandbox.interactions import CallbackType, Interaction
from bot.sandbox.signals import Signals
from bot.sandbox.snapshots import Modal, SentMessage
from bot.sandbox.world import Flag

DEFAULT_TIMEOUT = 5.0


class InteractionFailed(Exception):  # noqa: N818 - Discord's words
    """The bot did not answer in time; the person reads "This interaction failed"."""


class InteractionHandle:
    """One interaction, seen by the person who made it."""

    def __init__(self, interaction: Interaction, signals: Signals) -> None:
        self._interaction = interaction
        self._signals = signals
        self._source_edit = interaction.source.edited_at if interaction.source else None

    @property
    def id(self) -> int:
        return self._interaction.id

    @property
    def token(self) -> str:
        return self._interaction.token

    @property
    def failed(self) -> bool:
        """True once the time is over without an answer."""
        return self._interaction.failed

    @property
    def error(self) -> str | None:
        """What the person reads when it failed."""
        return "This interaction failed" if self.failed else None

    @property
    def answered(self) -> CallbackType | None:
        """The kind of the first answer."""
        return self._interaction.answered

    @property
    def modal(self) -> Modal | None:
        modal = self._interaction.modal
        if modal is None:
            return None
        return Modal(self.id, modal["custom_id"], modal["title"], tuple(modal["components"]))

    @property
    def messages(self) -> list[SentMessage]:
        """The original response and the follow-ups as they stand now."""
        own = [self._interaction.original, *self._interaction.followups]
        return [snapshots.message(item) for item in own if item is not None and not item.deleted]

    async def first(self, *, timeout: float = DEFAULT_TIMEOUT) -> None:  # noqa: ASYNC109 - the API's
        """Wait until the bot answered in any way; raises InteractionFailed or TimeoutError."""
        while self._interaction.answered is None:
            if self._interaction.failed:
                raise InteractionFailed(self.error)
            await self._signals.wait(("interaction", self.id), timeout=timeout)

    async def response(self, timeout: float = DEFAULT_TIMEOUT) -> SentMessage | Modal:  # noqa: ASYNC109 - the API's
        """Wait for the first thing the person sees: a message, public or ephemeral, or a form.

        After a deferred answer that is the edit of the original, its deletion or a follow-up; an answer that changes
        nothing, as a mere acknowledgement, ends in TimeoutError.
        """
        await self.first(timeout=timeout)
        deadline = asyncio.get_running_loop().time() + timeout
        while (seen := self._seen()) is None:
            keys = [("interaction", self.id)]
            if self._interaction.original is not None:
                keys.append(("message", self._interaction.original.id))
            await self._signals.wait(*keys, timeout=deadline - asyncio.get_running_loop().time())
        return seen

    async def message(self, timeout: float = DEFAULT_TIMEOUT) -> SentMessage:  # noqa: ASYNC109 - the API's
        """The same where only a message will do; raises TypeError for a form."""
        seen = await self.response(timeout)
        if isinstance(seen, Modal):
            raise TypeError(f"the bot opened the form {seen.title!r} instead of a message")
        return seen

    async def form(self, timeout: float = DEFAULT_TIMEOUT) -> Modal:  # noqa: ASYNC109 - the API's
        """The same where only a form will do; raises TypeError for a message."""
        seen = await self.response(timeout)
        if not isinstance(seen, Modal):
            raise TypeError(f"the bot sent a message instead of a form: {seen.text!r}")
        return seen

    def _seen(self) -> SentMessage | Modal | None:
        interaction = self._interaction
        if interaction.modal is not None:
            return self.modal
        original = interaction.original
        if original is None:
            return None
        if interaction.answered is CallbackType.DEFERRED_MESSAGE:
            done = original.deleted or not original.flags & Flag.LOADING
        elif interaction.answered is CallbackType.DEFERRED_UPDATE:
            done = original.deleted or interaction.followed or original.edited_at != self._source_edit
        else:
            done = True
        if not done:
            return None
        if interaction.answered is CallbackType.DEFERRED_UPDATE and interaction.followups:
            return snapshots.message(interaction.followups[0])
        return snapshots.message(original)

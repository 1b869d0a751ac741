"""Wordings that members' choices among an ask-back's buttons propose; nothing is learned until a moderator accepts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.knowledge.edit import AddItem
from bot.services.clock import utc_now
from bot.services.inbox_readings import Readings
from bot.services.library import Library
from bot.services.stores import Audience, InboxStore


@dataclass(frozen=True, slots=True)
class Proposal:
    """A wording proposed for an entry. Its `id` is that of the oldest question that proposes it."""

    id: int
    entry: str
    document: str
    wording: str
    count: int  # choices that propose it
    channels: tuple[int, ...]
    last_at: datetime
    questions: tuple[int, ...]

    @property
    def change(self) -> AddItem:
        """To be saved through Editing; then `Proposals.accepted`."""
        return AddItem(self.entry, "also_asked", self.wording)


class Proposals:
    """Proposed wordings, by count. Only choices of an ask-back that was unsure what was asked propose anything: which
    film was meant says nothing about the wording."""

    def __init__(
        self, library: Library, store: InboxStore, *, readings: Readings, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._library = library
        self._store = store
        self._readings = readings
        self._clock = clock

    async def list(self, audience: Audience) -> Sequence[Proposal]:
        """Open proposals, the most chosen first; what the entry has learned since is not among them."""
        raise NotImplementedError

    async def get(self, question_id: int, audience: Audience) -> Proposal | None:
        """The open proposal that a question's choice is part of."""
        return next((one for one in await self.list(audience) if question_id in one.questions), None)

    async def accepted(self, question_id: int, audience: Audience) -> bool:
        """Close a proposal whose `change` has been saved; False when it was closed already."""
        raise NotImplementedError

    async def reject(self, question_id: int, audience: Audience) -> bool:
        """Close a proposal; the wording is never proposed for this entry again."""
        raise NotImplementedError

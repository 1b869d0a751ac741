"""Wordings that members' choices among an ask-back's buttons propose; nothing is learned until a moderator accepts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.knowledge.edit import AddItem
from bot.services.clock import utc_now
from bot.services.grouping import Meaning, grouped, meaning
from bot.services.inbox_readings import WITHIN_S, Readings
from bot.services.inbox_refusals import refusal
from bot.services.inbox_waiting import MOST_WAITING, Awaits, awaits, channels_of, is_done
from bot.services.inbox_wordings import wordings_of
from bot.services.library import Library
from bot.services.stores import AskedQuestion, Audience, InboxStore, RefusalKind, Settled


@dataclass(frozen=True, slots=True)
class Proposal:
    """A wording proposed for an entry. Its `id` is that of the oldest question that proposes it."""

    id: int
    entry: str
    document: str
    wording: str  # the one most used
    wordings: tuple[str, ...]  # that differ in spelling only
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
        return await self._proposals(audience)

    async def get(self, question_id: int, audience: Audience) -> Proposal | None:
        """The open proposal that a question's choice is part of."""
        return next((one for one in await self.list(audience) if question_id in one.questions), None)

    async def accepted(self, question_id: int, audience: Audience) -> bool:
        """Close a proposal whose `change` has been saved; False when it was closed already."""
        proposal = await self._closing(question_id, audience)
        return proposal is not None and await self._store.settle(proposal.questions, Settled.ACCEPTED) > 0

    async def reject(self, question_id: int, audience: Audience) -> bool:
        """Close a proposal; the wording is never proposed for this entry again."""
        proposal = await self._closing(question_id, audience)
        if proposal is None:
            return False
        now = self._clock()
        await self._store.refuse(
            [
                refusal(RefusalKind.WORDING, wording, audience=audience, at=now, entry=proposal.entry)
                for wording in proposal.wordings
            ]
        )
        return await self._store.settle(proposal.questions, Settled.REJECTED) > 0

    async def _closing(self, question_id: int, audience: Audience) -> Proposal | None:
        """Like `get`, also when the entry has just learned the wording."""
        proposals = await self._proposals(audience, with_done=True)
        return next((one for one in proposals if question_id in one.questions), None)

    async def _proposals(self, audience: Audience, *, with_done: bool = False) -> Sequence[Proposal]:
        rows = await self._store.waiting(audience, limit=MOST_WAITING)
        rows = [row for row in rows if awaits(row) is Awaits.CONSENT]
        wordings = [(row.asked.text, row.asked.film) for row in rows]
        readings = await self._readings.read(wordings, within_s=WITHIN_S)
        refused = await self._store.refusals(RefusalKind.WORDING, audience)
        unheard = [_meaning(one.text, one.entry) for one in refused]
        snapshot = self._library.snapshot
        proposed: list[tuple[Meaning, AskedQuestion]] = []
        for row, reading in zip(rows, readings, strict=True):
            if row.asked.entry in snapshot.base.entries and (with_done or not is_done(row, reading, snapshot)):
                key = _meaning(row.asked.text, row.asked.entry)
                if not any(key.is_like(one) for one in unheard):
                    proposed.append((key, row.asked))
        groups = await asyncio.to_thread(grouped, proposed)
        found = [_proposal(group) for group in groups]
        return sorted(found, key=lambda one: (-one.count, -one.last_at.timestamp(), one.id))


def _meaning(text: str, entry: str | None) -> Meaning:
    return meaning(text, block=(entry,))


def _proposal(asked: Sequence[AskedQuestion]) -> Proposal:
    wordings = wordings_of(one.text for one in asked)
    entry = asked[0].entry or ""
    return Proposal(
        id=min(one.id for one in asked),
        entry=entry,
        document=entry.partition("/")[0],
        wording=wordings[0],
        wordings=wordings,
        count=len(asked),
        channels=channels_of(asked),
        last_at=max(one.asked_at for one in asked),
        questions=tuple(sorted(one.id for one in asked)),
    )

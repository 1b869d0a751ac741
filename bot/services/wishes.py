"""Films that members asked for and nobody has written, by count."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.services.clock import utc_now
from bot.services.grouping import Meaning, grouped
from bot.services.inbox_refusals import refusal
from bot.services.inbox_waiting import MOST_WAITING, Awaits, awaits, channels_of, film_meaning, is_known
from bot.services.inbox_wordings import wordings_of
from bot.services.library import Library
from bot.services.stores import AskedQuestion, Audience, InboxStore, RefusalKind, Settled, WaitingQuestion


@dataclass(frozen=True, slots=True)
class Wish:
    """A film that is not in the knowledge base. Its `id` is that of the oldest question that named it."""

    id: int
    title: str  # the spelling most used
    spellings: tuple[str, ...]  # different ones, the most used first
    count: int
    channels: tuple[int, ...]  # where it was asked for in guilds, the most used first
    last_at: datetime
    questions: tuple[int, ...]


class Wishes:
    """What moderators may write next. Names that differ in spelling only are one wish; numbers are exact."""

    def __init__(self, library: Library, store: InboxStore, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._library = library
        self._store = store
        self._clock = clock

    async def list(self, audience: Audience) -> Sequence[Wish]:
        """Open wishes, the most wanted first; films that have been written since are not among them."""
        rows = await self._store.waiting(audience, limit=MOST_WAITING)
        unheard = [film_meaning(one.text) for one in await self._store.refusals(RefusalKind.WISH, audience)]
        return await asyncio.to_thread(self._wishes, rows, unheard)

    async def dismiss(self, question_id: int, audience: Audience) -> bool:
        """Close a wish for good: the film is listed no more. False when it was closed already."""
        wish = next((wish for wish in await self.list(audience) if question_id in wish.questions), None)
        if wish is None:
            return False
        now = self._clock()
        await self._store.refuse(
            [refusal(RefusalKind.WISH, name, audience=audience, at=now) for name in wish.spellings]
        )
        return await self._store.settle(wish.questions, Settled.DISMISSED) > 0

    def _wishes(self, rows: Iterable[WaitingQuestion], unheard: Iterable[Meaning]) -> Sequence[Wish]:
        base = self._library.snapshot.base
        wanted: list[tuple[Meaning, AskedQuestion]] = []
        for row in rows:
            if awaits(row) is not Awaits.FILM:
                continue
            key = film_meaning(row.asked.unknown_film or "")
            if key.words and not is_known(key, base) and not any(key.is_like(one) for one in unheard):
                wanted.append((key, row.asked))
        return sorted(map(_wish, grouped(wanted)), key=lambda wish: (-wish.count, -wish.last_at.timestamp(), wish.id))


def _wish(asked: Sequence[AskedQuestion]) -> Wish:
    spellings = wordings_of(one.unknown_film or "" for one in asked)
    return Wish(
        id=min(one.id for one in asked),
        title=spellings[0],
        spellings=spellings,
        count=len(asked),
        channels=channels_of(asked),
        last_at=max(one.asked_at for one in asked),
        questions=tuple(sorted(one.id for one in asked)),
    )

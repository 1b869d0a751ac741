"""Films that members asked for and nobody has written, by count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.services.clock import utc_now
from bot.services.library import Library
from bot.services.stores import Audience, InboxStore


@dataclass(frozen=True, slots=True)
class Wish:
    """A film that is not in the knowledge base. Its `id` is that of the oldest question that named it."""

    id: int
    title: str  # the spelling most used
    count: int
    channels: tuple[int, ...]  # where it was asked for, the most used first
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
        raise NotImplementedError

    async def dismiss(self, question_id: int, audience: Audience) -> bool:
        """Close a wish for good: the film is listed no more. False when it was closed already."""
        raise NotImplementedError

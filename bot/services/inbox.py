"""The moderators' inbox: questions that were not answered, or answered badly, grouped by what they mean."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.knowledge.edit import AddItem
from bot.services.clock import utc_now
from bot.services.grouping import grouped
from bot.services.inbox_readings import Reading, Readings, is_answered, is_objected, meaning_of
from bot.services.inbox_refusals import refusal
from bot.services.inbox_wordings import wording_of
from bot.services.library import Library
from bot.services.stores import (
    EVERYBODY,
    Audience,
    InboxStore,
    RefusalKind,
    Refusal,
    Settled,
    WaitingQuestion,
)

KEPT_DAYS = 180
"""How long a question waits for moderators, in days; then it is forgotten."""

MOST_WAITING = 5_000
"""Questions looked at, the newest; what lies deeper comes up when these are settled."""

PAGE = 10
"""Groups on a page, unless told otherwise."""

MOST_WORDINGS = 25
"""Wordings of a group that are named."""


class Cause(StrEnum):
    """Why a group waits."""

    UNANSWERED = "unanswered"
    NOT_CHOSEN = "not_chosen"  # asked back, and nobody took a choice
    ANSWERED_BADLY = "answered_badly"  # somebody said no to the answer


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of one meaning. Its `id` is its oldest question's; any question's id finds the group it is in now."""

    id: int
    cause: Cause
    text: str  # the wording most used, as it was typed
    wordings: tuple[str, ...]  # different ones, the most used first
    count: int
    film: str | None
    channels: tuple[int, ...]  # where it was asked, the most used first
    shown: str | None  # the entry that was shown and objected to
    missing: str | None  # the fact that the film's file lacks: `overview/director`
    nearest: tuple[str, ...]  # entries that may be meant, the likeliest first
    helpful: int  # votes on the answers
    unhelpful: int
    first_at: datetime
    last_at: datetime
    questions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the groups; `number` counts from 0 and is the nearest page there is to the one asked for."""

    groups: tuple[Group, ...]
    number: int
    pages: int
    total: int  # groups on all pages


@dataclass(frozen=True, slots=True)
class Prefilled:
    """What a form for a new entry begins with; `AddEntry(section, fields, name)` in `document` saves it."""

    group: int
    document: str | None  # None: the moderator chooses the film, or general knowledge
    section: str
    name: str | None  # of a fact: which; else made from the entry's words
    fields: dict[str, str | tuple[str, ...]]
    corrects: str | None  # the entry that was shown and objected to; correcting it may be the better answer


@dataclass(frozen=True, slots=True)
class Lesson:
    """The change that teaches an entry a group's wording, to be saved through Editing and then `settle`d."""

    group: int
    entry: str
    document: str
    change: AddItem


class Inbox:
    """What moderators do with the questions that wait. Store faults come up as StoreError.

    Every method takes the audience: moderators see their own guild's questions, and those of direct messages where
    shared knowledge may be edited. Groups that have gone in the meantime are None or False, never a fault.
    """

    def __init__(
        self, library: Library, store: InboxStore, *, readings: Readings, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._library = library
        self._store = store
        self._readings = readings
        self._clock = clock

    async def list(self, audience: Audience, *, page: int = 0, size: int = PAGE) -> Page:
        """A page of the open groups, those asked most often first."""
        groups = await self.groups(audience)
        pages = max(1, -(-len(groups) // size))
        number = min(max(page, 0), pages - 1)
        return Page(tuple(groups[number * size : (number + 1) * size]), number, pages, len(groups))

    async def groups(self, audience: Audience) -> Sequence[Group]:
        """All open groups, those asked most often first."""
        raise NotImplementedError

    async def group(self, question_id: int, audience: Audience) -> Group | None:
        """The open group that a question is in; by a group's id, or by any message that was a question."""
        return next((group for group in await self.groups(audience) if question_id in group.questions), None)

    async def answer(self, question_id: int, audience: Audience) -> Prefilled | None:
        """What the form for a new entry begins with. Once it has been saved: `settle(…, Settled.WRITTEN)`."""
        raise NotImplementedError

    async def teach(self, question_id: int, entry: str, audience: Audience) -> Lesson | None:
        """The change that gives an entry the group's wording; None when the group or the entry is gone.

        Save it through Editing, then `settle(…, Settled.TAUGHT)`.
        """
        raise NotImplementedError

    async def settle(self, question_id: int, settled: Settled, audience: Audience) -> bool:
        """Close a group; False when it was closed already."""
        raise NotImplementedError

    async def dismiss(self, question_id: int, audience: Audience) -> bool:
        """Close a group; the same question asked again opens a new one."""
        return await self.settle(question_id, Settled.DISMISSED, audience)

    async def ignore(self, question_id: int, audience: Audience) -> bool:
        """Close a group, and list questions of the same meaning no more."""
        raise NotImplementedError

    async def ignored(self, audience: Audience) -> Sequence[Refusal]:
        """What is listed no more, the newest first."""
        return await self._store.refusals(RefusalKind.MEANING, audience)

    async def heed(self, refusal_id: str, audience: Audience) -> bool:
        """List questions of an ignored meaning again, from the next one on."""
        raise NotImplementedError

    async def reevaluate(self) -> int:
        """Read every question that waits with today's knowledge; those answered now drop out, and come back when that
        is undone. Returns how many changed. To be called after each reload; works in a thread, some questions at a time.
        """
        raise NotImplementedError

"""The moderators' inbox: questions that were not answered, or answered badly, grouped by what they mean."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.knowledge.edit import AddItem
from bot.knowledge.naming import FIELD_SECTIONS, LIST_SECTIONS, SINGLE_SECTIONS
from bot.matching import Decision, normalize
from bot.services.clock import utc_now
from bot.services.grouping import Meaning, grouped
from bot.services.inbox_readings import WITHIN_S, Reading, Readings
from bot.services.inbox_refusals import refusal
from bot.services.inbox_waiting import (
    MOST_WAITING,
    Awaits,
    awaits,
    channels_of,
    ignored_meaning,
    is_done,
    is_objected,
    meaning_of,
)
from bot.services.inbox_wordings import wordings_of
from bot.services.library import Library, Snapshot
from bot.services.permissions import is_editor_guild
from bot.services.stores import (
    EVERYBODY,
    Audience,
    InboxStore,
    Refusal,
    RefusalKind,
    Settled,
    WaitingQuestion,
)

KEPT_DAYS = 180
"""How long a question waits for moderators, in days; then it is forgotten."""

PAGE = 10
"""Groups on a page, unless told otherwise."""

MOST_WORDINGS = 25
"""Wordings of a group that are named."""


def audience_of(guild_id: int, *, editors: AbstractSet[int], guild_ids: AbstractSet[int]) -> Audience:
    """Whose questions a guild's moderators see; `editors` are EDITOR_GUILD_IDS, `guild_ids` the guilds the bot is in."""
    return Audience(guild_id, direct=is_editor_guild(guild_id, editors=editors, guild_ids=guild_ids))


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
    channels: tuple[int, ...]  # where it was asked in guilds, the most used first
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
        return await self._groups(audience)

    async def group(self, question_id: int, audience: Audience) -> Group | None:
        """The open group that a question is in; by a group's id, or by any message that was a question."""
        return next((group for group in await self.groups(audience) if question_id in group.questions), None)

    async def answer(self, question_id: int, audience: Audience) -> Prefilled | None:
        """What the form for a new entry begins with. Once it has been saved: `settle(…, Settled.WRITTEN)`."""
        group = await self.group(question_id, audience)
        if group is None:
            return None
        section, name = _place_of(group.missing)
        fields: dict[str, str | tuple[str, ...]] = {}
        if section == "faq":
            fields = {"question": as_question(group.text), "also_asked": group.wordings[1:]}
        document = group.film if group.film in self._library.snapshot.base.documents else None
        return Prefilled(group.id, document, section, name, fields, group.shown)

    async def teach(self, question_id: int, entry: str, audience: Audience) -> Lesson | None:
        """The change that gives an entry the group's wording; None when the group or the entry is gone.

        Save it through Editing, then `settle(…, Settled.TAUGHT)`.
        """
        group = await self.group(question_id, audience)
        known = self._library.snapshot.base.entries.get(entry)
        if group is None or known is None:
            return None
        has = {normalize(wording) for wording in known.wordings}
        wording = next((words for words in group.wordings if normalize(words) not in has), group.text)
        return Lesson(group.id, entry, known.document, AddItem(entry, "also_asked", wording))

    async def settle(self, question_id: int, settled: Settled, audience: Audience) -> bool:
        """Close a group; False when it was closed already.

        Questions that are answered by what was taught or written wait again when that is undone; the others do not.
        """
        group = await self._closing(question_id, audience)
        if group is None:
            return False
        unanswered = group.questions
        if settled in {Settled.TAUGHT, Settled.WRITTEN}:
            still = {question for one in await self._groups(audience) for question in one.questions}
            unanswered = tuple(question for question in group.questions if question in still)
            await self._store.settle(set(group.questions) - still, Settled.SINCE)
        await self._store.settle(unanswered, settled)
        return True

    async def dismiss(self, question_id: int, audience: Audience) -> bool:
        """Close a group; the same question asked again opens a new one."""
        return await self.settle(question_id, Settled.DISMISSED, audience)

    async def ignore(self, question_id: int, audience: Audience) -> bool:
        """Close a group, and list questions of the same meaning no more."""
        group = await self._closing(question_id, audience)
        if group is None:
            return False
        now = self._clock()
        await self._store.refuse(
            [
                refusal(RefusalKind.MEANING, words, audience=audience, at=now, film=group.film, entry=group.shown)
                for words in group.wordings
            ]
        )
        return await self._store.settle(group.questions, Settled.IGNORED) > 0

    async def ignored(self, audience: Audience) -> Sequence[Refusal]:
        """What is listed no more, the newest first."""
        return await self._store.refusals(RefusalKind.MEANING, audience)

    async def heed(self, refusal_id: str, audience: Audience) -> bool:
        """List questions of an ignored meaning again, from the next one on; False when it is not ignored."""
        if refusal_id not in {ignored.id for ignored in await self.ignored(audience)}:
            return False
        return await self._store.allow([refusal_id]) > 0

    async def reevaluate(self) -> int:
        """Read every question that waits with today's knowledge; those answered now drop out, and come back when that
        is undone. Returns how many changed. To be called after each reload; works in a thread, some questions at a time.
        """
        waiting = await self._store.waiting(EVERYBODY, limit=MOST_WAITING)
        readings = await self._readings.read((one.asked.text, one.asked.film) for one in waiting)
        snapshot = self._library.snapshot
        done: list[int] = []
        open_again: list[int] = []
        for one, reading in zip(waiting, readings, strict=True):
            is_since = one.asked.settled is Settled.SINCE
            if is_done(one, reading, snapshot) != is_since:
                (open_again if is_since else done).append(one.asked.id)
        await self._store.settle(done, Settled.SINCE)
        await self._store.settle(open_again, None)
        return len(done) + len(open_again)

    async def _closing(self, question_id: int, audience: Audience) -> Group | None:
        """The group to be closed, with those questions that are answered by what was just saved for it."""
        groups = await self._groups(audience, with_done=True)
        return next((group for group in groups if question_id in group.questions), None)

    async def _groups(self, audience: Audience, *, with_done: bool = False) -> Sequence[Group]:
        rows = await self._store.waiting(audience, limit=MOST_WAITING)
        rows = [row for row in rows if awaits(row) is Awaits.ANSWER]
        ignored = await self.ignored(audience)
        readings = await self._readings.read(
            [(row.asked.text, row.asked.film) for row in rows] + [(one.text, one.film) for one in ignored],
            within_s=WITHIN_S,
        )
        read = zip(rows, readings, strict=False)
        unheard = zip(ignored, readings[len(rows) :], strict=True)
        snapshot = None if with_done else self._library.snapshot
        return await asyncio.to_thread(_groups_of, read, unheard, snapshot)


def as_question(words: str) -> str:
    """A wording as the question of an entry: a capital first, a question mark last."""
    line = words[:1].upper() + words[1:]
    return line if line.endswith(("?", ".", "!")) else f"{line}?"


def _groups_of(
    read: Iterable[tuple[WaitingQuestion, Reading]],
    ignored: Iterable[tuple[Refusal, Reading]],
    snapshot: Snapshot | None,
) -> list[Group]:
    """The groups of questions; of those alone that the snapshot leaves open, where one is given."""
    unheard: defaultdict[tuple[str, ...], list[Meaning]] = defaultdict(list)
    for one, reading in ignored:
        key = ignored_meaning(one, reading)
        unheard[key.block].append(key)
    listed: list[tuple[Meaning, tuple[WaitingQuestion, Reading]]] = []
    for row, reading in read:
        if snapshot is None or not is_done(row, reading, snapshot):
            key = meaning_of(row, reading)
            if not any(key.is_like(one) for one in unheard[key.block]):
                listed.append((key, (row, reading)))
    groups = [_group(members) for members in grouped(listed)]
    return sorted(groups, key=lambda group: (-group.count, -group.last_at.timestamp(), group.id))


def _group(members: Sequence[tuple[WaitingQuestion, Reading]]) -> Group:
    rows = sorted((row for row, _ in members), key=lambda row: row.asked.id)
    wordings = wordings_of(row.asked.text for row in rows)
    telling = min(
        (reading for row, reading in members if normalize(row.asked.text) == normalize(wordings[0])),
        key=lambda reading: reading.nearest,
    )
    return Group(
        id=rows[0].asked.id,
        cause=_cause(rows),
        text=wordings[0],
        wordings=wordings[:MOST_WORDINGS],
        count=len(rows),
        film=rows[0].asked.film,
        channels=channels_of(row.asked for row in rows),
        shown=rows[0].asked.entry,
        missing=telling.missing,
        nearest=telling.nearest,
        helpful=sum(row.helpful for row in rows),
        unhelpful=sum(row.unhelpful for row in rows),
        first_at=min(row.asked.asked_at for row in rows),
        last_at=max(row.asked.asked_at for row in rows),
        questions=tuple(row.asked.id for row in rows),
    )


def _cause(rows: Sequence[WaitingQuestion]) -> Cause:
    if is_objected(rows[0]):
        return Cause.ANSWERED_BADLY
    asked_back = all(row.asked.decision == Decision.ASK_BACK for row in rows)
    return Cause.NOT_CHOSEN if asked_back else Cause.UNANSWERED


def _place_of(missing: str | None) -> tuple[str, str | None]:
    """Where a fact that is missing would be written; what cannot be written as one becomes an FAQ item."""
    section, _, name = (missing or "").partition("/")
    if name in FIELD_SECTIONS.get(section, ()):
        return section, name
    if section in LIST_SECTIONS or section in SINGLE_SECTIONS:
        return section, None
    return "faq", None

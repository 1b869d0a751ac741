"""Revisions and drafts in memory alone: for tests, and where no state can be written."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.services.drafts import KeptDraft
from bot.services.names import Moved, draft_renamed, revision_renamed
from bot.services.revisions import Revision, State

MOST_KEPT = 1_000
"""Rows of a kind; the oldest is dropped first, for nobody prunes a process without a disk."""


class MemoryRevisions:
    """A RevisionStore; `others` rename what else is kept."""

    def __init__(self, *others: Callable[[Moved], None]) -> None:
        self.rows: OrderedDict[int, tuple[Revision, bytes | None]] = OrderedDict()
        self._others = others
        self._last = 0

    async def add(self, revision: Revision, data: bytes | None) -> Revision:
        """See RevisionStore."""
        kept = replace(revision, id=revision.id or self._last + 1)
        self._last = max(self._last, kept.id)
        self.rows[kept.id] = (kept, data)
        if len(self.rows) > MOST_KEPT:
            self.rows.popitem(last=False)
        return kept

    async def add_all(self, revisions: Sequence[tuple[Revision, bytes | None]]) -> None:
        """See RevisionStore."""
        for revision, data in revisions:
            await self.add(revision, data)

    async def settle(self, revision_id: int, state: State) -> None:
        """See RevisionStore."""
        if found := self.rows.get(revision_id):
            self.rows[revision_id] = (replace(found[0], state=state), found[1])
            if state is State.CONFIRMED:
                await self.follow(found[0].moved)

    async def follow(self, moved: Moved) -> None:
        """See RevisionStore."""
        if moved:
            self.rows.update({key: (revision_renamed(row, moved), data) for key, (row, data) in self.rows.items()})
            for rename in self._others:
                rename(moved)

    async def renames(self, document: str | None = None, *, since: int = 0) -> Sequence[Revision]:
        """See RevisionStore."""
        return [row for row in await self._oldest_first(document) if row.moved and row.id > since]

    async def following(self, revision_id: int) -> Sequence[Revision]:
        """See RevisionStore."""
        return [row for row in await self._oldest_first() if row.follows == revision_id]

    async def pending(self) -> Sequence[Revision]:
        """See RevisionStore."""
        return [revision for revision, _ in self._ordered() if revision.state is State.PENDING]

    async def get(self, revision_id: int) -> Revision | None:
        """See RevisionStore."""
        found = self.rows.get(revision_id)
        return None if found is None else self._told(found[0])

    async def data(self, revision_id: int) -> bytes | None:
        """See RevisionStore."""
        found = self.rows.get(revision_id)
        return None if found is None else found[1]

    async def latest(self, document: str) -> Revision | None:
        """See RevisionStore."""
        return next(iter(await self.history(document, limit=1)), None)

    async def newest(self) -> Mapping[str, Revision]:
        """See RevisionStore."""
        return {revision.document: revision for revision in reversed(await self.history(limit=MOST_KEPT))}

    async def knows(self, document: str, digest: str) -> bool:
        """See RevisionStore."""
        return any((row.document, row.digest) == (document, digest) for row, _ in self.rows.values())

    async def history(
        self, document: str | None = None, *, limit: int = 25, before: int | None = None
    ) -> Sequence[Revision]:
        """See RevisionStore."""
        found = [
            self._told(revision)
            for revision, _ in reversed(self._ordered())
            if revision.state is State.CONFIRMED
            and document in {None, revision.document}
            and (before is None or revision.id < before)
        ]
        return found[:limit]

    async def _oldest_first(self, document: str | None = None) -> Sequence[Revision]:
        return [*reversed(await self.history(document, limit=MOST_KEPT))]

    def _ordered(self) -> list[tuple[Revision, bytes | None]]:
        return [self.rows[key] for key in sorted(self.rows)]

    def _told(self, revision: Revision) -> Revision:
        undoing = [
            row.id for row, _ in self.rows.values() if row.undoes == revision.id and row.state is State.CONFIRMED
        ]
        return replace(revision, undone_by=min(undoing, default=None))


class MemoryDrafts:
    """A DraftStore."""

    def __init__(self) -> None:
        self.rows: OrderedDict[str, KeptDraft] = OrderedDict()

    async def put(self, draft: KeptDraft) -> None:
        """See DraftStore."""
        self.rows[draft.id] = draft
        if len(self.rows) > MOST_KEPT:
            self.rows.popitem(last=False)

    async def get(self, draft_id: str) -> KeptDraft | None:
        """See DraftStore."""
        return self.rows.get(draft_id)

    async def drop(self, draft_id: str) -> None:
        """See DraftStore."""
        self.rows.pop(draft_id, None)

    def rename(self, moved: Moved) -> None:
        """Let drafts follow renamed documents and entries."""
        self.rows.update({key: draft_renamed(row, moved) for key, row in self.rows.items()})

    async def forget_before(self, moment: datetime) -> int:
        """See DraftStore."""
        old = [row.id for row in self.rows.values() if row.made_at < moment]
        for draft_id in old:
            del self.rows[draft_id]
        return len(old)

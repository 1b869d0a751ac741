"""Looks back: what was saved, what a revision changed, and what a document is called by now."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.knowledge.edit import EditError
from bot.knowledge.edit.difference import unified
from bot.services.documents import StoredDocument
from bot.services.editing.renaming import rename_lines
from bot.services.names import moved_in, place_called, today
from bot.services.revisions import Revision
from bot.services.stores import DocumentStore, RevisionStore


class Looking:
    """Reads history; writes nothing."""

    def __init__(self, documents: DocumentStore, revisions: RevisionStore) -> None:
        self._documents = documents
        self._revisions = revisions

    async def export(self, document: str) -> StoredDocument | None:
        """A document's file; None where there is no such document."""
        try:
            return await self._documents.read(await self.called(document))
        except EditError:
            return None

    async def history(self, document: str | None, *, limit: int, before: int | None) -> Sequence[Revision]:
        """Revisions, newest first; of a document that was renamed also under its old id."""
        found = await self._revisions.history(document, limit=limit, before=before)
        if not found and document is not None and document != (called := await self.called(document)):
            return await self._revisions.history(called, limit=limit, before=before)
        return found

    async def diff(self, revision_id: int, other: int | None) -> str | None:
        """What a revision changed, or what lies between two; None when one is not known."""
        new = await self._revisions.get(revision_id if other is None else other)
        if new is None:
            return None
        if other is None and new.was is not None:
            return await self._rename_difference(new)
        before = new.base if other is None else revision_id
        if other is not None and await self._revisions.get(revision_id) is None:
            return None
        old_data = None if before is None else await self._revisions.data(before)
        new_data = await self._revisions.data(new.id)
        old_text, new_text = ((data or b"").decode("utf-8", "replace") for data in (old_data, new_data))
        return await asyncio.to_thread(unified, old_text, new_text, name=new.place)

    async def called(self, document: str) -> str:
        """What a document is called that was renamed; the id itself where it stands, or is not known."""
        try:
            if await self._documents.read(document) is not None:
                return document
        except EditError:
            return document
        renames = await self._revisions.renames()
        if not renames:
            return document
        return today(document, moved_in(renames), {stored.id for stored in await self._documents.list()})

    async def _rename_difference(self, revision: Revision) -> str:
        names = (place_called(revision.place, name or "") for name in (revision.was, revision.became))
        followed = [await self.diff(one.id, None) or "" for one in await self._revisions.following(revision.id)]
        return "".join((rename_lines(*names), *followed))

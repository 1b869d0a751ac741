"""Brings texts into the files so that a kill at any moment loses nothing that was acknowledged, and history tells all.

The order of a save: the revision is committed as pending; the file is replaced; the revision is confirmed; only then is
the edit acknowledged. A pending revision that is found later has come into force if the file says what it says.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.services.audit import Audit, Displaced, Saved
from bot.services.documents import SaveResult, Stored, StoredDocument, Underneath, digest_of
from bot.services.editing.merging import changed_entries, put_together
from bot.services.errors import DocumentError, StoreError
from bot.services.revisions import ON_DISK, Origin, Revision, State
from bot.services.stores import DocumentStore, Keep, RevisionStore

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Others saved first. `displaced`: their text, which ours had replaced for a moment, as it was kept."""

    displaced: Revision | None = None


class Saving:
    """The only one who writes documents. Every method but `note_all` and `recover` is called while `documents.writing`."""

    def __init__(
        self, documents: DocumentStore, revisions: RevisionStore, audit: Audit, *, clock: Callable[[], datetime]
    ) -> None:
        self._documents = documents
        self._revisions = revisions
        self._audit = audit
        self._clock = clock

    async def put(
        self, revision: Revision, data: bytes | None, *, current: StoredDocument | None
    ) -> Revision | Overtaken:
        """Replace `current` by a revision's text; the revision is confirmed then, else the file is what others made it.

        Raises DocumentError and StoreError: then the file is as it was.
        """
        pending = await self._revisions.add(revision, data)
        displaced: list[Revision] = []

        async def keep(foreign: StoredDocument) -> None:
            displaced.append(await self._keep(foreign, reason=f"displaced by revision {pending.id}"))

        try:
            result = await self._write(pending, data, current, keep)
        except Exception:
            await self._revisions.settle(pending.id, State.ABANDONED)
            raise
        if isinstance(result, Stored):
            if result.displaced is None:
                return await self._confirmed(pending)
            self._audit.tell(Displaced(displaced[0], pending))
            try:
                await self._give_back(result.displaced, instead_of=pending, base=current)
            except DocumentError as error:  # ours is the file, then; theirs is in history
                log.warning("Revision %d was displaced and could not be given back: %s", displaced[0].id, error)
                return await self._confirmed(pending)
        await self._revisions.settle(pending.id, State.ABANDONED)
        return Overtaken(displaced[0] if displaced else None)

    async def _write(
        self, revision: Revision, data: bytes | None, current: StoredDocument | None, keep: Keep
    ) -> SaveResult:
        if data is None:
            return await self._documents.remove(revision.document, expected=current.digest if current else "")
        expected = None if current is None else current.digest
        return await self._documents.save(revision.document, data, expected=expected, keep=keep, place=revision.place)

    async def seen(self, document_id: str, current: StoredDocument | None) -> Revision | None:
        """The newest revision of a document, after recording what others made of the file since."""
        latest = await self._revisions.latest(document_id)
        digest = None if current is None else current.digest
        if latest is None and current is None:
            return None
        if latest is not None and latest.digest == digest:
            return latest
        for pending in await self._revisions.pending():
            if (pending.document, pending.digest) == (document_id, digest):
                return await self._confirmed(pending)
        return await self._found(document_id, current, latest)

    async def note_all(self) -> list[Revision]:
        """Record whatever others have changed in the folder; returns the new revisions."""
        newest = await self._revisions.newest()
        documents = {document.id: document for document in await self._documents.list()}
        differing = [
            key
            for key in {**documents, **newest}
            if (documents[key].digest if key in documents else None) != (newest[key].digest if key in newest else None)
        ]
        if not newest and differing:
            await self._begin(documents.values())
            return []
        noted = []
        for key in differing:
            async with self._documents.writing(key):
                revision = await self.seen(key, await self._documents.read(key))
            before = newest.get(key)
            if revision is not None and revision.origin is Origin.DISK and (before is None or revision.id > before.id):
                noted.append(revision)
        return noted

    async def recover(self) -> None:
        """Settle what a killed process left: displaced texts, temporary files, pending revisions."""
        async with self._documents.writing(""):
            await self._documents.recover(self._recovered)
            for pending in await self._revisions.pending():
                current = await self._documents.read(pending.document)
                in_force = pending.digest == (None if current is None else current.digest)
                await self._revisions.settle(pending.id, State.CONFIRMED if in_force else State.ABANDONED)

    async def _recovered(self, left: StoredDocument) -> None:
        if not await self._revisions.knows(left.id, left.digest):
            kept = await self._keep(left, reason="found after an interrupted save")
            self._audit.tell(Saved(kept))

    async def _confirmed(self, pending: Revision) -> Revision:
        try:
            await self._revisions.settle(pending.id, State.CONFIRMED)
        except StoreError as error:
            # The text is in the file and its revision is kept: whoever looks at them next confirms it.
            log.warning("Revision %d is in force and not confirmed yet: %s", pending.id, error)
        return replace(pending, state=State.CONFIRMED)

    async def _found(self, document_id: str, current: StoredDocument | None, latest: Revision | None) -> Revision:
        place = current.place if current else latest.place if latest else ""
        noted = await self._add(self._on_disk(document_id, place, current, base=latest), current)
        if latest is not None:
            self._audit.tell(Saved(noted))
        return noted

    async def _begin(self, documents: Iterable[StoredDocument]) -> None:
        """The first look at a folder: everything that is there, at once, and nobody needs to be told."""
        first = [(self._on_disk(document.id, document.place, document), document.data) for document in documents]
        await self._revisions.add_all(first)

    async def _keep(self, foreign: StoredDocument, *, reason: str) -> Revision:
        """Another program's text, as a revision."""
        latest = await self._revisions.latest(foreign.id)
        return await self._add(
            replace(self._on_disk(foreign.id, foreign.place, foreign, base=latest), reason=reason), foreign
        )

    async def _add(self, revision: Revision, document: StoredDocument | None) -> Revision:
        """Add it with the entries that differ from its base."""
        data = None if document is None else document.data
        if revision.base is not None:
            before = await self._revisions.data(revision.base)
            entries = await asyncio.to_thread(changed_entries, before, data, path=Path(revision.place))
            revision = replace(revision, entries=entries)
        return await self._revisions.add(revision, data)

    def _on_disk(
        self, document_id: str, place: str, document: StoredDocument | None, *, base: Revision | None = None
    ) -> Revision:
        return Revision(
            document=document_id,
            place=place,
            digest=document.digest if document else None,
            author=ON_DISK,
            at=self._clock(),
            origin=Origin.DISK,
            base=base.id if base else None,
            state=State.CONFIRMED,
        )

    async def _give_back(self, foreign: StoredDocument, *, instead_of: Revision, base: StoredDocument | None) -> None:
        """Make another program's text the file again, and so on while others save in between.

        Where one has built upon ours meanwhile, its text stays, together with what the displaced one changed.
        """
        waiting: StoredDocument | None = foreign
        digest = instead_of.digest or ""

        async def keep(document: StoredDocument) -> None:
            await self._keep(document, reason="displaced while another was given back")

        while waiting is not None:
            given = waiting
            result = await self._documents.save(given.id, given.data, expected=digest, keep=keep)
            if isinstance(result, Underneath):
                if given is foreign and base is not None and result.current is not None:
                    await self._join(base, foreign, result.current)
                return
            waiting, digest = result.displaced, given.digest

    async def _join(self, base: StoredDocument, displaced: StoredDocument, current: StoredDocument) -> None:
        """Add what the displaced text changed to the file; where the two do not go together it stays in history."""
        data = await asyncio.to_thread(put_together, base.data, displaced.data, current.data, path=Path(current.place))
        if data is None or data == current.data:
            return
        latest = await self.seen(current.id, current)
        joined = StoredDocument(current.id, current.place, data, digest_of(data))
        revision = self._on_disk(current.id, current.place, joined, base=latest)
        entries = await asyncio.to_thread(changed_entries, current.data, data, path=Path(current.place))
        reason = "a displaced text, put together with what came after it"
        await self.put(replace(revision, entries=entries, reason=reason, state=State.PENDING), data, current=current)

"""Brings texts into the files so that a kill at any moment loses nothing that was acknowledged, and history tells all.

The order of a save: the revision is committed as pending; the file is replaced; the revision is confirmed; only then is
the edit acknowledged. A pending revision that is found later has come into force if the file says what it says.

The order of a document's new id: the revision is committed as pending; the file gets its new name, in one step, and from
then on the renaming counts; the documents that refer to it are saved one by one; the revision is confirmed, and with it
all state that is kept under the old id follows. Before that step nothing has changed; what is killed after it is
finished by whoever looks next, and until then a document that refers to the old id is loaded with a warning.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.knowledge.edit import EditError
from bot.services.audit import Audit, Displaced, Saved
from bot.services.documents import SaveResult, Stored, StoredDocument, Underneath, digest_of
from bot.services.editing.merging import calling, changed_entries, put_together, without
from bot.services.errors import DocumentError, StoreError
from bot.services.revisions import ON_DISK, Origin, Revision, State
from bot.services.stores import DocumentStore, Keep, RevisionStore

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Others saved first. `displaced`: their text, which ours had replaced for a moment, as it was kept."""

    displaced: Revision | None = None


@dataclass(frozen=True, slots=True)
class Renamed:
    """A document goes by another id. `followed`: the revisions of those that refer to it."""

    revision: Revision
    followed: Sequence[Revision]


MOST_TRIES = 50
"""How often a save begins again because another program was faster."""

BUSY = "Another program keeps writing this file; please try again in a moment."


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
        if any(pending.was is not None for pending in await self._revisions.pending()):
            await self._settle_renames()
            latest = await self._revisions.latest(document_id)
            for unfinished in await self._revisions.pending():  # the state cannot be written: the next look tries again
                if unfinished.was is not None and document_id in {unfinished.document, unfinished.was}:
                    latest = unfinished if current else None
            if (latest.digest if latest else None) == digest:
                return latest
        return await self._noted(document_id, current, latest)

    async def _noted(self, document_id: str, current: StoredDocument | None, latest: Revision | None) -> Revision:
        """Say where a text comes from that is not the newest revision's."""
        digest = None if current is None else current.digest
        for pending in await self._revisions.pending():
            if (pending.document, pending.digest, pending.was) == (document_id, digest, None):
                return await self._confirmed(pending)
        return await self._found(document_id, current, latest)

    async def note_all(self) -> list[Revision]:
        """Record whatever others have changed in the folder; returns the new revisions."""
        if any(pending.was is not None for pending in await self._revisions.pending()):
            async with self._documents.writing(""):
                await self._settle_renames()
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

    async def recover(self) -> bool:
        """Settle what a killed process left: displaced texts, temporary files, pending revisions.

        Returns whether documents were written to finish what it had begun.
        """
        async with self._documents.writing(""):
            await self._documents.recover(self._recovered)
            for pending in await self._revisions.pending():
                if pending.was is None:
                    current = await self._documents.read(pending.document)
                    in_force = pending.digest == (None if current is None else current.digest)
                    await self._revisions.settle(pending.id, State.CONFIRMED if in_force else State.ABANDONED)
            return await self._settle_renames()

    # --- another id for a document: called while `writing` all of them ------------------------------------------------

    async def rename(self, revision: Revision, current: StoredDocument) -> Renamed | Overtaken:
        """Call `current` what the revision says; every document that refers to it follows.

        Raises DocumentError, StoreError and EditError: then everything is as it was.
        """
        await self._documents.recover(self._recovered)  # what a killed save left would bring the old file back
        await self._settle_renames()
        pending = await self._revisions.add(revision, current.data)
        try:
            result = await self._documents.move(current.id, pending.document, expected=current.digest)
        except Exception:
            await self._revisions.settle(pending.id, State.ABANDONED)
            raise
        if isinstance(result, Underneath):
            await self._revisions.settle(pending.id, State.ABANDONED)
            return Overtaken()
        followed: list[Revision] = []
        try:
            await self._follow(pending, followed)
        except StoreError:
            await self._take_back(pending, current.id, followed)
            raise
        confirmed = await self._confirmed(pending)
        with contextlib.suppress(StoreError):  # whoever looks next will see what was saved in this very moment
            await self.seen(pending.document, await self._documents.read(pending.document))
        return Renamed(confirmed, followed)

    async def _settle_renames(self) -> bool:
        """Finish renamings that a killed process left, where the file has its new name already; whether there were any."""
        finished = False
        for pending in await self._revisions.pending():
            if pending.was is None:
                continue
            if await self._documents.read(pending.document) is None or await self._documents.read(pending.was):
                await self._revisions.settle(pending.id, State.ABANDONED)
                continue
            try:
                await self._settle_followers(pending)
                await self._follow(pending, [])
            except StoreError as error:
                log.warning("Not every document calls %s %s yet: %s", pending.was, pending.document, error)
                continue
            await self._confirmed(pending)
            finished = True
        return finished

    async def _settle_followers(self, renaming: Revision) -> None:
        """What the killed process was saving when it was killed."""
        for pending in await self._revisions.pending():
            if pending.follows == renaming.id:
                current = await self._documents.read(pending.document)
                in_force = current is not None and current.digest == pending.digest
                await self._revisions.settle(pending.id, State.CONFIRMED if in_force else State.ABANDONED)

    async def _follow(self, pending: Revision, followed: list[Revision]) -> None:
        """Save every document that refers to the renamed one; each revision is added to `followed`."""
        for _ in range(MOST_TRIES):
            documents = {document.id: document for document in await self._documents.list()}
            wanted = await self.references(pending, documents)
            if not wanted:
                return
            for name, (data, undoes) in wanted.items():
                document = documents[name]
                latest = pending if name == pending.document else await self._revisions.latest(name)
                if latest is None or latest.digest != document.digest:
                    latest = await self._noted(name, document, latest)
                change = await self._change(pending, document, data, base=latest)
                put = await self.put(replace(change, undoes=undoes, follows=pending.id), data, current=document)
                if isinstance(put, Revision):
                    followed.append(put)
        raise DocumentError(BUSY)

    async def references(
        self, pending: Revision, documents: Mapping[str, StoredDocument]
    ) -> Mapping[str, tuple[bytes, int | None]]:
        """The texts that documents come to which refer to the renamed one, each with the revision it takes back.

        Where a renaming is taken back, what followed it then gets its own bytes back as far as nobody has touched it.
        """
        wanted: dict[str, tuple[bytes, int | None]] = {}
        earlier = await self._revisions.following(pending.undoes) if pending.undoes is not None else ()
        for revision in earlier:
            document = documents.get(revision.document)
            before = await self._revisions.data(revision.base) if revision.base is not None else None
            after = await self._revisions.data(revision.id)
            if document is not None and before is not None and after is not None:
                data = await asyncio.to_thread(without, before, after, document)
                if data != document.data:
                    wanted[document.id] = (data, revision.id)
        for name, document in documents.items():
            if name not in wanted:
                data = await asyncio.to_thread(calling, document, pending.was or "", pending.document)
                if data != document.data:
                    wanted[name] = (data, None)
        return wanted

    async def _take_back(self, pending: Revision, old: str, followed: Sequence[Revision]) -> None:
        """Have everything as it was before a renaming that cannot be finished; killed here, it is finished after all."""
        try:
            for revision in reversed(followed):
                document = await self._documents.read(revision.document)
                data = await self._revisions.data(revision.base) if revision.base is not None else None
                if document is not None and data is not None and document.digest == revision.digest:
                    change = await self._change(pending, document, data, base=revision)
                    change = replace(change, undoes=revision.id, reason="the renaming could not be finished")
                    await self.put(change, data, current=document)
            moved = await self._documents.move(pending.document, old, expected=pending.digest or "")
            if isinstance(moved, Stored):
                await self._revisions.settle(pending.id, State.ABANDONED)
        except (StoreError, EditError) as error:
            log.warning("%s is called %s all the same, for it cannot be taken back: %s", old, pending.document, error)

    async def _change(self, pending: Revision, document: StoredDocument, data: bytes, *, base: Revision) -> Revision:
        """What a renaming changes in a document that refers to the renamed one."""
        return Revision(
            document=document.id,
            place=document.place,
            digest=digest_of(data),
            author=pending.author,
            at=self._clock(),
            origin=pending.origin,
            entries=await asyncio.to_thread(changed_entries, document.data, data, path=Path(document.place)),
            reason=pending.reason or f"{pending.was} is called {pending.document} now",
            base=base.id,
        )

    # --- within ------------------------------------------------------------------------------------------------------

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

"""The front of moderators' edits: draft, save, undo, restore, rename, new films, import, export, history."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.knowledge import KnowledgeError, new_film_text, parse_document
from bot.knowledge.edit import Change
from bot.knowledge.load import FILMS
from bot.knowledge.naming import MAX_DOCUMENT, slug
from bot.services import audit as events
from bot.services.audit import Audit
from bot.services.clock import utc_now
from bot.services.documents import StoredDocument
from bot.services.drafts import Draft, KeptDraft, new_draft_id
from bot.services.editing.attachments import HEAD_BYTES, why_not_import
from bot.services.editing.drafting import Drafting, invalid
from bot.services.editing.looking import Looking
from bot.services.editing.outcomes import Conflict, Outcome, Refused, Saved
from bot.services.editing.pace import LIMITS, Limits, Pace
from bot.services.editing.renaming import Moved, Renaming
from bot.services.editing.saving import Saving
from bot.services.editing.writing import Met, Writing, Written
from bot.services.errors import StoreError
from bot.services.library import Library
from bot.services.names import changes_renamed
from bot.services.permissions import Standing, why_not_edit
from bot.services.revisions import Author, Origin, Revision
from bot.services.stores import DocumentStore, DraftStore, RevisionStore

log = logging.getLogger(__name__)

GONE = "This draft is kept no longer, or was saved already; please begin again."


class Editing:
    """What Discord and the shell call to change the knowledge.

    Whoever edits says on what `standing`, which is asked at every call; the shell's is `permissions.OPERATOR`. Expected
    outcomes are values (Saved, Conflict, Refused); StoreError is raised when the state cannot be read or written.
    Without a `library` nothing is previewed or matched, and a save comes into force when the files are next loaded.
    """

    def __init__(
        self,
        library: Library | None,
        documents: DocumentStore,
        revisions: RevisionStore,
        drafts: DraftStore,
        *,
        audit: Audit | None = None,
        editor_guilds: frozenset[int] = frozenset(),
        limits: Limits = LIMITS,
        root: Path | None = None,
        clock: Callable[[], datetime] = utc_now,
        renamed: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`renamed` is called when ids have changed: for who keeps some in memory."""
        self._library = library
        self._documents = documents
        self._revisions = revisions
        self._drafts = drafts
        self._audit = audit or Audit()
        self._editor_guilds = editor_guilds
        self._clock = clock
        self._pace = Pace(limits)
        self._removed_minutes = limits.removed_minutes
        self._saving = Saving(documents, revisions, self._audit, clock=clock)
        self._drafting = Drafting(library, documents, revisions, drafts, self._saving, root=root, clock=clock)
        place = root or (library.folder if library else Path())
        self._renaming = Renaming(documents, revisions, drafts, self._saving, root=place, clock=clock)
        self._looking = Looking(documents, revisions)
        self._renamed = renamed
        self._writing = Writing(documents, drafts, self._drafting, self._saving, clock=clock)
        self._running: set[asyncio.Task[Outcome]] = set()

    async def start(self) -> bool:
        """Settle what a killed process left, and record what was changed on disk meanwhile; whether that wrote documents.

        Raises StoreError.
        """
        finished = await self._saving.recover()
        await self.note_disk()
        if finished and self._library is not None:
            await self._library.reload()
        return finished

    async def close(self) -> None:
        """Wait until saves under way have ended."""
        if self._running:
            await asyncio.wait(self._running)

    def why_not(self, standing: Standing) -> str | None:
        """The sentence for somebody who may not edit here; None for who may."""
        return why_not_edit(standing, editors=self._editor_guilds)

    # --- drafts ------------------------------------------------------------------------------------------------------

    async def draft(
        self,
        changes: Sequence[Change],
        *,
        document: str,
        author: Author,
        standing: Standing,
        origin: Origin = Origin.DISCORD,
        reason: str | None = None,
    ) -> Draft | Refused:
        """Look at an edit before it is saved: difference, previews, cautions. Kept under its id; nothing is saved."""
        known = self._library is not None and document in self._library.snapshot.base.documents
        if not known and document != (called := await self._looking.called(document)):  # a form may be older than that
            changes, document = changes_renamed(changes, {document: called}), called
        kept = self._new(document, author, standing, origin, reason, changes=tuple(changes))
        return await self._drafted(kept, standing)

    async def draft_rename(
        self,
        document: str,
        name: str,
        *,
        author: Author,
        standing: Standing,
        origin: Origin = Origin.DISCORD,
        reason: str | None = None,
    ) -> Draft | Refused:
        """Look at giving a document another id, and so its file another name; who refers to it follows.

        An entry gets another id by a `RenameEntry`, which is a change like any other.
        """
        kept = self._new(document, author, standing, origin, reason, called=name.strip())
        return await self._drafted(kept, standing)

    async def kept(self, draft_id: str) -> KeptDraft | None:
        """What a moderator asked for, also when it was refused: to fill in a form again. None: too old, or saved."""
        return await self._drafts.get(draft_id)

    async def look(self, draft_id: str) -> Draft | Refused:
        """A kept draft again, as it would be saved now."""
        kept = await self._drafts.get(draft_id)
        if kept is None:
            return Refused(GONE)
        return await (self._drafting if kept.called is None else self._renaming).look(kept)

    async def drop(self, draft_id: str) -> None:
        """Forget a draft that is not wanted."""
        await self._drafts.drop(draft_id)

    async def draft_undo(
        self,
        revision_id: int,
        *,
        author: Author,
        standing: Standing,
        origin: Origin = Origin.UNDO,
        reason: str | None = None,
    ) -> Draft | Refused:
        """Look at taking a revision back: the entries it touched as they were before it, everything later staying."""
        revision = await self._revisions.get(revision_id)
        if revision is None:
            return Refused(_no_revision(revision_id))
        if revision.base is None and revision.origin is Origin.DISK:
            return Refused(f"Revision {revision_id} is the first state I saw of this file; there is nothing before it.")
        if revision.became not in {None, revision.document}:
            said = f"It is called `{revision.document}` by now, no longer `{revision.became}`; rename it, or undo the later edit."
            return Refused(said)
        kept = self._new(
            revision.document,
            author,
            standing,
            origin,
            reason,
            undoes=revision.id,
            place=revision.place,
            called=revision.was,
        )
        return await self._drafted(kept, standing)

    async def draft_restore(
        self, revision_id: int, *, author: Author, standing: Standing, reason: str | None = None
    ) -> Draft | Refused:
        """Look at making the document what it was in a revision, whole."""
        revision = await self._revisions.get(revision_id)
        if revision is None:
            return Refused(_no_revision(revision_id))
        data = await self._revisions.data(revision_id)
        if data is None:
            return Refused(f"Revision {revision_id} removed the file; there is no text in it.")
        kept = self._new(
            revision.document, author, standing, Origin.RESTORE, reason, whole=True, data=data, place=revision.place
        )
        return await self._drafted(kept, standing)

    async def draft_import(
        self, filename: str, data: bytes, *, author: Author, standing: Standing, reason: str | None = None
    ) -> Draft | Refused:
        """Look at a whole file that a moderator sends; its name says which document it is, a new one or one that exists.

        Ask `why_not_import(filename, size, head)` before reading an attachment.
        """
        if why_not := why_not_import(filename, len(data), data[:HEAD_BYTES]):
            return Refused(why_not)
        try:
            document = await asyncio.to_thread(parse_document, data, path=Path(filename))
        except KnowledgeError as error:
            return invalid(error)
        place = f"{FILMS}/{filename}" if document.film else filename
        kept = self._new(document.id, author, standing, Origin.IMPORT, reason, whole=True, data=data, place=place)
        return await self._drafted(kept, standing)

    async def draft_film(
        self, title: str, year: int, *, author: Author, standing: Standing, origin: Origin = Origin.DISCORD
    ) -> Draft | Refused:
        """Look at a new film's file with every section shown in comments."""
        if not any(map(str.isalnum, title)):
            return Refused("A film's title has letters or digits.")
        name, text = new_film_text(title, year)
        films = self._library.snapshot.base.films if self._library else {}
        for film in films.values():
            if (film.title.casefold(), film.year) == (title.strip().casefold(), year):
                return Refused(f"There is a file on {film.label} already: `{film.id}`.")
        with_year = f"{slug(title, MAX_DOCUMENT - 5)}-{year}".strip("-")
        for free in dict.fromkeys((name, with_year)):
            if await self._documents.read(free) is None:
                place = f"{FILMS}/{free}.yaml"
                kept = self._new(free, author, standing, origin, None, whole=True, data=text.encode(), place=place)
                return await self._drafted(kept, standing)
        return Refused(_taken(name))

    # --- saving ------------------------------------------------------------------------------------------------------

    async def save(self, draft_id: str, author: Author, *, standing: Standing, anyway: bool = False) -> Outcome:
        """Save a draft: acknowledged only when it is in the file, and then live for members too.

        Args:
            anyway: after a Conflict, make the draft's changes on the text that was shown; one that is newer still is a
                Conflict again.
        """
        kept = await self._drafts.get(draft_id)
        return Refused(GONE) if kept is None else await self._saved(kept, author, standing, anyway=anyway)

    async def undo(self, revision_id: int, author: Author, *, standing: Standing, reason: str | None = None) -> Outcome:
        """Take a revision back; conflicts like any edit."""
        draft = await self.draft_undo(revision_id, author=author, standing=standing, reason=reason)
        return draft if isinstance(draft, Refused) else await self.save(draft.id, author, standing=standing)

    async def restore(
        self, revision_id: int, author: Author, *, standing: Standing, reason: str | None = None
    ) -> Outcome:
        """Make the document what it was in a revision, whole."""
        draft = await self.draft_restore(revision_id, author=author, standing=standing, reason=reason)
        return draft if isinstance(draft, Refused) else await self.save(draft.id, author, standing=standing)

    # --- looking back ------------------------------------------------------------------------------------------------

    async def export(self, document: str) -> StoredDocument | None:
        """A document's file, byte for byte; `place` ends with its name. None where there is no such document."""
        return await self._looking.export(document)

    async def history(
        self, document: str | None = None, *, limit: int = 25, before: int | None = None
    ) -> Sequence[Revision]:
        """Revisions, newest first; of a document that was renamed also under its old id."""
        return await self._looking.history(document, limit=limit, before=before)

    async def revision(self, revision_id: int) -> Revision | None:
        """One revision."""
        return await self._revisions.get(revision_id)

    async def diff(self, revision_id: int, other: int | None = None) -> str | None:
        """Unified difference of what a revision changed, or from it to another; None when one is not known."""
        return await self._looking.diff(revision_id, other)

    async def note_disk(self) -> Sequence[Revision]:
        """Record what others changed in the folder as revisions "on disk"; called at start and when files change."""
        return await self._saving.note_all()

    # --- within ------------------------------------------------------------------------------------------------------

    def _new(
        self,
        document: str,
        author: Author,
        standing: Standing,
        origin: Origin,
        reason: str | None,
        *,
        place: str | None = None,
        **wanted: Any,  # one of the things that KeptDraft tells apart
    ) -> KeptDraft:
        return KeptDraft(
            id=new_draft_id(),
            document=document,
            place=place,
            author=author,
            made_at=self._clock(),
            origin=origin,
            guild_id=standing.guild_id,
            reason=reason,
            **wanted,
        )

    async def _drafted(self, kept: KeptDraft, standing: Standing) -> Draft | Refused:
        if why_not := self.why_not(standing):
            return Refused(why_not)
        return await (self._drafting if kept.called is None else self._renaming).keep(kept)

    async def _saved(self, kept: KeptDraft, author: Author, standing: Standing, *, anyway: bool = False) -> Outcome:
        if why_not := self.why_not(standing):
            return Refused(why_not, draft_id=kept.id)
        person = None if standing.operator else author.id
        if person is not None and (wait := self._pace.wait(person)):
            return Refused(f"That was a lot at once; please wait {wait:.0f} seconds.", draft_id=kept.id)
        # Whoever waits may give up, for Discord does after a while: a save that has begun goes on to its end.
        task = asyncio.create_task(self._save(kept, author, person, anyway=anyway), name="save")
        self._running.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[Outcome]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # taken notice of, also when nobody waits any more

    async def _save(self, kept: KeptDraft, author: Author, person: int | None, *, anyway: bool) -> Outcome:
        async with self._documents.writing(kept.document if kept.called is None else ""):
            again = await self._drafts.get(kept.id)
            if again is None:  # pressed twice
                return Refused(GONE)
            kept = again
            if kept.called is not None:
                return await self._save_renamed(kept, author, person, anyway=anyway)
            written = await self._writing.write(kept, author, anyway=anyway)
            if isinstance(written, Written):
                await self._writing.forget(kept)
                if moved := written.revision.moved:
                    saved = await self._live(kept, person, written)
                    await self._follow(moved)
                    return saved
        if isinstance(written, Refused):
            return written
        if isinstance(written, Met):
            return Conflict(await self._drafting.shown(kept, written.result), written.result.clashes, written.theirs)
        return await self._live(kept, person, written)

    async def _save_renamed(self, kept: KeptDraft, author: Author, person: int | None, *, anyway: bool) -> Outcome:
        moved = await self._renaming.write(kept, author, anyway=anyway)
        if not isinstance(moved, Moved):
            return moved
        await self._writing.forget(kept)
        if self._library is not None:
            await self._library.put_all(moved.documents)
        self._audit.tell(events.Saved(moved.revisions[0], kept.guild_id, tuple(moved.revisions[1:])))
        if person is not None:
            self._pace.saved(person, removed=0)
        await self._follow(moved.revisions[0].moved)
        return Saved(moved.revisions[0], moved.difference)

    async def _follow(self, moved: Mapping[str, str]) -> None:
        """Let follow what members asked of the knowledge as it was a moment ago. Called while writing, for no id may come
        to mean another meanwhile."""
        try:
            await self._revisions.follow(moved)
            if self._renamed is not None:
                await self._renamed()
        except StoreError as error:  # saved all the same
            log.warning("What was asked while ids changed may go by the old ones: %s", error)

    async def _live(self, kept: KeptDraft, person: int | None, written: Written) -> Saved:
        """Bring it into force for members, and tell who wants to know."""
        result = written.result
        if self._library is not None:
            await self._library.put(kept.document, result.document, result.data)
        self._audit.tell(events.Saved(written.revision, kept.guild_id))
        if person is not None:
            many = self._pace.saved(person, removed=len(result.removed))
            if many is not None:
                author, minutes = written.revision.author, self._removed_minutes
                self._audit.tell(events.ManyRemoved(author, many, minutes, kept.guild_id))
        return Saved(written.revision, result.difference, written.displaced)


def _no_revision(revision_id: int) -> str:
    return f"There is no revision {revision_id}."


def _taken(name: str) -> str:
    return f"There is a document `{name}` already; give the film another title, or edit that one."

"""From what somebody wants to change to a draft that can be looked at: applied, previewed, with its cautions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.knowledge import KnowledgeError
from bot.knowledge.edit import EditError, RenameEntry
from bot.knowledge.load import FILMS
from bot.services.documents import StoredDocument, digest_of
from bot.services.drafts import Draft, KeptDraft
from bot.services.editing.advice import advise, previews
from bot.services.editing.applying import Applied, Ground, applied
from bot.services.editing.merging import with_names_of_today
from bot.services.editing.outcomes import Refused
from bot.services.editing.saving import Saving
from bot.services.library import Library
from bot.services.names import moved_in
from bot.services.stores import DocumentStore, DraftStore, RevisionStore

NOTHING = "This changes nothing: the file says so already."


class Drafting:
    """Keeps drafts and works out what they come to."""

    def __init__(
        self,
        library: Library | None,
        documents: DocumentStore,
        revisions: RevisionStore,
        drafts: DraftStore,
        saving: Saving,
        *,
        root: Path | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._library = library
        self._documents = documents
        self._revisions = revisions
        self._drafts = drafts
        self._saving = saving
        self._root = root or (library.folder if library else Path())
        self._clock = clock

    async def keep(self, kept: KeptDraft) -> Draft | Refused:
        """Keep a draft, made from the document as it is now, and look at it. One that is refused is kept too."""
        try:
            current = await self._documents.read(kept.document)
            latest = await self._revisions.latest(kept.document)
            if current and (latest is None or latest.digest != current.digest):
                async with self._documents.writing(kept.document):  # a save may be under way
                    current = await self._documents.read(kept.document)
                    latest = await self._saving.seen(kept.document, current)
        except EditError as error:  # there can be no such document
            return Refused(sentence(str(error)))
        kept = replace(kept, base=latest.id if latest and current else None)
        await self._drafts.put(kept)
        return await self.look(kept)

    async def look(self, kept: KeptDraft) -> Draft | Refused:
        """What the draft comes to now."""
        current = await self._documents.read(kept.document)
        result = await self.applied(kept, current)
        if isinstance(result, Refused):
            return result
        return Refused(NOTHING, draft_id=kept.id) if unchanged(result, current) else await self.shown(kept, result)

    async def applied(
        self, kept: KeptDraft, current: StoredDocument | None, *, anyway: bool = False
    ) -> Applied | Refused:
        """The draft on the text as it is now; `anyway` judged by the text that was shown in a conflict."""
        ground = await self._ground(kept, current)
        if anyway and kept.met is not None:
            ground = replace(ground, base=await self._revisions.data(kept.met))
        try:
            return await asyncio.to_thread(applied, kept, ground)
        except EditError as error:
            return Refused(sentence(str(error)), draft_id=kept.id)
        except KnowledgeError as error:
            return invalid(error, draft_id=kept.id)

    async def shown(self, kept: KeptDraft, result: Applied) -> Draft:
        """The draft as a moderator looks at it."""
        snapshot = self._library.snapshot if self._library else None
        today = self._clock().date()

        def work() -> Draft:
            return Draft(
                id=kept.id,
                document=kept.document,
                author=kept.author,
                base=kept.base,
                changes=kept.changes,
                entries=result.entries,
                moved=result.moved,
                difference=result.difference,
                previews=previews(result, snapshot, today=today) if snapshot else (),
                cautions=tuple(advise(result, snapshot)),
                reason=kept.reason,
            )

        return await asyncio.to_thread(work)

    async def _ground(self, kept: KeptDraft, current: StoredDocument | None) -> Ground:
        place = current.place if current else kept.place or f"{FILMS}/{kept.document}.yaml"
        path = self._root / place
        if kept.undoes is not None:
            undone = await self._revisions.get(kept.undoes)
            before = await self._text(undone.base if undone else None, kept, current, path, since=kept.undoes)
            after = await self._text(kept.undoes, kept, current, path, since=kept.undoes)
            return Ground(path, current, after, before, after, undone.moved if undone else {})
        return Ground(path, current, await self._text(kept.base, kept, current, path, since=kept.base))

    async def _text(
        self, revision_id: int | None, kept: KeptDraft, current: StoredDocument | None, path: Path, *, since: int | None
    ) -> bytes | None:
        """A revision's text in which entries are called as they are today.

        A draft that gives an entry another id itself is about what it was called then.
        """
        if revision_id is None:
            return None
        data = await self._revisions.data(revision_id)
        if data is None or current is None or data == current.data:
            return data
        renames = await self._revisions.renames(kept.document, since=since or 0)
        if not renames or any(isinstance(change, RenameEntry) for change in kept.changes):
            return data
        return await asyncio.to_thread(with_names_of_today, data, moved_in(renames), current.data, path=path)


def unchanged(result: Applied, current: StoredDocument | None) -> bool:
    """Whether the file says already what the draft comes to."""
    now = None if current is None else current.digest
    return result.impossible is None and now == (None if result.data is None else digest_of(result.data))


def invalid(error: KnowledgeError, *, draft_id: str | None = None) -> Refused:
    """A text that would not be valid knowledge."""
    first = error.problems[0]
    more = f" (and {len(error.problems) - 1} more)" if len(error.problems) > 1 else ""
    return Refused(sentence(f"line {first.line}: {first.message}{more}"), error.problems, draft_id)


def sentence(text: str) -> str:
    """A sentence of it: a capital at its beginning, a full stop at its end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")

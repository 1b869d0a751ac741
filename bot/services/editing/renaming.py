"""A document's other id: what it would change, whether somebody else was faster, and bringing it into the files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.knowledge import Document, KnowledgeError, parse_document
from bot.knowledge.edit import EditError, rename_document
from bot.knowledge.edit.difference import unified
from bot.services.documents import StoredDocument
from bot.services.drafts import Draft, KeptDraft
from bot.services.editing.drafting import invalid, sentence
from bot.services.editing.merging import changed_entries
from bot.services.editing.outcomes import Clash, Conflict, Refused
from bot.services.editing.saving import BUSY, MOST_TRIES, Renamed, Saving
from bot.services.errors import DocumentError
from bot.services.names import place_called
from bot.services.revisions import Author, Revision
from bot.services.stores import DocumentStore, DraftStore, RevisionStore


@dataclass(frozen=True, slots=True)
class Plan:
    """What another id comes to, as the files are now."""

    current: StoredDocument
    place: str  # that the file moves to
    entries: tuple[str, ...]  # of other documents, which refer to it
    difference: str


@dataclass(frozen=True, slots=True)
class Moved:
    """It is in the files."""

    revisions: Sequence[Revision]  # the document's, then of those that refer to it
    documents: Mapping[str, tuple[Document | None, bytes | None]]  # by id, as they are now; None: nothing is called so
    difference: str


class Renaming:
    """Renames documents; `write` is called while `documents.writing` all of them."""

    def __init__(
        self,
        documents: DocumentStore,
        revisions: RevisionStore,
        drafts: DraftStore,
        saving: Saving,
        *,
        root: Path,
        clock: Callable[[], datetime],
    ) -> None:
        self._documents = documents
        self._revisions = revisions
        self._drafts = drafts
        self._saving = saving
        self._root = root
        self._clock = clock

    async def keep(self, kept: KeptDraft) -> Draft | Refused:
        """Keep a draft and look at it."""
        latest = await self._revisions.latest(kept.document)
        kept = replace(kept, base=latest.id if latest else None)
        await self._drafts.put(kept)
        return await self.look(kept)

    async def look(self, kept: KeptDraft) -> Draft | Refused:
        """What the draft comes to now."""
        plan = await self._plan(kept)
        return plan if isinstance(plan, Refused) else _draft(kept, plan)

    async def write(self, kept: KeptDraft, author: Author, *, anyway: bool) -> Moved | Conflict | Refused:
        """Bring it into the files; who gave the document another id meanwhile is met."""
        for _ in range(MOST_TRIES):
            plan = await self._plan(kept)
            if isinstance(plan, Refused):
                return plan
            latest = await self._saving.seen(kept.document, plan.current)
            if theirs := await self._met(kept, anyway=anyway):
                await self._drafts.put(replace(kept, met=theirs.id))
                clash = Clash(theirs.was or "", theirs.was, kept.document, kept.called)
                return Conflict(_draft(kept, plan), (clash,), theirs)
            try:
                put = await self._saving.rename(
                    self._revision(kept, author, plan.current, plan.place, latest), plan.current
                )
            except (DocumentError, EditError) as error:
                return Refused(sentence(str(error)), draft_id=kept.id)
            if isinstance(put, Renamed):
                revisions = (put.revision, *put.followed)
                now = {revision.document: await self._now(revision.document) for revision in revisions}
                return Moved(revisions, {**now, kept.document: (None, None)}, plan.difference)
        return Refused(BUSY, draft_id=kept.id)

    async def _plan(self, kept: KeptDraft) -> Plan | Refused:
        documents = await self._documents.list()
        current = next((document for document in documents if document.id == kept.document), None)
        if current is None:
            return Refused(f"There is no document `{kept.document[:80]}`.", draft_id=kept.id)
        called = kept.called or ""
        try:
            place = await asyncio.to_thread(self._checked, called, current, documents)
        except EditError as error:
            return Refused(sentence(str(error)), draft_id=kept.id)
        except KnowledgeError as error:
            return invalid(error, draft_id=kept.id)
        texts = {document.id: document for document in documents}
        wanted = await self._saving.references(self._revision(kept, kept.author, current, place, None), texts)
        changed = [(texts[name], data) for name, (data, _) in wanted.items()]
        return await asyncio.to_thread(_planned, current, place, changed)

    def _checked(self, called: str, current: StoredDocument, documents: Sequence[StoredDocument]) -> str:
        """Where the file moves to. Raises EditError and KnowledgeError where it cannot, or who refers to it cannot follow."""
        rename_document({document.place: document.data for document in documents}, current.id, called)
        place = place_called(current.place, called)
        parse_document(current.data, path=self._root / place)
        return place

    async def _met(self, kept: KeptDraft, *, anyway: bool) -> Revision | None:
        """Who else gave the document another id since the draft was made, or since the conflict that it showed."""
        since = (kept.met if anyway else None) or kept.base or 0
        renames = await self._revisions.renames(kept.document, since=since)
        return next((revision for revision in reversed(renames) if revision.was is not None), None)

    def _revision(
        self, kept: KeptDraft, author: Author, current: StoredDocument, place: str, latest: Revision | None
    ) -> Revision:
        called = kept.called or ""
        return Revision(
            document=called,
            place=place,
            digest=current.digest,
            author=author,
            at=self._clock(),
            origin=kept.origin,
            reason=kept.reason,
            base=latest.id if latest else None,
            undoes=kept.undoes,
            moved={kept.document: called},
        )

    async def _now(self, document_id: str) -> tuple[Document | None, bytes | None]:
        """A document as it is in force; what others break in this very moment is told by the reload."""
        stored = await self._documents.read(document_id)
        if stored is None:
            return None, None
        try:
            return await asyncio.to_thread(parse_document, stored.data, path=self._root / stored.place), stored.data
        except KnowledgeError:
            return None, None


def rename_lines(before: str, after: str) -> str:
    """A file's other name, as git writes it in a difference."""
    return f"rename from {before}\nrename to {after}\n"


def _planned(current: StoredDocument, place: str, changed: Sequence[tuple[StoredDocument, bytes]]) -> Plan:
    entries = [
        entry for document, data in changed for entry in changed_entries(document.data, data, path=Path(document.place))
    ]
    differences = [unified(document.data.decode(), data.decode(), name=document.place) for document, data in changed]
    return Plan(current, place, tuple(entries), "".join((rename_lines(current.place, place), *differences)))


def _draft(kept: KeptDraft, plan: Plan) -> Draft:
    return Draft(
        id=kept.id,
        document=kept.document,
        author=kept.author,
        base=kept.base,
        changes=(),
        entries=plan.entries,
        moved={kept.document: kept.called or ""},
        difference=plan.difference,
        reason=kept.reason,
    )

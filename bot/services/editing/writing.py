"""Brings a draft into its file, beginning again as often as somebody else is faster."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from bot.knowledge.edit import EditError
from bot.knowledge.load import FILMS
from bot.services.documents import StoredDocument, digest_of
from bot.services.drafts import KeptDraft
from bot.services.editing.applying import Applied
from bot.services.editing.drafting import NOTHING, Drafting, sentence, unchanged
from bot.services.editing.outcomes import Refused
from bot.services.editing.saving import BUSY, MOST_TRIES, Overtaken, Saving
from bot.services.errors import DocumentError, StoreError
from bot.services.revisions import Author, Revision
from bot.services.stores import DocumentStore, DraftStore

log = logging.getLogger(__name__)


class Written(NamedTuple):
    """It is in the file."""

    revision: Revision
    result: Applied
    displaced: Revision | None


class Met(NamedTuple):
    """Others changed what the draft touches."""

    result: Applied
    theirs: Revision | None


class Writing:
    """Its methods are called while `documents.writing`."""

    def __init__(
        self,
        documents: DocumentStore,
        drafts: DraftStore,
        drafting: Drafting,
        saving: Saving,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._documents = documents
        self._drafts = drafts
        self._drafting = drafting
        self._saving = saving
        self._clock = clock

    async def write(self, kept: KeptDraft, author: Author, *, anyway: bool) -> Written | Met | Refused:
        """Bring the draft into the file; it is acknowledged, or refused, or meets what others changed."""
        displaced: Revision | None = None
        for _ in range(MOST_TRIES):
            current = await self._documents.read(kept.document)
            latest = await self._saving.seen(kept.document, current)
            result = await self._drafting.applied(kept, current, anyway=anyway)
            if isinstance(result, Refused):
                return result
            if result.clashes and not unchanged(result, current):
                await self._drafts.put(replace(kept, met=latest.id if latest else None))
                return Met(result, latest)
            if unchanged(result, current) or result.impossible is not None:
                return Refused(sentence(result.impossible or NOTHING), draft_id=kept.id)
            revision = self._revision(kept, author, result, current, latest)
            try:
                put = await self._saving.put(revision, result.data, current=current)
            except (DocumentError, EditError) as error:
                return Refused(sentence(str(error)), draft_id=kept.id)
            if not isinstance(put, Overtaken):
                return Written(put, result, displaced)
            displaced = put.displaced or displaced
        return Refused(BUSY, draft_id=kept.id)

    def _revision(
        self,
        kept: KeptDraft,
        author: Author,
        result: Applied,
        current: StoredDocument | None,
        latest: Revision | None,
    ) -> Revision:
        return Revision(
            document=kept.document,
            place=current.place if current else kept.place or f"{FILMS}/{kept.document}.yaml",
            digest=None if result.data is None else digest_of(result.data),
            author=author,
            at=self._clock(),
            origin=kept.origin,
            entries=result.entries,
            reason=kept.reason,
            base=latest.id if latest else None,
            undoes=kept.undoes,
            moved=result.renamed,
        )

    async def forget(self, kept: KeptDraft) -> None:
        """Drop a draft that was saved."""
        try:
            await self._drafts.drop(kept.id)
        except StoreError as error:  # saved all the same
            log.warning("A saved draft was not removed: %s", error)

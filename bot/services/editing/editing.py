"""The front of moderators' edits: draft, save, undo, restore, new films, import, export, history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.knowledge.edit import Change
from bot.services.audit import Audit
from bot.services.clock import utc_now
from bot.services.documents import StoredDocument
from bot.services.drafts import Draft, KeptDraft
from bot.services.editing.outcomes import Outcome, Refused, Saved
from bot.services.editing.pace import LIMITS, Limits
from bot.services.library import Library
from bot.services.permissions import Standing
from bot.services.revisions import Author, Origin, Revision
from bot.services.stores import DocumentStore, DraftStore, RevisionStore


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
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        raise NotImplementedError

    def why_not(self, standing: Standing) -> str | None:
        """The sentence for somebody who may not edit here; None for who may."""
        raise NotImplementedError

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
        raise NotImplementedError

    async def kept(self, draft_id: str) -> KeptDraft | None:
        """What a moderator asked for, also when it was refused: to fill in a form again. None: too old, or saved."""
        raise NotImplementedError

    async def look(self, draft_id: str) -> Draft | Refused:
        """A kept draft again, as it would be saved now."""
        raise NotImplementedError

    async def drop(self, draft_id: str) -> None:
        """Forget a draft that is not wanted."""
        raise NotImplementedError

    async def save(self, draft_id: str, author: Author, *, standing: Standing, anyway: bool = False) -> Outcome:
        """Save a draft: acknowledged only when it is in the file, and then live for members too.

        Args:
            anyway: after a Conflict, make the draft's changes on the text as it is now.
        """
        raise NotImplementedError

    async def draft_undo(
        self, revision_id: int, *, author: Author, standing: Standing, reason: str | None = None
    ) -> Draft | Refused:
        """Look at taking a revision back: the entries it touched as they were before it, everything later staying."""
        raise NotImplementedError

    async def undo(self, revision_id: int, author: Author, *, standing: Standing, reason: str | None = None) -> Outcome:
        """Take a revision back; conflicts like any edit."""
        raise NotImplementedError

    async def draft_restore(
        self, revision_id: int, *, author: Author, standing: Standing, reason: str | None = None
    ) -> Draft | Refused:
        """Look at making the document what it was in a revision, whole."""
        raise NotImplementedError

    async def restore(
        self, revision_id: int, author: Author, *, standing: Standing, reason: str | None = None
    ) -> Outcome:
        """Make the document what it was in a revision, whole."""
        raise NotImplementedError

    async def create_film(
        self, title: str, year: int, author: Author, *, standing: Standing, origin: Origin = Origin.DISCORD
    ) -> Saved | Refused:
        """A new film's file with every section shown in comments; the revision's `document` is its id."""
        raise NotImplementedError

    async def draft_import(
        self, filename: str, data: bytes, *, author: Author, standing: Standing, reason: str | None = None
    ) -> Draft | Refused:
        """Look at a whole file that a moderator sends; its name says which document it is, a new one or one that exists.

        Ask `why_not_import(filename, size, head)` before reading an attachment.
        """
        raise NotImplementedError

    async def export(self, document: str) -> StoredDocument | None:
        """A document's file, byte for byte; `place` ends with its name."""
        raise NotImplementedError

    async def history(
        self, document: str | None = None, *, limit: int = 25, before: int | None = None
    ) -> Sequence[Revision]:
        """Revisions, newest first."""
        raise NotImplementedError

    async def revision(self, revision_id: int) -> Revision | None:
        """One revision."""
        raise NotImplementedError

    async def diff(self, revision_id: int, other: int | None = None) -> str | None:
        """Unified difference of what a revision changed, or from it to another; None when one is not known."""
        raise NotImplementedError

    async def note_disk(self) -> Sequence[Revision]:
        """Record what others changed in the folder as revisions "on disk"; called at start and when files change."""
        raise NotImplementedError

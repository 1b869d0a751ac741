"""What the services need remembered; `bot.storage` fulfils these protocols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.services.documents import SaveResult, StoredDocument
from bot.services.drafts import KeptDraft
from bot.services.revisions import Revision, State


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as it was asked and what became of it; holds no member's id."""

    id: int  # snowflake of the message or interaction
    text: str
    channel_id: int
    guild_id: int | None
    film: str | None
    decision: str
    entry: str | None  # the entry that was shown, when answered or chosen
    confidence: float
    choices: tuple[str, ...]  # entry ids offered by an ask-back
    asked_at: datetime  # aware, UTC
    reason: str | None = None  # why it was not answered outright
    unknown_film: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """Which of our messages answers which question."""

    question_id: int
    channel_id: int
    answer_id: int
    sent_at: datetime  # aware, UTC


class QuestionStore(Protocol):
    """Questions: those answered for a day, the others until a moderator settles them (the inbox)."""

    def remember(self, asked: AskedQuestion) -> None:
        """Keep a question, replacing an earlier state of the same id; returns at once, written within 100 ms."""

    async def get(self, question_id: int) -> AskedQuestion | None:
        """The question as last remembered."""

    async def choose(self, question_id: int, entry: str) -> None:
        """Note which choice of an ask-back was taken."""

    async def forget_before(self, moment: datetime) -> int:
        """Drop answered questions nobody objected to that are older; returns how many."""


class FeedbackStore(Protocol):
    """Members' yes and no to "did that answer it?"."""

    async def rate(self, question_id: int, *, voter: str, helpful: bool, at: datetime) -> None:
        """Keep one vote per question and voter (a pseudonym that cannot be turned back); the last one counts."""

    async def counts(self, question_id: int) -> tuple[int, int]:
        """Votes yes and no."""


class AnswerStore(Protocol):
    """Which answer belongs to which question, for a day."""

    def link(self, link: AnswerLink) -> None:
        """Keep the link, replacing one of the same question; returns at once, written within 100 ms."""

    async def find(self, question_id: int) -> AnswerLink | None:
        """The answer to a question."""

    def unlink(self, question_id: int) -> None:
        """Forget the link: the answer is gone."""

    async def forget_before(self, moment: datetime) -> int:
        """Drop links that are older; returns how many."""


class DocumentStore(Protocol):
    """The knowledge files. Ids are file stems; what is no id, or leads out of the folder, raises EditError."""

    def writing(self, document_id: str) -> AbstractAsyncContextManager[None]:
        """One writer at a time, among tasks and processes. Raises StoreError when another holds on for too long."""

    async def read(self, document_id: str) -> StoredDocument | None:
        """The document as it stands; None when there is none."""

    async def list(self) -> Sequence[StoredDocument]:
        """Every document, by place; what cannot be read or is too large is left out."""

    async def save(
        self, document_id: str, data: bytes, *, expected: str | None, place: str | None = None
    ) -> SaveResult:
        """Replace a document whose digest is `expected`, whole or not at all; None makes a new one at `place`.

        Raises StoreError with one sentence when it cannot be written: then the file is as it was.
        """

    async def remove(self, document_id: str, *, expected: str) -> SaveResult:
        """Remove a document whose digest is `expected`."""

    async def recover(self) -> Sequence[StoredDocument]:
        """Clear away what a killed process left; returns displaced texts it had no time to keep."""


class RevisionStore(Protocol):
    """Every state a document was in, with its bytes."""

    async def add(self, revision: Revision, data: bytes | None) -> Revision:
        """Keep a revision, committed when this returns; gives it its id. One that has an id keeps it (import)."""

    async def add_all(self, revisions: Sequence[tuple[Revision, bytes | None]]) -> None:
        """Keep many in one transaction."""

    async def settle(self, revision_id: int, state: State) -> None:
        """Say what became of a pending revision."""

    async def pending(self) -> Sequence[Revision]:
        """Those whose fate is unknown, oldest first."""

    async def get(self, revision_id: int) -> Revision | None:
        """One revision."""

    async def data(self, revision_id: int) -> bytes | None:
        """The document's bytes in that revision; None when it was removed, or there is no such revision."""

    async def latest(self, document: str) -> Revision | None:
        """The newest confirmed revision of a document."""

    async def newest(self) -> Mapping[str, Revision]:
        """The newest confirmed revision of every document."""

    async def knows(self, document: str, digest: str) -> bool:
        """Whether a text is one of the document's revisions, whatever became of it."""

    async def history(
        self, document: str | None = None, *, limit: int = 25, before: int | None = None
    ) -> Sequence[Revision]:
        """Confirmed revisions, newest first; `before` an id goes on from there."""


class DraftStore(Protocol):
    """Edits that wait for a button."""

    async def put(self, draft: KeptDraft) -> None:
        """Keep a draft, replacing one of the same id."""

    async def get(self, draft_id: str) -> KeptDraft | None:
        """The draft, when it is still kept."""

    async def drop(self, draft_id: str) -> None:
        """Forget it: it was saved or given up."""

    async def forget_before(self, moment: datetime) -> int:
        """Drop drafts that are older; returns how many."""

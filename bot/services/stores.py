"""What the services need remembered; `bot.storage` fulfils these protocols."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from bot.services.documents import SaveResult, StoredDocument
from bot.services.drafts import KeptDraft
from bot.services.revisions import Revision, State


class Settled(StrEnum):
    """What became of a question that waited for moderators."""

    WRITTEN = "written"  # an entry was written or corrected for it
    TAUGHT = "taught"  # an entry was given its wording
    SINCE = "since"  # the knowledge of today answers it; waits again when that is taken back
    DISMISSED = "dismissed"
    IGNORED = "ignored"  # and so are questions of the same meaning, whenever they come
    ACCEPTED = "accepted"  # its choice became a wording
    REJECTED = "rejected"  # its choice never becomes a wording


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
    settled: Settled | None = None  # asked again (edited), it is open again


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """Which of our messages answers which question."""

    question_id: int
    channel_id: int
    answer_id: int
    sent_at: datetime  # aware, UTC


@dataclass(frozen=True, slots=True)
class Tally:
    """How often an entry was the answer to a question that is still remembered, and the votes on it."""

    shown: int = 0
    helpful: int = 0
    unhelpful: int = 0


class QuestionStore(Protocol):
    """Questions: those answered for a day, the others until a moderator settles them (the inbox)."""

    def remember(self, asked: AskedQuestion) -> None:
        """Keep a question, replacing an earlier state of the same id; returns at once, written within 100 ms."""

    async def get(self, question_id: int) -> AskedQuestion | None:
        """The question as last remembered."""

    async def choose(self, question_id: int, entry: str) -> None:
        """Note which choice of an ask-back was taken."""

    def forget(self, question_id: int) -> None:
        """Drop a question that is none any more; returns at once, as `remember` does."""

    async def tally(self, entry: str) -> Tally:
        """How often an entry was shown lately, and what members said to it."""

    async def forget_before(self, moment: datetime) -> int:
        """Drop what is older and waits for nobody: settled, or answered without an objection; returns how many.

        A choice taken from an ask-back that was unsure waits: it may become a wording.
        """


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


Keep = Callable[[StoredDocument], Awaitable[None]]
"""Keeps a text of another program's that was displaced; when it returns, the text may be cleared away."""


class DocumentStore(Protocol):
    """The knowledge files, by id (the stem of the name).

    EditError is raised for what is no id or leads out of the folder,
    DocumentError, a StoreError, for a file that cannot be read or written: then it is as it was.
    """

    def writing(self, document_id: str) -> AbstractAsyncContextManager[None]:
        """One writer at a time, among tasks and processes. Raises StoreError when another holds on for too long.

        Whoever writes several documents says "", which is all of them: so nobody ever waits for a second one.
        """

    async def read(self, document_id: str) -> StoredDocument | None:
        """The document as it stands; None when there is none."""

    async def list(self) -> Sequence[StoredDocument]:
        """Every document, by place; what cannot be read or is too large is left out."""

    async def save(
        self, document_id: str, data: bytes, *, expected: str | None, keep: Keep, place: str | None = None
    ) -> SaveResult:
        """Replace a document whose digest is `expected`, whole or not at all; None makes a new one at `place`."""

    async def remove(self, document_id: str, *, expected: str) -> SaveResult:
        """Remove a document whose digest is `expected`."""

    async def move(self, document_id: str, new_id: str, *, expected: str) -> SaveResult:
        """Give a document whose digest is `expected` another id, beside where it stands, in one step.

        Raises EditError also where a document goes by the new id, or by one that some systems take for the same.
        """

    async def recover(self, keep: Keep) -> None:
        """Clear away what a killed process left. Call it while `writing`."""


class RevisionStore(Protocol):
    """Every state a document was in, with its bytes."""

    async def add(self, revision: Revision, data: bytes | None) -> Revision:
        """Keep a revision, committed when this returns; gives it its id. One that has an id keeps it (import)."""

    async def add_all(self, revisions: Sequence[tuple[Revision, bytes | None]]) -> None:
        """Keep many in one transaction."""

    async def settle(self, revision_id: int, state: State) -> None:
        """Say what became of a pending revision.

        When one is confirmed that has `moved` ids, everything that is kept under the old ones follows with it, in the
        same transaction: questions, refusals, settings of guilds, drafts, and the history of a renamed document.
        """

    async def follow(self, moved: Mapping[str, str]) -> None:
        """Let what was kept under old ids since then follow too."""

    async def renames(self, document: str | None = None, *, since: int = 0) -> Sequence[Revision]:
        """Confirmed revisions after `since` that have `moved` ids, oldest first."""

    async def following(self, revision_id: int) -> Sequence[Revision]:
        """Confirmed revisions of the documents that followed a renamed one, oldest first."""

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


@dataclass(frozen=True, slots=True)
class Audience:
    """Whose questions are looked at: a guild's, and those of direct messages where shared knowledge may be edited."""

    guild_id: int | None = None  # None: every guild's, for the operator
    direct: bool = True

    def sees(self, guild_id: int | None) -> bool:
        """Whether a question asked there belongs to this audience."""
        return self.direct if guild_id is None else self.guild_id in {None, guild_id}


EVERYBODY = Audience()
"""Every guild's questions and those of direct messages."""


@dataclass(frozen=True, slots=True)
class WaitingQuestion:
    """A question that was not answered, was objected to, or whose choice may become a wording; with its votes."""

    asked: AskedQuestion
    helpful: int = 0
    unhelpful: int = 0


class RefusalKind(StrEnum):
    """What moderators never want to be shown again."""

    MEANING = "meaning"  # questions that mean the same
    WISH = "wish"  # a film
    WORDING = "wording"  # a wording for an entry


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something a guild's moderators never want to be shown again. Its id says what it is: the same one twice is one."""

    id: str  # 32 hexadecimal digits
    kind: RefusalKind
    guild_id: int | None  # None: refused by the operator, for everybody
    text: str  # a wording as it was asked; of a wish the film's name
    film: str | None
    entry: str | None  # of a wording: the entry it is refused for
    at: datetime  # aware, UTC


class InboxStore(Protocol):
    """What waits for moderators among the questions, and what they have refused for good."""

    async def waiting(self, audience: Audience, *, limit: int) -> Sequence[WaitingQuestion]:
        """Questions that nobody has settled (or time alone has: SINCE), the newest first."""

    async def settle(self, question_ids: Collection[int], settled: Settled | None) -> int:
        """Note what became of questions, None opens them again; returns how many there are."""

    async def forget_waiting_before(self, moment: datetime) -> int:
        """Drop questions that have waited since before; returns how many."""

    async def refuse(self, refusals: Collection[Refusal]) -> None:
        """Keep refusals; one that is there already keeps its time."""

    async def refusals(self, kind: RefusalKind, audience: Audience) -> Sequence[Refusal]:
        """What was refused by the audience's guild, or for everybody; the newest first."""

    async def allow(self, refusal_ids: Collection[str]) -> int:
        """Take refusals back; returns how many there were."""


class DigestPeriod(StrEnum):
    """How often the moderators' channel is told what waits."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What a guild's moderators have chosen; the defaults are a guild's that has chosen nothing."""

    guild_id: int
    moderator_roles: frozenset[int] = frozenset()
    moderators_channel: int | None = None
    film: str | None = None  # meant where nothing else says which
    channel_films: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    silent_channels: frozenset[int] = frozenset()  # where the bot says nothing in the open
    unasked_channels: frozenset[int] = frozenset()  # where it answers messages that do not address it
    digest: DigestPeriod = DigestPeriod.OFF
    digest_at: datetime | None = None  # of the last digest, or when it was switched on; aware, UTC


class GuildStore(Protocol):
    """Settings of guilds."""

    async def all(self) -> Sequence[GuildSettings]:
        """Every guild that has chosen something."""

    async def change(self, guild_id: int, change: Callable[[GuildSettings], GuildSettings]) -> GuildSettings:
        """Apply a pure function to a guild's settings as they stand, in one transaction; what it raises changes nothing."""

    async def forget(self, guild_id: int) -> None:
        """Drop a guild's settings."""

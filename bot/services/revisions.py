"""One saved state of a document: who made it, when, why, and which entries it touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Origin(StrEnum):
    """How a revision came about."""

    DISCORD = "discord"
    SHELL = "shell"
    DISK = "disk"  # seen in the folder: an editor, `git pull`
    IMPORT = "import"
    UNDO = "undo"
    RESTORE = "restore"


class State(StrEnum):
    """Where a revision stands on its way into the file."""

    PENDING = "pending"  # the file may or may not hold it yet
    CONFIRMED = "confirmed"
    ABANDONED = "abandoned"  # it never came into force


@dataclass(frozen=True, slots=True)
class Author:
    """Who edits: a Discord member by id and name; without an id somebody at the shell or on disk."""

    id: int | None
    name: str


ON_DISK = Author(None, "on disk")


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of a document; its bytes are asked of the store by id."""

    document: str
    place: str  # path inside the knowledge folder
    digest: str | None  # of the bytes; None: the document was removed
    author: Author
    at: datetime  # aware, UTC
    origin: Origin
    entries: tuple[str, ...] = ()  # full ids of the entries it touched
    reason: str | None = None
    base: int | None = None  # the revision it was made from
    undoes: int | None = None  # the revision it takes back
    undone_by: int | None = None  # the confirmed revision that takes it back; filled in by the store
    moved: Mapping[str, str] = field(
        default_factory=dict, hash=False
    )  # ids it changed, of entries or the document's own
    follows: int | None = None  # the revision that renamed the film which this document refers to
    state: State = State.PENDING
    id: int = 0  # given by the store

    @property
    def is_new(self) -> bool:
        """Whether somebody has begun a document with it."""
        return self.base is None and self.undoes is None and self.origin in {Origin.DISCORD, Origin.SHELL}

    @property
    def was(self) -> str | None:
        """The document's id before this revision, where it gave it another."""
        return next((old for old in self.moved if "/" not in old), None)

    @property
    def became(self) -> str | None:
        """The id that this revision gave the document; by now it may have another still."""
        return None if self.was is None else self.moved[self.was]

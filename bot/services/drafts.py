"""An edit that is not saved yet: what is kept of it, and what a moderator is shown before saving."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.answers import Reply
from bot.knowledge.edit import Change
from bot.services.revisions import Author, Origin

ID_BYTES = 9  # 12 characters in a button's custom_id


def new_draft_id() -> str:
    """An id nobody can guess: [A-Za-z0-9_-], 12 characters."""
    return secrets.token_urlsafe(ID_BYTES)


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What a store keeps of a draft, so that a button pressed after a restart finds it.

    One of four things is wanted: `changes`; else that the document be `called` otherwise; else the whole text `data`, or
    the document's removal (`data` None); else, with `undoes`, that the entries touched by that revision are as they were
    before it.
    """

    id: str
    document: str
    place: str | None  # of a document that is new
    author: Author
    made_at: datetime  # aware, UTC
    origin: Origin
    changes: tuple[Change, ...] = ()
    whole: bool = False  # `data` is the whole text
    data: bytes | None = None
    called: str | None = None
    undoes: int | None = None
    base: int | None = None  # the revision it was made from; None: there was no such document
    met: int | None = None  # the newest revision shown in a conflict: saving anyway is about that text and no later one
    guild_id: int | None = None
    reason: str | None = None


class CautionKind(StrEnum):
    """What a moderator should look at before saving."""

    COLLISION = "collision"  # a wording leads to another entry
    FEW_WORDINGS = "few-wordings"
    PROMISE = "promise"  # a `must_match` or `must_not_match` would break
    SPOILER = "spoiler"  # an unmarked answer has words that only spoiler-marked texts of its film have
    REMOVAL = "removal"  # entries go
    KNOWLEDGE = "knowledge"  # a warning of the loader's about the new text


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning beside a draft: it does not keep anybody from saving."""

    kind: CautionKind
    sentence: str
    entry: str | None = None  # the entry it is about
    other: str | None = None  # of a collision: the entry that the wording leads to
    score: float | None = None  # of a collision: how sure the matcher is of that, 0 to 1


@dataclass(frozen=True, slots=True)
class Preview:
    """What members read of one entry, before and after; None where it does not exist."""

    entry: str
    before: Reply | None
    after: Reply | None


@dataclass(frozen=True, slots=True)
class Draft:
    """An edit as it would be saved now."""

    id: str
    document: str
    author: Author
    base: int | None  # the revision it was made from
    changes: tuple[Change, ...]
    entries: tuple[str, ...]  # full ids of what it touches, creates or removes
    moved: Mapping[str, str]  # entries, or the document itself, that are called otherwise afterwards
    difference: str  # unified
    previews: Sequence[Preview] = ()  # of at most `MOST_PREVIEWS` entries
    cautions: Sequence[Caution] = ()
    reason: str | None = None


MOST_PREVIEWS = 3

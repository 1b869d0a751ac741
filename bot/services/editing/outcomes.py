"""What comes of an edit: saved, in conflict with another, or refused with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge import Problem
from bot.services.drafts import Draft
from bot.services.revisions import Revision


@dataclass(frozen=True, slots=True)
class Saved:
    """In force and acknowledged. `displaced`: another program's text that fell in between, kept and merged."""

    revision: Revision
    difference: str  # unified, against the text that was in force before
    displaced: Revision | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """One entry, changed by others since the draft was made; texts as in the file, None where the entry does not exist."""

    entry: str
    base: str | None
    theirs: str | None
    ours: str | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Nothing was saved: what the draft touches has changed. `save(draft.id, …, anyway=True)` puts ours in its place."""

    draft: Draft  # as it would be saved now, on top of theirs
    clashes: tuple[Clash, ...]
    theirs: Revision | None  # the newest revision of the document


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was saved, and why: one sentence, and the problems the new text would have.

    `draft_id`: under it the moderator's changes are kept, to be offered again in a form.
    """

    sentence: str
    problems: tuple[Problem, ...] = ()
    draft_id: str | None = None


Outcome = Saved | Conflict | Refused

"""What a kept draft comes to on a text as it is now: the new text, or the entries that others have changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from bot.knowledge import Document, KnowledgeError, parse_document
from bot.knowledge.edit import Edited, EditError, apply_changes, entry_text
from bot.knowledge.edit.difference import unified
from bot.services.documents import StoredDocument
from bot.services.drafts import KeptDraft
from bot.services.editing.merging import changed_entries, taken_back
from bot.services.editing.outcomes import Clash


@dataclass(frozen=True, slots=True)
class Ground:
    """The texts that a draft is judged by."""

    path: Path
    current: StoredDocument | None
    base: bytes | None  # what the draft was made from
    before: bytes | None = None  # of the revision that is taken back: the text before it,
    after: bytes | None = None  # and with it
    moved: Mapping[str, str] = field(default_factory=dict)  # ids that it changed


@dataclass(frozen=True, slots=True)
class Applied:
    """The text that a draft comes to."""

    data: bytes | None = field(repr=False)  # None: the document goes
    document: Document | None = field(repr=False)
    before: Document | None = field(repr=False)  # as it is now
    entries: tuple[str, ...] = ()  # full ids of what is touched, created or removed
    moved: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)  # of those, what was given another id
    difference: str = ""
    clashes: tuple[Clash, ...] = ()
    impossible: str | None = None  # why the changes cannot be made on what others made of the entries

    @property
    def removed(self) -> tuple[str, ...]:
        """Entries that were there and are there no more, under no other name."""
        if self.before is None:
            return ()
        left = {entry.id for entry in self.document.entries} if self.document else set[str]()
        gone = (entry.id for entry in self.before.entries if not entry.derived and entry.id not in left)
        return tuple(entry for entry in gone if entry not in self.moved)


def applied(kept: KeptDraft, ground: Ground) -> Applied:
    """Make the draft's changes on the text as it is now.

    Raises:
        EditError: they cannot be made.
        KnowledgeError: the text as it is, or as it would be, is not valid.
    """
    if kept.changes:
        return _changed(kept, ground)
    if kept.whole:
        data = kept.data
    elif ground.before is None or ground.after is None or ground.current is None:
        # A document that was made is taken back by removing it; one that was removed, by making it again.
        data = ground.before
    else:
        data = taken_back(ground.before, ground.after, ground.current.data, path=ground.path)
    return _whole(data, ground, bound=kept.whole)


def _changed(kept: KeptDraft, ground: Ground) -> Applied:
    path, current = ground.path, ground.current
    if current is None:
        raise EditError(f"there is no document `{path.stem}`")
    before = _parsed(current.data, path)
    meant = _meant(kept, ground)
    try:
        edited = apply_changes(current.data, kept.changes, path=path)
    except EditError as error:
        clashes = _clashes(meant.entries, ground, before, meant.document) if meant else ()
        if not clashes:
            raise
        entries = tuple(clash.entry for clash in clashes)
        return Applied(current.data, before, before, entries, clashes=clashes, impossible=str(error))
    clashes = _clashes(edited.entries, ground, before, edited.document)
    if meant is not None:  # a new entry goes by another name where somebody else has added one of its name
        others = tuple(entry for entry in meant.entries if entry not in edited.entries)
        clashes += _clashes(others, ground, before, meant.document)
    moved = {**edited.moved, **edited.renamed}
    return Applied(edited.data, edited.document, before, edited.entries, moved, edited.renamed, edited.diff, clashes)


def _meant(kept: KeptDraft, ground: Ground) -> Edited | None:
    """The changes on the text they were made for; None where nothing else has changed since."""
    if ground.base is None or (ground.current and ground.base == ground.current.data):
        return None
    try:
        return apply_changes(ground.base, kept.changes, path=ground.path)
    except (EditError, KnowledgeError):  # they never could be made
        return None


def _whole(data: bytes | None, ground: Ground, *, bound: bool) -> Applied:
    """A whole text; `bound` to its base, so that any change since is a clash."""
    path, current = ground.path, ground.current
    now = None if current is None else current.data
    document = None if data is None else _parsed(data, path)
    before = None if now is None else _readable(now, path)
    entries = changed_entries(now, data, path=path)
    since = changed_entries(ground.base, now, path=path) if ground.base != now else ()
    if not bound and ground.after is not None and ground.before is not None:
        judged = changed_entries(ground.before, ground.after, path=path)  # what was touched then is at stake, no more
        clashes = _clashes(judged, ground, before, document)
    else:
        clashes = _clashes(since, ground, before, document)
    difference = unified(_text(now), _text(data), name=path.name)
    renamed = _renamed_back(ground.moved, document, before)
    return Applied(data, document, before, entries, renamed, renamed, difference, clashes)


def _renamed_back(moved: Mapping[str, str], document: Document | None, before: Document | None) -> dict[str, str]:
    """The ids that entries have again when what changed them is taken back."""
    now, then = ({entry.id for entry in one.entries} if one else set[str]() for one in (document, before))
    return {new: old for old, new in [*moved.items()][::-1] if new in then - now and old in now - then}


def _clashes(
    entries: tuple[str, ...], ground: Ground, theirs: Document | None, ours: Document | None
) -> tuple[Clash, ...]:
    """Entries whose own text is not what it was when the draft was made."""
    now = None if ground.current is None else ground.current.data
    if ground.base == now:
        return ()
    base = None if ground.base is None else _readable(ground.base, ground.path)
    found = (Clash(entry, _text_of(base, entry), _text_of(theirs, entry), _text_of(ours, entry)) for entry in entries)
    return tuple(clash for clash in found if clash.base != clash.theirs)


def _text_of(document: Document | None, entry: str) -> str | None:
    return None if document is None else entry_text(document, entry)


@lru_cache(maxsize=8)
def _parsed(data: bytes, path: Path) -> Document:
    """A draft is looked at, saved, and drafted upon again: mostly the same text."""
    return parse_document(data, path=path)


def _readable(data: bytes, path: Path) -> Document | None:
    try:
        return _parsed(data, path)
    except KnowledgeError:
        return None


def _text(data: bytes | None) -> str:
    return "" if data is None else data.decode("utf-8", "replace")

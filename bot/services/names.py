"""Documents and entries that go by another id: what is kept under the old one follows, and the old one is understood."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, TypeVar

from bot.knowledge.edit import Change
from bot.knowledge.naming import same_name
from bot.services.drafts import KeptDraft
from bot.services.inbox_refusals import refusal
from bot.services.revisions import Revision
from bot.services.stores import AskedQuestion, Audience, GuildSettings, Refusal, RevisionStore

Today = Callable[[str, Container[str]], str]
"""`Names.today`, or what stands for it."""

Moved = Mapping[str, str]
"""Old id to new, one after the other; an id without `/` is a document's, and its entries' ids begin with it."""

_Id = TypeVar("_Id", str, str | None)


class Names:
    """What documents and entries were called before: buttons, settings and members go on using the old ids."""

    def __init__(self, revisions: RevisionStore) -> None:
        self._revisions = revisions
        self._moved: Moved = {}

    async def load(self) -> None:
        """Learn of every id that was changed so far. Raises StoreError."""
        self._moved = moved_in(await self._revisions.renames())

    def today(self, name: str, known: Container[str]) -> str:
        """An id as it is called by now; itself where that is not known either."""
        return today(name, self._moved, known)


def unchanged(name: str, known: Container[str]) -> str:  # noqa: ARG001  # stands for `Names.today`
    """Nothing was ever called otherwise."""
    return name


def moved_in(renames: Iterable[Revision]) -> Moved:
    """All changes of ids, the later before the earlier where they speak of the same."""
    return {old: new for revision in renames for old, new in revision.moved.items()}


def today(name: str, moved: Moved, known: Container[str]) -> str:
    """An id as it is called by now: the first one `known` on the way from name to name, else the id itself."""
    current, passed = name, set[str]()
    while current not in known:
        passed.add(current)
        document, slash, rest = current.partition("/")
        following = moved.get(current) or moved.get(document, document) + slash + rest
        if following in passed:
            return name
        current = following
    return current


def about(entry: str, revisions: Iterable[Revision]) -> Iterator[Revision]:
    """Those of a document's revisions, newest first, that touched an entry, by whatever id it goes or went then."""
    rows, names = [*revisions], {same_name(entry)}
    for old, new in (pair for revision in reversed(rows) for pair in revision.moved.items()):
        names |= {_renamed(name, {same_name(old): same_name(new)}) for name in names}
    for revision in rows:
        for old, new in [*revision.moved.items()][::-1]:
            back = {same_name(new): same_name(old)}
            names |= {_renamed(name, back) for name in names}
        if not names.isdisjoint(map(same_name, revision.entries)):
            yield revision


def question_renamed(asked: AskedQuestion, moved: Moved) -> AskedQuestion:
    """A question with the ids of today."""
    choices = tuple(_renamed(choice, moved) for choice in asked.choices)
    return replace(asked, film=_renamed(asked.film, moved), entry=_renamed(asked.entry, moved), choices=choices)


def refusal_renamed(refused: Refusal, moved: Moved) -> Refusal:
    """A refusal with the ids of today, and so with another id of its own."""
    film, entry = _renamed(refused.film, moved), _renamed(refused.entry, moved)
    if (film, entry) == (refused.film, refused.entry):
        return refused
    by = Audience(refused.guild_id)
    return refusal(refused.kind, refused.text, audience=by, at=refused.at, film=film, entry=entry)


def settings_renamed(settings: GuildSettings, moved: Moved) -> GuildSettings:
    """A guild's settings with the ids of today."""
    films = {channel: _renamed(film, moved) for channel, film in settings.channel_films.items()}
    return replace(settings, film=_renamed(settings.film, moved), channel_films=MappingProxyType(films))


def draft_renamed(draft: KeptDraft, moved: Moved) -> KeptDraft:
    """A draft with the ids of today."""
    document = _renamed(draft.document, moved)
    place = place_called(draft.place, document) if draft.place else None
    return replace(draft, document=document, place=place, changes=changes_renamed(draft.changes, moved))


def changes_renamed(changes: Iterable[Change], moved: Moved) -> tuple[Change, ...]:
    """Changes of entries by their ids of today."""
    return tuple(_change(change, moved) for change in changes)


def revision_renamed(revision: Revision, moved: Moved) -> Revision:
    """A revision as history of what the document is called today; what it touched is called as it was then."""
    document = _renamed(revision.document, moved)
    if document == revision.document:
        return revision
    return replace(revision, document=document, place=place_called(revision.place, document))


def _change(change: Any, moved: Moved) -> Change:
    changed: Change = replace(change, entry=_renamed(change.entry, moved)) if hasattr(change, "entry") else change
    return changed


def place_called(place: str, document: str) -> str:
    """A file's place when its document is called otherwise: beside where it stands, of the same kind."""
    return PurePosixPath(place).with_stem(document).as_posix()


def _renamed(name: _Id, moved: Moved) -> _Id:
    if name is not None:
        for old, new in moved.items():
            if name == old or name.startswith(f"{old}/"):
                name = new + name[len(old) :]
    return name

"""Tells whoever wants to know what happened to the knowledge: the moderators' channel, the log."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.knowledge import Problem
from bot.services.revisions import Author, Revision

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Saved:
    """A revision came into force, by an edit or as seen on disk."""

    revision: Revision
    guild_id: int | None = None  # where the edit was made
    followed: tuple[Revision, ...] = ()  # of documents that refer to the one it renamed


@dataclass(frozen=True, slots=True)
class Displaced:
    """Another program's text fell between our check and our replace; it is kept as `kept`."""

    kept: Revision
    by: Revision


@dataclass(frozen=True, slots=True)
class ManyRemoved:
    """Somebody removed many entries in a short time."""

    author: Author
    count: int
    minutes: float
    guild_id: int | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """The files as they are cannot be loaded; the last good state stays in force."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Mended:
    """The files can be loaded again."""


Event = Saved | Displaced | ManyRemoved | Broken | Mended
Observer = Callable[[Event], None]
"""Called on the event loop, in the order of events; must return at once: what takes time is put into a queue."""


REMEMBERED = 1_000
"""Revisions that are known to have been told."""


class Audit:
    """Passes events on, each revision once; an observer at fault keeps nobody from saving."""

    def __init__(self) -> None:
        self._observers: list[Observer] = []
        self._told: deque[int] = deque(maxlen=REMEMBERED)

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        """Be told from now on; the returned function ends it."""
        self._observers.append(observer)

        def unsubscribe() -> None:
            if observer in self._observers:
                self._observers.remove(observer)

        return unsubscribe

    def tell(self, event: Event) -> None:
        """Tell everybody."""
        if isinstance(event, Saved):
            if event.revision.id in self._told:
                return
            self._told.extend((event.revision.id, *(revision.id for revision in event.followed)))
        for observer in tuple(self._observers):
            try:
                observer(event)
            except Exception:
                log.exception("An observer of edits failed")

    def tell_saved(self, revisions: Iterable[Revision]) -> None:
        """Tell what was saved elsewhere, and not told yet; those that followed another name together with it."""
        saved = list(revisions)
        followed = {revision.id: tuple(one for one in saved if one.follows == revision.id) for revision in saved}
        together = {one.id for ones in followed.values() for one in ones}
        for revision in saved:
            if revision.id not in together:
                self.tell(Saved(revision, followed=followed[revision.id]))

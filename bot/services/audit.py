"""Tells whoever wants to know what happened to the knowledge: the moderators' channel, the log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from bot.knowledge import Problem
from bot.services.revisions import Author, Revision

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Saved:
    """A revision came into force, by an edit or as seen on disk."""

    revision: Revision
    guild_id: int | None = None  # where the edit was made


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


class Audit:
    """Passes events on; an observer at fault keeps nobody from saving."""

    def __init__(self) -> None:
        self._observers: list[Observer] = []

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        """Be told from now on; the returned function ends it."""
        self._observers.append(observer)

        def unsubscribe() -> None:
            if observer in self._observers:
                self._observers.remove(observer)

        return unsubscribe

    def tell(self, event: Event) -> None:
        """Tell everybody."""
        for observer in tuple(self._observers):
            try:
                observer(event)
            except Exception:
                log.exception("An observer of edits failed")

"""Which film is meant when a question names none."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from bot.knowledge import KnowledgeBase
from bot.services.names import Today, unchanged
from bot.services.question import Place

REMEMBERED_S = 600.0
"""How long the film of the bot's last answer stays the film of a conversation, in seconds."""

MOST_PLACES = 10_000
"""Conversations kept in mind at once; the one silent for longest is forgotten first."""


class FilmDefaults(Protocol):
    """Films that moderators set for a channel or a guild."""

    def __call__(self, place: Place) -> str | None:
        """The film set for the thread's channel, the channel or the guild; None when there is none."""


def no_defaults(place: Place) -> str | None:  # noqa: ARG001  # named by the protocol
    """No channel or guild has a film of its own."""
    return None


class CurrentFilm:
    """Knows a place's film: of the last answer there, set for it, the bot's default, or the only one."""

    def __init__(
        self,
        *,
        default: str | None = None,
        defaults: FilmDefaults = no_defaults,
        today: Today = unchanged,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._default = default
        self._defaults = defaults
        self._today = today
        self._clock = clock
        self._answered: OrderedDict[int, tuple[str, float]] = OrderedDict()  # channel id → film, when

    def note(self, place: Place, film: str) -> None:
        """Remember that the bot's last answer there was about this film; what one member alone read is not remembered."""
        if place.private:
            return
        self._answered[place.channel_id] = (film, self._clock())
        self._answered.move_to_end(place.channel_id)
        if len(self._answered) > MOST_PLACES:
            self._answered.popitem(last=False)

    def of(self, place: Place, base: KnowledgeBase) -> str | None:
        """The film meant in a place, as far as it is still in the knowledge base."""
        for film in (self._last_answered(place), self._defaults(place), self._default):
            if film is not None and (called := self._today(film, base.films)) in base.films:
                return called
        return next(iter(base.films)) if len(base.films) == 1 else None

    def _last_answered(self, place: Place) -> str | None:
        oldest = self._clock() - REMEMBERED_S
        for channel in (place.channel_id, place.parent_id):  # a thread grown from an answer goes on about its film
            film, when = self._answered.get(channel, (None, 0.0)) if channel is not None else (None, 0.0)
            if film is not None and when >= oldest:
                return film
        return None

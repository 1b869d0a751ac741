"""How today's knowledge reads the questions that wait: what each is about, and whether it is answered by now."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.matching import Decision, Match, Reason
from bot.services.library import Library, Snapshot

AT_ONCE = 25
"""Questions matched in one go; between two the event loop has its turn. Matching one takes some 2 ms of one core."""

WITHIN_S = 1.0
"""How long somebody who looks at a list waits for its questions to be read, in seconds."""

MOST_KEPT = 20_000
"""Readings kept of one snapshot; then they are made again as they are needed."""

NEAREST = 5
"""Entries named as possibly meant."""

Wording = tuple[str, str | None]
"""A text, and the id of the film it was asked about."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the matcher makes of a wording today."""

    answer: str | None = None  # the entry it is answered with
    topic: str | None = None  # the entry or fact it may be about
    sure: bool = False  # whether the matcher understood the question, though it cannot answer it
    missing: str | None = None  # a fact that the film's file lacks: `overview/director`
    nearest: tuple[str, ...] = ()  # entries it may mean, the likeliest first


UNREAD = Reading()


class Readings:
    """Matches every wording once per snapshot of the knowledge, in a thread."""

    def __init__(self, library: Library, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._library = library
        self._clock = clock
        self._of: Snapshot | None = None
        self._known: dict[Wording, Reading] = {}
        self._before: dict[Wording, Reading] = {}  # by the knowledge before this

    async def read(self, wordings: Iterable[Wording], *, within_s: float | None = None) -> Sequence[Reading]:
        """The readings of wordings, in their order.

        Where time runs out (somebody waits), the rest are read as the knowledge before this read them, or not at all.
        """
        ends = None if within_s is None else self._clock() + within_s
        wanted = list(wordings)
        snapshot = self._library.snapshot
        if snapshot is not self._of or len(self._known) > MOST_KEPT:
            self._of, self._before, self._known = snapshot, self._known, {}
        known, before = self._known, self._before
        new = [wording for wording in dict.fromkeys(wanted) if wording not in known]
        for begin in range(0, len(new), AT_ONCE):
            if ends is not None and self._clock() >= ends:
                break
            some = new[begin : begin + AT_ONCE]
            known.update(zip(some, await asyncio.to_thread(_readings, some, snapshot), strict=True))
        return [known.get(wording) or before.get(wording, UNREAD) for wording in wanted]


def _readings(wanted: Sequence[Wording], snapshot: Snapshot) -> list[Reading]:
    return [_reading(snapshot.matcher.match(text, film=film, limit=NEAREST)) for text, film in wanted]


def _reading(match: Match) -> Reading:
    nearest = tuple(candidate.entry.id for candidate in match.candidates)
    if match.decision is Decision.ANSWER and match.best:
        return Reading(answer=match.best.id, topic=match.best.id, nearest=nearest)
    if match.reason is Reason.MISSING_FACT:
        return Reading(topic=match.missing, sure=True, missing=match.missing, nearest=nearest)
    if match.decision is Decision.ASK_BACK and match.best:
        by_film = match.reason is Reason.WHICH_FILM
        topic = f"{match.best.section}/{match.best.name}" if by_film else match.best.id
        return Reading(topic=topic, sure=by_film, nearest=nearest)
    return Reading(nearest=nearest)

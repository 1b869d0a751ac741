"""How today's knowledge reads the questions that wait: what each is about, and whether it is answered by now."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.matching import Decision, Match, Reason
from bot.services.library import Library, Snapshot

AT_ONCE = 25
"""Questions matched in one go; between two the event loop has its turn. Matching one takes some 2 ms of one core."""

NEAREST = 5
"""Entries named as possibly meant."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the matcher makes of a wording today."""

    answer: str | None = None  # the entry it is answered with
    topic: str | None = None  # the entry or fact it may be about
    sure: bool = False  # whether the matcher understood the question, though it cannot answer it
    missing: str | None = None  # a fact that the film's file lacks: `overview/director`
    nearest: tuple[str, ...] = ()  # entries it may mean, the likeliest first


class Readings:
    """Matches every wording once per snapshot of the knowledge, in a thread."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._of: Snapshot | None = None
        self._known: dict[tuple[str, str | None], Reading] = {}
        self._reading = asyncio.Lock()

    async def read(self, wordings: Iterable[tuple[str, str | None]]) -> Sequence[Reading]:
        """The readings of wordings, each with its film, in their order."""
        wanted = list(wordings)
        async with self._reading:
            snapshot = self._library.snapshot
            if snapshot is not self._of:
                self._of, self._known = snapshot, {}
            known = self._known
            new = [key for key in dict.fromkeys(wanted) if key not in known]
            for begin in range(0, len(new), AT_ONCE):
                some = new[begin : begin + AT_ONCE]
                known.update(zip(some, await asyncio.to_thread(_readings, some, snapshot), strict=True))
            self._known = {key: known[key] for key in wanted} if len(known) > 2 * len(wanted) else known
            return [known[key] for key in wanted]


def _readings(wanted: Sequence[tuple[str, str | None]], snapshot: Snapshot) -> list[Reading]:
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

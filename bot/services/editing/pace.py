"""How much one person may edit in a short time."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Edits of one person; operators at the shell are not counted."""

    saves_a_minute: int = 10
    removed: int = 5  # entries removed within `removed_minutes` from which the moderators are warned
    removed_minutes: float = 10.0


LIMITS = Limits()
MINUTE_S = 60.0
MOST_PEOPLE = 1_000
"""People kept in mind; who edited longest ago is forgotten first."""


class Pace:
    """Counts saves and removed entries by person, in memory."""

    def __init__(self, limits: Limits, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._saves: OrderedDict[int, deque[float]] = OrderedDict()
        self._removals: OrderedDict[int, deque[float]] = OrderedDict()

    def wait(self, person: int) -> float:
        """Seconds until the person may save again; 0 when at once."""
        saves = self._recent(self._saves, person, MINUTE_S)
        return saves[0] + MINUTE_S - self._clock() if len(saves) >= self._limits.saves_a_minute else 0.0

    def saved(self, person: int, *, removed: int) -> int | None:
        """Note a save; the number of entries removed lately when it has just become too many."""
        now = self._clock()
        self._recent(self._saves, person, MINUTE_S).append(now)
        removals = self._recent(self._removals, person, self._limits.removed_minutes * MINUTE_S)
        before = len(removals)
        removals.extend([now] * removed)
        return len(removals) if before < self._limits.removed <= len(removals) else None

    def _recent(self, kept: OrderedDict[int, deque[float]], person: int, seconds: float) -> deque[float]:
        times = kept.setdefault(person, deque())
        kept.move_to_end(person)
        if len(kept) > MOST_PEOPLE:
            kept.popitem(last=False)
        while times and times[0] <= self._clock() - seconds:
            times.popleft()
        return times

"""The work in hand: what a stop waits for, and what must not overlap."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary


class Work:
    """Every handler counts itself in; once draining, no new ones are."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self.draining = False

    def take(self) -> bool:
        """Count the running task as work in hand until it ends; False when no new work is taken."""
        task = asyncio.current_task()
        if self.draining or task is None:
            return False
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    @property
    def in_hand(self) -> int:
        """How many handlers are at work."""
        return len(self._tasks)

    def alone_with(self, question_id: int) -> asyncio.Lock:
        """The lock of one question: its answer, an edit, a deletion and a press take their turns in order of arrival."""
        return self._locks.setdefault(question_id, asyncio.Lock())

    async def finish(self, seconds: float) -> int:
        """Take no new work and wait for what is in hand; returns how much was not finished in time."""
        self.draining = True
        others = self._tasks - {asyncio.current_task()}
        if not others:
            return 0
        _done, pending = await asyncio.wait(others, timeout=seconds)
        return len(pending)

"""Who waits for what: futures by key, subscribers to everything, and how long the bot has been idle."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import Any

Change = tuple[str, Any]
"""What changed and the object: `message`, `edit`, `delete`, `typing`, `interaction`, `world`."""


class Signals:
    """The sandbox's own news."""

    def __init__(self) -> None:
        self.subscribers: list[Callable[[str, Any], None]] = []
        self.requests_in_flight = 0
        self.last_activity = time.monotonic()
        self._waiting: defaultdict[Hashable, list[asyncio.Future[Any]]] = defaultdict(list)

    def publish(self, kind: str, subject: Any, *keys: Hashable) -> None:
        """Tell subscribers, and wake those who wait for one of the keys."""
        self.last_activity = time.monotonic()
        for subscriber in self.subscribers:
            subscriber(kind, subject)
        for key in keys:
            for future in self._waiting.pop(key, ()):
                if not future.done():
                    future.set_result(subject)

    async def wait(self, *keys: Hashable, timeout: float) -> Any:  # noqa: ASYNC109 - every wait here has a limit
        """Wait for the next subject published under one of the keys; raises TimeoutError."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        for key in keys:
            self._waiting[key].append(future)
        try:
            return await asyncio.wait_for(future, timeout)
        finally:
            for key in keys:
                self._forget(key, future)

    def _forget(self, key: Hashable, future: asyncio.Future[Any]) -> None:
        waiting = self._waiting.get(key)
        if waiting is not None and future in waiting:
            waiting.remove(future)
            if not waiting:
                del self._waiting[key]

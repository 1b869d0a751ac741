"""Faults put before a request's handler: a delay, another answer, a torn connection."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What happens to the next `times` requests whose method and path match.

    `path` is a regular expression searched in the path without `/api/v10`; `/gateway` is the gateway's own. A fault
    with `status` answers instead of the handler, one with `abort` tears the connection, one with `delay` alone only
    holds the request back. `headers` given replace what Discord would send, `Via` and the rate limits.
    """

    method: str = "*"
    path: str = ""
    times: int = 1
    delay: float = 0.0
    status: int | None = None
    body: Any = None
    headers: Mapping[str, str] | None = None
    abort: bool = False
    after: bool = False
    """Let the handler do its work first, so that only the answer is lost."""


@dataclass(slots=True)
class _Pending:
    fault: Fault
    pattern: re.Pattern[str]
    left: int


class Faults:
    """The faults in force, oldest first."""

    def __init__(self) -> None:
        self._pending: list[_Pending] = []

    def add(self, fault: Fault) -> None:
        self._pending.append(_Pending(fault, re.compile(fault.path), fault.times))

    def clear(self) -> None:
        self._pending.clear()

    async def strike(self, method: str, path: str) -> Fault | None:
        """Take the first fault that matches, after its delay; None when there is none or it was a delay alone."""
        for pending in self._pending:
            fault = pending.fault
            if fault.method in ("*", method) and pending.pattern.search(path):
                pending.left -= 1
                if pending.left <= 0:
                    self._pending.remove(pending)
                await asyncio.sleep(fault.delay)
                return fault if fault.abort or fault.status is not None else None
        return None

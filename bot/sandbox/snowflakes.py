"""Ids as Discord makes them: milliseconds since 2015 in the upper bits, always rising."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Self

EPOCH_MS = 1_420_070_400_000
TIMESTAMP_SHIFT = 22


class Snowflakes:
    """A source of unique, rising ids."""

    def __init__(self) -> None:
        self._last = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> int:
        return self.next()

    def next(self) -> int:
        now = (time.time_ns() // 1_000_000 - EPOCH_MS) << TIMESTAMP_SHIFT
        self._last = max(now, self._last + 1)
        return self._last


def created_at(snowflake: int) -> datetime:
    """Read the moment an id was made."""
    return datetime.fromtimestamp(((snowflake >> TIMESTAMP_SHIFT) + EPOCH_MS) / 1000, UTC)


def timestamp(moment: datetime) -> str:
    """Write a moment as Discord does: ISO 8601 with microseconds and offset."""
    return moment.isoformat(timespec="microseconds")

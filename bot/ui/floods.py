"""A member's cooldown: how many questions somebody may ask in a row."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass

from discord.ext import commands

RATE = 6
PER_S = 20.0


@dataclass(frozen=True, slots=True)
class Wait:
    """A question too many; `first` of the row, which is worth a word where silence is possible too."""

    seconds: float
    first: bool


class Floods:
    """At most `rate` questions in `per` seconds from one member, by whatever way they are asked.

    The buckets are discord.py's; its mapping of them looks through all of them at every question.
    """

    def __init__(self, *, rate: int = RATE, per: float = PER_S) -> None:
        self._rate = rate
        self._per = per
        self._buckets: OrderedDict[int, _Bucket] = OrderedDict()  # the member who was silent for longest first

    def wait(self, member_id: int) -> Wait | None:
        """Count a question; None when it may be answered."""
        now = time.time()
        bucket = self._buckets.get(member_id)
        if bucket is None:
            self._forget_silent(now - self._per)
            bucket = self._buckets[member_id] = _Bucket(commands.Cooldown(self._rate, self._per), now)
        bucket.asked = now
        self._buckets.move_to_end(member_id)
        seconds = bucket.cooldown.update_rate_limit(now)
        first = not bucket.warned
        bucket.warned = seconds is not None
        return None if seconds is None else Wait(seconds, first)

    def _forget_silent(self, since: float) -> None:
        while self._buckets and next(iter(self._buckets.values())).asked < since:
            self._buckets.popitem(last=False)


@dataclass(slots=True)
class _Bucket:
    cooldown: commands.Cooldown
    asked: float  # when last, in seconds
    warned: bool = False

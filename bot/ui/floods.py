"""A member's cooldown: how many questions somebody may ask in a row."""

from __future__ import annotations

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
    """At most `rate` questions in `per` seconds from one member, by whatever way they are asked."""

    def __init__(self, *, rate: int = RATE, per: float = PER_S) -> None:
        self._buckets: commands.CooldownMapping[int] = commands.CooldownMapping(
            commands.Cooldown(rate, per), lambda member_id: member_id
        )
        self._warned: set[int] = set()

    def wait(self, member_id: int) -> Wait | None:
        """Count a question; None when it may be answered."""
        seconds = self._buckets.update_rate_limit(member_id)
        if seconds is None:
            self._warned.discard(member_id)
            return None
        first = member_id not in self._warned
        self._warned.add(member_id)
        return Wait(seconds, first)

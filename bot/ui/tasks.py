"""Which question of the inbox a saved edit settles: short enough for a custom id beside everything else."""

from __future__ import annotations

from typing import NamedTuple, Self

from bot.services.stores import Settled
from bot.ui.ids import BadPressError

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_KINDS = {"w": Settled.WRITTEN, "t": Settled.TAUGHT, "a": Settled.ACCEPTED}
_LONGEST = 13  # digits of a 64-bit number in base 36


class Task(NamedTuple):
    """A question, and what becomes of it once the edit made for it is saved."""

    settled: Settled
    question: int

    @property
    def code(self) -> str:
        """At most 14 characters."""
        letter = next(letter for letter, settled in _KINDS.items() if settled is self.settled)
        digits, rest = "", self.question
        while rest:
            rest, digit = divmod(rest, len(_DIGITS))
            digits = _DIGITS[digit] + digits
        return letter + (digits or "0")

    @classmethod
    def read(cls, code: str) -> Self | None:
        """The task that `code` wrote; None for an edit that settles nothing. Raises BadPressError for a forged one."""
        if not code:
            return None
        letter, digits = code[0], code[1:]
        if letter not in _KINDS or not digits or len(digits) > _LONGEST or not set(digits) <= set(_DIGITS):
            raise BadPressError(f"no task: {code!r}")
        return cls(_KINDS[letter], int(digits, len(_DIGITS)))


def code_of(task: Task | None) -> str:
    """What stands for a task, or for none, in a custom id."""
    return task.code if task else ""

"""What a button says when it is pressed: `f1:<act>:<args>` in its custom id, and nothing else anywhere.

A custom id is all that is left of an answer after a restart, so everything a press needs stands in it. It also arrives
from outside, so `parse` trusts none of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from bot.ui import limits

PREFIX = "f1"


class Act(StrEnum):
    """What can be pressed; the arguments stand behind each."""

    NEXT = "next"  # entry: show another entry
    PICK = "pick"  # question id, entry: this is what was meant
    YES = "yes"  # question id: that answered it
    NO = "no"  # question id: it did not
    REMOVE = "remove"  # question id, asker's id
    SHOW = "show"  # entry: show privately what is not shown openly here
    FILMS = "films"  # entry: the same about another film


class BadPressError(ValueError):
    """A custom id that this version never made."""


TEMPLATE = rf"{PREFIX}:(?:{'|'.join(Act)})(?::.*)?"
"""Matches exactly what `parse` can read; a press on anything else is told that the button is out of date."""


@dataclass(frozen=True, slots=True)
class Press:
    """One act with its arguments, as a custom id carries it."""

    act: Act
    args: tuple[str, ...]

    @property
    def custom_id(self) -> str:
        """At most 100 characters: ids of entries and snowflakes are bounded so that the longest act fits."""
        custom_id = ":".join((PREFIX, self.act, *self.args))
        if len(custom_id) > limits.CUSTOM_ID:
            raise ValueError(f"custom id over {limits.CUSTOM_ID} characters: {custom_id}")
        return custom_id

    @classmethod
    def of(cls, act: Act, *args: str | int) -> Self:
        """Make a press from ids as we hold them."""
        return cls(act, tuple(map(str, args)))

    def number(self, position: int) -> int:
        """The snowflake at a position; raises BadPressError."""
        value = self.text(position)
        if not (value.isascii() and value.isdigit() and len(value) <= 20):  # noqa: PLR2004 - digits of a 64-bit number
            raise BadPressError(f"not a snowflake: {value!r}")
        return int(value)

    def text(self, position: int) -> str:
        """The argument at a position; raises BadPressError."""
        try:
            return self.args[position]
        except IndexError:
            raise BadPressError(f"{self.act} without its argument {position}") from None


def parse(custom_id: str) -> Press:
    """Read a custom id back; raises BadPressError."""
    prefix, _, rest = custom_id.partition(":")
    name, _, args = rest.partition(":")
    try:
        act = Act(name) if prefix == PREFIX else None
    except ValueError:
        act = None
    if act is None:
        raise BadPressError(f"unknown custom id {custom_id!r}")
    return Press(act, tuple(args.split(":")) if args else ())

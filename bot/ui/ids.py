"""What a button says when it is pressed, and a form when it is sent: `<prefix>:<act>:<args>` in the custom id.

A custom id is all that is left of an answer after a restart, so everything a press needs stands in it. It also arrives
from outside, so `parse` and `parse_form` trust none of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self, TypeVar

from bot.ui import limits

PREFIX = "f1"
FORM_PREFIX = "m1"


class Act(StrEnum):
    """What can be pressed; the arguments stand behind each."""

    NEXT = "next"  # entry: show another entry
    PICK = "pick"  # question id, entry: this is what was meant
    YES = "yes"  # question id: that answered it
    NO = "no"  # question id: it did not
    REMOVE = "remove"  # question id, asker's id
    SHOW = "show"  # entry: show privately what is not shown openly here
    FILMS = "films"  # entry: the same about another film
    # moderators'; a task is an inbox's question that is settled by saving, or empty
    SAVE = "save"  # draft, task
    MINE = "mine"  # draft, task: save it over what others have changed meanwhile
    DROP = "drop"  # draft: it is not wanted
    AGAIN = "again"  # draft, page of its form, task
    EDIT = "edit"  # entry, task
    ITEM = "item"  # entry, place of one of its list's items, or nothing for a new one
    WRITE = "write"  # document, section, name, task: a new entry
    TEACH = "to"  # draft that holds a wording, entry, task
    SEARCH = "search"  # draft that holds a wording, task: which entry has it, asked again
    TAKE_BACK = "undo"  # revision
    HISTORY = "history"  # document or nothing, revision before which to go on
    ENTRIES = "entries"  # document, page
    INBOX = "inbox"  # page
    GROUP = "group"  # question id
    ANSWER = "answer"  # question id, and the document where it is chosen
    LESSON = "lesson"  # question id
    DISMISS = "dismiss"  # question id
    IGNORE = "ignore"  # question id
    IGNORED = "ignored"  # what is listed no more
    HEED = "heed"  # refusal id
    WISHES = "wishes"
    UNWISH = "unwish"  # question id
    PROPOSALS = "proposals"
    ACCEPT = "accept"  # question id
    REJECT = "reject"  # question id


class Sheet(StrEnum):
    """What a form is for; the arguments stand behind each."""

    ADD = "add"  # document, section, name, task
    EDIT = "edit"  # entry, page, task
    AGAIN = "again"  # draft, page, task
    ITEM = "item"  # entry, task: one more item of its list
    TEACH = "teach"  # task: which entry has a wording
    MODERATORS = "moderators"  # settings


class BadPressError(ValueError):
    """A custom id that this version never made."""


TEMPLATE = rf"{PREFIX}:(?:{'|'.join(Act)})(?::.*)?"
"""Matches exactly what `parse` can read; a press on anything else is told that the button is out of date."""


class _Carried:
    """Arguments as a custom id carries them."""

    __slots__ = ()
    args: tuple[str, ...]

    def number(self, position: int) -> int:
        """The snowflake, or other whole number, at a position; raises BadPressError."""
        value = self.text(position)
        if not (value.isascii() and value.isdigit() and len(value) <= 20):  # noqa: PLR2004 - digits of a 64-bit number
            raise BadPressError(f"not a snowflake: {value!r}")
        return int(value)

    def text(self, position: int) -> str:
        """The argument at a position; raises BadPressError."""
        try:
            return self.args[position]
        except IndexError:
            raise BadPressError(f"{self} without its argument {position}") from None


@dataclass(frozen=True, slots=True)
class Press(_Carried):
    """One act with its arguments."""

    act: Act
    args: tuple[str, ...]

    @property
    def custom_id(self) -> str:
        """At most 100 characters: ids of entries and snowflakes are bounded so that the longest act fits."""
        return _joined(PREFIX, self.act, self.args)

    @classmethod
    def of(cls, act: Act, *args: str | int) -> Self:
        """Make a press from ids as we hold them."""
        return cls(act, tuple(map(str, args)))


@dataclass(frozen=True, slots=True)
class FormId(_Carried):
    """One form with what it was opened for."""

    sheet: Sheet
    args: tuple[str, ...]

    @property
    def custom_id(self) -> str:
        """At most 100 characters, as a button's."""
        return _joined(FORM_PREFIX, self.sheet, self.args)

    @classmethod
    def of(cls, sheet: Sheet, *args: str | int) -> Self:
        """Make a form's id from ids as we hold them."""
        return cls(sheet, tuple(map(str, args)))


def parse(custom_id: str) -> Press:
    """Read a button's custom id back; raises BadPressError."""
    act, args = _parted(custom_id, PREFIX, Act)
    return Press(act, args)


def parse_form(custom_id: str) -> FormId:
    """Read a form's custom id back; raises BadPressError."""
    sheet, args = _parted(custom_id, FORM_PREFIX, Sheet)
    return FormId(sheet, args)


_Kind = TypeVar("_Kind", bound=StrEnum)


def _joined(prefix: str, kind: StrEnum, args: tuple[str, ...]) -> str:
    custom_id = ":".join((prefix, kind, *args))
    if len(custom_id) > limits.CUSTOM_ID:
        raise ValueError(f"custom id over {limits.CUSTOM_ID} characters: {custom_id}")
    return custom_id


def _parted(custom_id: str, expected: str, kinds: type[_Kind]) -> tuple[_Kind, tuple[str, ...]]:
    prefix, _, rest = custom_id.partition(":")
    name, _, args = rest.partition(":")
    if prefix != expected or name not in set(kinds):
        raise BadPressError(f"unknown custom id {custom_id!r}")
    return kinds(name), tuple(args.split(":")) if args else ()

"""What `FIELD=VALUE` on the command line means: the changes of one entry, or the fields of new ones.

A value is text, never YAML. `@FILE` and `-` stand for what a file and the standard input hold; where a list is meant,
each of their lines is one value. White space around a value does not count, so that `" @home"` is `@home`, as `@@home` is.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.cli.faults import UsageError

if TYPE_CHECKING:
    from bot.knowledge.edit import AddEntry, Change, Value

STDIN = "-"
MOST_BYTES = 1 << 20
"""How much is read of a file; a whole document is no longer."""

_ASSIGNMENT = re.compile(r"(?P<field>[^=]+?)(?P<sign>[+-]?)=(?P<value>.*)", re.DOTALL)
_HEAD = re.compile(r"\w+")


class Assignment(NamedTuple):
    """One `FIELD=VALUE`; the sign says what happens to a list."""

    field: str
    sign: str  # "", "+" or "-"
    text: str
    read: bool  # from a file or the standard input

    @property
    def lines(self) -> tuple[str, ...]:
        """The values for a list."""
        return tuple(line for line in self.text.split("\n") if line.strip()) if self.read else (self.text,)


class Values:
    """Reads values; the standard input can be read once."""

    def __init__(self) -> None:
        self._stdin_read = False

    def read(self, words: Iterable[str]) -> tuple[Assignment, ...]:
        """Every `FIELD=VALUE`. Raises UsageError for what is none."""
        return tuple(map(self._assignment, words))

    def text(self, value: str) -> tuple[str, bool]:
        """What a value stands for, and whether it was read from somewhere. Raises UsageError."""
        if value == STDIN:
            return self._decoded(self._stdin(), "the standard input"), True
        if value.startswith("@@"):
            return value[1:], False
        if value.startswith("@"):
            return self._decoded(_file(value[1:]), value[1:]), True
        if any("\ud800" <= character <= "\udfff" for character in value):  # how Python sees bytes that are not UTF-8
            raise UsageError(f"{_shown(value)} is not text in UTF-8")
        return value, False

    def _assignment(self, word: str) -> Assignment:
        found = _ASSIGNMENT.fullmatch(word)
        if found is None or not found["field"].strip():
            raise UsageError(f"{_shown(word)} is no FIELD=VALUE, such as: 'answer=Yes, it is.'")
        return Assignment(found["field"].strip(), found["sign"], *self.text(found["value"]))

    def _stdin(self) -> bytes:
        if sys.stdin is None:  # closed by whoever started us
            raise UsageError("There is no standard input to read; `-` stands for it")
        if self._stdin_read:
            raise UsageError("The standard input can be read once; give one `-` only")
        self._stdin_read = True
        return sys.stdin.buffer.read(MOST_BYTES + 1)

    def _decoded(self, data: bytes, name: str) -> str:
        if len(data) > MOST_BYTES:
            raise UsageError(f"{name} is larger than 1 MiB; an entry is far smaller")
        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            raise UsageError(f"{name} is not text in UTF-8; save it as UTF-8") from error
        if not text.strip():
            raise UsageError(f"{name} is empty; to take a field out write FIELD= with nothing behind it")
        return text


def _file(name: str) -> bytes:
    if not name:
        raise UsageError("Name the file behind @; a value that begins with @ is written @@")
    try:
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(
            f"{_shown(name)} cannot be read: {reason}; a value that begins with @ is written @@"
        ) from error


def edits(entry: str, given: Sequence[Assignment]) -> tuple[Change, ...]:
    """The changes of an entry, in the order they are given. Raises UsageError where one field is set twice."""
    return tuple(_edits(entry, given))


def _edits(entry: str, given: Sequence[Assignment]) -> Iterator[Change]:
    from bot.knowledge.edit import AddItem, RemoveField, RemoveItem, SetField

    _, section, name = entry.split("/", 2)
    lists = _lists(section, name)
    _refuse_twice(given)
    for item in given:
        if item.sign:
            kind = AddItem if item.sign == "+" else RemoveItem
            yield from (kind(entry, item.field, line) for line in item.lines)
        elif item.text.strip():
            yield SetField(entry, item.field, item.lines if item.read and item.field in lists else item.text)
        else:
            yield RemoveField(entry, item.field)


def additions(section: str, given: Sequence[Assignment]) -> tuple[AddEntry, ...]:
    """The new entries of a section: one, or in a section of facts one for each fact that is named.

    A fact is given as `director=…` with its further keys as `director.source=…`, or as `id=director value=… source=…`.
    """
    from bot.knowledge.edit import AddEntry
    from bot.knowledge.naming import FIELD_SECTIONS, OTHER_NAMES

    facts = {*FIELD_SECTIONS.get(section, ()), *(OTHER_NAMES if section in FIELD_SECTIONS else ())}
    _refuse_twice(given)
    entries: dict[str | None, dict[str, Value]] = {}
    for item in given:
        if item.sign == "-":
            raise UsageError(f"{item.field}-= takes something out of a list; a new entry has none yet")
        head = _HEAD.match(item.field)
        name = head[0] if head and head[0] in facts else None
        field = _inside(item.field, name) if name else item.field
        fields = entries.setdefault(name, {})
        if item.sign:
            fields[field] = (*_listed(fields.get(field, ())), *item.lines)
        else:
            fields[field] = item.lines if item.read and field in _lists(section, name) else item.text
    return tuple(AddEntry(section, fields, name) for name, fields in entries.items())


def _inside(field: str, fact: str) -> str:
    """`director.source` as `source`, `ratings[0].by` as `value[0].by`, `director` as `value`."""
    rest = field.removeprefix(fact)
    return rest[1:] if rest.startswith(".") else f"value{rest}"


def _lists(section: str, name: str | None) -> set[str]:
    from bot.knowledge.edit import fields_of

    return {info.name for info in fields_of(section, name) if info.is_list}


def _listed(value: Value) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _refuse_twice(given: Sequence[Assignment]) -> None:
    fields = [item.field for item in given if not item.sign]
    if twice := next((field for field in fields if fields.count(field) > 1), None):
        raise UsageError(f"{twice} is given twice; further values of a list are {twice}+=VALUE")


def _shown(text: str) -> str:
    """A word of the command line as it can be printed."""
    return ascii(text[:80]) if not text.isprintable() else repr(text[:80])

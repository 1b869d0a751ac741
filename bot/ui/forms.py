"""An entry's fields as the inputs of a form, five at a time, and what was typed into them as values.

A form keeps nothing anywhere: each input's custom id carries its field, how a list was written, and a fingerprint of the
text it showed. So what somebody changed, and what was changed by others while they wrote, is known when it is sent.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.knowledge.edit import AddEntry, AddItem, Change, FieldInfo, RemoveField, RemoveItem, SetField, Value, fields_of
from bot.knowledge.edit.fields import main_key, order_of, shape_of, slot_of
from bot.ui import limits
from bot.ui.ids import BadPressError

MOST_INPUTS = 5
"""Inputs of one form."""

_DIGEST_BYTES = 6
_ID = re.compile(r"([^~]{1,60})~([tlpc])~([0-9a-f]{12})")
_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*")


class Style(StrEnum):
    """How a value is written in its input."""

    TEXT = "t"
    LINES = "l"  # a list, one item a line
    PARAGRAPHS = "p"  # a list whose items have lines of their own, blank lines between them
    CHOICE = "c"


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a form."""

    field: str
    label: str
    style: Style
    shown: str  # what it is filled in with
    help: str = ""
    required: bool = False
    multiline: bool = False
    max_length: int = limits.INPUT
    choices: tuple[str, ...] = ()

    @property
    def custom_id(self) -> str:
        """Says what `typed` needs to know."""
        return f"{self.field}~{self.style}~{fingerprint(self.shown)}"


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody changed in a form: new values by field, blank ones to be taken out; and what the form had shown."""

    values: Mapping[str, Value]
    shown: Mapping[str, tuple[Style, str]]  # style and fingerprint

    def overtaken(self, current: Mapping[str, Value]) -> tuple[str, ...]:
        """Fields whose values have changed since the form was opened."""
        return tuple(
            field
            for field, (style, mark) in self.shown.items()
            if fingerprint(_written(current.get(field, ""), style)) != mark
        )


def inputs_of(section: str, name: str | None, values: Mapping[str, Value]) -> tuple[Input, ...]:
    """Every input for an entry of a section, those of the list items it has behind all others.

    A value that no input of a form can hold is left out: more than 4,000 characters, or a list of texts with blank lines.
    """
    found = []
    for info in (*fields_of(section, name), *_of_items(section, name, values)):
        made = _input(info, values.get(info.name, ""))
        if made is not None:
            found.append(made)
    return tuple(found)


def page_of(inputs: Sequence[Input], page: int) -> Sequence[Input]:
    """The inputs of one form; the last ones when there are not so many."""
    last = max(0, (len(inputs) - 1) // MOST_INPUTS)
    begin = min(max(page, 0), last) * MOST_INPUTS
    return inputs[begin : begin + MOST_INPUTS]


def typed(submitted: Mapping[str, str], *, everything: bool = False) -> Typed:
    """Read what a form sends back, by the custom ids of its inputs; raises BadPressError for a forged one.

    Args:
        everything: values that were left as the form showed them, too.
    """
    values: dict[str, Value] = {}
    shown: dict[str, tuple[Style, str]] = {}
    for custom_id, raw in submitted.items():
        found = _ID.fullmatch(custom_id)
        if not found:
            raise BadPressError(f"no input of ours: {custom_id!r}")
        field, style, mark = found[1], Style(found[2]), found[3]
        text = tidy(raw)
        if everything or fingerprint(text) != mark:
            values[field] = _read(text, style)
            shown[field] = style, mark
    return Typed(values, shown)


def tidy(text: str) -> str:
    """A member's text as it is kept: line breaks of one kind, no blanks around it, nothing that no file can hold."""
    lines = text.encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in lines if character in "\n\t" or _is_visible(character)).strip()


def _is_visible(character: str) -> bool:
    return character >= " " and character != "\x7f"


def with_changes(values: Mapping[str, Value], changes: Sequence[Change]) -> Mapping[str, Value]:
    """Values as they are after changes of one entry, for a form that goes on from a draft."""
    after = dict(values)
    for change in changes:
        match change:
            case AddEntry(fields=fields):
                after = dict(fields)
            case SetField(field=field, value=value):
                after[field] = value
            case RemoveField(field=field):
                after.pop(field, None)
            case AddItem(field=field, value=value):
                after[field] = (*_items(after.get(field, ())), value)
            case RemoveItem(field=field, value=value):
                after[field] = tuple(item for item in _items(after.get(field, ())) if item != value)
    return after


def changes_of(entry: str, values: Mapping[str, Value], current: Mapping[str, Value]) -> tuple[Change, ...]:
    """The changes that give an entry new values; what it has already is none."""
    return tuple(SetField(entry, field, value) for field, value in values.items() if current.get(field, "") != value)


def fingerprint(text: str) -> str:
    """Tells texts apart, in 12 characters."""
    return hashlib.blake2b(tidy(text).encode(), digest_size=_DIGEST_BYTES).hexdigest()


def _input(info: FieldInfo, value: Value) -> Input | None:
    items = _items(value)
    if info.choices:
        return Input(info.name, info.label, Style.CHOICE, "".join(items[:1]), info.help, choices=info.choices)
    style = Style.TEXT
    if info.is_list:
        style = Style.PARAGRAPHS if any("\n" in item for item in items) else Style.LINES
    elif not isinstance(value, str):
        return None
    shown = _written(value, style)
    if len(shown) > limits.INPUT or (info.is_list and _items(_read(tidy(shown), style)) != tuple(map(tidy, items))):
        return None
    length = limits.INPUT if info.is_list else min(info.max_length, limits.INPUT)
    return Input(
        info.name,
        info.label,
        style,
        shown,
        info.help,
        required=info.required,
        multiline=info.multiline or "\n" in shown,
        max_length=max(length, len(shown)),
    )


def _of_items(section: str, name: str | None, values: Mapping[str, Value]) -> Iterator[FieldInfo]:
    """The keys that the items of an entry's lists may have besides their text: an offer's regions, a part's spoiler."""
    shape = shape_of(section, name)
    for info in fields_of(section, name):
        held = slot_of(shape, info.name) if shape else None
        if held is None or not held.is_list or held.inner is None:
            continue
        for index, item in enumerate(_items(values.get(info.name, ()))):
            for key in order_of(held.inner):
                field = f"{info.name}[{index}].{key}"
                inner = slot_of(held.inner, key)
                if inner is None or inner.inner is not None or key in {"id", main_key(held.inner)}:
                    continue
                label = f"{limits.clip(item, 24)}: {key.replace('_', ' ')}"
                yield FieldInfo(
                    field, label, multiline=inner.is_list, is_list=inner.is_list, required=False, max_length=3500
                )


def _items(value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(value)


def _written(value: Value, style: Style) -> str:
    if style is Style.PARAGRAPHS:
        return "\n\n".join(_items(value))
    if style is Style.LINES:
        return "\n".join(_items(value))
    return "".join(_items(value)[:1])


def _read(text: str, style: Style) -> Value:
    if style is Style.PARAGRAPHS:
        return tuple(part for part in map(str.strip, _PARAGRAPHS.split(text)) if part)
    if style is Style.LINES:
        return tuple(line for line in map(str.strip, text.split("\n")) if line)
    return text

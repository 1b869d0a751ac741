"""An entry's fields as the inputs of a form, five at a time, and what was typed into them as values.

A form keeps nothing anywhere: each input's custom id carries its field, how a list was written, and a fingerprint of the
text it showed. So what somebody changed, and what was changed by others while they wrote, is known when it is sent.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.knowledge.edit import AddEntry, AddItem, Change, FieldInfo, RemoveField, RemoveItem, SetField, Value, fields_of
from bot.knowledge.edit.fields import Items, items_of
from bot.texts import text
from bot.ui import limits
from bot.ui.ids import BadPressError

MOST_INPUTS = 5
"""Inputs of one form."""

_HELP_OF_THE_FILE = frozenset({"value", "accept"})  # their help says how YAML writes them
_SETS = frozenset({"also_asked", "must_match", "must_not_match"})
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Turn the text behind them round, so that it is read otherwise than it is written."""

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
    items = items_of(section, name)
    found = []
    for info in (*fields_of(section, name), *_of_items(items, values)):
        made = input_of(info, values.get(info.name, ""), kind=items.kind if items and items.field == info.name else "")
        if made is not None:
            found.append(made)
    return tuple(found)


def left_out(section: str, name: str | None, values: Mapping[str, Value]) -> tuple[str, ...]:
    """The fields that `inputs_of` leaves out."""
    shown = {made.field for made in inputs_of(section, name, values)}
    return tuple(info.name for info in fields_of(section, name) if info.name not in shown)


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
            value = _read(text, style)
            values[field] = _once(value) if field in _SETS else value
            shown[field] = style, mark
    return Typed(values, shown)


def tidy(text: str) -> str:
    """A member's text as it is kept: line breaks of one kind, no blanks around it, nothing that no file can hold."""
    lines = text.encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in lines if character in "\n\t" or _is_visible(character)).strip()


def _is_visible(character: str) -> bool:
    return character >= " " and character != "\x7f" and character not in _OVERRIDES


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
            case AddItem(field=field, value=value, keys=keys):
                items = texts_of(after.get(field, ()))
                after |= {field: (*items, value), **{f"{field}[{len(items)}].{key}": one for key, one in keys.items()}}
            case RemoveItem(field=field, value=value):
                after[field] = tuple(item for item in texts_of(after.get(field, ())) if item != value)
    return after


def changes_of(entry: str, values: Mapping[str, Value], current: Mapping[str, Value]) -> tuple[Change, ...]:
    """The changes that give an entry new values; what it has already is none."""
    return tuple(SetField(entry, field, value) for field, value in values.items() if current.get(field, "") != value)


def fingerprint(text: str) -> str:
    """Tells texts apart, in 12 characters."""
    return hashlib.blake2b(tidy(text).encode(), digest_size=_DIGEST_BYTES).hexdigest()


def input_of(info: FieldInfo, value: Value, *, kind: str = "") -> Input | None:
    """The input for a field; None where none of a form can hold its value.

    Args:
        kind: what the list's items are, where they have fields of their own.
    """
    items = texts_of(value)
    if info.choices:
        return Input(info.name, info.label, Style.CHOICE, "".join(items[:1]), info.help, choices=info.choices)
    style = Style.TEXT
    if info.is_list:
        style = Style.PARAGRAPHS if any("\n" in item for item in items) else Style.LINES
    elif not isinstance(value, str):
        return None
    shown = _written(value, style)
    if len(shown) > limits.INPUT or (info.is_list and texts_of(_read(tidy(shown), style)) != tuple(map(tidy, items))):
        return None
    length = limits.INPUT if info.is_list else min(info.max_length, limits.INPUT)
    return Input(
        info.name,
        info.label,
        style,
        shown,
        _hint(info, style, kind),
        required=info.required,
        multiline=info.multiline or "\n" in shown,
        max_length=max(length, len(shown)),
    )


def _hint(info: FieldInfo, style: Style, kind: str) -> str:
    """What a line is; the model's own help speaks of the file."""
    if kind:
        return text("mod.hint.parts" if style is Style.PARAGRAPHS else f"mod.hint.{kind}")
    if not info.is_list:
        return info.help
    lines = text("mod.hint.paragraphs" if style is Style.PARAGRAPHS else "mod.hint.lines")
    return lines if info.name in _HELP_OF_THE_FILE else f"{info.help} {lines}"


def _of_items(items: Items | None, values: Mapping[str, Value]) -> Iterator[FieldInfo]:
    """The keys that the items of an entry's list have besides their text: an offer's regions, a part's spoiler."""
    if items is None:
        return
    for index, item in enumerate(texts_of(values.get(items.field, ()))):
        for info in items.fields:
            if info.name != items.main:
                label = f"{limits.clip(item, 24)}: {info.name.replace('_', ' ')}"
                yield replace(info, name=f"{items.field}[{index}].{info.name}", label=label, required=False)


def texts_of(value: Value) -> tuple[str, ...]:
    """A value's texts: one for a text, none for an empty one."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(value)


def _once(value: Value) -> Value:
    """A wording that is given several times, once."""
    first: dict[str, str] = {}
    for one in texts_of(value):
        first.setdefault(one.casefold(), one)
    return tuple(first.values())


def _written(value: Value, style: Style) -> str:
    if style is Style.PARAGRAPHS:
        return "\n\n".join(texts_of(value))
    if style is Style.LINES:
        return "\n".join(texts_of(value))
    return "".join(texts_of(value)[:1])


def _read(text: str, style: Style) -> Value:
    if style is Style.PARAGRAPHS:
        return tuple(part for part in map(str.strip, _PARAGRAPHS.split(text)) if part)
    if style is Style.LINES:
        return tuple(line for line in map(str.strip, text.split("\n")) if line)
    return text

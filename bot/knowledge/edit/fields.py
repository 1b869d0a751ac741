"""Which fields an entry of a section has, and how its values change when one of them is set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import StringConstraints

from bot.knowledge.edit.changes import EditError, Value
from bot.knowledge.edit.data import Data, given, with_item, with_key
from bot.knowledge.entry import Spoiler
from bot.knowledge.model import Fact, Faq, FilmFile, FilmHead, PartsFact, Shape, SourceRow
from bot.knowledge.naming import FIELD_SECTIONS, LIST_SECTIONS, SINGLE_SECTIONS
from bot.knowledge.validation import did_you_mean

HEAD = "film"  # the section that says which film it is
SOURCES = "sources"
_OTHERS: Mapping[str, type[Shape]] = {HEAD: FilmHead, SOURCES: SourceRow}  # no entries, but edited like some
COMMON = ("also_asked", "spoiler", "source", "checked", "mature", "must_match", "must_not_match")

_STEP = re.compile(r"([A-Za-z_]+)((?:\[\d+\])*)")
_SHORT_TEXT = 100  # characters of a date, a number, a level
_LINK = 500  # characters
_MULTILINE = frozenset({"answer", "text", "about", "value", "note", "context", "why", "offers"})
_MAIN: Mapping[str, str] = {"Offer": "service", "Rating": "by"}  # what a bare text means in lists of these
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "spoiler": tuple(level.label for level in Spoiler),
    "mature": ("yes", "no"),
}

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One field, as a form shows it."""

    name: str
    label: str
    multiline: bool
    is_list: bool
    required: bool
    max_length: int  # characters; of each item where it is a list
    choices: tuple[str, ...] = ()  # the only values that are understood; empty: any
    help: str = ""


def fields_of(section: str, name: str | None = None) -> tuple[FieldInfo, ...]:
    """The fields of a section's entries, most important first; of one fact when `name` says which.

    An entry's id is none of them: `RenameEntry` changes it.
    """
    shape = shape_of(section, name)
    if shape is None:
        return ()
    return tuple(_info(shape, key) for key in order_of(shape) if key != "id")


class _Bare(Shape):
    """A value of a section that is no entry, such as the currency: it has no further keys."""

    SHORT = "value"
    value: str


@cache
def shape_of(section: str, name: str | None = None) -> type[Shape] | None:
    """The model of a section's entries; None where there is no such section, or no such fact in it."""
    if section in _OTHERS:
        return _OTHERS[section]
    if section not in FIELD_SECTIONS and section not in LIST_SECTIONS and section not in SINGLE_SECTIONS:
        return None
    shape = _inner(FilmFile.model_fields[section].annotation)
    if section not in FIELD_SECTIONS or shape is None:
        return shape
    if name is None:
        return Fact
    field = shape.model_fields.get(name)
    return (_inner(field.annotation) or _Bare) if field else None


@cache
def order_of(shape: type[Shape]) -> tuple[str, ...]:
    """A shape's keys in the order in which they are written: its own, then those that every entry may have."""
    keys = [info.alias or name for name, info in shape.model_fields.items()]
    own = [key for key in keys if key not in COMMON]
    if shape is Fact:
        own = ["value"]
    if shape is Faq:
        own.insert(own.index("answer"), "also_asked")
    return (*own, *(key for key in COMMON if key in keys and key not in own))


@cache
def keys_of(section: str) -> tuple[str, ...]:
    """The facts of a section in the order in which they are written; empty for a section that has others."""
    shape = _inner(FilmFile.model_fields[section].annotation) if section in FIELD_SECTIONS else None
    return tuple(shape.model_fields) if shape else ()


def section_order() -> tuple[str, ...]:
    """The sections of a film's file in the order in which they are written."""
    return tuple(FilmFile.model_fields)


def steps_of(field: str) -> Steps:
    """`offers[0].url` as `("offers", 0, "url")`."""
    steps: list[str | int] = []
    for part in field.strip().split("."):
        found = _STEP.fullmatch(part)
        if not found:
            raise EditError(f"`{field[:60]}` is no field; write it like `answer` or `offers[0].url`")
        steps += found[1], *map(int, re.findall(r"\d+", found[2]))
    return tuple(steps)


def opened(value: Data, shape: type[Shape]) -> dict[str, Data]:
    """A value in its long form: the short form of a fact is `{value: …}`, that of a trivia item `{text: …}`."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    if shape.SHORT is None:
        raise EditError("this is not written as `key: value` lines; edit the file itself")
    return {shape.SHORT: value}


def changed(value: Data, shape: type[Shape], steps: Steps, new: Value | None) -> Data:
    """The value with one field set; None takes the field out. What was in short form stays so if it can."""
    key, *rest = steps
    if not isinstance(key, str):
        raise EditError("a number in brackets stands behind the name of a list")
    info = shape.model_fields.get(key) or next((i for i in shape.model_fields.values() if i.alias == key), None)
    if info is None and shape is not Fact:
        hint = did_you_mean(key, [name for name in order_of(shape) if name != "id"])
        raise EditError(f"there is no field `{key}` here{hint}")
    fields = opened(value, shape)
    if issubclass(shape, PartsFact) and key == "value" and "text" in fields and "value" not in fields:
        key = "text"  # {text, spoiler, …}: a fact of one part, without a list around it
    annotation = info.annotation if info else str
    inner = _inner(annotation)
    is_list = is_list_of(annotation)
    old = fields.get(key)
    if key == "text" and isinstance(new, tuple):
        if len(new) > 1:
            part = {name: fields[name] for name in ("text", "by", "url") if name in fields}
            rest_of = {name: item for name, item in fields.items() if name not in part}
            return {"value": _list(part, new, inner), **rest_of}
        new, is_list = new[0], False
    if rest:
        result = _nested(old, inner, is_list, tuple(rest), new, name=key)
    elif new is None:
        result = None
    elif isinstance(new, tuple):
        if not is_list:
            raise EditError(f"`{key}` takes one text, not a list")
        result = _list(old, new, inner)
        if len(result) == 1 and key == shape.SHORT and not isinstance(old, list):
            result = result[0]
    elif is_list and isinstance(old, list):
        result = _list(old, (new,), inner)
    elif is_list and inner is not None:
        result = _said(old, new, inner)
    else:
        result = new
    after = with_key(fields, key, result if result is not None and (given(result)) else None, order_of(shape))
    if not isinstance(value, dict) and shape.SHORT and list(after) == [shape.SHORT]:
        return after[shape.SHORT]
    return after or None


def _nested(old: Data, inner: type[Shape] | None, is_list: bool, rest: Steps, new: Value | None, *, name: str) -> Data:
    step, *further = rest
    if isinstance(step, str):
        if inner is None:
            raise EditError(f"`{name}` has no fields of its own")
        if is_list:
            raise EditError(f"`{name}` is a list; say which of its items is meant, like `{name}[0].{step}`")
        return changed(old, inner, rest, new)
    if not is_list:
        raise EditError(f"`{name}` is one value; leave `[{step}]` out")
    items = old if isinstance(old, list) else [] if old is None else [old]
    present = [index for index, item in enumerate(items) if given(item)]
    if step > len(present) or (step == len(present) and new is None):
        many = f"has {len(present)} items" if len(present) != 1 else "has one item"
        raise EditError(f"`{name}` {many}, counted from 0; there is no `{name}[{step}]`")
    index = present[step] if step < len(present) else len(items)
    item = items[index] if index < len(items) else None
    if further:
        if inner is None:
            raise EditError(f"the items of `{name}` are texts; they have no fields")
        fresh = changed(item, inner, tuple(further), new)
    elif isinstance(new, tuple):
        raise EditError(f"`{name}[{step}]` takes one text, not a list")
    else:
        fresh = None if new is None else _said(item, new, inner)
    return with_item(items, index, fresh)


def added(old: Data, inner: type[Shape] | None, text: str) -> Data:
    """A list, or the one value that stands for it, with a text at its end."""
    items = old if isinstance(old, list) else [] if old is None else [old]
    if any(said(item, inner) == text for item in items):
        raise EditError(f"“{text[:60]}” is there already")
    return [*items, _said(None, text, inner)]


def removed(old: Data, inner: type[Shape] | None, text: str) -> Data:
    """A list, or the one value that stands for it, without the item that says a text."""
    items = old if isinstance(old, list) else [] if old is None else [old]
    index = next((i for i, item in enumerate(items) if given(item) and said(item, inner) == text), None)
    if index is None:
        raise EditError(f"“{text[:60]}” is not among the values of this list")
    return with_item(items, index, None)


def said(item: Data, inner: type[Shape] | None) -> str | None:
    """The text that an item of a list is about."""
    if isinstance(item, dict):
        value = item.get(main_key(inner) or "")
        return value if isinstance(value, str) else None
    return item if isinstance(item, str) else None


def _said(item: Data, text: str, inner: type[Shape] | None) -> Data:
    """An item that says another text, its other keys as they were."""
    key = main_key(inner)
    if isinstance(item, dict) and key:
        return with_key(item, key, text, order_of(inner) if inner else ())
    return text if inner is None or inner.SHORT else {key: text}


def _list(old: Data, new: tuple[str, ...], inner: type[Shape] | None) -> Data:
    """The texts as a list; an item that says one of them already keeps its other keys."""
    items = [item for item in (old if isinstance(old, list) else [] if old is None else [old]) if given(item)]
    spare = {said(item, inner): item for item in reversed(items)}
    same = {index for index, text in enumerate(new) if text in spare}
    moved = [item for item in items if said(item, inner) not in new]
    result: list[Data] = []
    for index, text in enumerate(new):
        if index in same:
            result.append(spare[text])
        else:  # another text: it takes the place of one that is there no more, if there is one just here
            here = items[index] if index < len(items) and items[index] in moved and len(new) == len(items) else None
            result.append(_said(here, text, inner))
    return result


def main_key(inner: type[Shape] | None) -> str | None:
    """The key that a bare text means in a list of these."""
    return None if inner is None else inner.SHORT or _MAIN.get(inner.__name__)


def slot(shape: type[Shape], key: str) -> tuple[bool, type[Shape] | None]:
    """Whether a field is a list, and the shape of its value or items."""
    info = shape.model_fields.get(key)
    return (is_list_of(info.annotation), _inner(info.annotation)) if info else (False, None)


def is_list_of(annotation: Any) -> bool:
    """Whether a field's type holds several values."""
    return get_origin(annotation) is tuple or any(
        is_list_of(arg) for arg in get_args(annotation) if arg is not annotation
    )


def _inner(annotation: Any) -> type[Shape] | None:
    if isinstance(annotation, type):
        return annotation if issubclass(annotation, Shape) else None
    return next((shape for shape in map(_inner, get_args(annotation)) if shape), None)


def _info(shape: type[Shape], key: str) -> FieldInfo:
    info = shape.model_fields.get(key) or next((i for i in shape.model_fields.values() if i.alias == key), None)
    if info is None:  # `value` of a fact that is not named
        return FieldInfo(
            "value", "Value", multiline=True, is_list=False, required=True, max_length=_longest(str, "value")
        )
    is_list = is_list_of(info.annotation)
    metadata = (info.annotation, *info.metadata)
    return FieldInfo(
        key,
        "Main text" if key == "value" else key.replace("_", " ").capitalize(),
        multiline=is_list or key in _MULTILINE,
        is_list=is_list,
        required=info.is_required(),
        max_length=_longest(metadata, key),
        choices=_CHOICES.get(key, ()),
        help=info.description or "",
    )


def _longest(annotation: Any, key: str) -> int:
    found = _limit(annotation)
    return found or (_LINK if key == "url" else _SHORT_TEXT)


def _limit(annotation: Any) -> int | None:
    if isinstance(annotation, StringConstraints):
        return annotation.max_length
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        key = main_key(annotation)
        field = annotation.model_fields[key] if key else None
        return _limit((field.annotation, *field.metadata)) if field else None
    parts = (
        annotation
        if isinstance(annotation, tuple)
        else (*get_args(annotation), *getattr(annotation, "__metadata__", ()))
    )
    return next((limit for limit in map(_limit, parts) if limit), None)

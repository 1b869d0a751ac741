"""Which fields an entry of a section has, in the order in which they are written, as the models say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import StringConstraints
from pydantic.fields import FieldInfo as PydanticField

from bot.knowledge.entry import Spoiler
from bot.knowledge.model import Fact, Faq, FilmFile, FilmHead, Shape, SourceRow
from bot.knowledge.naming import FIELD_SECTIONS, LIST_SECTIONS, SINGLE_SECTIONS
from bot.knowledge.values import MAX_ANSWER

HEAD = "film"  # the section that says which film it is
SOURCES = "sources"
_OTHERS: Mapping[str, type[Shape]] = {HEAD: FilmHead, SOURCES: SourceRow}  # no entries, but edited like some
COMMON = ("also_asked", "spoiler", "source", "checked", "mature", "must_match", "must_not_match")

_SHORT_TEXT = 100  # characters of a date, a number, a level
_LINK = 500  # characters
_MULTILINE = frozenset({"answer", "text", "about", "value", "note", "context", "why", "offers"})
_MAIN: Mapping[str, str] = {"Offer": "service", "Rating": "by"}  # what a bare text means in lists of these
_FIRST: Mapping[str, tuple[str, ...]] = {  # what is most often said of an item, for the form's first page
    "Offer": ("service", "how", "regions", "until", "url"),
    "Part": ("text", "spoiler", "source", "by", "url"),
}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "spoiler": tuple(level.label for level in Spoiler),
    "mature": ("yes", "no"),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a value."""

    name: str
    is_list: bool
    inner: type[Shape] | None  # of the value, or of the list's items; None where these are texts
    short: bool = False  # what stands here may stand for the whole entry


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


@dataclass(frozen=True, slots=True)
class Items:
    """A list whose items have fields of their own: offers, marks, the parts of a text."""

    field: str  # the list's
    kind: str  # of an item: offer, part, rating
    main: str  # the field that a bare text means
    bare: bool  # whether a bare text is all that an item needs
    fields: tuple[FieldInfo, ...]  # of an item, most important first


def fields_of(section: str, name: str | None = None) -> tuple[FieldInfo, ...]:
    """The fields of a section's entries, most important first; of one fact when `name` says which.

    An entry's id is none of them: `RenameEntry` changes it.
    """
    shape = shape_of(section, name)
    if shape is None:
        return ()
    return tuple(_info(shape, key) for key in order_of(shape) if key != "id")


@cache
def items_of(section: str, name: str | None = None) -> Items | None:
    """The list of an entry whose items have fields of their own; None for one that has no such list."""
    shape = shape_of(section, name)
    for key in order_of(shape) if shape else ():
        slot = slot_of(shape, key) if shape else None
        main = main_key(slot.inner) if slot else None
        if slot and slot.is_list and slot.inner and main:
            first = _FIRST.get(slot.inner.__name__, ())
            keys = dict.fromkeys((*first, *order_of(slot.inner)))
            fields = tuple(_info(slot.inner, inner) for inner in keys if inner != "id")
            return Items(key, slot.inner.__name__.lower(), main, slot.inner.SHORT is not None, fields)
    return None


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


def main_key(shape: type[Shape] | None) -> str | None:
    """The key that a bare text means in a list of these."""
    return None if shape is None else shape.SHORT or _MAIN.get(shape.__name__)


def slot_of(shape: type[Shape], key: str) -> Slot | None:
    """What a key of a shape holds."""
    info = _field(shape, key)
    return Slot(key, _is_list(info.annotation), _inner(info.annotation), key == shape.SHORT) if info else None


def _field(shape: type[Shape], key: str) -> PydanticField | None:
    return next((info for name, info in shape.model_fields.items() if (info.alias or name) == key), None)


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple or any(map(_is_list, get_args(annotation)))


def _inner(annotation: Any) -> type[Shape] | None:
    if isinstance(annotation, type):
        return annotation if issubclass(annotation, Shape) else None
    return next((shape for shape in map(_inner, get_args(annotation)) if shape), None)


def _info(shape: type[Shape], key: str) -> FieldInfo:
    info = _field(shape, key)
    is_list = info is not None and _is_list(info.annotation)
    limit = _limit((info.annotation, *info.metadata)) if info else MAX_ANSWER
    return FieldInfo(
        key,
        "Main text" if key == "value" else key.replace("_", " ").capitalize(),
        multiline=is_list or key in _MULTILINE,
        is_list=is_list,
        required=info is None or info.is_required(),
        max_length=limit or (_LINK if key == "url" else _SHORT_TEXT),
        choices=_CHOICES.get(key, ()),
        help=(info.description or "") if info else "",
    )


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

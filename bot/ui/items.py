"""One item of an entry's list as a form of its own: an offer, a part of the synopsis, a mark.

An item that is there already is changed like any nested field, `offers[2].how`; a new one is one change with all its keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.knowledge.edit import AddEntry, AddItem, Change, SetField, Value
from bot.knowledge.edit.fields import Items, fields_of, items_of
from bot.knowledge.naming import FIELD_SECTIONS
from bot.ui.forms import Input, input_of, texts_of

Given = Mapping[str, Value]
Where = tuple[str, str | None]  # a section, and of a section of facts the fact's name

_NESTED = re.compile(r"([a-z_]+)\[(\d+)\]\.([a-z_]+)")
_AS_IN_THE_FILE = re.compile(r"\s*(?:-\s+)?\{\s*[\"']?(\w+)[\"']?\s*:")


def where_of(entry: str) -> Where:
    """The section of an entry's id, and which fact it is."""
    section, _, name = entry.partition("/")[2].partition("/")
    return section, name if section in FIELD_SECTIONS else None


def inputs_of_item(items: Items, values: Given, index: int | None = None) -> tuple[Input, ...]:
    """Every input of one item: of a new one by the values of its keys, else of the one at `index` by the entry's."""
    begin = "" if index is None else f"{items.field}[{index}]."
    named = (replace(info, name=begin + info.name) for info in items.fields)
    return tuple(made for info in named if (made := input_of(info, values.get(info.name, ""))))


def with_main_keys(where: Where, values: Given) -> Given:
    """An entry's values, and what each item is about under its key too: `offers[2].service`."""
    items = items_of(*where)
    if items is None:
        return values
    named = enumerate(texts_of(values.get(items.field, ())))
    return {**values, **{f"{items.field}[{index}].{items.main}": text for index, text in named}}


def new_item(items: Items, given: Given, *, entry: str, there: bool) -> Change:
    """The change that adds an item; where there is no entry yet, `there` is false, with the entry."""
    main = "".join(texts_of(given.get(items.main, ""))[:1])
    keys = {key: value for key, value in given.items() if value and key != items.main}
    if there:
        return AddItem(entry, items.field, main, keys)
    section, name = where_of(entry)
    return AddEntry(
        section, {items.field: (main,), **{f"{items.field}[0].{key}": value for key, value in keys.items()}}, name
    )


def drafted_item(changes: Sequence[Change]) -> tuple[Where, Items, Given] | None:
    """Where a draft adds an item, and the values of its keys; None for every other draft."""
    match changes:
        case [AddItem(entry, field, value, keys)] if entry and (items := items_of(*where_of(entry))):
            return (where_of(entry), items, {items.main: value, **keys}) if field == items.field else None
        case [AddEntry(section, fields, name)] if items := items_of(section, name):
            begin = f"{items.field}[0]."
            main = texts_of(fields.get(items.field, ()))
            own = {key for key in fields if key == items.field or key.startswith(begin)}
            if len(main) == 1 and len(own) == len(fields) > 1:
                keys = {key.removeprefix(begin): value for key, value in fields.items() if key.startswith(begin)}
                return (section, name), items, {items.main: main[0], **keys}
    return None


def changed_item(changes: Sequence[Change]) -> int | None:
    """Which item of its entry's list a draft changes; None where it changes more or other things."""
    found = {_NESTED.fullmatch(change.field) if isinstance(change, SetField) else None for change in changes}
    places = {(nested[1], int(nested[2])) if nested else None for nested in found}
    place = places.pop() if len(places) == 1 else None
    return place[1] if place else None


def as_in_the_file(changes: Sequence[Change]) -> str | None:
    """The first line that is written as items are in the file, `{text: …}`; a form takes texts alone."""
    for change in changes:
        where, texts = _texts(change)
        items = items_of(*where)
        keys = {info.name for info in (*fields_of(*where), *(items.fields if items else ()))}
        for line in (line for text in texts for line in text.split("\n")):
            found = _AS_IN_THE_FILE.match(line)
            if found and found[1] in keys:
                return line.strip()
    return None


def _texts(change: Change) -> tuple[Where, Iterator[str]]:
    match change:
        case AddEntry(section, fields, name):
            return (section, name), (text for value in fields.values() for text in texts_of(value))
        case SetField(entry, _, value) | AddItem(entry, _, value) if entry:
            return where_of(entry), iter(texts_of(value))
    return ("", None), iter(())

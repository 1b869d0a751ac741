"""What a change means for the values of a file: which entry it is about, and what the file should say afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.knowledge.edit.changes import (
    AddEntry,
    AddItem,
    Change,
    EditError,
    RemoveEntry,
    RemoveField,
    RemoveItem,
    RenameEntry,
    SetField,
    Value,
)
from bot.knowledge.edit.data import Data, data_of, given, with_item, with_key
from bot.knowledge.edit.fields import (
    HEAD,
    SOURCES,
    Steps,
    added,
    changed,
    keys_of,
    order_of,
    removed,
    section_order,
    shape_of,
    slot,
    steps_of,
)
from bot.knowledge.events import control_characters
from bot.knowledge.facts import FACTS
from bot.knowledge.model import FilmHead, Shape
from bot.knowledge.naming import (
    FIELD_SECTIONS,
    LIST_SECTIONS,
    MAX_NAME,
    NOT_ENTRIES,
    OTHER_NAMES,
    RESERVED,
    SINGLE_SECTIONS,
    places,
    same_name,
    slug,
)
from bot.knowledge.tree import MappingNode, Node, SequenceNode
from bot.knowledge.validation import did_you_mean

_NAME = re.compile(rf"[A-Za-z0-9_-]{{1,{MAX_NAME}}}")
_HEAD_NAMES = ("about", "year", "age", "also_known_as")  # what is derived from the film's title and year


class Target(NamedTuple):
    """An entry's place among the file's values."""

    section: str
    name: str
    path: Steps  # keys and indices as they stand in the file
    shape: type[Shape]


class Effect(NamedTuple):
    """What a file should say after a change, and the names of the entries that it touches."""

    wanted: dict[str, Data]
    touched: tuple[str, ...]  # `section/name`


class Values:
    """The values of one document, and its entries by name."""

    def __init__(self, document: str, root: MappingNode) -> None:
        self.document = document
        self.root = root
        self.data: dict[str, Data] = data_of(root)
        self.targets = {(target.section, target.name): target for target in _targets(root)}

    @property
    def places(self) -> list[tuple[str, str]]:
        """Section and name of every entry, in file order."""
        return [key for key in self.targets if key[0] not in (HEAD, SOURCES) and key not in NOT_ENTRIES]

    def names(self, section: str) -> list[str]:
        """The names in a section, in file order."""
        return [name for other, name in self.targets if other == section]

    def find(self, entry: str) -> Target:
        """The entry of a full id, compared without case.

        Raises:
            EditError: there is none, or it is computed from others.
        """
        document, _, rest = entry.strip().partition("/")
        section, _, name = rest.partition("/")
        if same_name(document) != same_name(self.document):
            raise EditError(f"`{entry[:80]}` does not belong to `{self.document}`")
        target = self.targets.get((section, name)) or next(
            (t for key, t in self.targets.items() if key[0] == section and same_name(key[1]) == same_name(name)), None
        )
        if target is None:
            raise EditError(self._not_found(section, name, entry))
        return target

    def _not_found(self, section: str, name: str, entry: str) -> str:
        if f"{section}/{name}" in FACTS and (name == RESERVED or name == "profit"):
            return f"`{entry}` is put together from other entries; change those"
        if name in FIELD_SECTIONS.get(section, ()):
            return f"`{entry}` is not written yet; add it"
        hint = did_you_mean(name, self.names(section), list_all=False) if name else ""
        return f"there is no entry `{entry[:80]}`{hint}"

    def after(self, change: Change) -> Effect:
        """What the file should say after a change.

        Raises:
            EditError: it cannot be made.
        """
        match change:
            case SetField(entry, field, value):
                return self._set(self.find(entry), field, clean(value))
            case RemoveField(entry, field):
                return self._set(self.find(entry), field, None)
            case AddItem(entry, field, value) | RemoveItem(entry, field, value):
                return self._item(self.find(entry), field, clean(value), add=isinstance(change, AddItem))
            case AddEntry():
                return self._add(change)
            case RemoveEntry(entry):
                return self._remove(self.find(entry))
            case RenameEntry(entry, name):
                return self._rename(self.find(entry), name.strip())

    def at(self, path: Steps) -> Data:
        """The value at a path; None where there is none."""
        value: Data = self.data
        for step in path:
            value = value[step] if isinstance(step, int) else (value or {}).get(step)
        return value

    # --- one entry ---------------------------------------------------------------------------------------------

    def _set(self, target: Target, field: str, value: Value | None) -> Effect:
        steps = steps_of(field)
        if steps == ("id",):
            if not isinstance(value, str):
                raise EditError("an entry's id cannot be taken out; give it another")
            return self._rename(target, value)
        old = self.at(target.path)
        if value is None and steps == ("value",) and not isinstance(old, dict):
            return self._remove(target)
        if value is None and not _has(old, target.shape, steps):
            changed(old, target.shape, steps, None)  # says so if there is no such field at all
            raise EditError(f"`{field}` is not given in `{self._id(target)}`")
        new = changed(self._with_id(target), target.shape, steps, value)
        return self._put(target, new)

    def _item(self, target: Target, field: str, value: Value | None, *, add: bool) -> Effect:
        if not isinstance(value, str):
            raise EditError("there is no text to add or to take out")
        steps = steps_of(field)
        changed(None, target.shape, (steps[0],), None)  # says so if there is no such field
        is_list, inner = slot(target.shape, str(steps[0]))
        fields = self._with_id(target)
        owner: Data = fields
        shape = target.shape
        if len(steps) == 3 and isinstance(steps[1], int) and inner is not None:  # offers[0].how
            present = _list_at(owner, shape, str(steps[0]))
            if steps[1] >= len(present):
                raise EditError(f"there is no `{steps[0]}[{steps[1]}]`, counted from 0")
            owner, shape = present[steps[1]], inner
            is_list, inner = slot(inner, str(steps[2]))
        elif len(steps) != 1:
            raise EditError(f"`{field}` is no list")
        if not is_list:
            raise EditError(f"`{field}` takes one text, not a list")
        key = str(steps[-1])
        old = owner.get(key) if isinstance(owner, dict) else owner if shape.SHORT == key else None
        if isinstance(owner, dict) and key == "value" and "text" in owner and old is None:
            old = {name: owner[name] for name in ("text", "by", "url") if name in owner}
        new = added(old, inner, value) if add else removed(old, inner, value)
        return self._put(target, _with_list(fields, target.shape, steps, new if given(new) else None))

    def _with_id(self, target: Target) -> Data:
        """The entry's values; one that had no id is given the name it went by, so that it keeps it."""
        value = self.at(target.path)
        if target.section not in LIST_SECTIONS or (isinstance(value, dict) and value.get("id") is not None):
            return value
        if not isinstance(value, dict):
            value = {target.shape.SHORT: value} if target.shape.SHORT else {}
        return with_key(value, "id", target.name, order_of(target.shape))

    def _put(self, target: Target, value: Data) -> Effect:
        return Effect(_with(self.data, target.path, value), (f"{target.section}/{target.name}",))

    def _remove(self, target: Target) -> Effect:
        if target.section == HEAD:
            raise EditError("a film's title and year cannot be taken out")
        if target.section in SINGLE_SECTIONS:
            return self._put(target, None)
        holder, last = target.path[:-1], target.path[-1]
        section = self.at(holder)
        rest: Data
        if isinstance(section, list) and isinstance(last, int):
            rest = with_item(section, last, None)
        else:
            rest = {key: value for key, value in section.items() if key != last}
        return Effect(_with(self.data, holder, rest, keep=True), (f"{target.section}/{target.name}",))

    def _rename(self, target: Target, name: str) -> Effect:
        if target.section == SOURCES:
            return self._rename_source(target, name)
        if target.section not in LIST_SECTIONS:
            raise EditError(f"`{self._id(target)}` is named by its key; it has no id that could be changed")
        self._check_name(target.section, name, but=target.name)
        fields = self._with_id(target)
        new = with_key(fields, "id", name, order_of(target.shape))
        return Effect(
            _with(self.data, target.path, new), (f"{target.section}/{target.name}", f"{target.section}/{name}")
        )

    def _rename_source(self, target: Target, name: str) -> Effect:
        rows = self.data[SOURCES]
        if not name or name in rows:
            raise EditError(
                f"`{name[:60]}` is a source already; choose another key" if name else "a source needs a key"
            )
        data = {
            key: value if key == SOURCES else _renamed(value, target.name, name) for key, value in self.data.items()
        }
        data[SOURCES] = {name if key == target.name else key: value for key, value in rows.items()}
        return Effect(data, (f"{SOURCES}/{target.name}", f"{SOURCES}/{name}"))

    # --- new entries -------------------------------------------------------------------------------------------

    def _add(self, change: AddEntry) -> Effect:
        section = change.section.strip()
        film = "film" in self.data
        if shape_of(section) is None or section == HEAD or not (film or section in ("faq", SOURCES)):
            known = [*FIELD_SECTIONS, *LIST_SECTIONS, *SINGLE_SECTIONS] if film else ["faq"]
            raise EditError(f"there is no section `{section[:60]}` here{did_you_mean(section, known)}")
        fields = {name: value for name, given_ in change.fields.items() if (value := clean(given_)) is not None}
        name = (change.name or "").strip()
        if not name and isinstance(fields.get("id"), str):
            name = str(fields["id"])
        fields.pop("id", None)
        if section in LIST_SECTIONS:
            return self._add_item(section, name, fields)
        return self._add_field(section, name, fields)

    def _add_item(self, section: str, name: str, fields: dict[str, Value]) -> Effect:
        shape = shape_of(section)
        if shape is None:
            raise EditError(f"there is no section `{section}`")
        if name:
            self._check_name(section, name)
        else:
            texts = (fields.get(key) for key in LIST_SECTIONS[section])
            base = next((slug(text) for text in texts if isinstance(text, str) and slug(text)), "")
            name = self._free(section, base)
        value: Data = {"id": name}
        for field, text in fields.items():
            value = changed(value, shape, steps_of(field), text)
        items = self.data.get(section)
        items = [*items, value] if isinstance(items, list) else [value]
        return Effect(with_key(self.data, section, items, section_order()), (f"{section}/{name}",))

    def _add_field(self, section: str, name: str, fields: dict[str, Value]) -> Effect:
        single = section in SINGLE_SECTIONS
        name = SINGLE_SECTIONS[section] if single else OTHER_NAMES.get(name, name)
        shape = shape_of(section, name or None)
        if not single and section != SOURCES and (not name or shape is None):
            known = sorted(FIELD_SECTIONS[section])
            said = f"there is no fact `{name[:60]}` in `{section}`" if name else f"say which fact of `{section}` it is"
            raise EditError(f"{said}{did_you_mean(name, known) if name else '; one of: ' + ', '.join(known)}")
        if (section, name) in self.targets:
            raise EditError(f"`{self.document}/{section}/{name}` is there already; edit it")
        if section == SOURCES and not name:
            raise EditError("a source needs a key, by which entries name it")
        value: Data = None
        for field, text in fields.items():
            value = changed(value, shape or Shape, steps_of(field), text)
        if value is None:
            raise EditError("there is nothing to write: every field is empty")
        if single:
            return Effect(with_key(self.data, section, value, section_order()), (f"{section}/{name}",))
        facts = self.data.get(section) or {}
        if not isinstance(facts, dict):
            raise EditError(f"`{section}` is not written as `key: value` lines; edit the file itself")
        order = keys_of(section)
        key = next((other for other, real in OTHER_NAMES.items() if real == name and other in facts), name)
        facts = with_key(facts, key, value, order)
        return Effect(with_key(self.data, section, facts, section_order()), (f"{section}/{name}",))

    def _check_name(self, section: str, name: str, *, but: str = "") -> None:
        if not _NAME.fullmatch(name):
            raise EditError(f"an id has letters, digits, - and _ only, at most {MAX_NAME}, like true-story")
        if same_name(name) == RESERVED:
            raise EditError(f"`{RESERVED}` stands for the whole section; choose another id")
        if name == but:
            raise EditError(f"`{name}` is its id already")
        if same_name(name) in {same_name(other) for other in self.names(section) if other != but}:
            raise EditError(f"the id `{name}` is taken in this section; choose another")

    def _free(self, section: str, base: str) -> str:
        taken = {RESERVED, *map(same_name, self.names(section))}
        base = base or f"{section}-{len(taken)}"
        name, number = base, 1
        while name in taken:
            number += 1
            tail = f"-{number}"
            name = slug(base.replace("_", " "), MAX_NAME - len(tail)) + tail
        return name

    def _id(self, target: Target) -> str:
        return f"{self.document}/{target.section}/{target.name}"


def clean(value: Value) -> Value | None:
    """A value without white space around it; None when nothing is left.

    Raises:
        EditError: it holds a character that no YAML file may hold.
    """
    if isinstance(value, str):
        for fault in control_characters(value):
            raise EditError(f"in “{_around(value, fault.start)}” {fault.message}")
        return value.strip() or None
    texts = (clean(text) for text in value)
    return tuple(text for text in texts if isinstance(text, str)) or None


def _around(text: str, index: int) -> str:
    return "".join(char if char.isprintable() else "·" for char in text[max(0, index - 20) : index + 20])


def _targets(root: MappingNode) -> Iterator[Target]:
    """Every entry that stands in the file, and what is no entry but can be edited like one."""
    present = root.present
    steps = {section: _own_steps(section, node) for section, node in present.items()}
    for place in places(root)[0]:
        shape = shape_of(place.section, place.name)
        if shape:
            path = place.path if len(place.path) == 1 else (place.section, steps[place.section][place.path[-1]])
            yield Target(place.section, place.name, path, shape)
    yield from (Target(HEAD, name, (HEAD,), FilmHead) for name in _HEAD_NAMES if HEAD in present)
    for section, known in ((SOURCES, None), *NOT_ENTRIES):
        node = present.get(section)
        for name in node.present if isinstance(node, MappingNode) else ():
            shape = shape_of(section, name)
            if shape and known in (None, name):
                yield Target(section, name, (section, name), shape)


def _own_steps(section: str, node: Node) -> dict[str | int, str | int]:
    """Where the loader's steps lead in the file itself: it knows an item by its number among those that are given."""
    if isinstance(node, SequenceNode):
        given_ones = (index for index, item in enumerate(node.items) if item.given)
        return dict(enumerate(given_ones))
    keys = [key.text for key, _ in node.pairs] if isinstance(node, MappingNode) else []
    return {OTHER_NAMES.get(key, key) if section in FIELD_SECTIONS else key: key for key in keys}


def _has(value: Data, shape: type[Shape], steps: Steps) -> bool:
    """Whether a field is given."""
    for step in steps:
        if isinstance(step, int):
            items = value if isinstance(value, list) else [value] if given(value) else []
            items = [item for item in items if given(item)]
            value = items[step] if step < len(items) else None
        elif isinstance(value, dict):
            value = value.get("text") if step == "value" and "value" not in value else value.get(step)
        elif step not in ("value", "text", "title"):
            return False
    return given(value)


def _list_at(fields: Data, shape: type[Shape], key: str) -> list[Data]:
    value = fields.get(key) if isinstance(fields, dict) else fields if shape.SHORT == key else None
    items = value if isinstance(value, list) else [] if value is None else [value]
    return [item for item in items if given(item)]


def _with_list(value: Data, shape: type[Shape], steps: Steps, new: Data) -> Data:
    """The values with a whole list put in the place of another, which `changed` only does with texts."""
    key = str(steps[0])
    fields = value if isinstance(value, dict) else {} if value is None else {str(shape.SHORT): value}
    if len(steps) > 1:
        index, field = steps[1], str(steps[2])
        old = fields[key]
        items = old if isinstance(old, list) else [old]
        present = [i for i, item in enumerate(items) if given(item)]
        place = present[int(index)]
        inner = slot(shape, key)[1] or Shape
        new = with_item(items, place, with_key(items[place], field, new, order_of(inner)))
    elif key == "value" and "text" in fields and "value" not in fields:
        fields = {name: item for name, item in fields.items() if name not in ("text", "by", "url")}
    after = with_key(fields, key, new, order_of(shape))
    if not isinstance(value, dict) and list(after) == [shape.SHORT]:
        return after[key]
    return after or None


def _with(data: Data, path: Steps, value: Data, *, keep: bool = False) -> Data:
    """The values with another at a path; None takes the key or item out."""
    key, *rest = path
    if rest:
        value = _with(data[key], tuple(rest), value, keep=keep)
    if isinstance(key, int):
        return with_item(data, key, value)
    return with_key(data, key, value, ())


def _renamed(value: Data, old: str, new: str) -> Data:
    """The values with every `source: old` naming `new`."""
    if isinstance(value, list):
        return [_renamed(item, old, new) for item in value]
    if isinstance(value, dict):
        return {
            key: new if key == "source" and item == old else _renamed(item, old, new) for key, item in value.items()
        }
    return value

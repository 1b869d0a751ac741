"""What a change means for the values of a file: which entry it is about, and what the file should say afterwards."""

from __future__ import annotations

import re
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
from bot.knowledge.edit.data import Data, data_of, with_item, with_key
from bot.knowledge.edit.fields import HEAD, SOURCES, keys_of, order_of, section_order, shape_of
from bot.knowledge.edit.paths import Steps, Update, adding, changed, emptying, removing, setting, steps_of
from bot.knowledge.edit.targets import Target, targets_of
from bot.knowledge.events import control_characters
from bot.knowledge.facts import FACTS
from bot.knowledge.model import Shape
from bot.knowledge.naming import (
    FIELD_SECTIONS,
    LIST_SECTIONS,
    MAX_NAME,
    NOT_ENTRIES,
    OTHER_NAMES,
    RESERVED,
    SINGLE_SECTIONS,
    same_name,
    slug,
)
from bot.knowledge.tree import MappingNode
from bot.knowledge.validation import did_you_mean

_NAME = re.compile(rf"[A-Za-z0-9_-]{{1,{MAX_NAME}}}")


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
        self.targets = {(target.section, target.name): target for target in targets_of(root)}

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
        if f"{section}/{name}" in FACTS and name in (RESERVED, "profit"):
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
        if isinstance(change, AddEntry):
            return self._add(change)
        target = self.find(change.entry)
        match change:
            case SetField(field="id", value=str(name)) | RenameEntry(name=name):
                effect = self._rename(target, name.strip())
            case SetField(field="id") | RemoveField(field="id"):
                raise EditError("an entry's id cannot be taken out; give it another")
            case SetField(field=field, value=value):
                texts = clean(value)
                effect = self._field(target, field, setting(texts), gone=texts is None)
            case RemoveField(field=field):
                effect = self._field(target, field, emptying(), gone=True)
            case AddItem(field=field, value=value, keys=keys):
                cleaned = {key: text for key, given_ in keys.items() if (text := clean(given_)) is not None}
                effect = self._field(target, field, adding(_text(value), cleaned))
            case RemoveItem(field=field, value=value):
                effect = self._field(target, field, removing(_text(value)))
            case RemoveEntry():
                effect = self._remove(target)
        return effect

    def at(self, path: Steps) -> Data:
        """The value at a path; None where there is none."""
        value: Data = self.data
        for step in path:
            value = value[step] if isinstance(step, int) else (value or {}).get(step)
        return value

    # --- one entry ---------------------------------------------------------------------------------------------

    def _field(self, target: Target, field: str, update: Update, *, gone: bool = False) -> Effect:
        """The entry with one field updated; `gone`: the update takes it out."""
        old = self.at(target.path)
        if gone and field.strip() == "value" and not isinstance(old, dict):
            return self._remove(target)
        steps = steps_of(field)
        if changed(old, target.shape, steps, update) == old:
            return Effect(self.data, ())
        return self._put(target, changed(self._with_id(target), target.shape, steps, update))

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
        return Effect(_with(self.data, holder, rest), (f"{target.section}/{target.name}",))

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
            value = changed(value, shape, steps_of(field), setting(text))
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
            value = changed(value, shape or Shape, steps_of(field), setting(text))
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


def _text(value: str) -> str:
    text = clean(value)
    if not isinstance(text, str):
        raise EditError("there is no text to add or to take out")
    return text


def _around(text: str, index: int) -> str:
    return "".join(char if char.isprintable() else "·" for char in text[max(0, index - 20) : index + 20])


def _with(data: Data, path: Steps, value: Data) -> Data:
    """The values with another at a path; None takes the key or item out."""
    key, *rest = path
    if rest:
        value = _with(data[key], tuple(rest), value)
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

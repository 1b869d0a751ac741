"""Paths to fields, such as `offers[0].url`, and what an entry's values are after something at a path has changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher

from bot.knowledge.edit.changes import EditError, Value
from bot.knowledge.edit.data import Data, given, with_item, with_key
from bot.knowledge.edit.fields import Slot, main_key, order_of, slot_of
from bot.knowledge.model import PartsFact, Shape
from bot.knowledge.quoting import shown
from bot.knowledge.validation import did_you_mean

Steps = tuple[str | int, ...]
Update = Callable[[Data, Slot], Data]  # what stands in a slot, or None, and the slot: what should stand there

_STEP = re.compile(r"([A-Za-z_]+)((?:\[\d{1,4}\])*)")
_PART = ("text", "by", "url")


def steps_of(field: str) -> Steps:
    """`offers[0].url` as `("offers", 0, "url")`."""
    steps: list[str | int] = []
    for part in field.strip().split("."):
        found = _STEP.fullmatch(part)
        if not found:
            raise EditError(f"`{shown(field)}` is no field; write it like `answer` or `offers[0].url`")
        steps += found[1], *map(int, re.findall(r"\d+", found[2]))
    return tuple(steps)


def opened(value: Data, shape: type[Shape]) -> dict[str, Data]:
    """A value in its long form: a fact as `{value: …}`, a trivia item as `{text: …}`."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        if shape.SHORT is None:
            raise EditError("this is not written as `key: value` lines; edit the file itself")
        return {shape.SHORT: value}
    if issubclass(shape, PartsFact) and "text" in value and "value" not in value:  # a fact of one part, without a list
        part = {key: item for key, item in value.items() if key in _PART}
        return {"value": part, **{key: item for key, item in value.items() if key not in part}}
    return value


def changed(value: Data, shape: type[Shape], steps: Steps, update: Update) -> Data:
    """The values with something at a path updated; what was in short form stays so if it can, None if nothing is left.

    Raises:
        EditError: there is no such field.
    """
    key, *rest = steps
    slot = slot_of(shape, str(key))
    if slot is None:
        raise EditError(f"there is no field `{key}` here{did_you_mean(str(key), order_of(shape))}")
    fields = opened(value, shape)
    result = _updated(fields.get(slot.name), slot, tuple(rest), update)
    after = with_key(fields, slot.name, result if given(result) else None, order_of(shape))
    if isinstance(value, dict) and "value" in after and "value" not in value and "text" in value:
        part = after["value"]
        return (
            {**part, **{key: item for key, item in after.items() if key != "value"}}
            if isinstance(part, dict)
            else after
        )
    if not isinstance(value, dict) and list(after) == [shape.SHORT]:
        return after[str(shape.SHORT)]
    return after or None


def _updated(old: Data, slot: Slot, rest: Steps, update: Update) -> Data:
    if not rest:
        return update(old, slot)
    step, *further = rest
    if isinstance(step, str):
        if slot.is_list:
            raise EditError(f"`{slot.name}` is a list; say which item is meant, like `{slot.name}[0].{step}`")
        if slot.inner is None:
            raise EditError(f"`{slot.name}` is a text; it has no fields")
        return changed(old, slot.inner, rest, update)
    if not slot.is_list:
        raise EditError(f"`{slot.name}` is one value; leave `[{step}]` out")
    items = _items(old)
    places = [index for index, item in enumerate(items) if given(item)]
    if step > len(places):
        raise EditError(f"`{slot.name}[{step}]` is too far: they are counted from 0, and there are {len(places)}")
    place = places[step] if step < len(places) else len(items)
    item = items[place] if step < len(places) else None
    fresh = _updated(item, Slot(f"{slot.name}[{step}]", is_list=False, inner=slot.inner), tuple(further), update)
    return with_item(items, place, fresh)


def setting(value: Value | None) -> Update:
    """Put a text or a list of texts in the slot; None empties it."""

    def update(old: Data, slot: Slot) -> Data:
        if value is None:
            return None
        if isinstance(value, str) and not (slot.is_list and isinstance(old, list)):
            return _saying(old, value, slot)
        if not slot.is_list:
            raise EditError(f"`{slot.name}` takes one text, not a list")
        texts = _saying_all(_items(old), (value,) if isinstance(value, str) else value, slot)
        alone = len(texts) == 1 and (
            isinstance(texts[0], str) or isinstance(old, dict)
        )  # else its keys were the fact's
        return texts[0] if alone and slot.short and not isinstance(old, list) else texts

    return update


def emptying() -> Update:
    """Take out what is in the slot."""

    def update(old: Data, slot: Slot) -> Data:
        if not given(old):
            raise EditError(f"`{slot.name}` is not given here")

    return update


def adding(text: str, keys: Mapping[str, Value]) -> Update:
    """Add a text at the list's end, with the further keys that its item has. One shop may have several offers."""

    def update(old: Data, slot: Slot) -> Data:
        items = _items_of_list(old, slot)
        item = _saying(None, text, slot)
        for key, value in keys.items():
            if slot.inner is None:
                raise EditError(f"what stands in `{slot.name}` is text; it has no fields")
            item = changed(item, slot.inner, steps_of(key), setting(value))
        if item in items or (not keys and any(said(one, slot) == text for one in items)):
            raise EditError(f"“{shown(text)}” is there already")
        return [*items, item]

    return update


def removing(text: str) -> Update:
    """Take the item that says the text out of the list."""

    def update(old: Data, slot: Slot) -> Data:
        items = _items_of_list(old, slot)
        index = next((index for index, item in enumerate(items) if said(item, slot) == text), None)
        if index is None:
            raise EditError(f"“{shown(text)}” is not among the values of `{slot.name}`")
        return with_item(items, index, None)

    return update


def said(item: Data, slot: Slot) -> str | None:
    """The text that an item of a list is about."""
    value = item.get(main_key(slot.inner)) if isinstance(item, dict) else item
    return value if isinstance(value, str) else None


def _items(old: Data) -> list[Data]:
    """One value stands for a list of one."""
    return old if isinstance(old, list) else [] if old is None else [old]


def _items_of_list(old: Data, slot: Slot) -> list[Data]:
    if not slot.is_list:
        raise EditError(f"`{slot.name}` takes one text, not a list")
    return _items(old)


def _saying(item: Data, text: str, slot: Slot) -> Data:
    """An item that says another text; its further keys stay."""
    key = main_key(slot.inner)
    if isinstance(item, dict) and key:
        return with_key(item, key, text, order_of(slot.inner) if slot.inner else ())
    return text if slot.inner is None or slot.inner.SHORT else {key: text}


def _saying_all(items: list[Data], texts: tuple[str, ...], slot: Slot) -> list[Data]:
    """Items that say the texts: those that say one already stay as they are, others give way to what is new in their place.

    What gives way leaves its further keys to the new text, its spoiler level among them.
    """
    items = [item for item in items if given(item)]
    before = [said(item, slot) for item in items]
    kept = {text: item for text, item in zip(reversed(before), reversed(items), strict=True) if text in texts}
    instead: dict[int, Data] = {}
    for _, start, end, first, last in SequenceMatcher(None, before, texts, autojunk=False).get_opcodes():
        gone = [items[index] for index in range(start, end) if before[index] not in kept]
        fresh = [index for index in range(first, last) if texts[index] not in kept]
        instead |= dict(zip(fresh, gone, strict=False))
    return [kept[text] if text in kept else _saying(instead.get(index), text, slot) for index, text in enumerate(texts)]

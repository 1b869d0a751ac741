"""A file's values without their places: texts, lists and dictionaries, changed by making new ones."""

from __future__ import annotations

from typing import Any

from bot.knowledge.tree import Node, ScalarNode, SequenceNode

Data = Any  # None (not given), str, list[Data] or dict[str, Data]


class Text(str):
    """A text of the file; no two are the same object, so that equal items of a list can be told apart."""

    __slots__ = ()


def data_of(node: Node) -> Data:
    """The values of a tree. White space around a text is left out: the loader does not see it either."""
    if isinstance(node, ScalarNode):
        return Text(node.text.strip()) if node.given else None
    if isinstance(node, SequenceNode):
        return [data_of(item) for item in node.items]
    return {key.text: data_of(value) for key, value in node.pairs}


def given(value: Data) -> bool:
    """Whether there is any text in it."""
    if isinstance(value, list):
        return any(map(given, value))
    if isinstance(value, dict):
        return any(map(given, value.values()))
    return value is not None


def on_one_line(value: Data) -> bool:
    """Whether no text in it has several lines."""
    if isinstance(value, str):
        return "\n" not in value
    return all(map(on_one_line, value.values() if isinstance(value, dict) else value))


def with_item(values: list[Data], index: int, value: Data) -> list[Data]:
    """The list with one item replaced, appended (`index` at the end), or left out (`value` None)."""
    return [*values[:index], *([] if value is None else [value]), *values[index + 1 :]]


def with_key(values: dict[str, Data], key: str, value: Data, order: tuple[str, ...]) -> dict[str, Data]:
    """The dictionary with a key set or left out (`value` None); a new one stands where `order` has it, else last."""
    if key in values or value is None:
        changed = {name: value if name == key else old for name, old in values.items()}
        if value is None:
            changed.pop(key, None)
        return changed
    pairs = list(values.items())
    before = order[: order.index(key)] if key in order else tuple(values)
    at = max((index + 1 for index, name in enumerate(values) if name in before), default=0)
    return dict([*pairs[:at], (key, value), *pairs[at:]])

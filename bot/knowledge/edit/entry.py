"""One entry as it stands in its file: its own lines, and its fields for a form that is filled in already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.knowledge.edit.changes import EditError, Value
from bot.knowledge.edit.data import Data, given
from bot.knowledge.edit.entries import Values
from bot.knowledge.edit.fields import main_key, slot_of
from bot.knowledge.edit.layout import Layout
from bot.knowledge.edit.original import original
from bot.knowledge.edit.paths import opened, said
from bot.knowledge.edit.targets import Target
from bot.knowledge.entry import Document
from bot.knowledge.model import Shape
from bot.knowledge.tree import MappingNode, Node, SequenceNode


def entry_text(document: Document, entry_id: str) -> str | None:
    """The entry's own text: whole lines, in brackets its own part of them; None where the file does not hold it."""
    found = _find(document, entry_id)
    if found is None:
        return None
    values, target = found
    layout = Layout(document.text)
    holder: Node = values.root
    for step in target.path[:-1]:
        holder = _child(holder, step)
    step = target.path[-1]
    node = _child(holder, step)
    if isinstance(holder, SequenceNode) and isinstance(step, int):
        start = node.start if holder.flow else layout.line_start(layout.dash(holder, step))
        flow = holder.flow
    elif isinstance(holder, MappingNode):
        key = holder.key(str(step))
        begin = key.start if key else node.start
        start = begin if holder.flow or not layout.opens_line(begin) else layout.line_start(begin)
        flow = holder.flow
    end = layout.end(node)
    return document.text[start : end if flow else layout.line_end(end)]


def entry_fields(document: Document, entry_id: str) -> Mapping[str, Value]:
    """The entry's values as they were typed, by field; nested ones as `offers[0].url`; empty where there is none.

    Lists of texts are tuples. Of a list whose items may have keys of their own the texts come first, as one tuple,
    then every further key: `value`, then `value[1].spoiler`.
    """
    found = _find(document, entry_id)
    if found is None:
        return {}
    values, target = found
    return dict(_flat(opened(values.at(target.path), target.shape), target.shape, ""))


def _flat(fields: Mapping[str, Data], shape: type[Shape], prefix: str) -> Iterator[tuple[str, Value]]:
    for key, value in fields.items():
        slot = slot_of(shape, key)
        if slot is None or not given(value) or (key == "id" and not prefix):
            continue
        name = prefix + key
        items = [item for item in (value if isinstance(value, list) else [value]) if given(item)]
        texts = tuple(str(said(item, slot) or "") for item in items)
        yield name, texts if isinstance(value, list) else texts[0]
        for index, item in enumerate(items):
            if isinstance(item, dict) and slot.inner:
                inside = f"{name}[{index}]." if slot.is_list else f"{name}."
                own = f"{inside}{main_key(slot.inner)}"  # said above
                yield from (pair for pair in _flat(item, slot.inner, inside) if pair[0] != own)


def _find(document: Document, entry_id: str) -> tuple[Values, Target] | None:
    values = Values(document.id, original(document.text, path=document.path).root)
    try:
        return values, values.find(entry_id)
    except EditError:
        return None


def _child(node: Node, step: str | int) -> Node:
    if isinstance(node, SequenceNode) and isinstance(step, int):
        return node.items[step]
    if isinstance(node, MappingNode):
        return next(value for key, value in node.pairs if key.text == step)
    raise KeyError(step)

"""Where each entry of a file stands among the file's values, and what besides can be edited like an entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bot.knowledge.edit.fields import HEAD, SOURCES, shape_of
from bot.knowledge.edit.paths import Steps
from bot.knowledge.model import FilmHead, Shape
from bot.knowledge.naming import FIELD_SECTIONS, NOT_ENTRIES, OTHER_NAMES, places
from bot.knowledge.tree import MappingNode, Node, SequenceNode

_HEAD_NAMES = ("about", "year", "age", "also_known_as")  # what is derived from the film's title and year


class Target(NamedTuple):
    """An entry's place among the file's values."""

    section: str
    name: str
    path: Steps  # keys and indices as they stand in the file
    shape: type[Shape]


def targets_of(root: MappingNode) -> Iterator[Target]:
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

"""Names of entries and documents: slugs, and which part of a file is which entry."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bot.knowledge.code import Code, Fault
from bot.knowledge.model import BoxOffice, Content, Overview, Plot, Reviews, Shape
from bot.knowledge.quoting import shown
from bot.knowledge.tree import MappingNode, Node, ScalarNode, SequenceNode

MAX_NAME = 28
MAX_DOCUMENT = 24
_OPEN_WORDS = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "my", "of", "on", "or", "the", "to", "with"}
)
RESERVED = "all"  # the entry of a whole list section

FIELD_SHAPES: Mapping[str, type[Shape]] = {
    "overview": Overview,
    "plot": Plot,
    "box_office": BoxOffice,
    "reviews": Reviews,
    "content": Content,
}
FIELD_SECTIONS = {section: frozenset(shape.model_fields) for section, shape in FIELD_SHAPES.items()}
SINGLE_SECTIONS = {"watch": "offers", "soundtrack": "album"}
# Which keys name an item that has no id of its own.
LIST_SECTIONS = {
    "cast": ("character",),
    "quotes": ("text",),
    "awards": ("award",),
    "trivia": ("text",),
    "quiz": ("question",),
    "similar": ("film", "title"),
    "related": ("title",),
    "bonus": ("title",),
    "faq": ("question",),
}
NOT_ENTRIES = {("box_office", "currency")}
OTHER_NAMES = {"runtime": "runtime_minutes"}


class Place(NamedTuple):
    """Where an entry stands: in the file's values by `path`, in the text from `start` to `end`."""

    section: str
    name: str
    path: tuple[str | int, ...]
    start: int
    end: int


def slug(text: str, limit: int = MAX_NAME) -> str:
    """The first words of a text, in lower case with hyphens; empty when it has no Latin letters or digits.

    Cut at a word, and not after one that promises another: `breathing-lessons`, not `breathing-lessons-the`.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['`]", "", plain.lower()))
    kept: list[str] = []
    for word in words:
        if len("-".join([*kept, word])) > limit:
            break
        kept.append(word)
    if len(kept) < len(words):
        while len(kept) > 1 and kept[-1] in _OPEN_WORDS:
            kept.pop()
    return "-".join(kept) or "".join(words[:1])[:limit]


def same_name(name: str) -> str:
    """The form in which names are compared."""
    return unicodedata.normalize("NFKC", name).casefold()


def places(root: MappingNode) -> tuple[list[Place], list[Fault]]:
    """Every entry that a file holds, in file order, whether or not its values are valid."""
    found: list[Place] = []
    faults: list[Fault] = []
    for key, section in root.pairs:
        if not section.given:
            continue
        if key.text in SINGLE_SECTIONS:
            found.append(Place(key.text, SINGLE_SECTIONS[key.text], (key.text,), key.start, section.end))
        elif key.text in FIELD_SECTIONS and isinstance(section, MappingNode):
            found += _fields(key.text, section)
        elif key.text in LIST_SECTIONS and isinstance(section, SequenceNode):
            found += _items(key.text, section.present, faults)
    return found, faults


def _fields(section: str, fields: MappingNode) -> Iterator[Place]:
    for key, value in fields.pairs:
        name = OTHER_NAMES.get(key.text, key.text)
        if value.given and name in FIELD_SECTIONS[section] and (section, name) not in NOT_ENTRIES:
            yield Place(section, name, (section, name), key.start, value.end)


def _items(section: str, items: list[Node], faults: list[Fault]) -> Iterator[Place]:
    """Names in file order; those written in the file come first to their name, slugs give way."""
    written = [_written_id(item) for item in items]
    taken = {RESERVED: 1}
    for node in written:
        if node is None:
            continue
        name = same_name(node.text)
        if name == RESERVED:
            message = f"`{RESERVED}` stands for the whole section; choose another id"
            faults.append(Fault(node.start, Code.RESERVED_ID, message))
        elif name in taken:
            message = f"the id `{shown(node.text)}` is taken in this section; choose another"
            faults.append(Fault(node.start, Code.DUPLICATE_ID, message))
        taken[name] = 1
    for index, (item, node) in enumerate(zip(items, written, strict=True)):
        name = node.text.strip() if node else _free(_slug_of(section, item) or f"{section}-{index + 1}", taken)
        yield Place(section, name, (section, index), item.start, item.end)


def _written_id(item: Node) -> ScalarNode | None:
    node = item.present.get("id") if isinstance(item, MappingNode) else None
    return node if isinstance(node, ScalarNode) else None


def _slug_of(section: str, item: Node) -> str:
    if isinstance(item, ScalarNode):
        return slug(item.text)
    if isinstance(item, MappingNode):
        nodes = (item.present.get(key) for key in LIST_SECTIONS[section])
        return next((slug(node.text) for node in nodes if isinstance(node, ScalarNode)), "")
    return ""


def _free(name: str, taken: dict[str, int]) -> str:
    """The name, or the name with the first number from 2 that is free; `taken` remembers the last number of each."""
    candidate, number = name, taken.get(name, 1)
    while candidate in taken:
        number += 1
        tail = f"-{number}"
        candidate = slug(name.replace("_", " "), MAX_NAME - len(tail)) + tail
    taken[name] = number
    taken[candidate] = 1
    return candidate

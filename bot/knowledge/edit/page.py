"""What every splice needs to know: the text with its lines, the file's habits, and where a value stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bot.knowledge.edit.layout import Layout
from bot.knowledge.edit.style import Hint, Style, quote_of
from bot.knowledge.tree import MappingNode, Node, ScalarNode, SequenceNode

NEAR = 8  # neighbours that are looked at for their style


class Splice(NamedTuple):
    """`text[start:end]` gives way to `new`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class Page:
    """A text that is edited."""

    text: str
    root: Node

    @cached_property
    def layout(self) -> Layout:
        """Its lines, and where its nodes end."""
        return Layout(self.text)

    @cached_property
    def style(self) -> Style:
        """Its habits."""
        return Style.of(self.text, self.root)

    def spaced(self, start: int, head: str) -> str:
        """A value as it is written from `start` on: right behind a colon or a hyphen it needs a space."""
        return f" {head}" if head and self.text[start - 1 : start] in (":", "-") else head

    def lines(self, column: int, texts: Iterable[str]) -> str:
        """Texts as lines of their own, indented, each behind a break."""
        return "".join(f"{self.style.newline}{' ' * column}{text}" for text in texts)


@dataclass(frozen=True)
class At:
    """Where a value stands: what it belongs to, and what stands around it."""

    column: int = 0  # of the key or hyphen
    after: int = 0  # the place right behind the key's colon or the hyphen
    flow: bool = False  # inside brackets
    depth: int = 0  # 1: a section, 2: an entry, 3: a field
    kin: tuple[Node, ...] = ()  # values at the same place of neighbouring entries


def values_at(kin: Iterable[Node], key: str) -> tuple[Node, ...]:
    """The values that neighbours have under a key."""
    return tuple(node.present[key] for node in kin if isinstance(node, MappingNode) and key in node.present)


def style_of(kin: Sequence[Node], *, blocks: int = 0) -> Hint:
    """How neighbours are written: in the last one's brackets, and in quotes if all of them are."""
    forms = [node.flow for node in kin if not isinstance(node, ScalarNode) and node.given]
    pairs = [pair for node in kin if isinstance(node, MappingNode) for pair in node.pairs]
    items = [item for node in kin if isinstance(node, SequenceNode) for item in node.items]
    names = dict.fromkeys(key.text for key, value in pairs if value.given)
    return Hint(
        quote_of([*kin, *items, *(value for _, value in pairs)]),
        forms[-1] if forms else None,
        key=quote_of([key for key, _ in pairs]),
        fields={name: style_of(values_at(kin, name)) for name in names},
        blocks=blocks,
    )

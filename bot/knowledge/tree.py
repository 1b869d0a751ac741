"""A YAML text as a tree of nodes that know where in the text they stand; indices count code points."""

from __future__ import annotations

from typing import NamedTuple

NOT_GIVEN = frozenset({"", "~", "null", "Null", "NULL"})  # how YAML writes nothing


class ScalarNode(NamedTuple):
    """A text as typed, without its quotes; `style` is the quote or block sign, empty for plain text."""

    start: int
    end: int
    text: str
    style: str = ""

    @property
    def given(self) -> bool:
        """Whether there is a value; an empty text is none, quoted or not."""
        return not (self.text in NOT_GIVEN if not self.style else not self.text.strip())


class SequenceNode(NamedTuple):
    """A list."""

    start: int
    end: int
    items: tuple[Node, ...]
    flow: bool = False  # written in brackets

    @property
    def given(self) -> bool:
        """Whether any item is."""
        return any(item.given for item in self.items)

    @property
    def present(self) -> list[Node]:
        """The items that are given."""
        return [item for item in self.items if item.given]


class MappingNode(NamedTuple):
    """Keys with values, in file order; a key stands once."""

    start: int
    end: int
    pairs: tuple[tuple[ScalarNode, Node], ...]
    flow: bool = False

    @property
    def given(self) -> bool:
        """Whether any value is."""
        return any(value.given for _, value in self.pairs)

    @property
    def present(self) -> dict[str, Node]:
        """The values that are given, by key."""
        return {key.text: value for key, value in self.pairs if value.given}

    def key(self, text: str) -> ScalarNode | None:
        """The key as a node, whether or not its value is given."""
        return next((key for key, _ in self.pairs if key.text == text), None)


Node = ScalarNode | SequenceNode | MappingNode

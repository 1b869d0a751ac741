"""A YAML text as a tree of nodes that know where in the text they stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import yaml

from bot.knowledge.code import Code, Fault

MAX_DEPTH = 20
NOT_GIVEN = frozenset({"", "~", "null", "Null", "NULL"})  # how YAML writes nothing

# What libyaml accepts, less the odd line ends that no editor shows; a byte order mark inside the text is harmless.
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REST_AS_COMMENT = re.compile(r" #(?=[^\s#])")
_LINE_END = re.compile(r"\r\n|\r|\n")


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


@dataclass(frozen=True)
class Lines:
    """Where the lines of a text begin, as editors count them: U+2028 and U+0085 end none, though YAML thinks so."""

    text: str

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in _LINE_END.finditer(self.text))]

    def place(self, index: int) -> tuple[int, int]:
        """Line and column of an index, both from 1, columns in code points."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def line_at(self, index: int) -> tuple[int, int]:
        """Start and end, without the line end, of the line that holds the index."""
        line = bisect_right(self._starts, index)
        start = self._starts[line - 1]
        end = _LINE_END.search(self.text, start)
        return start, end.start() if end else len(self.text)


class Broken(Exception):  # noqa: N818  (never leaves the package)
    """The text is no YAML; `start` is where the parser gave up, `context` where what it was reading began."""

    def __init__(self, problem: str, start: int, context: int) -> None:
        super().__init__(problem)
        self.problem, self.start, self.context = problem, start, context


def control_characters(text: str) -> list[Fault]:
    """The first character that YAML forbids, if there is one; libyaml would not say where it stands."""
    found = _CONTROL.search(text)
    if not found:
        return []
    code = f"U+{ord(found[0]):04X}"
    return [
        Fault(
            found.start(), Code.CONTROL_CHARACTER, f"there is an invisible control character ({code}) here; delete it"
        )
    ]


def read_events(text: str) -> tuple[Node | None, list[Fault]]:
    """Build the tree in one pass, and say what our files do not allow though YAML does.

    Never recurses, and stops at `MAX_DEPTH`: libyaml's own `compose` crashes the process from 30,000 brackets on.

    Raises:
        Broken: the text is no YAML.
    """
    builder = _Builder(text)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if not builder.take(event):
                break
    except yaml.MarkedYAMLError as error:
        start = getattr(error.problem_mark, "index", 0)
        raise Broken(error.problem or "", start, getattr(error.context_mark, "index", start)) from error
    except yaml.YAMLError as error:  # a reader's error has no mark; control characters were looked for before
        raise Broken(str(error), 0, 0) from error
    return builder.root, builder.faults


class _Open:
    """A list or mapping whose end has not been read."""

    __slots__ = ("flow", "is_mapping", "nodes", "start")

    def __init__(self, start: int, flow: bool, is_mapping: bool) -> None:  # noqa: FBT001
        self.start, self.flow, self.is_mapping = start, flow, is_mapping
        self.nodes: list[Node] = []

    def close(self, end: int, faults: list[Fault]) -> Node:
        if not self.is_mapping:
            return SequenceNode(self.start, end, tuple(self.nodes), self.flow)
        pairs: dict[str, tuple[ScalarNode, Node]] = {}
        for key, value in zip(self.nodes[::2], self.nodes[1::2], strict=True):
            if not isinstance(key, ScalarNode):
                faults.append(
                    Fault(
                        key.start,
                        Code.BAD_KEY,
                        "a key must be a text, not a list or a mapping; put quotes around it if it is one",
                    )
                )
            elif key.text in pairs:
                faults.append(
                    Fault(key.start, Code.DUPLICATE_KEY, f"`{shown(key.text)}` stands here twice; keep one of the two")
                )
            else:
                pairs[key.text] = (key, value)
        return MappingNode(self.start, end, tuple(pairs.values()), self.flow)


class _Builder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Node | None = None  # events are `Any` here: PyYAML's types leave out most attributes
        self.faults: list[Fault] = []
        self._open: list[_Open] = []
        self._documents = 0

    def take(self, event: Any) -> bool:
        """Take the next event; False when the rest is not worth reading."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._check_marks(event)
            if len(self._open) == MAX_DEPTH:
                self._fault(
                    event,
                    Code.TOO_DEEP,
                    f"this is nested more than {MAX_DEPTH} levels deep; put quotes around it if it is a text",
                )
                return False
            self._open.append(_Open(event.start_mark.index, event.flow_style, kind is yaml.MappingStartEvent))
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._add(self._open.pop().close(event.end_mark.index, self.faults))
        elif kind is yaml.AliasEvent:
            self._fault(
                event, Code.ALIAS, f"YAML takes `*{shown(event.anchor)}` for a reference; put quotes around the text"
            )
            self._add(ScalarNode(event.start_mark.index, event.end_mark.index, f"*{event.anchor}", "*"))
        elif kind is yaml.DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                self._fault(
                    event,
                    Code.SECOND_DOCUMENT,
                    "`---` begins a second document; one file holds one, so take the line out",
                )
                return False
        return True

    def _scalar(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        if event.anchor or event.tag:
            self._check_marks(event)
        style = event.style or ""
        if not style and _REST_AS_COMMENT.match(self.text, end):
            message = "YAML takes everything from # on for a comment; put quotes around the text, or a space after # if it is a comment"
            self.faults.append(Fault(end + 1, Code.CUT_OFF, message))
        self._add(ScalarNode(start, end, event.value, style))

    def _add(self, node: Node) -> None:
        if self._open:
            self._open[-1].nodes.append(node)
        else:
            self.root = node

    def _check_marks(self, event: Any) -> None:
        if event.anchor:
            self._fault(
                event, Code.ANCHOR, f"YAML takes `&{shown(event.anchor)}` for an anchor; put quotes around the text"
            )
        if event.tag:
            self._fault(event, Code.TAG, "YAML takes a text that begins with ! for a tag; put quotes around the text")

    def _fault(self, event: Any, code: Code, message: str) -> None:
        self.faults.append(Fault(event.start_mark.index, code, message))


def shown(text: str, limit: int = 60) -> str:
    """A text from a file, short enough for a message and on one line."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"

"""From YAML's events to our tree in one pass, noting what our files do not allow though YAML does."""

from __future__ import annotations

import re
from typing import Any

import yaml

from bot.knowledge.code import Code, Fault
from bot.knowledge.quoting import corrected, shown
from bot.knowledge.tree import MappingNode, Node, ScalarNode, SequenceNode

MAX_DEPTH = 20

# What libyaml accepts; it would not say where the others stand.
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile(r"[\r\n]|$")
_TIGHT = re.compile(r"[\r\n][ ]*(?:-(?=[^\s-])|[a-z_]+:(?=[^\s/:]))")


class Broken(Exception):  # noqa: N818  (never leaves the package)
    """The text is no YAML; `start` is where the parser gave up, `context` where what it was reading began."""

    def __init__(self, problem: str, start: int, context: int) -> None:
        super().__init__(problem)
        self.problem, self.start, self.context = problem, start, context


def control_characters(text: str) -> list[Fault]:
    """The first character that YAML forbids, if there is one."""
    found = _CONTROL.search(text)
    if not found:
        return []
    message = f"there is an invisible control character (U+{ord(found[0]):04X}) here; delete it"
    return [Fault(found.start(), Code.CONTROL_CHARACTER, message)]


def read_events(text: str) -> tuple[Node | None, list[Fault]]:
    """The tree of a text, None when there is none, and its faults.

    Never recurses, and stops at `MAX_DEPTH`: libyaml's own `compose` crashes the process from 30,000 brackets on.

    Raises:
        Broken: the text is no YAML.
    """
    builder = _Builder(text)
    take, scalar = builder.take, builder.scalar
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if type(event) is yaml.ScalarEvent:
                scalar(event)
            elif not take(event):
                break
    except yaml.MarkedYAMLError as error:
        start = getattr(error.problem_mark, "index", 0)
        raise Broken(error.problem or "", start, getattr(error.context_mark, "index", start)) from error
    except yaml.YAMLError as error:  # a reader's error has no mark; control characters were looked for before
        raise Broken(str(error), 0, 0) from error
    return builder.root, builder.faults


class _Open:
    """A list or mapping whose end has not been read."""

    __slots__ = ("event", "nodes")

    def __init__(self, event: Any) -> None:
        self.event = event
        self.nodes: list[Node] = []


def _span(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


class _Builder:
    """Events are `Any` here: PyYAML's types leave out most of their attributes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Node | None = None
        self.faults: list[Fault] = []
        self._open: list[_Open] = []
        self._documents = 0

    def take(self, event: Any) -> bool:
        """Take the next event that is no scalar; False when the rest is not worth reading."""
        start, end = _span(event)
        match event:
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._check_marks(event, start)
                if len(self._open) == MAX_DEPTH:
                    message = f"this is nested more than {MAX_DEPTH} levels deep; put quotes around it if it is a text"
                    self._fault(event, Code.TOO_DEEP, message)
                    return False
                self._open.append(_Open(event))
            case yaml.MappingEndEvent():
                self._add(self._mapping(self._open.pop(), end))
            case yaml.SequenceEndEvent():
                done = self._open.pop()
                self._add(SequenceNode(_span(done.event)[0], end, tuple(done.nodes), done.event.flow_style))
            case yaml.AliasEvent():
                message = "YAML takes a text that begins with * for a reference to another"
                self._bent(Code.ALIAS, message, start, end)
                self._add(ScalarNode(start, end, f"*{event.anchor}", "*"))
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    message = "`---` begins a second document here; a file holds one, so take the line out"
                    self._fault(event, Code.SECOND_DOCUMENT, message)
                    return False
        return True

    def scalar(self, event: Any) -> None:
        """Take a scalar, by far the most frequent event."""
        start_mark, end_mark = event.start_mark, event.end_mark
        start, end = start_mark.index, end_mark.index
        if event.anchor or event.tag:
            self._check_marks(event, end)
        style = event.style or ""
        if not style:
            if self.text.startswith(" #", end):
                self._check_comment(start, end)
            if start_mark.line != end_mark.line:
                self._check_lines(start, end)
        elif style == '"' and _CONTROL.search(event.value):
            message = "a backslash in double quotes stands for an invisible character; use single quotes"
            self.faults.append(Fault(start, Code.CONTROL_CHARACTER, message))
        node = ScalarNode(start, end, event.value, style)
        if self._open:
            self._open[-1].nodes.append(node)
        else:
            self.root = node

    def _add(self, node: Node) -> None:
        if self._open:
            self._open[-1].nodes.append(node)
        else:
            self.root = node

    def _mapping(self, done: _Open, end: int) -> MappingNode:
        pairs: dict[str, tuple[ScalarNode, Node]] = {}
        flow = done.event.flow_style
        nodes = iter(done.nodes)
        for key, value in zip(nodes, nodes, strict=True):
            if not isinstance(key, ScalarNode):
                message = "a key must be a text, not a list or a mapping; put quotes around it if it is one"
                self.faults.append(Fault(key.start, Code.BAD_KEY, message))
            elif key.text in pairs:
                message = f"`{shown(key.text)}` stands here twice; keep one of the two"
                self.faults.append(Fault(key.start, Code.DUPLICATE_KEY, message))
            else:
                pairs[key.text] = (key, value)
        return MappingNode(done.event.start_mark.index, end, tuple(pairs.values()), flow)

    def _check_comment(self, start: int, end: int) -> None:
        """A comment has a space after its #, or stands well apart; anything else was meant as text."""
        after = self.text[end + 2 : end + 3]
        if after.isspace() or after in ("", "#"):
            return
        message = "YAML takes the text from # on for a comment, though a comment has a space after #; put quotes around the text"
        found = _LINE_END.search(self.text, end)
        if found and not (self._open and self._open[-1].event.flow_style):
            message += f": {corrected(self.text, start if start < end else end + 1, found.start())}"
        self.faults.append(Fault(end + 1, Code.CUT_OFF, message))

    def _check_lines(self, start: int, end: int) -> None:
        """Plain text over several lines swallows an item or a key that lacks its space."""
        for found in _TIGHT.finditer(self.text, start, end):
            self.faults.append(no_space(found.end() - 1, self.text))

    def _check_marks(self, event: Any, end: int) -> None:
        start = event.start_mark.index
        if event.anchor:
            self._bent(Code.ANCHOR, "YAML takes a text that begins with & for an anchor", start, end)
        if event.tag:
            self._bent(Code.TAG, "YAML takes a text that begins with ! for a tag", start, end)

    def _bent(self, code: Code, message: str, start: int, end: int) -> None:
        """A fault of a text that YAML takes for something else; the line as it should be follows the message."""
        line = corrected(self.text, start, end)
        self.faults.append(Fault(start, code, f"{message}; put quotes around the text: {line}"))

    def _fault(self, event: Any, code: Code, message: str) -> None:
        self.faults.append(Fault(event.start_mark.index, code, message))


def no_space(index: int, text: str) -> Fault:
    """The fault of a colon or hyphen at `index` with no space after it."""
    what = "the hyphen" if text[index] == "-" else "the colon"
    return Fault(index, Code.NO_SPACE, f"write a space after {what}")

"""Where things of a tree really begin and end in the text, line by line as YAML counts lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from bot.knowledge.tree import MappingNode, Node, ScalarNode, SequenceNode

BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # what ends a line for YAML
_BLANKS = " \t"
_FILLING = re.compile("(?:[ \t\r\n\x85\u2028\u2029]|#[^\r\n\x85\u2028\u2029]*)*")


@dataclass(frozen=True)
class Layout:
    """A text's lines, and the places of its nodes; indices count code points."""

    text: str

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in BREAK.finditer(self.text))]

    def line_start(self, index: int) -> int:
        """Where the line that holds the index begins."""
        return self._starts[bisect_right(self._starts, index) - 1]

    def next_line(self, index: int) -> int:
        """Where the line after it begins; the text's end where there is none."""
        line = bisect_right(self._starts, index)
        return self._starts[line] if line < len(self._starts) else len(self.text)

    def line_end(self, index: int) -> int:
        """Where its line break stands."""
        found = BREAK.search(self.text, index)
        return found.start() if found else len(self.text)

    def lines_within(self, start: int, end: int) -> list[int]:
        """Where lines begin after `start`, up to `end`."""
        return self._starts[bisect_right(self._starts, start) : bisect_right(self._starts, end)]

    def column(self, index: int) -> int:
        """How many code points stand before it on its line."""
        return index - self.line_start(index)

    def line(self, index: int) -> str:
        """The whole line that holds the index, without its break."""
        start = self.line_start(index)
        return self.text[start : self.line_end(start)]

    def opens_line(self, index: int) -> bool:
        """Whether nothing but blanks stands before it on its line."""
        return not self.text[self.line_start(index) : index].strip(_BLANKS)

    def end(self, node: Node) -> int:
        """Where a node's own text ends; YAML's end of a block runs on to whatever follows it."""
        match node:
            case ScalarNode(style="|" | ">"):
                return self._block_end(node)
            case SequenceNode(flow=False, items=(*_, last)) | MappingNode(flow=False, pairs=(*_, (_, last))):
                return self.end(last)
        return node.end

    def _block_end(self, node: ScalarNode) -> int:
        """The end of its last line that is not blank: blank lines below, even if kept by a `+`, mean nothing to us."""
        content = self.text[node.start : node.end].rstrip()
        return self.line_end(node.start + len(content))

    def dash(self, sequence: SequenceNode, index: int) -> int:
        """Where the hyphen of a block list's item stands."""
        if index == 0:
            return sequence.start
        column = self.column(sequence.start)
        line = self.line_start(sequence.items[index].start)
        while not (self.text[line + column : line + column + 1] == "-" and self.opens_line(line + column)):
            line = self.line_start(line - 1)
        return line + column

    def colon(self, key: ScalarNode) -> int:
        """The place right after a key's colon."""
        return self.text.index(":", self.filled(key.end)) + 1

    def filled(self, index: int) -> int:
        """The first place from the index on that is neither white space nor comment."""
        found = _FILLING.match(self.text, index)
        return found.end() if found else index

    def above(self, start: int, column: int) -> int:
        """Where the comment lines begin that stand directly above a line, indented like what is on it."""
        while start > 0:
            line = self.line_start(start - 1)
            if self._comment_column(line) != column:
                break
            start = line
        return start

    def below(self, end: int, column: int) -> int:
        """The end of the last line that belongs to what ends here: comments directly below, if indented further."""
        end = self.line_end(end)
        while end < len(self.text):
            line = self.next_line(end)
            found = self._comment_column(line)
            if line == end or found is None or found <= column:
                break
            end = self.line_end(line)
        return end

    def _comment_column(self, line: int) -> int | None:
        text = self.line(line)
        bare = text.lstrip(_BLANKS)
        return len(text) - len(bare) if bare.startswith("#") else None

    def blank(self, line: int) -> bool:
        """Whether the line that begins here holds nothing."""
        return not self.line(line).strip(_BLANKS)

    def blanks_above(self, start: int) -> int:
        """Where the blank lines directly above a line begin."""
        while start > 0 and self.blank(line := self.line_start(start - 1)):
            start = line
        return start

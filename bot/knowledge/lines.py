"""Where the lines of a text begin, as editors count them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Lines:
    """The lines of a text: U+2028 and U+0085 end none, though YAML thinks so."""

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

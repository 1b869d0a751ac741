"""Text in quotes, and the line that a moderator should write instead of one that YAML bends."""

from __future__ import annotations

import re

_LINE_END = re.compile(r"[\r\n]")
_LONGEST = 160  # characters of a suggested line; a message stays readable in a terminal


def shown(text: str, limit: int = 60) -> str:
    """A text from a file, short enough for a message and on one line."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def quoted(value: str) -> str:
    """One line of text as a YAML scalar in the quotes that need the fewest changes."""
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def corrected(text: str, start: int, end: int) -> str:
    """The line around `start`, stripped, with what stands from there to `end` (at most to the line's end) in quotes."""
    before = _LINE_END.split(text[max(0, start - _LONGEST) : start])[-1]
    after = _LINE_END.split(text[start : start + _LONGEST])[0]
    inside, rest = after[: end - start], after[end - start :]
    return shown((before + quoted(inside.rstrip()) + rest).strip(), _LONGEST)

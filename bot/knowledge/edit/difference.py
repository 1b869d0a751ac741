"""The unified difference of two texts that differ in few places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_CONTEXT = 3  # lines


def unified(before: str, after: str, *, name: str) -> str:
    """The difference as `diff -u` writes it; empty when there is none."""
    if before == after:
        return ""
    return "".join((f"--- {name}\n", f"+++ {name}\n", *_hunks(_lines(before), _lines(after))))


def _hunks(old: list[str], new: list[str]) -> Iterator[str]:
    """Only what lies between the common head and tail is compared; files are long, edits are not."""
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
    head, tail = max(head - _CONTEXT, 0), max(tail - _CONTEXT, 0)
    matcher = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1] + head, last[2] + head)} +{_range(first[3] + head, last[4] + head)} @@\n"
        for tag, a, b, c, d in group:
            if tag == "equal":
                yield from (_shown(" ", line) for line in old[a + head : b + head])
            else:
                yield from (_shown("-", line) for line in old[a + head : b + head])
                yield from (_shown("+", line) for line in new[c + head : d + head])


def _range(start: int, end: int) -> str:
    length = end - start
    begin = start + 1 if length else start
    return str(begin) if length == 1 else f"{begin},{length}"


def _shown(sign: str, line: str) -> str:
    return f"{sign}{line}" if line.endswith(("\n", "\r")) else f"{sign}{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    return [line for line in _LINE.findall(text) if line]

"""What a moderator meant by a line that YAML cannot read: a guess, kept only if the parser gets further with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.knowledge.code import Code, Fault
from bot.knowledge.events import Broken, no_space, read_events
from bot.knowledge.lines import Lines
from bot.knowledge.quoting import corrected, quoted

# Characters read to find repairs; each guess reads the text again, so that long texts get fewer.
BUDGET = 4 << 20

_TABS = re.compile(r"[ ]*\t[ \t]*")
_NO_SPACE = re.compile(r"[ ]*(?:- +)*(?:-(?=[^\s-])|[a-z_]+:(?=[^\s:/]))")
_KEYED = re.compile(r"([ ]*(?:- +)*(?:[\w-]+|\"[^\"]*\"|'[^']*')\s*:[ ]+)(\S.*)")
_LISTED = re.compile(r"([ ]*(?:- +)+)(\S.*)")
_FLOW_START = re.compile(r"(?:\b\w+:\s+|[\[{,]\s*)(?=[^\s\[{,])")
_FLOW = re.compile(r"[\[{]\s*(?:\w+:\s|\S.*,)")
_FLOW_END = re.compile(r"\s*(?=,\s+\w+:\s|[}\]]|,\s|$)")
_FLOW_NEXT = re.compile(r"\s*,\s+\w+:\s")
_COMMENT = re.compile(r"\s+#\s.*$")
_INDENT = re.compile(r"[ ]*")
_CLOSING = {'"': '"', "'": "'", "[": "]", "{": "}"}

_SENTENCES = (
    (
        "mapping values are not allowed",
        "there is a colon where YAML expects none; put quotes around the text, or check the indentation",
    ),
    (
        "could not find expected ':'",
        "YAML expects `key: value` here; write a colon and a space after the key, or indent the text",
    ),
    ("block sequence entries are not allowed", "a list cannot begin here; begin it with `- ` on a line of its own"),
    (
        "did not find expected '-' indicator",
        "this belongs to a list, so it begins with `- `, indented like the other items",
    ),
    ("did not find expected key", "this line is not indented like its neighbours, or the text before it needs quotes"),
    ("escape character", "a backslash in double quotes means something to YAML; use single quotes"),
    ("cannot start any token", "no text can begin like this in YAML; put quotes around it"),
)


class Repair(NamedTuple):
    """A change of `text[start:end]` that lets the parser get further, and the fault it mends."""

    fault: Fault
    start: int
    end: int
    new: str

    def applied(self, text: str) -> str:
        """The text with the change made."""
        return text[: self.start] + self.new + text[self.end :]


def repair(text: str, broken: Broken, *, budget: int = BUDGET) -> tuple[Repair | None, int]:
    """The first guess that helps, and how many characters were read to find it."""
    spent = 0
    for guess in _guesses(text, broken):
        if spent + len(text) > budget:
            break
        spent += len(text)
        if _helps(guess, text, broken):
            return guess, spent
    return None, spent


def fault_of(broken: Broken) -> Fault:
    """What can be said of an error that no guess mends."""
    problem = broken.problem
    if "end of stream" in problem or "expected ',' or" in problem:
        return Fault(
            broken.context,
            Code.UNCLOSED,
            "the quote or bracket that opens here is never closed; close it, or put quotes around the text",
        )
    for part, sentence in _SENTENCES:
        if part in problem:
            return Fault(broken.start, Code.SYNTAX, sentence)
    return Fault(
        broken.start, Code.SYNTAX, "YAML cannot read this; put quotes around the text, or check the indentation"
    )


def _helps(guess: Repair, text: str, broken: Broken) -> bool:
    try:
        read_events(guess.applied(text))
    except Broken as now:
        return now.start - len(guess.new) + (guess.end - guess.start) > broken.start
    return True


def _guesses(text: str, broken: Broken) -> Iterator[Repair]:
    lines = Lines(text)
    at = min(broken.start, len(text))
    here = lines.line_at(at)
    before = _line_before(lines, here[0])
    spans = dict.fromkeys((here, before, lines.line_at(min(broken.context, len(text)))))
    for span in spans:
        yield from _line_guesses(text, *span, at)
    if before != here:
        yield from _aligned(text, here, before)


def _line_before(lines: Lines, start: int) -> tuple[int, int]:
    """The nearest line above that is neither blank nor a comment; the line itself when there is none."""
    span = lines.line_at(start)
    while span[0] > 0:
        span = lines.line_at(span[0] - 1)
        if lines.text[span[0] : span[1]].strip() and not lines.text[span[0] : span[1]].lstrip().startswith("#"):
            break
    return span


def _line_guesses(text: str, start: int, end: int, at: int) -> Iterator[Repair]:
    line = text[start:end]
    if tabs := _TABS.match(line):
        fault = Fault(start, Code.TAB, "the line begins with a tab; indent with spaces")
        yield Repair(fault, start, start + tabs.end(), tabs[0].expandtabs(2))
    if tight := _NO_SPACE.match(line):
        place = start + tight.end()
        yield Repair(no_space(place - 1, text), place, place, " ")
    if _FLOW.search(line):
        yield from _flow_guesses(text, start, line, at)
    keyed, listed = _KEYED.match(line), _LISTED.match(line)
    for found in (keyed, listed) if keyed and keyed[1].lstrip(" -")[:1].islower() else (listed, keyed):
        if found:
            value = _COMMENT.sub("", found[2]).rstrip()
            yield from _value_guesses(text, start + found.end(1), value)


def _value_guesses(text: str, start: int, value: str) -> Iterator[Repair]:
    end = start + len(value)
    opening, closing = value[0], _CLOSING.get(value[0])
    if closing and value.count(closing) == (1 if opening == closing else 0):
        what = "quote" if opening == closing else "bracket"
        fault = Fault(
            start, Code.UNCLOSED, f"the {what} that opens here is never closed; write {closing} where it ends"
        )
        yield Repair(fault, start, end, value + closing)
    yield _in_quotes(text, start, value)


def _in_quotes(text: str, start: int, value: str) -> Repair:
    inner = value
    if len(value) > 1 and value[0] in "\"'" and value[-1] == value[0]:
        inner = value[1:-1].replace("''", "'") if value[0] == "'" else value[1:-1]
    end = start + len(value)
    line = corrected(text[:start] + inner + text[end:], start, start + len(inner))
    fault = Fault(start, Code.NEEDS_QUOTES, f"YAML cannot read this text; put quotes around it: {line}")
    if inner != value:
        fault = Fault(
            start, Code.NEEDS_QUOTES, f"the text ends at the quote inside it for YAML; write it like this: {line}"
        )
    return Repair(fault, start, end, quoted(inner))


def _flow_guesses(text: str, start: int, line: str, at: int) -> Iterator[Repair]:
    """Inside brackets: the value that the parser stumbled over, up to where the next one may begin."""
    column = min(max(at - start, 0), len(line))
    begins = [found.end() for found in _FLOW_START.finditer(line) if found.end() <= column]
    for begin in reversed(begins[-3:]):
        ends = [found.start() for found in _FLOW_END.finditer(line, begin + 1)]
        next_key = [end for end in ends if _FLOW_NEXT.match(line, end)]
        for end in (*next_key[:1], *reversed(ends[-3:]), *ends[:3]):
            if line[begin:end].strip():
                yield _in_quotes(text, start + begin, line[begin:end])


def _aligned(text: str, here: tuple[int, int], before: tuple[int, int]) -> Iterator[Repair]:
    """The line indented like the one above it, or further when it goes on with that line's text."""
    old, above = _INDENT.match(text, here[0]), _INDENT.match(text, before[0])
    line = text[here[0] : here[1]].strip()
    if not (old and above and line):
        return
    goes_on = not re.match(r"- |[\w-]+:(\s|$)", line)
    new = above[0] + "  " if goes_on else above[0]
    if old[0] != new:
        what = (
            "goes on with the text above, but is indented less" if goes_on else "is not indented like the one above it"
        )
        message = f"this line {what}; begin it in column {len(new) + 1}"
        yield Repair(Fault(old.end(), Code.SYNTAX, message), here[0], old.end(), new)

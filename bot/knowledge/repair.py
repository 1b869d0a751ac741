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
_LONGEST_LINE = 4_000  # characters; no sound line is longer, and the expressions below are not made for them

_TABS = re.compile(r"[ ]*\t[ \t]*")
_BULLET = re.compile(r"[ ]*\*(?= )")
_NO_SPACE = re.compile(r"[ ]*(?:- +)*(?:-(?=[^\s-])|[a-z_]+:(?=[^\s:/]))")
_KEYED = re.compile(r"([ ]*(?:- +)*(?:[\w-]+|\"[^\"]*\"|'[^']*')\s*:[ ]+)(\S.*)")
_LISTED = re.compile(r"([ ]*(?:- +)+)(\S.*)")
_FLOW_KEYED = re.compile(r"\b\w+:\s+(?=\S)")
_FLOW_BARE = re.compile(r"[\[{,]\s*(?=[^\s\[{,])")
_CUT = re.compile(r" #(?=[^\s#])")
_FLOW = re.compile(r"[\[{]\s*(?:\w+:\s|\S.*,)")
_FLOW_END = re.compile(r"\s*(?=,\s+\w+:\s|[}\]]|,(?:\s|$))")
_FLOW_NEXT = re.compile(r"\s*,\s+\w+:\s")
_COMMENT = re.compile(r"\s+#\s.*$")
_INDENT = re.compile(r"[ ]*")
_ITEM_OR_KEY = re.compile(r"- |[\w-]+:(?:\s|$)")
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
    if len(line) > _LONGEST_LINE:
        return
    if tabs := _TABS.match(line):
        fault = Fault(start, Code.TAB, "the line begins with a tab; indent with spaces")
        yield Repair(fault, start, start + tabs.end(), tabs[0].expandtabs(2))
    if bullet := _BULLET.match(line):
        place = start + bullet.end() - 1
        fault = Fault(place, Code.SYNTAX, "`*` begins no item in YAML; begin each with `- `")
        yield Repair(fault, place, place + 1, "-")
    if tight := _NO_SPACE.match(line):
        place = start + tight.end()
        yield Repair(no_space(place - 1, text), place, place, " ")
    keyed, listed = _KEYED.match(line), _LISTED.match(line)
    by_key_first = keyed and keyed[1].lstrip(" -")[:1].islower()
    found = (keyed, listed) if by_key_first else (listed, keyed)
    values = [(start + match.end(1), _COMMENT.sub("", match[2]).rstrip()) for match in found if match]
    for place, value in values:
        yield from _unclosed(place, value)
    if _FLOW.search(line):
        yield from _flow_guesses(text, start, line, at)
    for place, value in values:
        if value[0] in "|>":
            yield from _block_guess(text, place, value)
        yield _in_quotes(text, place, value)


def _unclosed(start: int, value: str) -> Iterator[Repair]:
    opening, closing = value[0], _CLOSING.get(value[0])
    if closing and value.count(closing) == (1 if opening == closing else 0):
        what = "quote" if opening == closing else "bracket"
        message = f"the {what} that opens here is never closed; write {closing} where it ends"
        yield Repair(Fault(start, Code.UNCLOSED, message), start, start + len(value), value + closing)


def _block_guess(text: str, start: int, value: str) -> Iterator[Repair]:
    """A text over several lines that begins beside its sign instead of below it."""
    lines = Lines(text)
    first, last = lines.line_at(start)
    below = lines.line_at(min(last + 2, len(text)))  # past the line's end, which may be two characters
    indent = _indent(text, below)
    if below[0] > first and len(indent) > len(_indent(text, (first, last))):
        message = f"the text begins on the line below `{value[0]}`; move it there"
        end = start + len(value) - len(value[1:].lstrip())
        yield Repair(Fault(start, Code.SYNTAX, message), start, end, f"{value[0]}\n{indent}")


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
    patterns = (_FLOW_KEYED, _FLOW_BARE)
    column = min(max(at - start, 0), len(line))
    if cut := _CUT.search(line):  # the parser stumbles only where what is missing would have stood
        patterns, column = (_FLOW_BARE, _FLOW_KEYED), cut.start()
    begins = [
        found.end()
        for pattern in patterns
        for found in reversed([*pattern.finditer(line, 0, column + 1)][-3:])
        if found.end() <= column
    ]
    for begin in begins:
        ends = [found.start() for found in _FLOW_END.finditer(line, begin + 1)]
        next_key = [end for end in ends if _FLOW_NEXT.match(line, end)]
        for end in (*next_key[:1], *reversed(ends[-3:]), *ends[:3], len(line)):
            if line[begin:end].strip():
                yield from _unclosed(start + begin, line[begin:end])
                yield _in_quotes(text, start + begin, line[begin:end])


def _aligned(text: str, here: tuple[int, int], before: tuple[int, int]) -> Iterator[Repair]:
    """The line indented like the one above it, or further when it goes on with that line's text."""
    old, above = _indent(text, here), _indent(text, before)
    line = text[here[0] : here[1]].strip()
    if not line:
        return
    goes_on = not _ITEM_OR_KEY.match(line)
    new = above + "  " if goes_on else above
    if old != new:
        what = (
            "goes on with the text above, but is indented less" if goes_on else "is not indented like the one above it"
        )
        message = f"this line {what}; begin it in column {len(new) + 1}"
        end = here[0] + len(old)
        yield Repair(Fault(end, Code.SYNTAX, message), here[0], end, new)


def _indent(text: str, line: tuple[int, int]) -> str:
    found = _INDENT.match(text, *line)
    return found[0] if found else ""

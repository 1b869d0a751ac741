"""Between brackets: taking items and fields out, each with one comma, and putting new ones in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.knowledge.edit.page import Page, Splice
from bot.knowledge.edit.style import STEP
from bot.knowledge.tree import MappingNode, SequenceNode

Span = tuple[int, int]


def spans_of(page: Page, node: MappingNode | SequenceNode) -> list[Span]:
    """Where each item, or each key with its value, begins and ends."""
    if isinstance(node, SequenceNode):
        return [(item.start, item.end) for item in node.items]
    return [(key.start, max(page.layout.end(value), key.end)) for key, value in node.pairs]


def take_from(page: Page, spans: Sequence[Span], first: int, last: int) -> Iterator[Splice]:
    """Take neighbouring things out; comments between them stay."""
    text, layout = page.text, page.layout
    start, end = spans[first][0], spans[last][1]
    comma = layout.filled(end)
    if last + 1 < len(spans):
        following = spans[last + 1][0]
        yield Splice(start, comma + 1 if "#" in text[end:following] else following, "")
    elif first and "#" not in text[spans[first - 1][1] : start]:
        yield Splice(spans[first - 1][1], end, "")
    else:
        yield Splice(start, comma + 1 if text[comma] == "," and "#" not in text[end:comma] else end, "")


def put_into(
    page: Page, node: MappingNode | SequenceNode, last: int, written: Sequence[str], *, nested: bool
) -> Iterator[Splice]:
    """Put things behind the one with the index `last`, or in front of all (-1); not into empty brackets.

    They stand on lines of their own where the others do. A list that fills its line goes on in the next one, unless
    it is `nested` in other brackets.
    """
    spans = spans_of(page, node)
    if last < 0:
        yield Splice(spans[0][0], spans[0][0], "".join(f"{text}, " for text in written))
        return
    layout = page.layout
    start, end = spans[last]
    comma = layout.filled(end)
    has_comma = page.text[comma] == ","
    if _one_a_line(page, node, spans, last) and not (has_comma and layout.line_start(comma) != layout.line_start(end)):
        if not has_comma:
            yield Splice(end, end, ",")
        place = layout.line_end(comma if has_comma else end)
        lines = page.lines(layout.column(start), [f"{text}," for text in written])
        yield Splice(place, place, lines if has_comma else lines[:-1])
        return
    line = layout.line(end)
    length = sum(len(text) + 2 for text in written)
    several = layout.line_start(node.start) != layout.line_start(node.end)
    full = len(line) <= page.style.width < len(line) + length
    if isinstance(node, SequenceNode) and full and (several or not nested):
        further = 0 if layout.line_start(node.start) != layout.line_start(end) else STEP
        yield Splice(end, end, "," + page.lines(len(line) - len(line.lstrip(" -")) + further, [", ".join(written)]))
    else:
        yield Splice(end, end, "".join(f", {text}" for text in written))


def _one_a_line(page: Page, node: MappingNode | SequenceNode, spans: Sequence[Span], last: int) -> bool:
    """Whether each thing has a line of its own, and this one does not share it with the closing bracket."""
    layout = page.layout
    start, end = spans[last]
    following = spans[last + 1][0] if last + 1 < len(spans) else node.end - 1
    lines = {layout.line_start(begin) for begin, _ in spans}
    return layout.opens_line(start) and len(lines) == len(spans) and layout.line_end(end) < following

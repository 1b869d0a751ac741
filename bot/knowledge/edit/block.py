"""Whole lines: taking entries and fields out of blocks, and putting new ones in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.knowledge.edit.page import Page, Splice
from bot.knowledge.tree import MappingNode, SequenceNode


def put_below(page: Page, end: int, column: int, written: Sequence[str], *, gap: int = 0) -> Iterator[Splice]:
    """New lines below what ends here and the comments that belong to it, each with `gap` blank lines above."""
    place = page.layout.below(end, column)
    yield Splice(place, place, "".join(page.style.newline * gap + page.lines(column, [text]) for text in written))


def gap_above(page: Page, start: int) -> int:
    """How many blank lines stand above something that begins here, and above its comments."""
    layout = page.layout
    line = layout.above(layout.line_start(start), layout.column(start))
    return len(layout.lines_within(layout.blanks_above(line) - 1, line - 1))


def gap_of_sections(page: Page, root: MappingNode) -> int:
    """How many blank lines stand between the last two sections; below the only one, where there are no two."""
    key, value = root.pairs[-1]
    if len(root.pairs) > 1:
        return gap_above(page, key.start)
    below = page.layout.next_line(page.layout.below(page.layout.end(value), 0))
    return int(below < len(page.text) and page.layout.blank(below))


def take_out(page: Page, start: int, end: int, column: int, *, more: bool) -> Iterator[Splice]:
    """Take whole lines out, with the comments directly above, those below that are indented further, and one gap.

    Args:
        column: where what goes begins; comments above go along if they begin there, too.
        more: whether something follows in the same list or mapping.
    """
    layout, text = page.layout, page.text
    begin = layout.line_start(start)
    head = layout.above(begin, column)
    if head > 0 or column > 0:  # comments at the very top speak of the file
        begin = head
    last = layout.below(end, column)
    finish = layout.next_line(last)
    if finish == len(text) or layout.blank(finish):
        above = layout.blanks_above(begin)
        if above < begin:
            begin = above
        elif more:
            while finish < len(text) and layout.blank(finish):
                finish = layout.next_line(finish)
    if begin and not more:  # of two line breaks the one stays that what stands below has had above it
        begin -= 2 if text[begin - 2 : begin] == "\r\n" else 1
        finish = last
    yield Splice(begin, finish, "")


def take_pairs_out(page: Page, node: MappingNode, first: int, last: int) -> Iterator[Splice]:
    """Take neighbouring fields out of a mapping."""
    layout = page.layout
    key, (last_key, value) = node.pairs[first][0], node.pairs[last]
    end = max(layout.end(value), layout.colon(last_key))
    more = last + 1 < len(node.pairs)
    if first or layout.opens_line(key.start) or not more:
        yield from take_out(page, key.start, end, layout.column(key.start), more=more)
        return
    following = node.pairs[last + 1][0].start  # what follows moves up to the hyphen; a comment between stays
    yield Splice(key.start, end if page.text[end:following].strip() else following, "")


def take_all_out(page: Page, node: MappingNode | SequenceNode, after: int) -> Iterator[Splice]:
    """Take everything out; the brackets that are left say that nothing is there."""
    sign = "[]" if isinstance(node, SequenceNode) else "{}"
    if node.flow:
        yield Splice(node.start, node.end, sign)
        return
    yield Splice(after, after, f" {sign}")
    end = page.layout.end(node)
    yield from take_out(page, node.start, end, page.layout.column(node.start), more=False)

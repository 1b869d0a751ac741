"""One value in the place of another, and a bare value opened to `key: value` lines."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.edit.data import Data, on_one_line
from bot.knowledge.edit.layout import BREAK
from bot.knowledge.edit.page import At, Page, Splice, style_of
from bot.knowledge.edit.style import STEP, Hint, quote_of, reads_back
from bot.knowledge.tree import MappingNode, Node, ScalarNode


def replaced(page: Page, node: Node, new: Data, at: At) -> Iterator[Splice]:
    """Another value in the place of a node; a comment behind it, or in a block's head, stays."""
    layout, style = page.layout, page.style
    start, end = node.start, layout.end(node)
    hint = _hint(page, node, at)
    if at.flow:
        yield Splice(start, end, page.spaced(start, style.flow(new, hint=hint)))
        return
    if _is_block(node) and layout.line_start(start) != layout.line_start(at.after):  # lines below a key
        yield Splice(layout.line_end(at.after), end, "")
        start = end = at.after
    written = style.written(new, column=at.column, lead=layout.column(start) + (start == at.after), hint=hint)
    comment = ""
    if isinstance(node, ScalarNode) and node.style in ("|", ">"):
        comment = page.text[start : layout.line_end(start)].lstrip("|>+-0123456789").rstrip()
    if not written.head and not page.text[at.after : start].strip(" "):
        start = at.after
    yield Splice(start, end, page.spaced(start, written.head) + comment)
    place = layout.line_end(end)
    yield Splice(place, place, written.body)


def wrapped(page: Page, node: Node, new: dict[str, Data], short: str, at: At) -> Iterator[Splice]:
    """A bare value becomes `short: value` among other keys and keeps its own text."""
    if at.flow or _fits_in_braces(page, node, new, at):
        yield from _in_braces(page, node, new, short, at)
        return
    layout = page.layout
    start, end = node.start, layout.end(node)
    hint = Hint(quote_of([node]), key=style_of(at.kin).key)
    here = page.text[at.after - 1] == "-" or not (
        _is_block(node) or layout.line_start(start) == layout.line_start(at.after)
    )
    column = layout.column(start) if here else at.column + STEP
    index = list(new).index(short)
    pairs = [page.style.pair(name, value, column, hint) for name, value in new.items() if name != short]
    opening = page.style.inline(short, hint.key, flow=False) + ":"
    before, after = pairs[:index], pairs[index:]
    if here:  # behind a hyphen, or on a line of its own: the keys begin where it does
        indent = page.style.newline + " " * column
        yield Splice(start, start, "".join(pair + indent for pair in before) + f"{opening} ")
        yield from _shifted(page, start, end, column - at.column)
    elif _is_block(node):  # a list below its key
        place = layout.line_end(at.after)
        yield Splice(place, place, page.lines(column, [*before, opening]))
        yield from _shifted(page, place, end, STEP)
    else:  # a text behind its key
        yield Splice(at.after, start, page.lines(column, [*before, f"{opening} "]))
        yield from _shifted(page, start, end, STEP)
    place = layout.below(end, at.column)
    yield Splice(place, place, page.lines(column, after))


def _in_braces(page: Page, node: Node, new: dict[str, Data], short: str, at: At) -> Iterator[Splice]:
    start, end = node.start, page.layout.end(node)
    hint = Hint(quote_of([node]), key=style_of(at.kin).key)
    own = page.text[start:end]
    if isinstance(node, ScalarNode) and not reads_back(own, node.text, flow=True):
        own = page.style.inline(node.text.strip(), hint.quote, flow=True)
    pairs = (
        f"{page.style.inline(short, hint.key, flow=True)}: {own}"
        if name == short
        else page.style.flow_pair(name, value, hint=hint)
        for name, value in new.items()
    )
    yield Splice(start, end, page.spaced(start, "{" + ", ".join(pairs) + "}"))


def _fits_in_braces(page: Page, node: Node, new: dict[str, Data], at: At) -> bool:
    """Whether it would be short enough, and neighbours that have keys stand in braces, too."""
    own = page.text[node.start : page.layout.end(node)]
    if _is_block(node) or BREAK.search(own) or not on_one_line(new):
        return False
    kin = [other.flow for other in at.kin if isinstance(other, MappingNode)]
    length = len(page.style.flow(new, hint=Hint(quote_of([node]))))
    return (any(kin) or not kin) and page.layout.column(node.start) + length <= page.style.width


def _shifted(page: Page, start: int, end: int, by: int) -> Iterator[Splice]:
    """Indent the lines that begin behind `start`."""
    for line in page.layout.lines_within(start, end):
        if line < end and not page.layout.blank(line):
            yield Splice(line, line, " " * by)


def _is_block(node: Node) -> bool:
    return not isinstance(node, ScalarNode) and not node.flow


def _hint(page: Page, node: Node, at: At) -> Hint:
    """How a value is written in the place of a node, or, where there is none yet, beside its kin."""
    if isinstance(node, ScalarNode) and node.given:
        quote = node.style if node.style in ('"', "'", ">") else ""
        one_long_line = node.style not in ("|", ">") and page.layout.column(node.end) > page.style.width
        return Hint(quote, flow=True if one_long_line else None)
    return style_of(at.kin, blocks=2 if at.depth == 1 else int(_is_block(node)))

"""From the values that a file should have to the few places of its text that must change.

Text follows data: the tree and its values are walked beside the wanted values, and only where these differ is
anything cut or written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import groupby
from operator import eq, is_

from bot.knowledge.edit.block import gap_above, gap_of_sections, put_below, take_all_out, take_out, take_pairs_out
from bot.knowledge.edit.brackets import put_into, spans_of, take_from
from bot.knowledge.edit.changes import EditError
from bot.knowledge.edit.data import Data
from bot.knowledge.edit.page import NEAR, At, Page, Splice, style_of, values_at
from bot.knowledge.edit.style import STEP, Hint, quote_of
from bot.knowledge.edit.whole import replaced, wrapped
from bot.knowledge.tree import MappingNode, Node, ScalarNode, SequenceNode


def rewritten(text: str, root: Node, data: Data, wanted: Data) -> str:
    """The text of a tree and its data, with the wanted values in it.

    Raises:
        EditError: the file is written in a way that cannot be changed piece by piece.
    """
    return applied(text, _changed(Page(text, root), root, data, wanted, At()))


def applied(text: str, splices: Iterable[Splice]) -> str:
    """The text after all splices, whose places are those of the text before; where one only cuts it may overlap."""
    pieces: list[str] = []
    done = 0
    for start, end, new in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        if start < done and new:
            raise EditError("this part of the file is written too unusually to be changed here; edit the file itself")
        pieces += text[done : max(start, done)], new
        done = max(done, end)
    return "".join((*pieces, text[done:]))


def _changed(page: Page, node: Node, old: Data, new: Data, at: At) -> Iterator[Splice]:
    """What makes a node's text say `new`."""
    if old == new:
        return
    if isinstance(node, MappingNode) and isinstance(new, dict) and node.pairs and not _becomes_several(old, new):
        yield from _mapping(page, node, old, new, at)
    elif isinstance(node, SequenceNode) and isinstance(new, list) and node.items:
        yield from _sequence(page, node, old, new, at)
    elif isinstance(new, dict) and old is not None and old in new.values():
        yield from wrapped(page, node, new, next(key for key, value in new.items() if value == old), at)
    else:
        yield from replaced(page, node, new, at)


def _becomes_several(old: dict[str, Data], new: dict[str, Data]) -> bool:
    """Whether a fact of one part, `{text: …}`, becomes one of several, `{value: […]}`: it is written anew."""
    return "text" in old.keys() - new.keys() and "value" in new.keys() - old.keys()


def _renamed(old: dict[str, Data], new: dict[str, Data]) -> tuple[str, str] | None:
    """A key that has another name in the same place, before and after."""
    if len(old) != len(new):
        return None
    pairs = [(was, now) for was, now in zip(old, new, strict=True) if was != now]
    return pairs[0] if len(pairs) == 1 and old[pairs[0][0]] == new[pairs[0][1]] else None


# --- mappings ----------------------------------------------------------------------------------------------------


def _mapping(page: Page, node: MappingNode, old: dict[str, Data], new: dict[str, Data], at: At) -> Iterator[Splice]:
    if not new:
        yield from take_all_out(page, node, at.after)
        return
    flow = at.flow or node.flow
    column = page.layout.column(node.pairs[0][0].start)
    if renamed := _renamed(old, new):
        key = next(key for key, _ in node.pairs if key.text == renamed[0])
        yield Splice(key.start, key.end, page.style.inline(renamed[1], key.style, flow=flow))
        return
    for key, value in node.pairs:
        if key.text in new:
            kin = tuple(v for k, v in node.pairs if k is not key) if at.depth == 1 else values_at(at.kin, key.text)
            inner = At(column, page.layout.colon(key), flow, at.depth + 1, kin)
            yield from _changed(page, value, old[key.text], new[key.text], inner)
    gone = (index for index, (key, _) in enumerate(node.pairs) if key.text not in new)
    for first, last in _runs(gone):
        if node.flow:
            yield from take_from(page, spans_of(page, node), first, last)
        else:
            yield from take_pairs_out(page, node, first, last)
    yield from _new_pairs(page, node, new, replace(at, column=column))


def _new_pairs(page: Page, node: MappingNode, new: dict[str, Data], at: At) -> Iterator[Splice]:
    """New fields, each group of them behind the field that stands before it."""
    last = -1
    keys = [key.text for key, _ in node.pairs]
    near = [value for _, value in node.pairs[-NEAR:]]
    sign = quote_of([key for key, _ in node.pairs])
    for fresh, group in groupby(new, key=lambda name: name not in keys):
        names = list(group)
        if not fresh:
            last = keys.index(names[-1])
        elif node.flow:
            hint = Hint(quote_of(near), key=sign)
            written = [page.style.flow_pair(name, new[name], hint=hint) for name in names]
            yield from put_into(page, node, last, written, nested=at.flow)
        else:
            hints = [replace(_hint_of_field(name, near, at), key=sign) for name in names]
            written = [
                page.style.pair(name, new[name], at.column, hint) for name, hint in zip(names, hints, strict=True)
            ]
            if last < 0:
                start = node.pairs[0][0].start
                indent = page.style.newline + " " * at.column
                yield Splice(start, start, "".join(pair + indent for pair in written))
            else:
                gap = gap_of_sections(page, node) if at.depth == 0 else 0
                end = max(page.layout.end(node.pairs[last][1]), page.layout.colon(node.pairs[last][0]))
                yield from put_below(page, end, at.column, written, gap=gap)


def _hint_of_field(name: str, near: Sequence[Node], at: At) -> Hint:
    kin = near if at.depth == 1 else values_at(at.kin, name)
    return style_of(kin, blocks=2 if at.depth == 0 else 0) if kin else Hint(quote_of(near), blocks=2 * (at.depth == 0))


# --- lists -------------------------------------------------------------------------------------------------------


def _sequence(page: Page, node: SequenceNode, old: list[Data], new: list[Data], at: At) -> Iterator[Splice]:
    if not new:
        yield from take_all_out(page, node, at.after)
        return
    layout = page.layout
    column = layout.column(node.start)
    for start, end, other_start, other_end in _differences(old, new):
        both = min(end - start, other_end - other_start)
        for index in range(start, start + both):
            after = layout.dash(node, index) + 1 if not node.flow else 0
            kin = (*node.items[max(0, index - NEAR) : index], *node.items[index + 1 : index + 1 + NEAR])
            inner = At(column, after, at.flow or node.flow, at.depth + 1, kin)
            yield from _changed(page, node.items[index], old[index], new[other_start + index - start], inner)
        if start + both < end and node.flow:
            yield from take_from(page, spans_of(page, node), start + both, end - 1)
        elif start + both < end:
            yield from take_out(
                page, layout.dash(node, start + both), _item_end(page, node, end - 1), column, more=end < len(old)
            )
        if other_start + both < other_end:
            yield from _new_items(page, node, start + both - 1, new[other_start + both : other_end], at)


def _item_end(page: Page, node: SequenceNode, index: int) -> int:
    return max(page.layout.end(node.items[index]), page.layout.dash(node, index) + 1)


def _new_items(page: Page, node: SequenceNode, last: int, values: list[Data], at: At) -> Iterator[Splice]:
    near = node.items[-NEAR:]
    hint = style_of(near)
    if node.flow:
        written = [page.style.flow(value, hint=hint) for value in values]
        yield from put_into(page, node, last, written, nested=at.flow)
        return
    layout = page.layout
    column = layout.column(node.start)
    in_section = at.depth == 1 and not all(isinstance(item, ScalarNode) for item in near)
    if hint.flow is False or (hint.flow is None and in_section):
        hint = replace(hint, blocks=1)
    dash = layout.dash(node, len(node.items) - 1)
    step = node.items[-1].start - dash
    if layout.line_start(dash) == layout.line_start(node.items[-1].start) and STEP <= step <= 2 * STEP:
        hint = replace(hint, step=step)
    written = [page.style.item(value, column, hint) for value in values]
    if last < 0:
        start = layout.above(layout.line_start(node.start), column)
        yield Splice(start, start, "".join(f"{' ' * column}{text}{page.style.newline}" for text in written))
    else:
        gap = gap_above(page, dash) if len(node.items) > 1 else 0
        yield from put_below(page, _item_end(page, node, last), column, written, gap=gap)


def _differences(old: list[Data], new: list[Data]) -> list[tuple[int, int, int, int]]:
    """Where a list becomes another: texts are compared by what they say, mappings by where they stand."""
    head, tail = _alike(old, new, 0, 0, is_)  # of equal items the one that is gone, not its twin
    head, tail = _alike(old, new, head, tail, eq)
    middle, wanted = old[head : len(old) - tail], new[head : len(new) - tail]
    if not all(isinstance(value, str) for value in (*middle, *wanted)):
        return [(head, len(old) - tail, head, len(new) - tail)]
    codes = SequenceMatcher(None, middle, wanted, autojunk=False).get_opcodes()
    return [(a + head, b + head, c + head, d + head) for tag, a, b, c, d in codes if tag != "equal"]


def _alike(
    old: list[Data], new: list[Data], head: int, tail: int, same: Callable[[Data, Data], bool]
) -> tuple[int, int]:
    """How many items are the same from the start and from the end, counted on from what is known."""
    shorter = min(len(old), len(new))
    while head + tail < shorter and same(old[head], new[head]):
        head += 1
    while head + tail < shorter and same(old[-1 - tail], new[-1 - tail]):
        tail += 1
    return head, tail


def _runs(indices: Iterable[int]) -> list[tuple[int, int]]:
    """Neighbouring indices as pairs of first and last."""
    runs: list[tuple[int, int]] = []
    for index in indices:
        if runs and runs[-1][1] == index - 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs

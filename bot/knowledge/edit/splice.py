"""From the values that a file should have to the few places of its text that must change.

Text follows data: the tree and its values are walked beside the wanted values, and only where these differ is
anything cut or written. Long, because the shapes of YAML are many and all of them meet here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from bot.knowledge.edit.changes import EditError
from bot.knowledge.edit.data import Data
from bot.knowledge.edit.layout import BREAK, Layout
from bot.knowledge.edit.style import STEP, Hint, Style, quote_of, reads_back
from bot.knowledge.tree import MappingNode, Node, ScalarNode, SequenceNode

_NEAR = 8  # neighbours that are looked at for their style


class Splice(NamedTuple):
    """`text[start:end]` gives way to `new`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class At:
    """Where a value stands: what it belongs to, and what stands around it."""

    column: int  # of the key or hyphen
    after: int  # the place right behind the key's colon or the hyphen
    flow: bool = False  # inside brackets
    depth: int = 0  # 1: a section, 2: an entry, 3: a field
    kin: tuple[Node, ...] = ()  # values at the same place of neighbouring entries


def rewritten(text: str, root: Node, data: Data, wanted: Data) -> str:
    """The text of a tree and its data with the wanted values in it.

    Raises:
        EditError: the file is written in a way that cannot be changed piece by piece.
    """
    weaver = _Weaver(text, root)
    weaver.change(root, data, wanted, At(0, 0))
    return applied(text, weaver.splices)


def applied(text: str, splices: Iterable[Splice]) -> str:
    """The text after all splices; places are those of the text before."""
    pieces: list[str] = []
    done = 0
    for start, end, new in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        if start < done:
            if new or end < start:
                raise EditError(
                    "this part of the file is written in a way that cannot be changed here; edit the file itself"
                )
            done = max(done, end)
            continue
        pieces += text[done:start], new
        done = end
    return "".join((*pieces, text[done:]))


class _Weaver:
    def __init__(self, text: str, root: Node) -> None:
        self.text = text
        self.layout = Layout(text)
        self.style = Style.of(text, root)
        self.splices: list[Splice] = []

    def change(self, node: Node, old: Data, new: Data, at: At) -> None:
        """Make the node's text say `new`."""
        if old == new:
            return
        if isinstance(node, MappingNode) and isinstance(new, dict) and node.pairs:
            self._mapping(node, old, new, at)
        elif isinstance(node, SequenceNode) and isinstance(new, list) and node.items:
            self._sequence(node, old, new, at)
        elif (
            isinstance(new, dict)
            and old is not None
            and (short := next((k for k, v in new.items() if v is old or v == old), ""))
        ):
            self._wrap(node, new, short, at)
        else:
            self._replace(node, new, at)

    def _splice(self, start: int, end: int, new: str) -> None:
        self.splices.append(Splice(start, end, new))

    # --- whole values ------------------------------------------------------------------------------------------

    def _replace(self, node: Node, new: Data, at: At) -> None:
        """Another value in the place of one; a comment behind it, or in a block's head, stays."""
        start, end = node.start, self.layout.end(node)
        flow = at.flow
        hint = self._hint(node, at)
        if flow:
            self._splice(start, end, self._spaced(start, self.style.flow(new, hint=hint)))
            return
        if not isinstance(node, ScalarNode) and not node.flow:  # a block list gives way to one text
            first = self.layout.line_start(start)
            self._splice(max(first, at.after), end, "")
            start = end = at.after
        written = self.style.written(
            new, column=at.column, lead=self.layout.column(start) + (start == at.after), hint=hint
        )
        comment = ""
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            comment = self.text[start : self.layout.line_end(start)].lstrip("|>+-0123456789").rstrip()
        if not written.head and start != at.after:
            start = (
                at.after + len(self.text[at.after : start].rstrip())
                if not self.text[at.after : start].strip()
                else start
            )
        head = self._spaced(start, written.head) if written.head else ""
        self._splice(start, end, head + comment)
        if written.body:
            line_end = self.layout.line_end(end)
            self._splice(line_end, line_end, written.body)

    def _spaced(self, start: int, head: str) -> str:
        """A value right behind a colon or a hyphen needs a space."""
        return f" {head}" if self.text[start - 1 : start] in (":", "-") else head

    def _wrap(self, node: Node, new: dict[str, Data], short: str, at: At) -> None:
        """A bare value becomes `short: value` among other keys, keeping its own text."""
        names = list(new)
        before = {name: new[name] for name in names[: names.index(short)]}
        after = {name: new[name] for name in names[names.index(short) + 1 :]}
        start, end = node.start, self.layout.end(node)
        if at.flow or self._fits_flow(node, new, at):
            hint = Hint(quote_of([node]))
            own = self.text[start:end]
            if isinstance(node, ScalarNode) and not reads_back(own, node.text, flow=True):
                own = self.style.inline(node.text.strip(), hint.quote, flow=True)
            pairs = [self.style.flow_pair(name, value, hint=hint) for name, value in before.items()]
            pairs += [f"{short}: {own}"]
            pairs += [self.style.flow_pair(name, value, hint=hint) for name, value in after.items()]
            self._splice(start, end, self._spaced(start, "{" + ", ".join(pairs) + "}"))
            return
        newline = self.style.newline
        block = not isinstance(node, ScalarNode) and not node.flow
        same_line = self.layout.line_start(start) == self.layout.line_start(at.after)
        is_item = self.text[at.after - 1] == "-"
        column = self.layout.column(start) if is_item or not (same_line or block) else at.column + STEP
        hint = Hint(quote_of([node]))
        heads = [self.style.pair(name, value, column, hint) for name, value in before.items()]
        indent = newline + " " * column
        if is_item or not (same_line or block):
            self._splice(start, start, "".join(f"{head}{indent}" for head in heads) + f"{short}: ")
            self._shift(start, end, column - at.column)
        elif block:
            place = self.layout.line_end(at.after)
            self._splice(place, place, "".join(indent + head for head in (*heads, f"{short}:")))
            self._shift(place, end, STEP)
        else:
            self._splice(at.after, start, "".join(indent + head for head in (*heads, f"{short}: ")))
            self._shift(start, end, STEP)
        self._below(
            end, at.column, [self.style.pair(name, value, column, hint) for name, value in after.items()], column
        )

    def _fits_flow(self, node: Node, new: dict[str, Data], at: At) -> bool:
        if not isinstance(node, ScalarNode) and not node.flow:
            return False
        own = self.text[node.start : self.layout.end(node)]
        if BREAK.search(own) or (isinstance(node, ScalarNode) and node.style in ("|", ">")):
            return False
        kin = [other.flow for other in at.kin if isinstance(other, MappingNode)]
        if kin and not any(kin):
            return False
        lead = self.layout.column(node.start)
        flow = self.style.flow(new, hint=Hint())
        return "\\n" not in flow and lead + len(flow) <= self.style.width

    def _shift(self, start: int, end: int, by: int) -> None:
        """Indent the lines that begin behind `start`."""
        for line in self.layout.lines_within(start, end):
            if line < end and not self.layout.blank(line):
                self._splice(line, line, " " * by)

    def _below(self, end: int, column: int, lines: list[str], indent: int) -> None:
        """Whole lines below what ends here and the comments that belong to it."""
        place = self.layout.below(end, column)
        self._splice(place, place, "".join(f"{self.style.newline}{' ' * indent}{line}" for line in lines))

    def _hint(self, node: Node, at: At) -> Hint:
        """How a value is written in the place of a node, or beside its kin."""
        blocks = 2 if at.depth == 1 else 0
        if isinstance(node, ScalarNode) and node.given:
            quote = node.style if node.style in ('"', "'", ">") else ""
            long = not node.style.strip("\"'") and self.layout.column(node.end) > self.style.width
            return Hint(quote, flow=True if long else None)
        return replace(_of_kin(at.kin), blocks=blocks)

    # --- mappings ----------------------------------------------------------------------------------------------

    def _mapping(self, node: MappingNode, old: dict[str, Data], new: dict[str, Data], at: At) -> None:
        keys = [key.text for key, _ in node.pairs]
        flow = at.flow or node.flow
        gone = [index for index, key in enumerate(keys) if key not in new]
        column = self.layout.column(node.pairs[0][0].start)
        fresh = [name for name in new if name not in keys]
        if (
            len(gone) == len(fresh) == 1
            and list(new).index(fresh[0]) == gone[0]
            and new[fresh[0]] == old[keys[gone[0]]]
        ):
            key = node.pairs[gone[0]][0]  # the same value under another name
            self._splice(key.start, key.end, self.style.inline(fresh[0], "", flow=flow))
            keys[gone[0]], gone = fresh[0], []
            old = {fresh[0] if name == key.text else name: value for name, value in old.items()}
        if len(gone) == len(keys):
            if new:
                raise EditError("nothing would be left of what stands here; edit the file itself")
            self._empty(node, "{}", at)
            return
        for (key, value), name in zip(node.pairs, keys, strict=True):
            if name in new:
                kin = tuple(v for k, v in node.pairs if k is not key) if at.depth == 1 else _values(at.kin, name)
                inner = At(column, self.layout.colon(key), flow, at.depth + 1, kin)
                self.change(value, old[name], new[name], inner)
        if node.flow:
            spans = [(key.start, self._value_end(key, value)) for key, value in node.pairs]
            self._flow_gone(spans, gone)
        else:
            self._pairs_gone(node, gone, column)
        self._new_pairs(node, keys, new, replace(at, flow=flow, column=column))

    def _value_end(self, key: ScalarNode, value: Node) -> int:
        return max(self.layout.end(value), key.end)

    def _new_pairs(self, node: MappingNode, keys: list[str], new: dict[str, Data], at: At) -> None:
        last = -1
        values = [value for _, value in node.pairs]
        for fresh, group in groupby(new, key=lambda name: name not in keys):
            names = list(group)
            if not fresh:
                last = keys.index(names[-1])
                continue
            if node.flow:
                hint = Hint(quote_of(values))
                written = [self.style.flow_pair(name, new[name], hint=hint) for name in names]
                spans = [(key.start, self._value_end(key, value)) for key, value in node.pairs]
                self._flow_new(node, spans, last, written, at)
                continue
            pairs = []
            for name in names:
                kin = _values(at.kin, name) if at.depth != 1 else tuple(values[-_NEAR:])
                hint = _of_kin(kin) if kin else Hint(quote_of(values[-_NEAR:]))
                pairs.append(
                    self.style.pair(name, new[name], at.column, replace(hint, blocks=2 if at.depth == 0 else 0))
                )
            if last < 0:
                start = node.pairs[0][0].start
                indent = self.style.newline + " " * at.column
                self._splice(start, start, "".join(pair + indent for pair in pairs))
            else:
                gap = self._gap([key.start for key, _ in node.pairs]) if at.depth == 0 else 0
                pairs = [self.style.newline * gap + pair if not gap else pair for pair in pairs]
                self._insert_below(self.layout.end(values[last]), at.column, pairs, gap)

    def _insert_below(self, end: int, column: int, written: list[str], gap: int) -> None:
        place = self.layout.below(end, column)
        newline = self.style.newline
        self._splice(place, place, "".join(f"{newline * (gap + 1)}{' ' * column}{text}" for text in written))

    def _gap(self, starts: Sequence[int]) -> int:
        """How many blank lines stand above the last of several things that begin at these places."""
        if len(starts) < 2:  # noqa: PLR2004  (one thing has no gap)
            return 0
        line = self.layout.line_start(starts[-1])
        line = self.layout.above(line, self.layout.column(starts[-1]))
        return len(self.layout.lines_within(self.layout.blanks_above(line) - 1, line - 1)) if line else 0

    def _pairs_gone(self, node: MappingNode, gone: list[int], column: int) -> None:
        for first, last in _runs(gone):
            key = node.pairs[first][0]
            end = self.layout.end(node.pairs[last][1])
            if first == 0 and not self.layout.opens_line(key.start):  # on the hyphen's line
                following = node.pairs[last + 1][0].start
                end = max(end, node.pairs[last][0].end)
                rest = self.text[end:following]
                if rest.strip():  # a comment stays, and stands where the key did
                    self._splice(key.start, self.layout.colon(node.pairs[last][0]) if end <= key.end else end, "")
                else:
                    self._splice(key.start, following, "")
            else:
                self._lines_gone(key.start, max(end, key.end), column, more=last + 1 < len(node.pairs))

    def _lines_gone(self, start: int, end: int, column: int, *, more: bool) -> None:
        """Take out whole lines: comments directly above go along, and the blank lines that kept it apart."""
        layout = self.layout
        begin = layout.line_start(start)
        head = layout.above(begin, column)
        if head > 0 or column > 0:  # comments at the very top speak of the file
            begin = head
        last = layout.below(end, column)
        finish = layout.next_line(last)
        if finish == len(self.text) or layout.blank(finish):
            above = layout.blanks_above(begin)
            if above < begin:
                begin = above
            elif more:
                while finish < len(self.text) and layout.blank(finish):
                    finish = layout.next_line(finish)
        if begin and not more:  # of two line breaks the one stays that what stands below has had above it
            begin -= 2 if self.text[begin - 2 : begin] == "\r\n" else 1
            finish = last
        self._splice(begin, finish, "")

    def _empty(self, node: MappingNode | SequenceNode, sign: str, at: At) -> None:
        """Take everything out; the brackets that stay say that nothing is there."""
        if node.flow:
            self._splice(node.start, node.end, sign)
            return
        first, last = (
            (node.items[0], node.items[-1]) if isinstance(node, SequenceNode) else (node.pairs[0][0], node.pairs[-1][1])
        )
        start = node.start if isinstance(node, SequenceNode) else first.start
        self._splice(at.after, at.after, f" {sign}")
        self._lines_gone(start, self.layout.end(last), self.layout.column(start), more=False)

    # --- lists -------------------------------------------------------------------------------------------------

    def _sequence(self, node: SequenceNode, old: list[Data], new: list[Data], at: At) -> None:
        if not new:
            self._empty(node, "[]", at)
            return
        flow = at.flow or node.flow
        column = 0 if node.flow else self.layout.column(node.start)
        gone: list[int] = []
        fresh: list[tuple[int, list[Data]]] = []
        for tag, start, end, other_start, other_end in _steps(old, new):
            both = 0 if tag == "equal" else min(end - start, other_end - other_start)
            for offset in range(both):
                index = start + offset
                after = 0 if node.flow else self.layout.dash(node, index) + 1
                kin = (*node.items[max(0, index - _NEAR) : index], *node.items[index + 1 : index + 1 + _NEAR])
                inner = At(column, after, flow, at.depth + 1, kin)
                self.change(node.items[index], old[index], new[other_start + offset], inner)
            if tag != "equal":
                gone += range(start + both, end)
                if other_start + both < other_end:
                    fresh.append((start + both - 1, new[other_start + both : other_end]))
        if node.flow:
            spans = [(item.start, item.end) for item in node.items]
            self._flow_gone(spans, gone)
        else:
            for first, last in _runs(gone):
                end = max(self.layout.end(node.items[last]), self.layout.dash(node, last) + 1)
                more = last + 1 < len(node.items)
                self._lines_gone(self.layout.dash(node, first), end, column, more=more)
        for index, values in fresh:
            self._new_items(node, index, values, replace(at, flow=flow, column=column))

    def _new_items(self, node: SequenceNode, last: int, values: list[Data], at: At) -> None:
        near = node.items[-_NEAR:]
        if node.flow:
            hint = Hint(quote_of(near))
            spans = [(item.start, item.end) for item in node.items]
            self._flow_new(node, spans, last, [self.style.flow(value, hint=hint) for value in values], at)
            return
        hint = _of_kin(near)
        if hint.flow is None and at.depth == 1 and not all(isinstance(item, ScalarNode) for item in near):
            hint = replace(hint, blocks=1)
        dash = self.layout.dash(node, len(node.items) - 1)
        step = node.items[-1].start - dash
        if self.layout.line_start(dash) == self.layout.line_start(node.items[-1].start) and STEP <= step <= 2 * STEP:
            hint = replace(hint, step=step)
        if hint.flow is False:
            hint = replace(hint, blocks=1)
        written = [self.style.item(value, at.column, hint) for value in values]
        if last < 0:
            start = self.layout.above(self.layout.line_start(node.start), at.column)
            self._splice(start, start, "".join(f"{' ' * at.column}{text}{self.style.newline}" for text in written))
            return
        gap = self._gap(
            [self.layout.dash(node, index) for index in range(max(0, len(node.items) - 2), len(node.items))]
        )
        end = max(self.layout.end(node.items[last]), self.layout.dash(node, last) + 1)
        self._insert_below(end, at.column, written, gap)

    # --- brackets ----------------------------------------------------------------------------------------------

    def _flow_gone(self, spans: list[tuple[int, int]], gone: list[int]) -> None:
        """Take things out from between brackets, each with one comma; comments between them stay."""
        for first, last in _runs(gone):
            start, end = spans[first][0], spans[last][1]
            if last + 1 < len(spans):
                following = spans[last + 1][0]
                if "#" not in self.text[end:following]:
                    self._splice(start, following, "")
                else:
                    self._splice(start, self.layout.filled(end) + 1, "")
            elif first and "#" not in self.text[spans[first - 1][1] : start]:
                self._splice(spans[first - 1][1], end, "")
            else:
                comma = self.layout.filled(end)
                self._splice(
                    start, comma + 1 if self.text[comma] == "," and "#" not in self.text[end:comma] else end, ""
                )

    def _flow_new(
        self, node: MappingNode | SequenceNode, spans: list[tuple[int, int]], last: int, written: list[str], at: At
    ) -> None:
        """Put things between brackets: on lines of their own where the others stand so, else behind the one before."""
        layout = self.layout
        if last < 0:
            self._splice(spans[0][0], spans[0][0], "".join(f"{text}, " for text in written))
            return
        start, end = spans[last]
        newline = self.style.newline
        several = layout.line_start(node.start) != layout.line_start(node.end - 1)
        own_line = layout.opens_line(start) and several
        following = spans[last + 1][0] if last + 1 < len(spans) else node.end - 1
        if (
            own_line
            and (
                last == 0
                or layout.opens_line(spans[last - 1][0])
                or layout.line_start(spans[0][0]) == layout.line_start(start)
            )
            and layout.line_end(end) < following
            and (last == 0 or layout.line_start(spans[last - 1][0]) != layout.line_start(start))
        ):
            indent = newline + " " * layout.column(start)
            has_comma = self.text[layout.filled(end)] == ","
            more = last + 1 < len(spans)
            if not has_comma:
                self._splice(end, end, ",")
            place = (
                layout.line_end(layout.filled(end))
                if has_comma and "#" not in self.text[end : layout.filled(end)]
                else layout.line_end(end)
            )
            lines = "".join(f"{indent}{text}," for text in written)
            self._splice(place, place, lines if has_comma or more else lines[:-1])
            return
        room = self.style.width - len(layout.line(end)) if not at.flow or several else None
        length = sum(len(text) + 2 for text in written)
        if isinstance(node, SequenceNode) and room is not None and length > room and (several or length + room > 0):
            column = layout.column(layout.line_start(end)) + len(layout.line(end)) - len(layout.line(end).lstrip(" "))
            indent = newline + " " * (
                column if several and layout.line_start(node.start) != layout.line_start(end) else self._continued(node)
            )
            self._splice(end, end, "," + indent + ", ".join(written))
        else:
            self._splice(end, end, "".join(f", {text}" for text in written))

    def _continued(self, node: Node) -> int:
        """Where the lines of brackets go on: further in than the line that they begin on."""
        line = self.layout.line(node.start)
        return len(line) - len(line.lstrip(" -")) + STEP


def _runs(indices: Iterable[int]) -> list[tuple[int, int]]:
    """Neighbouring indices as pairs of first and last."""
    runs: list[tuple[int, int]] = []
    for index in sorted(indices):
        if runs and runs[-1][1] == index - 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def _values(kin: Iterable[Node], key: str) -> tuple[Node, ...]:
    return tuple(node.present[key] for node in kin if isinstance(node, MappingNode) and key in node.present)


def _of_kin(kin: Sequence[Node]) -> Hint:
    """The style of values at the same place of neighbouring entries: the last one's brackets, quotes if all have them."""
    forms = [node.flow for node in kin if not isinstance(node, ScalarNode) and node.given]
    return Hint(quote_of(kin), forms[-1] if forms else None)


def _steps(old: list[Data], new: list[Data]) -> list[tuple[str, int, int, int, int]]:
    """How a list becomes another; texts are compared by what they say, mappings by where they stand."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle, wanted = old[head : len(old) - tail], new[head : len(new) - tail]
    if all(isinstance(value, str) for value in (*middle, *wanted)):
        codes = SequenceMatcher(None, middle, wanted, autojunk=False).get_opcodes()
        return [(tag, a + head, b + head, c + head, d + head) for tag, a, b, c, d in codes]
    return [("replace", head, len(old) - tail, head, len(new) - tail)]

"""How a new text is written: plain, in quotes, as a block or in a list, so that it reads back as it was given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot.knowledge.edit.data import Data, on_one_line
from bot.knowledge.edit.layout import BREAK
from bot.knowledge.events import Broken, read_events
from bot.knowledge.tree import MappingNode, Node, ScalarNode, SequenceNode

STEP = 2  # columns that a nested mapping is indented by, where the file shows no habit of its own
_SAMPLE = 1 << 16  # characters of a file that are looked at for its habits
_NARROW, _WIDE, _WRAPPED = 80, 160, 120  # bounds of the length of lines, in characters

# Characters that end a line for YAML, or that no editor shows: written as escapes in double quotes.
_ESCAPES = {
    "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t",
    "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P", "\ufeff": "\\uFEFF",
}  # fmt: skip
_ESCAPED = re.compile('[\\\\"\n\r\t\x85\u2028\u2029\ufeff]')
_ONLY_ESCAPED = re.compile("[\r\x85\u2028\u2029\ufeff]")
_BETWEEN_WORDS = re.compile(r"(?<=\S) (?=\S)")


@dataclass(frozen=True)
class Hint:
    """What stands around a new text. None: nothing does, and the text itself decides."""

    quote: str = ""  # the sign in which the neighbours are quoted
    flow: bool | None = None  # whether they are written in brackets
    step: int = STEP  # columns from a hyphen to what follows it
    key: str = ""  # the sign in which their keys are quoted
    fields: Mapping[str, Hint] = field(default_factory=dict)  # of the values under their keys
    blocks: int = 0  # how many levels are written as blocks whatever their length: a section, its entries

    def of(self, key: str) -> Hint:
        """How the value under a key is written."""
        return self.fields.get(key) or Hint(self.quote, key=self.key)


@dataclass(frozen=True)
class Written:
    """A value as text: `head` follows the key or hyphen on its line, `body` are whole lines below, each after a break."""

    head: str
    body: str = ""


@dataclass(frozen=True)
class Style:
    """The habits of one file."""

    newline: str
    width: int  # of its longest lines, within reason
    list_step: int  # columns that a list is indented by under its key

    @classmethod
    def of(cls, text: str, root: Node) -> Style:
        """The habits that a text shows."""
        text = text[:_SAMPLE]
        breaks = re.findall("\r\n|[\r\n]", text)
        newline = max(("\n", "\r\n", "\r"), key=breaks.count) if breaks else "\n"
        longest = max(map(len, BREAK.split(text)))
        return cls(newline, min(max(longest, _NARROW), _WIDE), _list_step(text, root))

    def written(self, value: Data, *, column: int, lead: int, hint: Hint) -> Written:
        """A value in a block.

        Args:
            column: where the key or hyphen stands that the value belongs to.
            lead: characters on its line before the value.
        """
        if isinstance(value, str):
            return self._text(value, column=column, lead=lead, hint=hint)
        if not hint.blocks and hint.flow is not False:
            flow = self.flow(value, hint=hint)
            if on_one_line(value) and lead + len(flow) <= self.width:
                return Written(flow)
            if hint.flow and on_one_line(value) and not _long(value):
                return self._brackets(value, column + STEP, lead, hint) if isinstance(value, list) else Written(flow)
        inside = max(hint.blocks - 1, 0)
        if isinstance(value, list):
            indent = column + self.list_step
            below = replace(hint, flow=hint.flow if hint.blocks else None, step=STEP, blocks=inside)
            return Written("", "".join(self._line(indent, self.item(item, indent, below)) for item in value))
        indent = column + STEP
        pairs = (self.pair(key, item, indent, replace(hint.of(key), blocks=inside)) for key, item in value.items())
        return Written("", "".join(self._line(indent, pair) for pair in pairs))

    def pair(self, key: str, value: Data, column: int, hint: Hint) -> str:
        """`key: value`, with whatever lines it needs below."""
        name = self.inline(key, hint.key, flow=False)
        written = self.written(value, column=column, lead=column + len(name) + 2, hint=hint)
        return f"{name}:{' ' * bool(written.head)}{written.head}{written.body}"

    def item(self, value: Data, column: int, hint: Hint) -> str:
        """`- value`, with whatever lines it needs below; a mapping's first key stands on the hyphen's line."""
        gap = " " * (hint.step - 1)
        if isinstance(value, dict):
            flow = self.written(value, column=column, lead=column + hint.step, hint=hint) if not hint.blocks else None
            if flow and flow.head:
                return f"-{gap}{flow.head}"
            inner = column + hint.step
            pairs = (self.pair(key, item, inner, hint.of(key)) for key, item in value.items())
            return f"-{gap}" + f"{self.newline}{' ' * inner}".join(pairs)
        written = self.written(value, column=column, lead=column + hint.step, hint=hint)
        return f"-{gap}{written.head}{written.body}"

    def flow(self, value: Data, *, hint: Hint) -> str:
        """A value in brackets or inside some."""
        if isinstance(value, str):
            return self.inline(value, hint.quote, flow=True)
        if isinstance(value, list):
            return f"[{', '.join(self.flow(item, hint=hint) for item in value)}]"
        return "{" + ", ".join(self.flow_pair(key, item, hint=hint) for key, item in value.items()) + "}"

    def flow_pair(self, key: str, value: Data, *, hint: Hint) -> str:
        """`key: value` in braces."""
        return f"{self.inline(key, hint.key, flow=True)}: {self.flow(value, hint=hint)}"

    def inline(self, text: str, quote: str, *, flow: bool) -> str:
        """A text on one line, in the neighbours' quotes, or plain where those have none, if it reads back like that."""
        return next(written for written in _spellings(text, quote) if reads_back(written, text, flow=flow))

    def _brackets(self, value: list[Data], indent: int, lead: int, hint: Hint) -> Written:
        """A list in brackets that goes on in the next line where one is full."""
        lines = ["["]
        for item in value:
            text = f"{self.flow(item, hint=hint)},"
            room = self.width - (lead if len(lines) == 1 else indent)
            if lines[-1] == "[":
                lines[-1] += text
            elif len(lines[-1]) + 1 + len(text) > room:
                lines.append(text)
            else:
                lines[-1] += f" {text}"
        lines[-1] = f"{lines[-1][:-1]}]"
        return Written(lines[0], "".join(self._line(indent, line) for line in lines[1:]))

    def _text(self, text: str, *, column: int, lead: int, hint: Hint) -> Written:
        inline = Written(self.inline(text, hint.quote, flow=False))
        if ("\n" not in text and lead + len(inline.head) <= self.width) or _ONLY_ESCAPED.search(text):
            return inline
        if "\n" not in text and hint.flow:  # the neighbours' texts are as long, on one line
            return inline
        for block in self._blocks(text, column + STEP, folded="\n" not in text or hint.quote == ">"):
            body = block.body.replace(self.newline, "\n")
            if _value_in(f"{' ' * column}k: {block.head}{body}\n") == text:
                return block
        return inline

    def _blocks(self, text: str, indent: int, *, folded: bool) -> Iterator[Written]:
        if folded:
            width = max(min(self.width, _WRAPPED) - indent, _NARROW // 2)
            paragraphs = ("\n".join(_wrapped(line, width)) for line in text.split("\n"))
            yield Written(">-", self._indented("\n\n".join(paragraphs), indent))
        yield Written("|-", self._indented(text, indent))

    def _indented(self, text: str, indent: int) -> str:
        return "".join(self._line(indent, line) if line else self.newline for line in text.split("\n"))

    def _line(self, indent: int, text: str) -> str:
        return f"{self.newline}{' ' * indent}{text}"


def reads_back(written: str, text: str, *, flow: bool) -> bool:
    """Whether the loader sees the text, and nothing to complain of, in this spelling as a value and as an item."""
    if flow:
        around: tuple[str, ...] = (f"[{written}]\n", f"[ {written} ]\n", f"{{k: {written}}}\n")
    else:
        around = (f"k: {written}\n", f"- {written}\n")
    return all(_value_in(snippet) == text for snippet in around)


def quote_of(neighbours: Iterable[Node]) -> str:
    """The quotes that all neighbours stand in; empty where they differ or have none."""
    signs = {node.style for node in neighbours if isinstance(node, ScalarNode) and node.given}
    sign = signs.pop() if len(signs) == 1 else ""
    return sign if sign in ('"', "'") else ""


def _spellings(text: str, quote: str) -> Iterator[str]:
    escaped = '"' + _ESCAPED.sub(lambda found: _ESCAPES[found[0]], text) + '"'
    if not (_ONLY_ESCAPED.search(text) or "\n" in text or "\t" in text):
        double, single = f'"{text}"', "'" + text.replace("'", "''") + "'"
        if quote not in ('"', "'"):
            yield text
        bare = '"' not in text and "\\" not in text
        yield from ((single,) if quote == "'" or not bare else (double,))
    yield escaped


def _value_in(snippet: str) -> str | None:
    """The one text in a snippet of YAML that the loader has nothing against."""
    try:
        root, faults = read_events(snippet)
    except Broken:
        return None
    while not faults and root is not None and not isinstance(root, ScalarNode):
        inside = root.items if isinstance(root, SequenceNode) else tuple(value for _, value in root.pairs)
        if len(inside) != 1 or (isinstance(root, MappingNode) and root.pairs[0][0].text != "k"):
            return None
        root = inside[0]
    return root.text if not faults and isinstance(root, ScalarNode) and root.given else None


def _wrapped(line: str, width: int) -> Iterator[str]:
    """A line broken between words; where two spaces stand together it is not broken."""
    current = ""
    for word in _BETWEEN_WORDS.split(line):
        if current and len(current) + 1 + len(word) > width:
            yield current
            current = word
        else:
            current = f"{current} {word}" if current else word
    yield current


def _long(value: Data) -> bool:
    """Whether a text in it would make a line in brackets hard to read."""
    if isinstance(value, str):
        return len(value) > 2 * _WIDE
    return any(map(_long, value.values() if isinstance(value, dict) else value))


def _list_step(text: str, root: Node) -> int:
    """How far the first list under a key of the file is indented."""
    if isinstance(root, MappingNode) and not root.flow:
        for _, value in root.pairs:
            if isinstance(value, SequenceNode) and not value.flow:
                start = max(text.rfind(sign, 0, value.start) for sign in "\r\n\x85\u2028\u2029") + 1
                return min(value.start - start, 8)
    return STEP

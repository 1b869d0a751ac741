"""Documents in random styles, each with the region of every entry in its text.

Long, but one matter: every piece of the generator writes what the others read back.
"""

from __future__ import annotations

import json
import random
import string
from collections.abc import Callable
from dataclasses import dataclass, field

TEXTS = (
    "Yes.", "No, it is not.", "A man in a metal tube", "Ben Lewin", "O'Brien's poem", "95", "007", "no", "2:19", "~x",
    "Über die Brücke", "Любовь и другие", "映画の話です", "wörds with \u00a0 a hard space", "😀 smile", "👩‍👩‍👧 family", "naïve café",
    'She said "go" twice', "it's 50 % off", "a, b, c", "(in brackets)", "x = y + z", "C:\\films\\one", "tab\there",
    "a long text that goes on and on, so that it has to be folded over several lines, because no line holds it at all, not even a wide one in a wide window",
)  # fmt: skip
NASTY = (
    "---", "...", "# not a comment", "a #b", "a # b", "key: value", "key:", "- item", "-", "* star", "*alias", "&anchor", "!tag", "!!str x",
    "'single'", '"double"', "'open", '"open', "{x} y", "[x", "]", "}", "{a: b}", "[a, b]", "%TAG", "@everyone", "`code`", "| pipe", "> quote",
    "? why", ": colon", "null", "~", "yes", "2012-10-19", "1_000", "0x1F", "line one\nline two", "para one\n\npara two", "a\n---\nb",
    "a\n# b\n- c\n  d: e", "deep\n    indented\nback", "trailing \nspaces ", "  surrounded  ", "tab\tin", "a\n\tb", "\u2028x\u2028y", "x\u0085y", "a\u2029b",
    "\ufeffmark", "x\ufeffy", "a\u00a0b", "\\n is no newline", "back\\slash", "\\", "'", '"', "''", '""', "#", "a\rb", "a\r\nb", "<@123> @here",
    "[text](https://a.example)", "||spoiler||", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "e\u0301 combined", "x" * 3400, "word " * 690, "two  spaces", "a:b", "http://x.y/#z", "1,2", ",", "a,b: c",
    "ends with colon:\nnext", "%", "=", "<<", "-- dash", "–dash", "!", "&", "*", "🙂\n🙃", "very long " * 12 + "\nand a second line",
)  # fmt: skip
COMMENTS = (
    "# note",
    "# key: value",
    "# - item",
    "#",
    "# it's \"quoted",
    "# [open {",
    "# ümläut 😀",
    "# --- heading ---",
)
EXACT = {"id", "year", "spoiler", "source", "checked", "how"}  # keys whose values are more than text


@dataclass(frozen=True)
class Region:
    """Where an entry stands: its own text, and what goes when it is taken out."""

    section: str
    start: int
    end: int
    outer_start: int
    outer_end: int
    flow: bool


@dataclass
class Made:
    """A document, its entries' regions in file order, and its style's names."""

    text: str
    mark: str
    regions: list[Region]
    sections: dict[str, tuple[int, int]]  # from behind the key's colon to the end of the section's own lines
    styles: set[str] = field(default_factory=set)


class Maker:
    """Writes one document; every choice comes from the given randomness."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.out: list[str] = []
        self.length = 0
        self.styles: set[str] = set()
        self.breaks = rng.choice((("\n",), ("\n",), ("\r\n",), ("\n", "\r\n"), ("\r",)))
        self.styles.add({("\n",): "LF", ("\r\n",): "CRLF", ("\r",): "CR"}.get(self.breaks, "mixed line ends"))
        self.dash = rng.choice((0, 2, 2, 2, 4))
        self.styles.add(f"hyphens at column {self.dash}")
        self.step = rng.choice((2, 2, 2, 3, 4))
        self.gap = rng.choice((1, 1, 1, 2, 3))
        self.comments = rng.choice((0, 0.15, 0.5))
        self.blank = rng.random() < 0.4
        self.flow = rng.choice((0.0, 0.3, 1.0))
        self.sloppy = rng.random() < 0.3
        self.regions: list[Region] = []
        self.sections: dict[str, tuple[int, int]] = {}
        self.used: set[str] = set()
        self.outer = 0

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def put(self, text: str) -> None:
        self.out.append(text)
        self.length += len(text)

    def line_break(self) -> None:
        self.put(self.rng.choice(self.breaks))

    def comment_lines(self, column: int, share: float | None = None) -> int:
        """Perhaps some comment lines; says how many."""
        count = 0
        while count < 3 and self.chance(self.comments if share is None else share):
            self.put(" " * column + self.rng.choice(COMMENTS))
            self.line_break()
            self.styles.add("comments")
            count += 1
        return count

    def blank_lines(self, share: float) -> None:
        while self.chance(share):
            self.put(self.rng.choice(("", "", "  ")))
            self.line_break()

    def end_line(self) -> None:
        if self.chance(self.comments / 2):
            self.put(self.rng.choice((" ", "   ")) + self.rng.choice(COMMENTS))
            self.styles.add("comments behind values")
        elif self.sloppy and self.chance(0.2):
            self.put("  ")
        self.line_break()

    # --- scalars -----------------------------------------------------------------------------------------------

    def inline(self, text: str, *, flow: bool) -> str:
        """A text on one line in some spelling that holds it."""
        safe = all(c.isalnum() or c in " ._" for c in text) and text == text.strip() and text not in ("~", "null", "")
        spellings = ["double", "single"] if "\t" not in text else ["double"]
        if safe and not flow:
            spellings += ["plain"] * 4
        if safe and flow:
            spellings += ["plain"] * 2
        match self.rng.choice(spellings):
            case "plain":
                return text
            case "single" if "\n" not in text:
                self.styles.add("single quotes")
                return "'" + text.replace("'", "''") + "'"
        self.styles.add("double quotes")
        written = json.dumps(text, ensure_ascii=False)
        if self.chance(0.1) and not flow:
            self.styles.add("U+2028 and U+0085")
            written = written[:-1] + self.rng.choice(('\\L"', '\\N."', ' \\P"'))
        return written

    def value(self, text: str, column: int) -> None:
        """A text behind a key or a hyphen in a block, with the line's end."""
        kind = self.rng.random()
        words = text.split(" ")
        if kind < 0.12:
            self.styles.add("literal blocks")
            self.block(
                "|" + self.rng.choice(("", "-", "+")),
                [text, *(["more, ", ""][: self.rng.randint(0, 1)]), "last line"],
                column,
            )
        elif kind < 0.25 and "\t" not in text:
            self.styles.add("folded blocks")
            self.block(
                ">" + self.rng.choice(("", "-")), [" ".join(words[:3]), " ".join(words[3:]) or "and more"], column
            )
        elif kind < 0.32 and len(words) > 1 and all(c.isalnum() or c in " ._" for c in text):
            self.styles.add("plain text over lines")
            self.put(" " + words[0])
            for word in words[1:]:
                self.line_break()
                self.put(" " * (column + self.rng.randint(1, 4)) + word)
            self.end_line()
        elif kind < 0.37 and "\t" not in text:
            self.styles.add("quoted text over lines")
            self.put(' "' + json.dumps(text, ensure_ascii=False)[1:-1])
            self.line_break()
            self.put(" " * (column + 3) + 'and the rest"')
            self.end_line()
        else:
            self.put(" " * self.rng.choice((1, 1, 1, 2)) + self.inline(text, flow=False))
            self.end_line()

    def block(self, header: str, lines: list[str], column: int) -> None:
        indent = column + self.rng.choice((1, 2, 4))
        self.put(" " + header)
        if self.chance(self.comments / 2):
            self.put(" # in the head")
        self.line_break()
        for line in lines:
            if line.strip():
                self.put(" " * indent + line.strip().lstrip("#-"))
                self.line_break()
            else:
                self.line_break()

    # --- collections -------------------------------------------------------------------------------------------

    def flow_text(self, value: object, column: int, *, lines: bool) -> str:
        """A value in brackets, on one line or over several."""
        if isinstance(value, str):
            return self.inline(value, flow=True)
        separators = [", ", ", ", ","] if not self.sloppy else [" , ", ",  ", ", "]
        if isinstance(value, list):
            parts = [self.flow_text(item, column, lines=False) for item in value]
            opening, closing = "[", "]"
        else:
            assert isinstance(value, dict)
            parts = [f"{key}: {self.flow_text(item, column, lines=False)}" for key, item in value.items()]
            opening, closing = "{", "}"
        if lines and parts:
            self.styles.add("brackets over lines")
            indent = self.rng.choice(self.breaks) + " " * (column + 2)
            style = self.rng.random()
            if style < 0.4:
                comment = f" {self.rng.choice(COMMENTS)}" if self.chance(self.comments) else ""
                tail = self.rng.choice((",", ""))
                return (
                    opening
                    + indent
                    + f",{comment}{indent}".join(parts)
                    + tail
                    + comment
                    + self.rng.choice(self.breaks)
                    + " " * (column + 1)
                    + closing
                )
            return (
                opening
                + "".join(
                    part + (self.rng.choice((", ", "," + indent)) if index + 1 < len(parts) else "")
                    for index, part in enumerate(parts)
                )
                + closing
            )
        body = "".join(
            part + (self.rng.choice(separators) if index + 1 < len(parts) else "") for index, part in enumerate(parts)
        )
        if parts and self.sloppy:
            body = self.rng.choice(("", " ")) + body + self.rng.choice(("", " ", ",", ", "))
        return opening + body + closing

    def anything(self, value: object, column: int) -> None:
        """A value behind a key in a block at a column, with its line's end."""
        if isinstance(value, str):
            self.value(value, column)
        elif not value or self.chance(max(self.flow, 0.3)):
            self.styles.add("brackets")
            self.put(" " + self.flow_text(value, column, lines=self.chance(0.3)))
            self.end_line()
        elif isinstance(value, list):
            self.end_line()
            dash = column + self.rng.choice((self.step, 0, 2))
            for item in value:
                self.comment_lines(dash, self.comments / 3)
                self.item(item, dash)
        else:
            assert isinstance(value, dict)
            self.end_line()
            self.pairs(value, column + self.step)

    def item(self, value: object, dash: int) -> None:
        self.put(" " * dash + "-")
        if isinstance(value, str):
            self.value(value, dash)
        elif self.chance(self.flow):
            self.styles.add("brackets")
            self.put(" " + self.flow_text(value, dash, lines=self.chance(0.15)))
            self.end_line()
        else:
            assert isinstance(value, dict)
            if self.chance(0.1):
                self.styles.add("a hyphen on a line of its own")
                self.end_line()
                self.comment_lines(dash + self.gap + 1)
                self.pairs(value, dash + self.gap + 1)
            else:
                self.put(" " * self.gap)
                self.pairs(value, dash + self.gap + 1, first=True)

    def pairs(self, value: dict[str, object], column: int, *, first: bool = False) -> None:
        for key, item in value.items():
            if not first:
                if self.comment_lines(column, self.comments / 2):
                    self.styles.add("comments inside entries")
                self.put(" " * column)
            first = False
            self.put(self.rng.choice((key, key, key, key, f'"{key}"')) + ":")
            if key in EXACT and isinstance(item, str):
                self.put(f" {self.rng.choice((item, item, repr(item)))}")
                self.end_line()
            elif key in EXACT:
                self.put(" " + self.flow_text(item, column, lines=False))
                self.end_line()
            else:
                self.anything(item, column)

    # --- the file ----------------------------------------------------------------------------------------------

    def made(self) -> Made:
        data = self.data()
        mark = "\ufeff" if self.chance(0.2) else ""
        if mark:
            self.styles.add("byte order mark")
        self.comment_lines(0, 0.5)
        for section, value in data.items():
            if self.out:
                self.blank_lines(0.5)
                self.outer = self.length
                self.comment_lines(0)
            self.section(section, value)
        text = "".join(self.out)
        if self.chance(0.3):
            self.styles.add("no final line end")
            stripped = text.rstrip("\r\n \t")
            if "|+" not in text.split(":")[-1]:
                text = stripped
                self.regions = [self._clipped(region, len(text)) for region in self.regions]
                self.sections = {name: (min(a, len(text)), min(b, len(text))) for name, (a, b) in self.sections.items()}
        return Made(text, mark, self.regions, self.sections, self.styles)

    def _clipped(self, region: Region, length: int) -> Region:
        return Region(
            region.section,
            region.start,
            min(region.end, length),
            region.outer_start,
            min(region.outer_end, length),
            region.flow,
        )

    def section(self, name: str, value: object) -> None:
        self.put(f"{name}:")
        colon = self.length
        if name == "film" or name in ("sources", "watch", "soundtrack"):
            start = self.length - len(name) - 1
            self.anything(value, 0)
            if name in ("watch", "soundtrack"):
                self.note(name, start, self.outer, flow=False)
        elif not value:
            self.styles.add("empty sections")
            self.put(self.rng.choice(("", " []" if isinstance(value, list) else " {}")))
            self.end_line()
        elif self.chance(self.flow / 3) and self.listed(value):
            self.flow_section(name, value)
        elif isinstance(value, dict):
            self.end_line()
            for key, item in value.items():
                outer = self.length
                self.comment_lines(self.step)
                start = self.length
                self.put(" " * self.step + f"{key}:")
                self.anything(item, self.step)
                self.note(name, start, outer, flow=False)
                self.blank_lines(0.1)
        else:
            assert isinstance(value, list)
            self.end_line()
            for item in value:
                outer = self.length
                self.comment_lines(self.dash)
                start = self.length
                self.item(item, self.dash)
                if isinstance(item, dict):  # below a block it would be part of the text
                    self.deeper(self.dash)
                self.note(name, start, outer, flow=False)
                if self.blank:
                    self.styles.add("blank lines between entries")
                    self.blank_lines(0.7)
        text = "".join(self.out)
        self.sections[name] = (colon, len(text.rstrip("\r\n")))

    def deeper(self, column: int) -> None:
        if self.chance(self.comments / 3):
            self.put(" " * (column + 2) + "# below the entry")
            self.line_break()
            self.styles.add("comments below entries")

    def flow_section(self, name: str, value: object) -> None:
        self.styles.add("sections in brackets")
        self.put(" " + ("[" if isinstance(value, list) else "{"))
        parts = value if isinstance(value, list) else [(key, item) for key, item in value.items()]  # type: ignore[union-attr]
        previous = self.length
        marks: list[tuple[int, int]] = []
        for index, part in enumerate(parts):
            if self.chance(0.3):
                self.line_break()
                self.put("    ")
            start = self.length
            self.put(
                f"{part[0]}: {self.flow_text(part[1], 4, lines=False)}"
                if isinstance(part, tuple)
                else self.flow_text(part, 4, lines=False)
            )
            marks.append((start, self.length))
            if index + 1 < len(parts):
                self.put(", ")
        for index, (start, end) in enumerate(marks):
            before = marks[index - 1][1] if index else previous
            after = marks[index + 1][0] if index + 1 < len(marks) else end
            self.regions.append(Region(name, start, end, before, after, flow=True))
        self.put("]" if isinstance(value, list) else "}")
        self.end_line()

    def listed(self, value: object) -> bool:
        return isinstance(value, dict | list)

    def note(self, section: str, start: int, outer: int, *, flow: bool) -> None:
        """Remember where an entry's lines begin and end; the last break is not its own."""
        text = "".join(self.out)
        end = len(text.rstrip("\r\n \t"))
        line_end = min((i for i in (text.find("\n", end), text.find("\r", end)) if i >= 0), default=len(text))
        self.regions.append(Region(section, start, line_end, outer, self.length, flow))

    # --- what it says ------------------------------------------------------------------------------------------

    def text(self) -> str:
        return self.rng.choice(TEXTS)

    def texts(self, low: int = 1, high: int = 4) -> list[str]:
        return self.rng.sample(TEXTS, self.rng.randint(low, high))

    def name(self) -> str:
        while True:
            name = "".join(self.rng.choices(string.ascii_lowercase, k=self.rng.randint(2, 8)))
            if name not in self.used and name not in ("all", "no", "yes", "on", "off", "null"):
                self.used.add(name)
                return name

    def common(self, entry: dict[str, object]) -> dict[str, object]:
        """An entry with some of the keys that all may have."""
        if self.chance(0.4):
            entry["also_asked"] = self.texts() if self.chance(0.85) else self.text()
        if self.chance(0.2):
            entry["spoiler"] = self.rng.choice(("none", "mild", "ending"))
        if self.chance(0.3):
            entry["source"] = "page"
        return entry

    def fact(self, value: object) -> object:
        return value if self.chance(0.6) else self.common({"value": value})

    def some(self, make: Callable[[], object]) -> list[object]:
        return [make() for _ in range(self.rng.randint(1, 4))]

    def data(self) -> dict[str, object]:
        rng = self.rng
        data: dict[str, object] = {
            "film": {"title": "The Sessions", "year": "2012"},
            "sources": {"page": {"title": "A page"}},
        }
        sections: dict[str, Callable[[], object]] = {
            "overview": lambda: {
                key: self.fact(self.text() if self.chance(0.6) else self.texts())
                for key in rng.sample(("director", "writers", "genres", "country", "tagline", "logline"), rng.randint(1, 4))
            },
            "plot": lambda: {
                key: self.fact(self.text() if self.chance(0.3) else [self.text() if self.chance(0.5) else self.common({"text": self.text()}) for _ in range(3)])
                for key in rng.sample(("badly_explained", "synopsis", "ending"), rng.randint(1, 3))
            },
            "cast": lambda: self.some(lambda: self.common({**({"id": self.name()} if self.chance(0.3) else {}), "character": self.name(), "actor": self.text()})),
            "quotes": lambda: self.some(lambda: self.common({**({"id": self.name()} if self.chance(0.5) else {}), "text": self.text(), "by": self.text()})),
            "trivia": lambda: self.some(lambda: self.text() if self.chance(0.4) else self.common({"id": self.name(), "text": self.text()})),
            "awards": lambda: self.some(lambda: self.common({"award": self.name(), "year": "2013", "who": self.texts(1, 2)})),
            "watch": lambda: {"checked": "2026-11-20", "offers": [{"service": self.text(), "how": ["rent", "buy"][: rng.randint(1, 2)]} for _ in range(rng.randint(1, 3))]},
            "bonus": lambda: self.some(lambda: {"title": self.name(), "about": self.text()}),
            "faq": lambda: self.some(lambda: self.common({"id": self.name(), "question": self.text(), "answer": self.text()})),
        }  # fmt: skip
        for name in rng.sample(list(sections), rng.randint(2, 5)):
            make = sections[name]
            data[name] = (
                make()
                if self.chance(0.93)
                else ({} if name in ("overview", "plot") else [] if name != "watch" else make())
            )
        if "faq" not in data and self.chance(0.7):
            data["faq"] = sections["faq"]()
        return data


def make(seed: int) -> Made:
    """The document of a seed."""
    return Maker(random.Random(seed)).made()

"""From a file's bytes to a tree: size, encoding, control characters, and YAML's own mistakes put right on the way."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bot.knowledge.code import Code, Fault
from bot.knowledge.naming import Place
from bot.knowledge.problem import Problem
from bot.knowledge.tree import Broken, Lines, Node, control_characters, read_events

MAX_BYTES = 1 << 20

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


@dataclass(frozen=True)
class Reading:
    """What was read. With an error among the faults the tree is a guess, good for finding further problems only."""

    text: str
    root: Node | None = None
    faults: tuple[Fault, ...] = field(default=())

    @cached_property
    def lines(self) -> Lines:
        """The places in the text."""
        return Lines(self.text)


def read_text_of(data: str | bytes) -> Reading:
    """Read a whole file; never raises for what stands in it."""
    size = len(data)
    if size > MAX_BYTES:
        return Reading("", None, (Fault(0, Code.TOO_BIG, "the file is larger than 1 MiB; split it into several"),))
    text, faults = _decode(data) if isinstance(data, bytes) else (data, [])
    text = text.lstrip("\ufeff")
    faults = faults or control_characters(text)
    if faults:
        return Reading(text, None, tuple(faults))
    try:
        root, faults = read_events(text)
    except Broken as broken:
        return Reading(text, None, (Fault(broken.start, Code.SYNTAX, broken.problem),))
    if root is None and not faults:
        faults = [Fault(0, Code.EMPTY_FILE, "the file is empty; a film begins with `film: {title: …, year: …}`")]
    return Reading(text, root, tuple(faults))


def _decode(data: bytes) -> tuple[str, list[Fault]]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return "", [Fault(0, Code.ENCODING, f"the file is saved as {name}; save it as UTF-8")]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").lstrip("\ufeff")
        likely = data[error.start : error.start + 1].decode("cp1252", "replace")
        message = f"this is not UTF-8 (in Windows' older encoding it would be `{likely}`); save the file as UTF-8"
        if b"\0" in data[:4]:
            before, message = "", "the file is saved as UTF-16 or UTF-32; save it as UTF-8"
        return before + likely, [Fault(len(before), Code.ENCODING, message)]


def problems_of(
    faults: Iterable[Fault], *, path: Path, reading: Reading, places: Iterable[Place] = ()
) -> Iterator[Problem]:
    """Faults with file, line, column and, of those that stand in an entry, its id."""
    places = tuple(places)
    for fault in faults:
        line, column = reading.lines.place(fault.start)
        place = next((place for place in places if place.start <= fault.start < max(place.end, place.start + 1)), None)
        entry = f"{path.stem}/{place.section}/{place.name}" if place else None
        yield Problem(str(path), line, column, fault.code, fault.message, entry, fault.severity)

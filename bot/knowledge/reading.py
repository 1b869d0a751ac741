"""From a file's bytes to a tree: size, encoding, control characters, and YAML's own mistakes put right on the way."""

from __future__ import annotations

import codecs
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.knowledge.code import Code, Fault
from bot.knowledge.events import Broken, control_characters, read_events
from bot.knowledge.lines import Lines
from bot.knowledge.naming import Place
from bot.knowledge.problem import Problem
from bot.knowledge.repair import BUDGET, fault_of, repair
from bot.knowledge.tree import Node

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

    text: str  # as read, without a byte order mark
    root: Node | None = None
    faults: tuple[Fault, ...] = ()
    mended: str | None = None  # the text that the tree's positions mean; None: `text` itself
    edits: tuple[tuple[int, int, int], ...] = ()  # what was mended, in turn: start, length before, length after

    @cached_property
    def lines(self) -> Lines:
        """The lines of the text as it was read."""
        return Lines(self.text)

    def place(self, index: int) -> tuple[int, int]:
        """Line and column, in the text as it was read, of an index that the tree or a fault gives."""
        for start, old, new in reversed(self.edits):
            if index >= start + new:
                index += old - new
            elif index > start:
                index = start + min(index - start, old)
        return self.lines.place(index)


def read_text_of(data: str | bytes) -> Reading:
    """Read a whole file; never raises for what stands in it."""
    size = len(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        return Reading("", None, (Fault(0, Code.TOO_BIG, "the file is larger than 1 MiB; split it into several"),))
    text, faults = _decode(data) if isinstance(data, bytes) else (data, [])
    text = text.lstrip("\ufeff")
    faults = faults or control_characters(text)
    if faults:
        return Reading(text, None, tuple(faults))
    return _read(text)


def _read(text: str) -> Reading:
    """The tree; where YAML fails, the likeliest repair is made so that everything after it is looked at too."""
    mended, faults, edits, budget = text, list[Fault](), list[tuple[int, int, int]](), BUDGET
    while True:
        try:
            root, found = read_events(mended)
            break
        except Broken as broken:
            guess, spent = repair(mended, broken, budget=budget)
            budget -= spent
            if guess is None:
                return Reading(text, None, (*faults, fault_of(broken)), mended, tuple(edits))
        shift = len(guess.new) - (guess.end - guess.start)
        faults = [fault._replace(start=fault.start + shift) if fault.start >= guess.end else fault for fault in faults]
        faults.append(guess.fault)
        edits.append((guess.start, guess.end - guess.start, len(guess.new)))
        mended = guess.applied(mended)
    if root is None and not found:
        found = [Fault(0, Code.EMPTY_FILE, "the file is empty; a film begins with `film: {title: …, year: …}`")]
    return Reading(text, root, (*faults, *found), mended if edits else None, tuple(edits))


def _decode(data: bytes) -> tuple[str, list[Fault]]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return "", [Fault(0, Code.ENCODING, f"the file is saved as {name}; save it as UTF-8")]
    if b"\0" in data[:2]:
        return "", [Fault(0, Code.ENCODING, "the file is saved as UTF-16 or UTF-32; save it as UTF-8")]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").lstrip("\ufeff")
        likely = data[error.start : error.start + 1].decode("cp1252", "replace")
        message = f"this is not UTF-8 (in Windows' older encoding it would be `{likely}`); save the file as UTF-8"
        return before + likely, [Fault(len(before), Code.ENCODING, message)]


def problems_of(
    faults: Iterable[Fault], *, path: Path, reading: Reading, places: Iterable[Place] = ()
) -> Iterator[Problem]:
    """Faults with file, line, column and, of those that stand in an entry, its id."""
    places = sorted(places, key=lambda place: place.start)
    starts = [place.start for place in places]
    for fault in faults:
        line, column = reading.place(fault.start)
        before = bisect_right(starts, fault.start) - 1
        entry = None
        if before >= 0 and fault.start < max(places[before].end, places[before].start + 1):
            entry = f"{path.stem}/{places[before].section}/{places[before].name}"
        yield Problem(str(path), line, column, fault.code, fault.message, entry, fault.severity)

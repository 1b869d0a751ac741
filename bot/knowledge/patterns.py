"""Wordings that all films share: reading patterns files, and what a folder's own file does to the shipped ones.

In a knowledge folder's `patterns.yaml` a row with `question` replaces everything that is shipped for its fact;
a row with `also_asked` alone adds to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from bot.knowledge.code import Code, Fault
from bot.knowledge.entry import Pattern
from bot.knowledge.facts import FACTS, FILM, SLOTS, Fact
from bot.knowledge.model import PatternRow, PatternsFile
from bot.knowledge.problem import KnowledgeError
from bot.knowledge.quoting import shown
from bot.knowledge.reading import problems_of, read_text_of
from bot.knowledge.tree import MappingNode, ScalarNode, SequenceNode
from bot.knowledge.validation import did_you_mean, validate

FILE_STEM = "patterns"
_SLOT = re.compile(r"<\s*([^<>]*?)\s*>")
_BRACES = re.compile(r"\{\s*(\w+)\s*\}")


def parse_patterns(text: str | bytes, *, path: Path) -> tuple[PatternRow, ...]:
    """The rows of a patterns file.

    Raises:
        KnowledgeError: with every problem of the text.
    """
    reading = read_text_of(text)
    faults = list(reading.faults)
    file = None
    if isinstance(reading.root, MappingNode):
        file, found = validate(PatternsFile, reading.root, reading.mended or reading.text)
        faults += found
        faults += _row_faults(reading.root)
    elif reading.root is not None:
        faults.append(Fault(reading.root.start, Code.NOT_A_MAPPING, "a patterns file begins with `patterns:`"))
    if file is None or faults:
        raise KnowledgeError(problems_of(faults, path=path, reading=reading))
    return file.patterns


def merged(shipped: Sequence[Pattern], rows: Sequence[PatternRow]) -> tuple[Pattern, ...]:
    """The shipped patterns with a folder's rows applied, in the order of `FACTS`."""
    patterns = {pattern.fact: pattern for pattern in shipped}
    for row in rows:
        before = patterns.get(row.fact)
        if row.question or before is None:
            question, *rest = (row.question, *row.also_asked) if row.question else row.also_asked
            patterns[row.fact] = Pattern(row.fact, question, tuple(rest))
        else:
            patterns[row.fact] = Pattern(
                row.fact, before.question, tuple(dict.fromkeys((*before.also_asked, *row.also_asked)))
            )
    return tuple(patterns[fact] for fact in FACTS if fact in patterns)


@cache
def shipped_patterns() -> tuple[Pattern, ...]:
    """The patterns that come with the bot."""
    file = resources.files("bot.knowledge") / "patterns.yaml"
    return merged((), parse_patterns(file.read_bytes(), path=Path(str(file))))


def _row_faults(root: MappingNode) -> Iterator[Fault]:
    rows = root.present.get("patterns")
    seen: set[str] = set()
    for row in rows.present if isinstance(rows, SequenceNode) else ():
        name = row.present.get("fact") if isinstance(row, MappingNode) else None
        if not isinstance(row, MappingNode) or not isinstance(name, ScalarNode):
            continue  # validation says what is missing
        fact = FACTS.get(name.text.strip())
        if fact is None:
            message = f"`{shown(name.text)}` is no fact{did_you_mean(name.text, FACTS)}"
            yield Fault(name.start, Code.UNKNOWN_FACT, message)
        elif fact.name in seen:
            yield Fault(name.start, Code.DUPLICATE_FACT, f"`{fact.name}` has a row already; put the wordings together")
        else:
            seen.add(fact.name)
            for key in ("question", "also_asked"):
                yield from _wording_faults(row.present.get(key), fact)


def _wording_faults(node: object, fact: Fact) -> Iterator[Fault]:
    if isinstance(node, SequenceNode):
        for item in node.present:
            yield from _wording_faults(item, fact)
    if not isinstance(node, ScalarNode):
        return
    if _BRACES.search(node.text):
        better = shown(_BRACES.sub(r"<\1>", node.text))
        yield Fault(node.start, Code.SLOT_IN_BRACES, f"slots stand in angle brackets: {better}")
        return
    used = _SLOT.findall(node.text)
    for slot in dict.fromkeys(used):
        if slot not in SLOTS:
            yield Fault(node.start, Code.UNKNOWN_SLOT, f"`<{shown(slot)}>` is no slot{did_you_mean(slot, SLOTS)}")
        elif slot not in fact.slots:
            allowed = ", ".join(f"<{name}>" for name in fact.slots)
            yield Fault(node.start, Code.FOREIGN_SLOT, f"{fact.name} has no `<{slot}>`; write {allowed}")
    needed = [slot for slot in fact.slots if slot != FILM and slot not in used]
    if needed and not set(used) - set(SLOTS):
        yield Fault(
            node.start, Code.MISSING_SLOT, f"{fact.name} is asked with `<{needed[0]}>`; put it into the wording"
        )

"""A file's text as it is before an edit, read so that every place in it is certain."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.knowledge.problem import KnowledgeError, Severity
from bot.knowledge.reading import Reading, problems_of, read_text_of
from bot.knowledge.tree import MappingNode

MARK = "\ufeff"


@dataclass(frozen=True)
class Original:
    """A text and its tree."""

    mark: str  # a byte order mark, where there is one
    text: str  # what follows it: the places of the tree count from here
    root: MappingNode


def original(data: str | bytes, *, path: Path) -> Original:
    """Read a file.

    Raises:
        KnowledgeError: it cannot be read without guessing.
    """
    text = data if isinstance(data, str) else _decoded(data, path)
    bare = text.lstrip(MARK)
    reading = read(bare)
    if not isinstance(reading.root, MappingNode) or broken(reading):
        raise KnowledgeError(problems_of(reading.faults, path=path, reading=reading))
    return Original(text[: len(text) - len(bare)], bare, reading.root)


@lru_cache(maxsize=4)
def read(text: str) -> Reading:
    """The reading of a text; an edit looks at the same one several times."""
    return read_text_of(text)


def broken(reading: Reading) -> bool:
    """Whether the tree is a guess."""
    return any(fault.severity is Severity.ERROR for fault in reading.faults)


def _decoded(data: bytes, path: Path) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        reading = read_text_of(data)
        raise KnowledgeError(problems_of(reading.faults, path=path, reading=reading)) from None

"""What is wrong in a knowledge file, where, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter


class Severity(StrEnum):
    """An error keeps the knowledge base from loading; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in one file; `line` and `column` count from 1, columns in code points."""

    file: str
    line: int
    column: int
    code: str
    message: str
    entry: str | None = None
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


in_order = attrgetter("file", "line", "column", "code", "message")  # far quicker than comparing whole problems


class KnowledgeFolderError(NotADirectoryError):
    """There is no knowledge folder where one was named: wrong use, not bad knowledge."""


class KnowledgeError(Exception):
    """The knowledge cannot be loaded; carries every problem of every file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=in_order))
        super().__init__("\n".join(map(str, self.problems)))

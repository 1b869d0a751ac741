"""Look a knowledge folder over: all problems, and what is allowed but could be better."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.knowledge.code import Code
from bot.knowledge.document import used_sources
from bot.knowledge.entry import Document
from bot.knowledge.events import read_events
from bot.knowledge.lines import Lines
from bot.knowledge.load import merge, read_folder
from bot.knowledge.model import Faq
from bot.knowledge.problem import Problem, Severity, in_order
from bot.knowledge.tree import MappingNode

ENOUGH_WORDINGS = 3
_HEAD_LINES = 5  # where editors look for the schema's name


def check_knowledge(folder: Path) -> tuple[Problem, ...]:
    """Every error and warning of a folder, in the order of files and lines; never raises for what the files hold.

    Raises:
        KnowledgeFolderError: there is no such folder.
    """
    documents, rows, problems = read_folder(folder)
    between = merge(documents, rows=rows).warnings
    advice = (problem for document in documents for problem in _advice(document))
    return tuple(sorted({*problems, *between, *advice}, key=in_order))


def _advice(document: Document) -> Iterator[Problem]:
    yield from _few_wordings(document)
    yield from _unused_sources(document)
    if not any("yaml-language-server: $schema=" in line for line in document.text.splitlines()[:_HEAD_LINES]):
        kind = "film" if document.film else "general"
        head = f"# yaml-language-server: $schema=../docs/schema/{kind}.json"
        message = f"begin the file with `{head}` (the path from here), so that editors help with writing"
        yield _warning(document, (1, 1), Code.NO_SCHEMA, message)


def _few_wordings(document: Document) -> Iterator[Problem]:
    for entry in document.entries:
        count = len(entry.wordings)
        if isinstance(entry.value, Faq) and count < ENOUGH_WORDINGS:
            has = f"{count} wording" if count == 1 else f"{count} wordings"
            message = f"this entry has {has}; add to `also_asked` a short form, a keyword-only form and one as in chat"
            yield _warning(document, (entry.line, entry.column), Code.FEW_WORDINGS, message, entry=entry.id)


def _unused_sources(document: Document) -> Iterator[Problem]:
    root, _ = read_events(document.text)
    rows = root.present.get("sources") if isinstance(root, MappingNode) else None
    if not isinstance(root, MappingNode) or not isinstance(rows, MappingNode):
        return
    used = {node.text for node in used_sources(root)}
    for key, _ in rows.pairs:
        if key.text not in used:
            message = f"no entry names the source `{key.text}`; name it in `source:`, or take it out"
            yield _warning(document, Lines(document.text).place(key.start), Code.UNUSED_SOURCE, message)


def _warning(
    document: Document, place: tuple[int, int], code: Code, message: str, *, entry: str | None = None
) -> Problem:
    return Problem(str(document.path), *place, code, message, entry, Severity.WARNING)

"""Apply changes to a file's text and see to it that nothing else has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bot.knowledge.document import document_of
from bot.knowledge.edit.changes import Change, EditError, RemoveEntry, RenameEntry, SetField
from bot.knowledge.edit.data import Data, data_of
from bot.knowledge.edit.difference import unified
from bot.knowledge.edit.entries import Values
from bot.knowledge.edit.original import broken, original, read
from bot.knowledge.edit.splice import rewritten
from bot.knowledge.entry import Document
from bot.knowledge.naming import places
from bot.knowledge.tree import MappingNode


@dataclass(frozen=True)
class Edited:
    """A file after an edit."""

    text: str  # with a byte order mark if it had one
    document: Document
    entries: tuple[str, ...]  # full ids of what was changed, created or removed; of a renamed entry both
    moved: Mapping[
        str, str
    ]  # old id to new of entries without a written id, called otherwise as one before them is gone
    renamed: Mapping[str, str]  # old id to new of entries that were given another, one after the other
    before: str = field(repr=False)

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return self.text.encode()

    @cached_property
    def diff(self) -> str:
        """The unified difference; empty when nothing changed."""
        return unified(self.before, self.text, name=self.document.path.name)


def apply_changes(data: str | bytes, changes: Sequence[Change], *, path: Path) -> Edited:
    """Make changes one after the other, as one edit; `path` names the document and need not exist.

    Raises:
        EditError: a change cannot be made.
        KnowledgeError: the text as it stands cannot be read, or the result would not be valid.
    """
    file = original(data, path=path)
    before = text = file.text
    touched: dict[str, None] = {}
    moved: dict[str, str] = {}
    renamed: dict[str, str] = {}
    for change in changes:
        values = Values(path.stem, original(text, path=path).root)
        effect = values.after(change)
        touched |= dict.fromkeys(f"{path.stem}/{name}" for name in effect.touched)
        if effect.wanted == values.data:
            continue
        text = rewritten(text, values.root, values.data, effect.wanted)
        _check(text, effect.wanted)
        if isinstance(change, RemoveEntry):
            moved |= _moved(values, original(text, path=path).root, effect.touched)
        elif isinstance(change, RenameEntry) or (isinstance(change, SetField) and change.field == "id"):
            old, new = (f"{path.stem}/{name}" for name in effect.touched)
            renamed.pop(old, None)  # a name that went round comes to its end
            renamed[old] = new
    document = document_of(read(text), path=path)
    return Edited(file.mark + text, document, tuple(touched), moved, renamed, file.mark + before)


def _moved(values: Values, root: MappingNode, gone: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Old id and new of the entries that go by another name now."""
    before = [f"{section}/{name}" for section, name in values.places if f"{section}/{name}" not in gone]
    after = [f"{place.section}/{place.name}" for place in places(root)[0]]
    for old, new in zip(before, after, strict=True):
        if old != new:
            yield f"{values.document}/{old}", f"{values.document}/{new}"


def _check(text: str, wanted: Data) -> None:
    """Read the text again: it must say what was wanted, and nothing else may have changed."""
    reading = read(text)
    if reading.root is None or broken(reading) or data_of(reading.root) != wanted:
        raise EditError("this cannot be written here without touching something else; edit the file itself")

"""A document's new name, in every file that refers to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from bot.knowledge.edit.apply import apply_changes
from bot.knowledge.edit.changes import EditError, SetField
from bot.knowledge.edit.entries import Values
from bot.knowledge.edit.original import original
from bot.knowledge.naming import MAX_DOCUMENT, same_name, slug
from bot.knowledge.patterns import FILE_STEM

_ID = re.compile(rf"[a-z0-9-]{{1,{MAX_DOCUMENT}}}")


def rename_document(texts: Mapping[str, bytes], old: str, new: str) -> Mapping[str, bytes]:
    """The files that change when the film `old` is called `new`: those that name it under `similar`.

    Args:
        texts: every knowledge file by its path in the folder; the file of `old` itself is renamed by the caller.

    Raises:
        EditError: `new` is no name for a document, or is taken.
        KnowledgeError: a file that names the film cannot be read.
    """
    if FILE_STEM in (old, new):
        raise EditError(
            f"`{FILE_STEM}` is the file of question patterns; no other document can be called so, nor it otherwise"
        )
    if not _ID.fullmatch(new):
        example = slug(new, MAX_DOCUMENT) or "the-sessions"
        raise EditError(f"a document's id has a-z, 0-9 and - only, at most {MAX_DOCUMENT}, like {example}")
    if new == old:
        raise EditError(f"`{new}` is its id already")
    if any(same_name(Path(name).stem) == new for name in texts):
        raise EditError(f"there is a document `{new}` already; choose another id")
    return references_renamed(texts, old, new)


def references_renamed(texts: Mapping[str, bytes], old: str, new: str) -> Mapping[str, bytes]:
    """The files that change when what they call `old` is called `new`, whatever there is of either name.

    Raises:
        KnowledgeError: a file that names the film cannot be read.
    """
    renamed = {name: _renamed(data, old, new, Path(name)) for name, data in texts.items() if old.encode() in data}
    return {name: data for name, data in renamed.items() if data != texts[name]}


def _renamed(data: bytes, old: str, new: str, path: Path) -> bytes:
    values = Values(path.stem, original(data, path=path).root)
    changes = [
        SetField(f"{path.stem}/similar/{target.name}", "film", new)
        for target in values.targets.values()
        if target.section == "similar" and isinstance(item := values.at(target.path), dict) and item.get("film") == old
    ]
    return apply_changes(data, changes, path=path).data if changes else data

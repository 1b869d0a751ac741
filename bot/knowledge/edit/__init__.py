"""Edits of knowledge files that touch only what they mean to: text in, text out.

What may change in the text:

- of an entry that is changed, its own lines: from its hyphen or key to the end of its last line, with the comment
  behind it and the comment lines directly below that are indented further. Comments inside it stay, except those of
  a value that is taken out or written anew;
- of an entry that is taken out, these, the comment lines directly above that are indented like it, and, where blank
  lines stand on both sides, those on one side. Between brackets, its own text and one comma. When it was the last of
  its section, the section's key gets `[]` or `{}`;
- for a new entry nothing: it is put behind the last of its section, or, where there is none, the section is put
  behind the one that comes before it in the model. Empty brackets give way to it.

An entry that had no `id:` is given the name that it goes by when it is first changed.
"""

from __future__ import annotations

from bot.knowledge.edit.apply import Edited, apply_changes
from bot.knowledge.edit.changes import (
    AddEntry,
    AddItem,
    Change,
    EditError,
    RemoveEntry,
    RemoveField,
    RemoveItem,
    RenameEntry,
    SetField,
    Value,
    from_json,
    to_json,
)
from bot.knowledge.edit.entry import entry_fields, entry_text
from bot.knowledge.edit.fields import FieldInfo, fields_of
from bot.knowledge.edit.references import references_renamed, rename_document

__all__ = [
    "AddEntry",
    "AddItem",
    "Change",
    "EditError",
    "Edited",
    "FieldInfo",
    "RemoveEntry",
    "RemoveField",
    "RemoveItem",
    "RenameEntry",
    "SetField",
    "Value",
    "apply_changes",
    "entry_fields",
    "entry_text",
    "fields_of",
    "from_json",
    "references_renamed",
    "rename_document",
    "to_json",
]

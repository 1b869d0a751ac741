"""Edits of knowledge files that touch only what they mean to: text in, text out."""

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
from bot.knowledge.edit.references import rename_document

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
    "rename_document",
    "to_json",
]

"""A draft as a form again: its inputs with all that was typed, and what becomes of the draft when they are sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.knowledge.edit import AddEntry, AddItem, Change, RemoveField, RemoveItem, RenameEntry, SetField, Value
from bot.knowledge.edit.fields import items_of
from bot.knowledge.naming import SINGLE_SECTIONS
from bot.services.drafts import KeptDraft
from bot.texts import text
from bot.ui.forms import Input, Style, Typed, changes_of, inputs_of, left_out, with_changes
from bot.ui.items import changed_item, drafted_item, inputs_of_item, new_item, where_of

Fields = Callable[[str], Mapping[str, Value] | None]
"""The values of an entry as it is now; None where there is none."""

NAME = "name"
LONGEST_NAME = 100  # typed; what an id may be is said by who refuses it

_OF_FIELDS = SetField | RemoveField | AddItem | RemoveItem


def form_of_changes(changes: Sequence[Change]) -> bool:
    """Whether changes can be written in a form again: a new entry, another id, or fields of one entry."""
    if len(changes) == 1 and isinstance(changes[0], AddEntry | RenameEntry):
        return True
    entries = {change.entry if isinstance(change, _OF_FIELDS) else None for change in changes}
    return len(entries) == 1 and None not in entries


def is_written_again(kept: KeptDraft) -> bool:
    """Whether a draft can be written in a form again."""
    return form_of_changes(kept.changes) or called_in(kept) is not None


def called_in(kept: KeptDraft) -> str | None:
    """The id that a draft gives its document; None for other drafts."""
    return kept.called if kept.undoes is None else None


def title_of(kept: KeptDraft) -> str:
    """The form's title."""
    if called_in(kept) is not None:
        return kept.document
    first = kept.changes[0]
    if item := drafted_item(kept.changes):
        return text("mod.form.item", kind=text(f"mod.kind.{item[1].kind}"), entry=kept.document)
    if isinstance(first, AddEntry):
        return text("mod.form.new", section=first.name or first.section, document=kept.document)
    return first.entry


def inputs_again(changes: Sequence[Change], fields: Fields) -> Sequence[Input]:
    """Every input, with what entry and changes come to."""
    if item := drafted_item(changes):
        return inputs_of_item(*item[1:])
    first = changes[0]
    if isinstance(first, RenameEntry):
        return name_input(first.name)
    (section, name), values = _after(changes, fields)
    index, items = changed_item(changes), items_of(section, name)
    if items is not None and index is not None:
        return inputs_of_item(items, values, index)
    return inputs_of(section, name, values)


def left_out_again(changes: Sequence[Change], fields: Fields) -> Sequence[str]:
    """The fields that no form of the draft holds."""
    if drafted_item(changes) or changed_item(changes) is not None or isinstance(changes[0], RenameEntry):
        return ()
    where, values = _after(changes, fields)
    return left_out(*where, values)


def name_input(name: str) -> tuple[Input, ...]:
    """The one input of a form that gives something another id."""
    label, hint = text("mod.form.name"), text("mod.option.name")
    return (Input(NAME, label, Style.TEXT, name, hint, required=True, max_length=LONGEST_NAME),)


def name_typed(given: Typed, before: str) -> str:
    """What was typed there."""
    name = given.values.get(NAME, before)
    return name if isinstance(name, str) else before


def changes_again(kept: KeptDraft, given: Typed, fields: Fields) -> tuple[tuple[Change, ...], Sequence[str]]:
    """What a draft wants now that its form was sent, and the fields that others have changed meanwhile."""
    first = kept.changes[0]
    if isinstance(first, RenameEntry):
        return (RenameEntry(first.entry, name_typed(given, first.name)),), ()
    if item := drafted_item(kept.changes):
        (section, name), items, values = item
        entry = first.entry if isinstance(first, AddItem) else entry_in(kept.document, section, name)
        there = isinstance(first, AddItem)
        return (new_item(items, {**values, **given.values}, entry=entry, there=there),), ()
    if isinstance(first, AddEntry):
        values = {field: value for field, value in {**first.fields, **given.values}.items() if value}
        return (AddEntry(first.section, values, first.name),), ()
    current = fields(first.entry) or {}
    before = with_changes(current, kept.changes)
    wanted = {field: before.get(field, "") for change in kept.changes if (field := getattr(change, "field", ""))}
    return changes_of(first.entry, {**wanted, **given.values}, current), given.overtaken(before)


def entry_in(document: str, section: str, name: str | None) -> str:
    """The id of a fact or of a section that is one entry."""
    return f"{document}/{section}/{name or SINGLE_SECTIONS.get(section, '')}"


def _after(changes: Sequence[Change], fields: Fields) -> tuple[tuple[str, str | None], Mapping[str, Value]]:
    first = changes[0]
    if isinstance(first, AddEntry):
        return (first.section, first.name), with_changes({}, changes)
    return where_of(first.entry), with_changes(fields(first.entry) or {}, changes)

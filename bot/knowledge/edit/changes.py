"""What a moderator may change, as values that can be kept and sent: drafts outlive a restart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from dataclasses import field as field_  # changes have a `field` themselves
from typing import Any

Value = str | tuple[str, ...]  # a text or a list of texts; never YAML


class EditError(Exception):
    """A change that cannot be made; its text is one sentence for the moderator."""


@dataclass(frozen=True, slots=True)
class SetField:
    """Give a field a value; a blank one takes the field out, as an empty value means "not given"."""

    entry: str  # full id
    field: str  # may be nested: `offers[0].url`; a fact's own value is `value`
    value: Value


@dataclass(frozen=True, slots=True)
class RemoveField:
    """Take a field, or one item of a list (`offers[1]`), out of an entry."""

    entry: str
    field: str


@dataclass(frozen=True, slots=True)
class AddItem:
    """Add one text at the end of a list, such as a wording to `also_asked`, or an item that has further keys."""

    entry: str
    field: str
    value: str
    keys: Mapping[str, Value] = field_(default_factory=dict)  # of the item besides its text: an offer's regions


@dataclass(frozen=True, slots=True)
class RemoveItem:
    """Take one text out of a list."""

    entry: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class AddEntry:
    """A new entry at the end of its section; of a section of facts, `name` says which fact."""

    section: str
    fields: Mapping[str, Value] = field_(default_factory=dict)
    name: str | None = None  # None: made from the entry's first words


@dataclass(frozen=True, slots=True)
class RemoveEntry:
    """Take an entry out, with the comments that stand directly above it."""

    entry: str


@dataclass(frozen=True, slots=True)
class RenameEntry:
    """Give an entry another name; everything in the file that refers to it follows."""

    entry: str
    name: str


Change = SetField | RemoveField | AddItem | RemoveItem | AddEntry | RemoveEntry | RenameEntry

_KINDS: Mapping[str, type[Change]] = {
    kind.__name__: kind for kind in (SetField, RemoveField, AddItem, RemoveItem, AddEntry, RemoveEntry, RenameEntry)
}


def to_json(change: Change) -> dict[str, Any]:
    """The change as plain values that `json` can write; `from_json` reads it back equal."""
    return {"kind": type(change).__name__, **asdict(change)}


def from_json(data: Mapping[str, Any]) -> Change:
    """The change that `to_json` wrote.

    Raises:
        ValueError: it wrote no such thing.
    """
    values = {key: value for key, value in data.items() if key != "kind"}
    try:
        kind = _KINDS[data["kind"]]
        if "value" in values:
            values["value"] = _value(values["value"])
        for several in ("fields", "keys"):
            if several in values:
                values[several] = {name: _value(value) for name, value in values[several].items()}
        return kind(**values)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is no change: {data}") from error


def _value(value: Any) -> Value:
    return value if isinstance(value, str) else tuple(value)

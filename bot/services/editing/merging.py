"""Takes an earlier edit back from a text that has changed since: what it touched as it was, everything else as it is."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from os.path import commonprefix
from pathlib import Path
from typing import Any, NamedTuple

from bot.knowledge.document import parse_document
from bot.knowledge.edit import EditError, RenameEntry, apply_changes, references_renamed
from bot.knowledge.edit.data import with_key
from bot.knowledge.edit.entries import Values
from bot.knowledge.edit.fields import section_order
from bot.knowledge.edit.original import original
from bot.knowledge.edit.splice import rewritten
from bot.knowledge.problem import KnowledgeError
from bot.services.documents import StoredDocument
from bot.services.names import today

log = logging.getLogger(__name__)

Name = tuple[str, str]  # section and name of an entry


class _Hunk(NamedTuple):
    """`text[start:end]` became `new`."""

    start: int
    end: int
    new: str


def changed_entries(before: bytes | None, after: bytes | None, *, path: Path) -> tuple[str, ...]:
    """Full ids of entries whose values differ between two texts; none where one of them cannot be read."""
    try:
        old, new = _values(before, path), _values(after, path)
    except KnowledgeError:
        return ()
    return tuple(f"{path.stem}/{section}/{name}" for section, name in _differing(old, new))


def taken_back(before: bytes, after: bytes, current: bytes, *, path: Path) -> bytes:
    """The current text with the entries that changed from `before` to `after` as they were before.

    The lines themselves come back, comments and all, where nothing else has changed beside them; else the values do.

    Raises:
        EditError: neither is possible without touching something else.
        KnowledgeError: one of the texts cannot be read.
    """
    if current == after:
        return before
    then, now = _values(before, path), _values(current, path)
    names = _differing(then, _values(after, path))
    merged = _merged(after.decode(), before.decode(), current.decode())
    if merged is not None and _says(merged, names, then, now, path):
        return merged.encode()
    file = original(current, path=path)
    text = file.mark + rewritten(file.text, now.root, now.data, _wanted(names, then, now))
    if not _says(text, names, then, now, path):
        raise EditError("this cannot be taken back without touching what was changed since; edit the entry instead")
    return text.encode()


def calling(document: StoredDocument, old: str, new: str) -> bytes:
    """A document's text with another id where it refers to another; its own where it cannot be read."""
    try:
        return references_renamed({document.place: document.data}, old, new).get(document.place, document.data)
    except (KnowledgeError, EditError) as error:
        log.warning("%s cannot be read and goes on calling %s so: %s", document.place, new, error)
        return document.data


def without(before: bytes, after: bytes, document: StoredDocument) -> bytes:
    """A document's text without what an earlier revision changed; its own where that has been touched since."""
    path, current = Path(document.place), document.data
    if set(changed_entries(before, after, path=path)) & set(changed_entries(after, current, path=path)):
        return current
    try:
        return taken_back(before, after, current, path=path)
    except (KnowledgeError, EditError):
        return current


def put_together(base: bytes, one: bytes, other: bytes, *, path: Path) -> bytes | None:
    """A text with what two others changed in it; None where they changed the same, or the result is no knowledge."""
    try:
        merged = _merged(base.decode(), one.decode(), other.decode(), touching=True)
        if merged is not None:
            parse_document(merged, path=path)
    except (KnowledgeError, UnicodeDecodeError):
        return None
    return None if merged is None else merged.encode()


def with_names_of_today(data: bytes, moved: Mapping[str, str], current: bytes, *, path: Path) -> bytes:
    """A text of back then in which entries go by the ids that they have in the current one; itself where it cannot be."""
    local = {  # the document, too, may have been called otherwise then
        f"{path.stem}/{old.partition('/')[2]}": f"{path.stem}/{new.partition('/')[2]}"
        for old, new in moved.items()
        if "/" in old
    }
    try:
        known = {f"{path.stem}/{section}/{name}" for section, name in _values(current, path).targets}
        there = [f"{path.stem}/{section}/{name}" for section, name in _values(data, path).targets]
        changes = [
            RenameEntry(name, called.rsplit("/", 1)[1])
            for name in there
            if name not in known and (called := today(name, local, known)) not in {name, *there}
        ]
        return apply_changes(data, changes, path=path).data if changes else data
    except (KnowledgeError, EditError):
        return data


def _values(data: bytes | None, path: Path) -> Values:
    return Values(path.stem, original(b"{}" if data is None else data, path=path).root)


def _differing(old: Values, new: Values) -> list[Name]:
    names = dict.fromkeys([*old.targets, *new.targets])
    return [name for name in names if _at(old, name) != _at(new, name)]


def _at(values: Values, name: Name) -> Any:
    target = values.targets.get(name)
    return None if target is None else values.at(target.path)


def _says(text: str, names: Sequence[Name], then: Values, now: Values, path: Path) -> bool:
    """Whether the text has these entries as they were then, and all others as they are now."""
    try:
        values = _values(text.encode(), path)
    except KnowledgeError:
        return False
    known = {*then.targets, *now.targets, *values.targets}
    return all(_at(values, name) == _at(then if name in names else now, name) for name in known)


def _merged(base: str, ours: str, theirs: str, *, touching: bool = False) -> str | None:
    """Both changes of one text; None where they meet. Texts put in at one place may stand there one after the other."""
    hunks = sorted({*_hunks(base, ours), *_hunks(base, theirs)})
    pieces: list[str] = []
    done, last = 0, None
    for hunk in hunks:
        met = last is not None and hunk.start == hunk.end == last.start and not touching
        if hunk.start < done or met:
            return None
        pieces += (base[done : hunk.start], hunk.new)
        done, last = hunk.end, hunk
    return "".join([*pieces, base[done:]])


def _hunks(before: str, after: str) -> Iterator[_Hunk]:
    """What differs, by lines and within them; only what lies between the common head and tail is compared."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    shorter = min(len(old), len(new))
    head = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    tail = next((place for place in range(shorter - head) if old[-1 - place] != new[-1 - place]), shorter - head)
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    starts = [sum(map(len, old[:head]))]
    for line in middle[0]:
        starts.append(starts[-1] + len(line))
    for kind, a, b, c, d in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
        if kind != "equal":
            gone, come = "".join(middle[0][a:b]), "".join(middle[1][c:d])
            same = len(commonprefix((gone, come)))  # noqa: RUF071  # characters are what is compared here
            rest = len(commonprefix((gone[same:][::-1], come[same:][::-1])))  # noqa: RUF071  # the same
            yield _Hunk(starts[a] + same, starts[b] - rest, come[same : len(come) - rest])


def _wanted(names: Sequence[Name], then: Values, now: Values) -> dict[str, Any]:
    """The values of now with these entries' values of then."""
    wanted = now.data
    for section in dict.fromkeys(section for section, _ in names):
        value = wanted.get(section)
        mine = [(then.targets.get(name), now.targets.get(name)) for name in names if name[0] == section]
        replaced: dict[int, Any] = {}
        come: list[tuple[int, Any]] = []
        for old, new in mine:
            if (either := old or new) is None:  # written since, and gone again
                continue
            path = either.path
            data = then.at(old.path) if old else None
            if len(path) == 1:
                value = data
            elif isinstance(path[-1], str):
                order = tuple(then.data.get(section) or ())
                value = with_key(value or {}, path[-1], data, order)
            elif new is not None and isinstance(new.path[-1], int):
                replaced[new.path[-1]] = data
            else:
                come.append((path[-1], data))
        if replaced or come:
            kept = (item for item in enumerate(value or []) if replaced.get(item[0], item) is not None)
            value = [replaced.get(place, item) for place, item in kept]
            for place, data in sorted(come, key=lambda pair: pair[0]):
                value.insert(place, data)
        wanted = with_key(wanted, section, value or None, section_order())
    return wanted

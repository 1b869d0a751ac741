"""Every edit of every entry in files that people might write, each in a style of its own, and in the shipped ones."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from bot.knowledge import parse_document
from bot.knowledge.edit import AddItem, Edited, RemoveEntry, SetField, apply_changes, entry_fields, entry_text
from bot.knowledge.edit.original import original
from bot.knowledge.model import FilmFile
from bot.knowledge.naming import places
from tests.conftest import ROOT
from tests.knowledge.edit.edits import Edit, Editor, canonical, said

SHAPES = sorted((ROOT / "tests/knowledge/shapes").glob("*.yaml"))
SHIPPED = sorted((ROOT / "knowledge").rglob("*.yaml"))
TRIES = 30  # edits of each entry, chosen at random: more than there are operations
TAKES_OUT = re.compile("remove|set all|set a fact")


def test_there_are_enough_shapes() -> None:
    assert len(SHAPES) >= 25


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.stem)
def test_every_operation_on_every_entry(path: Path) -> None:
    name = Path("the-sessions.yaml")
    data = path.read_bytes()
    document = parse_document(data, path=name)
    text = data.decode().lstrip("\ufeff")
    editor = Editor(random.Random(path.stem), document)
    edits = [edit for entry in editor.entries for _ in range(TRIES) if (edit := editor.of_entry(*entry))]
    edits += [edit for _ in range(TRIES) if (edit := editor.addition())]
    for edit in edits:
        edited = apply_changes(data, edit.changes, path=name)
        assert edited.data[:3] == data[:3] or not data.startswith(b"\xef\xbb\xbf")
        after = edited.text.lstrip("\ufeff")
        assert canonical(said(after)) == canonical(edit.intended)
        if isinstance(edited.document.model, FilmFile):
            assert edited.document.model == FilmFile.model_validate(canonical(edit.intended))
        check_rest(text, after, edit, name)


def check_rest(text: str, after: str, edit: Edit, path: Path) -> None:
    """What changed lies between the entry before and the entry after, and no comment is lost that nobody took out."""
    if after == text:
        return
    head = next((i for i, (a, b) in enumerate(zip(text, after, strict=False)) if a != b), min(len(text), len(after)))
    tail = next(
        (i for i, (a, b) in enumerate(zip(reversed(text), reversed(after), strict=False)) if a != b),
        min(len(text), len(after)),
    )
    end = max(len(text) - tail, head)
    if edit.index >= 0:
        found = places(original(text, path=path).root)[0]
        mine = [place for place in found if place.section == edit.section][edit.index]
        above = re.compile(r"(?:[-?,\s]|^[ \t]*#.*)*\Z", re.MULTILINE)
        start = above.search(text, 0, mine.start).start()
        if "remove" in edit.operation:  # the last one leaves brackets behind the section's key
            start = min(start, text.rfind(edit.section, 0, mine.start + 1))
        assert start <= head
        below = re.compile(r"[^\S\r\n]*(?:#.*)?" if "remove" not in edit.operation else r"(?:[,\s]|(?<=\s)#.*)*")
        assert end <= below.match(text, mine.end).end()
    if not TAKES_OUT.match(edit.operation):
        comments = re.findall(r"(?:^|(?<=\s))# [a-z ]*$", text, re.MULTILINE)
        assert all(after.count(comment) >= text.count(comment) for comment in comments)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_files(path: Path) -> None:
    """Change, add a wording, remove, on each entry: what stands outside its own lines does not move."""
    data = path.read_bytes()
    document = parse_document(data, path=path)
    text = document.text
    for entry in document.entries:
        if entry.derived:
            continue
        own = entry_text(document, entry.id)
        assert own
        start = text.index(
            own, sum(len(line) + 1 for line in text.split("\n")[: entry.line - 1]) - 1 if entry.line > 1 else 0
        )
        for field, value in entry_fields(document, entry.id).items():
            if isinstance(value, str) and field in ("answer", "about", "text", "question", "why", "award"):
                check_own(
                    text,
                    start,
                    own,
                    apply_changes(data, [SetField(entry.id, field, f"{value} *Really*: #1")], path=path),
                )
        check_own(
            text, start, own, apply_changes(data, [AddItem(entry.id, "also_asked", "one more: really?")], path=path)
        )
        edited = apply_changes(data, [RemoveEntry(entry.id)], path=path)
        assert entry.id not in {other.id for other in edited.document.entries}
        rest = [line for line in text[:start].split("\n") if line.strip()]
        assert [line for line in edited.text.split("\n") if line.strip()][: len(rest) - 2] == rest[:-2]
        assert edited.text.endswith(text[start + len(own) :].lstrip("\n"))


def check_own(text: str, start: int, own: str, edited: Edited) -> None:
    assert edited.text.startswith(text[:start])
    assert edited.text.endswith(text[start + len(own) :])
    assert edited.text != text

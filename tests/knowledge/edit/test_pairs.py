"""The law of edits, on thousands of generated pairs of a document and an edit."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.knowledge import parse_document
from bot.knowledge.edit import Edited, apply_changes
from bot.knowledge.model import FilmFile
from tests.knowledge.edit.documents import COMMENTS, Made, make
from tests.knowledge.edit.edits import Edit, Editor, canonical, said

PAIRS = int(os.environ.get("EDIT_PAIRS", "5000"))
EDITS = 4  # of each document
PATH = Path("the-sessions.yaml")

# What goes takes its own comments along, as does a list that is written anew.
TAKES_COMMENTS = {"remove entry", "remove a field", "remove a wording", "remove from a fact", "remove a nested item",
                  "set all wordings", "set a fact", "add a fact", "add an entry"}  # fmt: skip


@pytest.mark.timeout(900)
def test_an_edit_changes_what_it_means_to_and_no_other_byte(capsys: pytest.CaptureFixture[str]) -> None:
    operations: Counter[str] = Counter()
    styles: Counter[str] = Counter()

    @settings(max_examples=-(-PAIRS // EDITS), deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 2**48))
    def check_document(seed: int) -> None:
        made = make(seed)
        before = made.mark + made.text
        document = parse_document(before, path=PATH)
        for edit in Editor(random.Random(seed), document).edits(EDITS):
            edited = apply_changes(before.encode(), edit.changes, path=PATH)
            assert edited.data.decode() == edited.text
            assert edited.text.startswith(made.mark)
            after = edited.text[len(made.mark) :]
            check_values(edit, edited, after)
            check_bytes(made, edit, after)
            operations[edit.operation] += 1
            styles.update(made.styles)

    check_document()
    with capsys.disabled():
        print(f"\n{operations.total():,} pairs of a document and an edit")  # noqa: T201
        for title, counts in (("operation", operations), ("style", styles)):
            for name, count in sorted(counts.items(), key=lambda pair: -pair[1]):
                print(f"  {title:<10} {name:<32} {count:>6}")  # noqa: T201
    assert operations.total() >= PAIRS
    assert len(operations) >= 20
    assert len(styles) >= 24


def check_values(edit: Edit, edited: Edited, after: str) -> None:
    """The file says what was intended, to another loader and to ours."""
    intended = canonical(edit.intended)
    assert canonical(said(after)) == intended
    assert edited.document.model == FilmFile.model_validate(intended)


def check_bytes(made: Made, edit: Edit, after: str) -> None:
    """All that is outside the entry's region stands as it stood."""
    start, end = region(made, edit, after)
    assert after.startswith(made.text[:start])
    assert after.endswith(made.text[end:])
    assert len(after) >= start + len(made.text) - end
    if edit.operation not in TAKES_COMMENTS:
        own, now = made.text[start:end], after[start : len(after) - len(made.text) + end]
        for comment in COMMENTS:
            assert now.count(comment) >= own.count(comment)


def region(made: Made, edit: Edit, after: str) -> tuple[int, int]:
    """Where the text may change: in the entry's own lines; in the lines around it, too, when it is taken out."""
    own = [region for region in made.regions if region.section == edit.section]
    if edit.index < 0:
        if edit.operation == "add an entry" and own:
            return own[-1].end, own[-1].end
        if not own and edit.section in made.sections:
            return made.sections[edit.section]
        place = next(
            (i for i, (old, new) in enumerate(zip(made.text, after, strict=False)) if old != new), len(made.text)
        )
        common = next(
            (i for i, (old, new) in enumerate(zip(reversed(made.text), reversed(after), strict=False)) if old != new),
            len(made.text),
        )
        assert place + common >= len(made.text), "something was overwritten"
        inside = [
            r
            for r in made.regions
            if r.start < len(made.text) - common and place < r.end and len(made.text) - common == place
        ]
        assert not inside, "something was put inside another entry"
        return len(made.text) - common, place
    entry = own[edit.index]
    if edit.operation != "remove entry":
        return entry.start, entry.end
    if entry.flow:
        return entry.outer_start, entry.outer_end
    start = entry.outer_start
    while start and made.text[start - 1] in " \t\r\n":
        start -= 1
    end = entry.end
    while end < len(made.text) and made.text[end] in " \t\r\n":
        end += 1
    while end > entry.end and made.text[end - 1] in " \t":
        end -= 1
    if len(own) == 1:
        start = made.sections[edit.section][0] if edit.section != "watch" else start
    return start, end

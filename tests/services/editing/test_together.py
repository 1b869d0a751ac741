"""Twenty editors and another program on one file: no edit is lost, every conflict is shown, history is complete."""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

import pytest

from bot.knowledge import parse_document
from bot.knowledge.edit import AddItem, SetField
from bot.services.audit import Displaced
from bot.services.documents import digest_of
from bot.services.drafts import Draft
from bot.services.editing import Conflict, Saved
from bot.services.revisions import Author, Origin
from bot.storage import Stores, open_stores
from tests.services.editing import foreign
from tests.services.editing.stage import MODERATOR, Stage, stage_in, write_knowledge

EDITORS, EDITS, ENTRIES = 20, 1_000, 40
DOCUMENT = "the-harbour"


def film() -> str:
    entries = "".join(
        f"  - id: entry-{n}\n    question: What is {n}?\n    also_asked: [first {n}]\n    answer: It is {n}.   # {n}\n\n"
        for n in range(ENTRIES)
    )
    return f"film: {{title: The Harbour, year: 2001}}\n\nfaq:\n{foreign.AFTER}{entries}"


class Editors:
    """Each drafts an edit, looks at it for a moment, saves it, and insists when it meets a conflict."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.numbers = iter(range(EDITS))
        self.saved: dict[int, Saved] = {}
        self.looked_at: dict[int, tuple[str, int | None]] = {}  # entry, and the revision that was shown last
        self.taken_over: list[int] = []
        self.conflicts = 0

    async def edit(self, author: Author, chance: random.Random) -> None:
        editing = self.stage.editing
        for number in self.numbers:
            entry = f"{DOCUMENT}/faq/entry-{chance.randrange(ENTRIES)}"
            change = SetField(entry, "answer", answer(number))
            draft = await editing.draft([change], document=DOCUMENT, author=author, standing=MODERATOR)
            assert isinstance(draft, Draft), draft
            self.looked_at[number] = (entry, draft.base)
            await asyncio.sleep(chance.random() * 0.02)
            outcome = await editing.save(draft.id, author, standing=MODERATOR)
            while isinstance(outcome, Conflict):
                (clash,) = outcome.clashes
                assert clash.entry == entry
                assert clash.theirs != clash.base  # both texts are shown, and they differ
                assert answer(number) in (clash.ours or "")
                self.conflicts += 1
                self.looked_at[number] = (entry, outcome.theirs.id if outcome.theirs else None)
                outcome = await editing.save(draft.id, author, standing=MODERATOR, anyway=True)
            if isinstance(outcome, Saved):
                self.saved[number] = outcome
            else:  # it was displaced, and the other program had built upon it: what it saved says so already
                assert outcome.sentence.startswith("This changes nothing"), outcome
                self.taken_over.append(number)


def answer(number: int) -> str:
    return f"This is what edit {number} says."


def wording(number: int) -> str:
    return f"wording number {number} of all"


@pytest.mark.timeout(600)
async def test_twenty_editors_and_another_program(tmp_path: Path, quick: None) -> None:
    folder = write_knowledge(tmp_path / "knowledge", film())
    async with open_stores(data_dir=tmp_path / "data") as stores:
        stage = stage_in(folder, stores=stores)
        await stage.editing.start()
        other = await asyncio.create_subprocess_exec(
            sys.executable,
            *(foreign.__file__, str(stage.file), "0.25"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        editors = Editors(stage)
        await asyncio.gather(*(editors.edit(Author(n, f"editor {n}"), random.Random(n)) for n in range(EDITORS)))
        out, _ = await other.communicate(b"\n")
        await stage.editing.note_disk()
        await stage.editing.close()
        marks = [int(line) for line in out.split()]

        assert len(editors.saved) + len(editors.taken_over) == EDITS
        assert len(editors.taken_over) < EDITORS
        assert editors.conflicts > 0
        assert len(marks) > EDITORS
        final = stage.text()
        parse_document(final, path=stage.file)
        assert [mark for mark in marks if foreign.MARK.format(number=mark) not in final] == []
        await _look_at_history(stage, stores, editors, final)


async def _look_at_history(stage: Stage, stores: Stores, editors: Editors, final: str) -> None:
    rows = [*reversed(await stage.editing.history(DOCUMENT, limit=10_000))]
    texts = {row.id: (await stores.revisions.data(row.id) or b"").decode() for row in rows}
    assert rows[-1].digest == digest_of(final.encode())
    assert texts[rows[-1].id] == final
    by_editors = [row for row in rows if row.origin is Origin.DISCORD]
    assert {row.id for row in by_editors} == {saved.revision.id for saved in editors.saved.values()}
    assert await stores.revisions.pending() == []
    for row in by_editors:
        assert row.base in texts
    overwritten = 0
    current = {entry: said(final, entry) for entry, _ in editors.looked_at.values()}
    for entry, value in current.items():
        last = [row for row in rows if row.origin is Origin.DISCORD and row.entries == (entry,)][-1]
        # The last edit of it is what the file says; but the other program looks before it saves, and not while it does.
        later = [said(texts[row.id], entry) for row in rows[rows.index(last) + 1 :] if row.origin is Origin.DISK]
        assert value in (said(texts[last.id], entry), *later[-1:])
        overwritten += value != said(texts[last.id], entry)
    assert overwritten <= EDITORS // 10
    for number, saved in editors.saved.items():
        revision, (entry, seen) = saved.revision, editors.looked_at[number]
        assert said(texts[revision.id], entry) == answer(number)
        # Never an overwrite: what an edit replaced is what its editor had looked at.
        assert revision.base is not None
        assert seen is not None
        assert said(texts[revision.base], entry) == said(texts[seen], entry)
    for event in stage.heard(Displaced):
        assert event.kept.id in texts


def said(text: str, entry: str) -> str:
    """What a text answers."""
    return (
        text.partition(f"id: {entry.rpartition('/')[2]}\n")[2].partition("answer: ")[2].splitlines()[0].split("   #")[0]
    )


async def test_every_conflict_is_a_conflict(tmp_path: Path, quick: None) -> None:
    """Drafts of one entry, made together: the first is saved, each of the others is shown what it meets."""
    stage = stage_in(write_knowledge(tmp_path / "knowledge", film()))
    await stage.editing.start()
    people = [Author(n, f"editor {n}") for n in range(EDITORS)]
    drafts = []
    for person in people:
        change = AddItem(f"{DOCUMENT}/faq/entry-0", "also_asked", wording(person.id or 0))
        draft = await stage.editing.draft([change], document=DOCUMENT, author=person, standing=MODERATOR)
        assert isinstance(draft, Draft)
        drafts.append(draft)
    outcomes = await asyncio.gather(
        *(stage.editing.save(draft.id, draft.author, standing=MODERATOR) for draft in drafts)
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict"] * (EDITORS - 1) + ["Saved"]
    for draft, first in zip(drafts, outcomes, strict=True):
        turns, outcome = 0, first
        while isinstance(outcome, Conflict):  # insisting is about the text that was shown: a newer one is shown first
            turns += 1
            outcome = await stage.editing.save(draft.id, draft.author, standing=MODERATOR, anyway=True)
        assert isinstance(outcome, Saved)
        assert turns <= 2
    assert all(wording(n) in stage.text() for n in range(EDITORS))

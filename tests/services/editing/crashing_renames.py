"""Renames a film in a process that is killed at random moments, and looks after each kill that all of it is one or the other.

Run as `python -m tests.services.editing.crashing_renames FOLDER KILLS SEED`; see `crashing`. The film is called
`harbour-<number of the edit>`; others refer to it, and members have asked about it. Before each new name its answer is
edited, too, and every third name is taken back at once and given again.
"""

from __future__ import annotations

import os
import random
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.knowledge import Severity
from bot.knowledge.edit import SetField
from bot.knowledge.load import load_knowledge
from bot.services.documents import digest_of
from bot.services.drafts import Draft
from bot.services.editing import Editing, Outcome, Refused, Saved
from bot.services.editing.drafting import NOTHING
from bot.services.library import Library
from bot.services.permissions import OPERATOR
from bot.services.revisions import Author
from bot.services.stores import AskedQuestion
from bot.storage import Folder, Stores, open_stores
from tests.services.editing.crashing import Killing, kill_and_look

OTHERS = 4
EVERY = 3  # number of names, of which the last is taken back
GUILD = 10
AUTHOR = Author(None, "crash")
_NAME = re.compile(r"harbour-(\d+)")


def main() -> None:
    """Kill and look, again and again."""
    folder, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    write_knowledge(folder / "knowledge")
    kill_and_look(RenameKilling(folder, random.Random(seed)), kills)


class RenameKilling(Killing):
    """The number of the last name that was acknowledged, and what was found."""

    after_start_s, after_ready_s = 0.3, 0.4  # several files are saved for each

    def __init__(self, folder: Path, chance: random.Random) -> None:
        super().__init__(folder, chance)
        self.counts["half done"] = 0

    def hear(self, number: int) -> None:
        """A name was acknowledged."""
        self.last = number

    async def serve(self, pipe: int, *, first: int, looking: bool) -> None:
        """See `crashing`."""
        await _rename_for_ever(self.folder, pipe, first, looking=looking)

    def look(self) -> None:
        """The folder loads, and there is one film, of the last name, or of the one that was being given."""
        base = load_knowledge(self.folder / "knowledge")  # raises when it does not
        assert not [problem for problem in base.warnings if problem.severity is Severity.ERROR]
        names = [name for name in base.films if name.startswith("harbour-")]
        if len(names) != 1:
            self.faults.append(f"called {names}")
            return
        number = int(names[0].partition("-")[2])
        taken_back = self.last - 1 if self.last % EVERY == 0 else self.last
        if number not in {self.last, self.last + 1, taken_back}:
            self.faults.append(f"called {number} instead of {self.last}")
        if number == self.last + 1:
            self.counts["saved unheard"] += 1
        self.counts["half done"] += len(_named(self.folder)) > 1
        self.last = number


def write_knowledge(folder: Path) -> None:
    """A film, and others that refer to it."""
    films = folder / "films"
    films.mkdir(parents=True)
    faq = "faq:\n- {id: a, question: What is it?, answer: Answer 0.}   # comment\n"
    (films / "harbour-0.yaml").write_text("film: {title: The Harbour, year: 2001}\n" + faq)
    for number in range(OTHERS):
        similar = f"similar:\n- film: harbour-0   # comment {number}\n  id: other\n"
        (films / f"quay-{number}.yaml").write_text(f"film: {{title: The Quay, year: {2002 + number}}}\n{similar}")


def _named(folder: Path) -> set[str]:
    """What the film is called, by its file and by the others."""
    files = [*(folder / "knowledge" / "films").glob("*.yaml")]
    called = {path.stem for path in files if _NAME.fullmatch(path.stem)}
    texts = [path.read_text() for path in files if path.stem.startswith("quay-")]
    return called | {found[0] for text in texts for found in _NAME.finditer(text)}


async def _rename_for_ever(folder: Path, pipe: int, number: int, *, looking: bool) -> None:
    knowledge = folder / "knowledge"
    async with open_stores(data_dir=folder / "data") as stores:
        library = await Library.open(knowledge)
        editing = Editing(library, Folder(knowledge), stores.revisions, stores.drafts)
        await editing.start()
        (name,) = [film for film in library.snapshot.base.films if film.startswith("harbour-")]
        if number == 1 and await stores.questions.get(1) is None:
            await _ask(stores, name)
        for fault in await _faults(folder, stores, library, name):
            os.write(pipe, f"{fault}\n".encode())
        os.write(pipe, b"ready\n")
        while not looking:
            change = SetField(f"{name}/faq/a", "answer", f"Answer {number}.")
            edit = await editing.draft([change], document=name, author=AUTHOR, standing=OPERATOR)
            if edit != Refused(NOTHING, draft_id=getattr(edit, "draft_id", None)):  # saved just before a kill
                await _save(editing, edit)
            called = f"harbour-{number}"
            saved = await _save(editing, await _draft(editing, name, called))
            os.write(pipe, f"saved {number}\n".encode())
            name = called
            if isinstance(saved, Saved) and number % EVERY == 0:
                await _save(
                    editing, await editing.draft_undo(saved.revision.id, author=AUTHOR, standing=OPERATOR), renamed=name
                )
            number += 1


async def _draft(editing: Editing, name: str, called: str) -> Draft | Refused:
    return await editing.draft_rename(name, called, author=AUTHOR, standing=OPERATOR)


async def _save(editing: Editing, draft: Draft | Refused, *, renamed: str | None = None) -> Outcome:
    if not isinstance(draft, Draft):
        raise TypeError(draft)
    outcome = await editing.save(draft.id, AUTHOR, standing=OPERATOR)
    if not isinstance(outcome, Saved):
        raise TypeError(outcome)
    if renamed is not None:  # taken back: once more, or the number would not grow
        return await _save(editing, await _draft(editing, outcome.revision.document, renamed))
    return outcome


async def _ask(stores: Stores, name: str) -> None:
    entry, at = f"{name}/faq/a", datetime.now(UTC)
    stores.questions.remember(AskedQuestion(1, "what is it", 5, GUILD, name, "answer", entry, 0.3, (entry,), at))
    await stores.guilds.change(GUILD, lambda settings: replace(settings, film=name))
    assert await stores.questions.get(1) is not None


async def _faults(folder: Path, stores: Stores, library: Library, name: str) -> list[str]:
    """What is not as it should be after a start."""
    faults = []
    if _named(folder) != {name}:
        faults.append(f"called {_named(folder)}")
    if warnings := library.snapshot.base.warnings:
        faults.append(f"warned: {warnings}")
    data = (folder / "knowledge" / "films" / f"{name}.yaml").read_bytes()
    latest = await stores.revisions.latest(name)
    if latest is None or latest.digest != digest_of(data) or await stores.revisions.data(latest.id) != data:
        faults.append(f"history and file differ: {latest}")
    asked, (settings, *_) = await stores.questions.get(1), await stores.guilds.all()
    if asked is None or (asked.film, asked.entry, asked.choices) != (name, f"{name}/faq/a", (f"{name}/faq/a",)):
        faults.append(f"asked: {asked}")
    if settings.film != name:
        faults.append(f"set: {settings}")
    if await stores.revisions.pending():
        faults.append("something is pending")
    if left := [path.name for path in (folder / "knowledge").rglob(".*")]:
        faults.append(f"left behind: {left}")
    newest = await stores.revisions.newest()
    if set(newest) != {name, *(f"quay-{number}" for number in range(OTHERS))}:
        faults.append(f"history of {sorted(newest)}")
    rows = await stores.revisions.history(limit=8)
    faults += [f"on disk, though nobody was: {row}" for row in rows if row.origin == "disk" and row.base is not None]
    return faults


if __name__ == "__main__":
    main()

"""Saves edits in a process that is killed at random moments, and looks after each kill that nothing is lost.

Run as `python -m tests.services.editing.crashing FOLDER KILLS SEED`; prints one JSON object with counts and faults. The
process that is killed is forked from one that has everything imported, so that a start takes milliseconds.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import select
import signal
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from unittest.mock import patch

from bot.knowledge import parse_document
from bot.knowledge.edit import SetField
from bot.matching.words import english
from bot.services.documents import digest_of
from bot.services.drafts import Draft
from bot.services.editing import Editing, Saved
from bot.services.library import Library
from bot.services.permissions import OPERATOR
from bot.services.revisions import Author
from bot.storage import Folder, Stores, open_stores
from tests.services.matchers import ScriptedMatcher

ENTRIES = 5
EARLY = 0.2  # share of kills that may fall into the start, and so into the recovery from the kill before
AFTER_START_S, AFTER_READY_S = 0.15, 0.12
PATIENCE_S = 60.0
DOCUMENT = "the-harbour"
_NUMBER = re.compile(r"Answer (\d+)\.")


def main() -> None:
    """Kill and look, again and again."""
    folder, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    write_knowledge(folder / "knowledge")
    kill_and_look(Killing(folder, random.Random(seed)), kills)


def kill_and_look(killing: Killing, kills: int) -> None:
    """Print what came of it."""
    folder = killing.folder
    english()  # read once, not in every process
    _in_child(lambda: asyncio.run(_migrate(folder)))
    with (
        patch("bot.services.library.Matcher", ScriptedMatcher),
        patch("bot.storage.stores.bring_up_to_date", _nothing_to_do),
    ):
        sys.stdout.write(json.dumps(killing.run(kills)))


class Killing:
    """What was acknowledged so far, and what was found."""

    after_start_s, after_ready_s = AFTER_START_S, AFTER_READY_S

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder = folder
        self.file = folder / "knowledge" / "films" / f"{DOCUMENT}.yaml"
        self.chance = chance
        self.acknowledged = dict.fromkeys(range(ENTRIES), 0)
        self.last = 0  # number of the last edit that is known to have been saved, acknowledged or not
        self.faults: list[str] = []
        self.counts = {"kills": 0, "in recovery": 0, "edits": 0, "saved unheard": 0}

    def run(self, kills: int) -> dict[str, object]:
        """Counts and faults."""
        while self.counts["kills"] < kills and not self.faults:
            self.kill_one()
            self.look()
        final = self.start(kill_after=None)
        self.faults += [line for line in final if not line.startswith(("ready", "saved"))]
        return {**self.counts, "faults": self.faults}

    def kill_one(self) -> None:
        """Start the process, kill it at a random moment, and take note of what it acknowledged."""
        early = self.chance.random() < EARLY
        lines = self.start(
            kill_after=self.chance.random() * (self.after_start_s if early else self.after_ready_s), early=early
        )
        self.counts["kills"] += 1
        self.counts["in recovery"] += "ready" not in lines
        for line in lines:
            if line.startswith("saved "):
                self.hear(int(line.split()[1]))
                self.counts["edits"] += 1
            elif line != "ready":
                self.faults.append(line)

    def hear(self, number: int) -> None:
        """An edit was acknowledged."""
        self.acknowledged[number % ENTRIES] = self.last = number

    async def serve(self, pipe: int, *, first: int, looking: bool) -> None:
        """What the process does."""
        await _save_for_ever(self.folder, pipe, first, looking=looking)

    def start(self, *, kill_after: float | None, early: bool = False) -> list[str]:
        """Lines the process wrote until it was killed, or ended by itself after a first look when it is not."""
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(ours)
            _serve(self.serve(theirs, first=self.last + 1, looking=kill_after is None), theirs)
        os.close(theirs)
        text = b""
        with os.fdopen(ours, "rb", buffering=0) as pipe:
            if kill_after is not None:
                if not early:
                    text += _read_until(pipe, b"ready\n")
                time.sleep(kill_after)
                os.kill(child, signal.SIGKILL)
            text += pipe.read()
        os.waitpid(child, 0)
        return text.decode().splitlines()

    def look(self) -> None:
        """The file is whole, and holds every acknowledged edit, or the one that was being saved."""
        data = self.file.read_bytes()
        numbers = [int(number) for number in _NUMBER.findall(data.decode())]
        parse_document(data, path=self.file)  # raises when it is torn
        if len(numbers) != ENTRIES:
            self.faults.append(f"torn: {data!r}")
        for entry, number in enumerate(numbers):
            if number == self.last + 1:
                self.counts["saved unheard"] += 1
                self.acknowledged[entry] = number
        self.last = max(self.last, *self.acknowledged.values())
        if numbers != list(self.acknowledged.values()):
            self.faults.append(f"lost: {numbers} instead of {list(self.acknowledged.values())}")


def write_knowledge(folder: Path) -> None:
    """A film whose answers are numbers of edits."""
    (folder / "films").mkdir(parents=True)
    entries = [
        f"  - id: entry-{n}\n    question: What is {n}?\n    # comment {n}\n    answer: Answer 0.\n"
        for n in range(ENTRIES)
    ]
    text = "film: {title: The Harbour, year: 2001}\nfaq:\n" + "".join(entries) + "# " + "x" * 20_000 + "\n"
    (folder / "films" / f"{DOCUMENT}.yaml").write_text(text)


def _serve(work: Coroutine[None, None, None], pipe: int) -> None:
    """The forked process; never returns."""
    try:
        asyncio.run(work)
    except BaseException as error:  # noqa: BLE001  # told to the process that looks
        os.write(pipe, f"{type(error).__name__}: {error}\n".encode())
    os._exit(0)


async def _save_for_ever(folder: Path, pipe: int, number: int, *, looking: bool) -> None:
    knowledge = folder / "knowledge"
    async with open_stores(data_dir=folder / "data") as stores:
        library = await Library.open(knowledge)
        editing = Editing(library, Folder(knowledge), stores.revisions, stores.drafts)
        await editing.start()
        for fault in await _faults(knowledge, stores):
            os.write(pipe, f"{fault}\n".encode())
        os.write(pipe, b"ready\n")
        author = Author(None, "crash")
        while not looking:
            change = SetField(f"{DOCUMENT}/faq/entry-{number % ENTRIES}", "answer", f"Answer {number}.")
            draft = await editing.draft([change], document=DOCUMENT, author=author, standing=OPERATOR)
            if not isinstance(draft, Draft):
                raise TypeError(draft)
            outcome = await editing.save(draft.id, author, standing=OPERATOR)
            if not isinstance(outcome, Saved):
                raise TypeError(outcome)
            os.write(pipe, f"saved {number}\n".encode())
            number += 1


async def _faults(knowledge: Path, stores: Stores) -> list[str]:
    """What is not as it should be after a start."""
    faults = []
    data = (knowledge / "films" / f"{DOCUMENT}.yaml").read_bytes()
    latest = await stores.revisions.latest(DOCUMENT)
    if latest is None or latest.digest != digest_of(data) or await stores.revisions.data(latest.id) != data:
        faults.append(f"history and file differ: {latest}")
    if await stores.revisions.pending():
        faults.append("something is pending")
    if left := [path.name for path in knowledge.rglob(".*")]:
        faults.append(f"left behind: {left}")
    rows = await stores.revisions.history(DOCUMENT, limit=3)
    faults += [f"on disk, though nobody was: {row}" for row in rows if row.origin == "disk" and row.base is not None]
    return faults


async def _migrate(folder: Path) -> None:
    async with open_stores(data_dir=folder / "data"):
        pass


async def _nothing_to_do(_database: object) -> None:
    """The tables are up to date; looking takes as long as everything else together."""


def _in_child(work: object) -> None:
    child = os.fork()
    if child == 0:
        try:
            work()  # type: ignore[operator]
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def _read_until(pipe: object, mark: bytes) -> bytes:
    text = b""
    while not text.endswith(mark):
        ready, _, _ = select.select([pipe], [], [], PATIENCE_S)
        piece = pipe.read(4096) if ready else b""  # type: ignore[attr-defined]
        if not piece:  # it ended, and said why
            return text
        text += piece
        if b"saved" in text:
            return text
    return text


if __name__ == "__main__":
    main()

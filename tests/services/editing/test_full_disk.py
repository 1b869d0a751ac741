"""A disk that fills up while edits are saved: nothing torn, nothing lost, history and files agree when there is room."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.knowledge import parse_document
from bot.knowledge.edit import SetField
from bot.services.documents import digest_of
from bot.services.drafts import Draft
from bot.services.editing import Saved
from bot.services.errors import StoreError
from bot.storage import folder_files, open_stores
from tests.services.editing.stage import BOAT, HARBOUR, MIA, MODERATOR, Stage, stage_in, write_knowledge

LONG = HARBOUR + "# " + "x" * 30_000 + "\n"


@pytest.fixture
async def disk(tmp_path: Path) -> AsyncIterator[tuple[Path, bool]]:
    """A file system of 8 MiB, and whether it is one: where none can be mounted faults are injected instead."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)]
    mounted = (await asyncio.to_thread(subprocess.run, mount, capture_output=True, check=False)).returncode == 0
    try:
        yield disk, mounted
    finally:
        if mounted:
            await asyncio.to_thread(subprocess.run, ["umount", str(disk)], check=True)


def filling(
    disk: Path, monkeypatch: pytest.MonkeyPatch, *, mounted: bool
) -> tuple[Callable[[], None], Callable[[], None]]:
    """What fills the disk, and what makes room."""
    ballast = disk / "ballast"
    write = os.write

    def refusing(handle: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def fill() -> None:
        if not mounted:
            monkeypatch.setattr(folder_files.os, "write", refusing)
            return
        for size in (1 << 16, 1 << 9):
            with contextlib.suppress(OSError), ballast.open("ab", buffering=0) as file:
                while True:
                    file.write(b"x" * size)

    def room() -> None:
        monkeypatch.setattr(folder_files.os, "write", write)
        ballast.unlink(missing_ok=True)

    return fill, room


async def try_to_save(stage: Stage, number: int) -> bool:
    try:
        draft = await stage.editing.draft(
            [SetField(BOAT, "answer", f"Number {number}.")], document="the-harbour", author=MIA, standing=MODERATOR
        )
        return isinstance(draft, Draft) and isinstance(
            await stage.editing.save(draft.id, MIA, standing=MODERATOR), Saved
        )
    except StoreError as error:
        assert "full" in str(error)  # noqa: PT017  # it may also be refused, or saved
        return False


async def test_saves_on_a_full_disk(disk: tuple[Path, bool], quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, mounted = disk
    fill, room = filling(folder, monkeypatch, mounted=mounted)
    write_knowledge(folder / "knowledge", LONG)
    refused = acknowledged = 0
    async with open_stores(data_dir=folder / "data") as stores:
        stage = stage_in(folder / "knowledge", stores=stores)
        await stage.editing.start()
        for number in range(1, 41):
            if number % 4 == 2:
                fill()
            if number % 4 == 0:
                room()
            if await try_to_save(stage, number):
                acknowledged = number
            else:
                refused += 1
            parse_document(stage.text(), path=stage.file)
            if f"Number {number}." not in stage.text():
                assert acknowledged == 0 or f"Number {acknowledged}." in stage.text()
        room()
    assert refused > 0
    assert acknowledged == 40
    async with open_stores(data_dir=folder / "data") as stores:
        again = stage_in(folder / "knowledge", stores=stores)
        await again.editing.start()
        latest = await stores.revisions.latest("the-harbour")
        assert latest is not None
        assert latest.digest == digest_of(again.file.read_bytes())
        assert await stores.revisions.pending() == []
        assert [path.name for path in (folder / "knowledge").rglob(".*")] == []
        assert "Number 40." in again.text()

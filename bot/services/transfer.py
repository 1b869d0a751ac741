"""Export and import: all knowledge and state as files, the way out of one installation and into another."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.services.errors import StoreError
from bot.services.transfer_folder import Placing, copied_folder, holds, is_empty, staging_beside, sync
from bot.services.transfer_manifest import (
    KNOWLEDGE,
    STATE,
    FileSum,
    Manifest,
    TransferError,
    checked_manifest,
    write_manifest,
)

__all__ = ["FileSum", "Imported", "Manifest", "StateFiles", "TransferError", "export_to", "import_from"]


class StateFiles(Protocol):
    """The state store as files, one table a JSON Lines file."""

    async def schema(self) -> str:
        """Revision of the tables in the store."""

    async def write(self, folder: Path) -> Mapping[str, FileSum]:
        """Write every table as `<table>.jsonl`, all from one moment, rows in the order of their keys."""

    async def read(self, folder: Path, manifest: Manifest, *, replace: bool, before_commit: Callable[[], None]) -> None:
        """Take over every table in one transaction, at whose end `before_commit` is called.

        Raises TransferError when the store is not empty (unless `replace`, which empties it), and for tables or columns
        that this version does not know.
        """


@dataclass(frozen=True, slots=True)
class Imported:
    """What came in. `set_aside` is where the knowledge folder that was replaced is kept, for whoever misses it."""

    manifest: Manifest
    set_aside: Path | None


async def export_to(target: Path, *, knowledge_dir: Path, state: StateFiles) -> Manifest:
    """Write everything into a new folder, complete or not at all. Raises TransferError and StoreError.

    Left out are what no other installation needs: the secret behind the voters' pseudonyms, and the settings (`.env`).
    """
    staged = await asyncio.to_thread(_staged_export, target, knowledge_dir)
    try:
        tables = await state.write(staged / STATE)
        knowledge = await asyncio.to_thread(copied_folder, knowledge_dir, staged / KNOWLEDGE)
        manifest = Manifest(await state.schema(), knowledge, tables)
        await asyncio.to_thread(_finish_export, staged, target, manifest)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    return manifest


async def import_from(source: Path, *, knowledge_dir: Path, state: StateFiles, replace: bool = False) -> Imported:
    """Take everything over from an exported folder, into an empty installation unless `replace`.

    The knowledge folder takes its place by a rename just before the state is committed. Whatever fails leaves both as
    they were; a process killed between the two leaves all of the knowledge and no state, and importing again completes
    it. Raises TransferError and StoreError. No bot may be running on this installation.
    """
    manifest, placing = await asyncio.to_thread(_staged_import, source, knowledge_dir, replace=replace)
    try:
        await state.read(source / STATE, manifest, replace=replace, before_commit=placing.place)
    except (TransferError, StoreError):
        await asyncio.to_thread(placing.take_back)
        raise
    finally:
        await asyncio.to_thread(placing.tidy)
    return Imported(manifest, placing.set_aside)


def _staged_export(target: Path, knowledge_dir: Path) -> Path:
    if not knowledge_dir.is_dir():
        raise TransferError(f"there is no knowledge folder {knowledge_dir}")
    if not is_empty(target):
        raise TransferError(f"{target} is not empty; name a folder that does not exist yet")
    if target.resolve().is_relative_to(knowledge_dir.resolve()):
        raise TransferError(f"{target} lies in the knowledge folder; name a folder outside")
    staged = staging_beside(target)
    (staged / STATE).mkdir()
    return staged


def _finish_export(staged: Path, target: Path, manifest: Manifest) -> None:
    write_manifest(staged, manifest)
    try:
        staged.replace(target)
        sync(target.parent)
    except OSError as error:
        raise TransferError(f"{target} cannot be written: {error.strerror or error}") from error


def _staged_import(source: Path, knowledge_dir: Path, *, replace: bool) -> tuple[Manifest, Placing]:
    manifest = checked_manifest(source)
    target = knowledge_dir.resolve()
    if holds(target, manifest.knowledge):
        return manifest, Placing(None, target)
    if not replace and not is_empty(target):
        raise TransferError(
            f"the knowledge folder {knowledge_dir} is not empty; name an empty one, or import with --replace"
        )
    placing = Placing(staging_beside(target), target)
    try:
        placing.fill(source / KNOWLEDGE, manifest.knowledge)
    except BaseException:
        placing.tidy()
        raise
    return manifest, placing

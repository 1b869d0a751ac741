"""Export and import: all knowledge and state as files, the way out of one installation and into another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.services.errors import BotError

FORMAT = 1
"""Version of the files' layout."""

MANIFEST = "manifest.json"
KNOWLEDGE = "knowledge"
STATE = "state"


class TransferError(BotError):
    """Files that cannot be exported or imported; the message says what to change. Nothing has been changed."""


@dataclass(frozen=True, slots=True)
class FileSum:
    """What a file must be: its length in bytes, its SHA-256, and of a table the number of its rows."""

    size: int
    sha256: str
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an export holds. Two exports of the same knowledge and state are the same files, byte for byte."""

    schema: str  # revision of the tables
    knowledge: Mapping[str, FileSum]  # by path inside the folder, with `/`
    tables: Mapping[str, FileSum]  # by table


class StateFiles(Protocol):
    """The state store as files, one table a JSON Lines file."""

    async def schema(self) -> str:
        """Revision of the tables in the store."""

    async def write(self, folder: Path) -> Mapping[str, FileSum]:
        """Write every table, all from one moment, as `<table>.jsonl`."""

    async def read(self, folder: Path, manifest: Manifest, *, replace: bool, before_commit: Callable[[], None]) -> None:
        """Read every table in one transaction."""


async def export_to(target: Path, *, knowledge_dir: Path, state: StateFiles) -> Manifest:
    """Write everything into a new folder, complete or not at all. Raises TransferError and StoreError."""
    raise NotImplementedError


async def import_from(source: Path, *, knowledge_dir: Path, state: StateFiles, replace: bool = False) -> Manifest:
    """Take everything over from an exported folder, into an empty installation unless `replace`. Raises TransferError
    and StoreError; whatever is raised, and whenever the process ends, nothing is half there."""
    raise NotImplementedError

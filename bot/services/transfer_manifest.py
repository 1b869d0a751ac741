"""What an export holds: the manifest that names every file with its length and digest, and the check against it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from bot.services.errors import BotError

FORMAT = 1
"""Version of the files' layout."""

KIND = "film-faq-bot export"
MANIFEST = "manifest.json"
KNOWLEDGE = "knowledge"
STATE = "state"
CHUNK = 1 << 20


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

    @property
    def files(self) -> Mapping[str, FileSum]:
        """Every file by its path in the export."""
        return {f"{KNOWLEDGE}/{path}": told for path, told in self.knowledge.items()} | {
            f"{STATE}/{table}.jsonl": told for table, told in self.tables.items()
        }


def sum_of(path: Path) -> FileSum:
    """A file's length and digest."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return FileSum(size, digest.hexdigest())


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into an export, and see that it reaches the disk."""
    tables = {name: asdict(told) for name, told in sorted(manifest.tables.items())}
    knowledge = {path: {"size": told.size, "sha256": told.sha256} for path, told in sorted(manifest.knowledge.items())}
    values = {"kind": KIND, "format": FORMAT, "schema": manifest.schema, "knowledge": knowledge, "tables": tables}
    with (folder / MANIFEST).open("w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(values, indent=2, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def checked_manifest(folder: Path) -> Manifest:
    """The manifest of an export whose every file is what it says. Raises TransferError that names the first that is not."""
    manifest = read_manifest(folder)
    for name, told in manifest.files.items():
        path = folder / name
        if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
            raise TransferError(f"{path} is missing; the export is not whole, copy it again")
        found = sum_of(path)
        if (found.size, found.sha256) != (told.size, told.sha256):
            raise TransferError(f"{path} is damaged, or was changed after the export; export again")
    strays = sorted(set(_files(folder)) - set(manifest.files) - {MANIFEST})
    if strays:
        raise TransferError(f"{folder / strays[0]} does not belong to the export; move it away")
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The manifest as it stands. Raises TransferError when the folder holds no export that this version can read."""
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise TransferError(f"{folder} {what}; name the folder that `film-faq-bot export` wrote")
    path = folder / MANIFEST
    try:
        values = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise TransferError(f"{folder} holds no export: there is no {MANIFEST} in it") from None
    except (ValueError, RecursionError) as error:
        raise TransferError(f"{path} is damaged: it is no JSON") from error
    if not isinstance(values, dict) or values.get("kind") != KIND:
        raise TransferError(f"{path} is not the manifest of an export")
    if values.get("format") != FORMAT:
        raise TransferError(
            f"{folder} was written in format {values.get('format')!s:.20}, this version of the bot reads format {FORMAT}; "
            "import it with the version that wrote it, or a newer one"
        )
    try:
        knowledge = {_inside(name): _sum(told) for name, told in values["knowledge"].items()}
        tables = {_table(name): _sum(told, rows=int(told["rows"])) for name, told in values["tables"].items()}
        return Manifest(str(values["schema"]), knowledge, tables)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise TransferError(f"{path} is damaged: {error}") from error


def _sum(told: Mapping[str, Any], *, rows: int | None = None) -> FileSum:
    return FileSum(int(told["size"]), str(told["sha256"]), rows)


def _inside(name: str) -> str:
    """A path that stays within the folder, or ValueError."""
    path = PurePosixPath(name)
    bad = (
        not path.parts or path.is_absolute() or ".." in path.parts or str(path) != name or "\\" in name or "\0" in name
    )
    if bad:
        raise ValueError(f"{name!r} is no path inside the folder")
    return name


def _table(name: str) -> str:
    if not name.isidentifier() or not name.isascii():
        raise ValueError(f"{name!r} is no table")
    return name


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if not path.is_dir():
            yield path.relative_to(folder).as_posix()

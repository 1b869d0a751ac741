"""A knowledge folder as files to be carried: read out byte for byte, and put in place whole."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from itertools import chain, count
from pathlib import Path

from bot.services.transfer_manifest import FileSum, TransferError, sum_of

_LEFT_BEHIND = re.compile(r"\..+\.[0-9a-f]{16}\.\w+")  # temporary files of saves


def copied_folder(folder: Path, target: Path) -> Mapping[str, FileSum]:
    """Copy what is in a folder, files byte for byte; links are followed, hidden folders (.git) left out.

    Raises TransferError for what cannot be read.
    """
    sums = {}
    for path in files_in(folder):
        name = path.relative_to(folder).as_posix()
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(path, copy)
            sync(copy)
        except OSError as error:
            raise TransferError(f"{path} cannot be copied: {error.strerror or error}") from error
        sums[name] = sum_of(copy)
    target.mkdir(parents=True, exist_ok=True)
    return sums


def files_in(folder: Path) -> Iterator[Path]:
    """The folder's files, in order; a folder reached twice, by a link to itself, is entered once."""
    seen: set[str] = set()
    for parent, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(parent)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if path.is_file() and not _LEFT_BEHIND.fullmatch(name):
                yield path


def holds(folder: Path, wanted: Mapping[str, FileSum]) -> bool:
    """Whether a folder holds exactly these files."""
    found = {path.relative_to(folder).as_posix(): path for path in files_in(folder)} if folder.is_dir() else {}
    return found.keys() == wanted.keys() and all(sum_of(path) == wanted[name] for name, path in found.items())


def is_empty(folder: Path) -> bool:
    """Whether there is no such folder, or nothing in it."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def staging_beside(target: Path) -> Path:
    """A fresh folder, for nobody else to read, on the same disk as the target, which it may take the place of."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise TransferError(f"{target.parent} cannot be written: {error.strerror or error}") from error


class Placing:
    """Puts a staged folder in the place of another, and back; without one staged, all is in its place already."""

    def __init__(self, staged: Path | None, target: Path) -> None:
        self._staged = staged
        self._target = target
        self._is_placed = False
        self.set_aside: Path | None = None

    def fill(self, source: Path, wanted: Mapping[str, FileSum]) -> None:
        """Copy what is to be placed. Raises TransferError when it is not what was wanted."""
        if self._staged is None:
            return
        if copied_folder(source, self._staged) != wanted:
            raise TransferError(f"{source} was changed while it was read; import it again")
        self._staged.chmod(0o755)  # knowledge is no secret; the staging folder was

    def place(self) -> None:
        """Two renames; what was there is set aside. Raises TransferError when the system refuses."""
        if self._staged is None:
            return
        try:
            if not is_empty(self._target):
                aside = _free(self._target.with_name(f"{self._target.name}.before-import"))
                self._target.rename(aside)
                self.set_aside = aside
            self._staged.replace(self._target)
            self._is_placed = True
            sync(self._target.parent)
        except OSError as error:
            self.take_back()
            raise TransferError(
                f"{self._target} cannot be replaced: {error.strerror or error}; name a folder whose parent can be written"
            ) from error

    def take_back(self) -> None:
        """Have everything as it was."""
        if self._is_placed and self._staged:
            self._target.rename(self._staged)
            self._is_placed = False
        if self.set_aside:
            self.set_aside.rename(self._target)
            self.set_aside = None

    def tidy(self) -> None:
        """Drop the staged folder where it did not come into its place."""
        if self._staged and not self._is_placed:
            shutil.rmtree(self._staged, ignore_errors=True)


def _free(path: Path) -> Path:
    names = (path.with_name(f"{path.name}-{number}") for number in count(2))
    return next(name for name in chain([path], names) if not name.exists())


def sync(path: Path) -> None:
    """See that a file, or a folder's list of names, reaches the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

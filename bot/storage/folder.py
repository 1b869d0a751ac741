"""The knowledge folder as a DocumentStore: finds documents by id, and lets one writer in at a time."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import os
import re
import stat
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath

from bot.knowledge.document import SUFFIXES
from bot.knowledge.edit import EditError
from bot.knowledge.load import FILMS
from bot.knowledge.naming import MAX_DOCUMENT, same_name
from bot.knowledge.patterns import FILE_STEM
from bot.knowledge.reading import MAX_BYTES
from bot.services.documents import SaveResult, Stored, StoredDocument, Underneath, digest_of
from bot.services.errors import DocumentError, StoreError
from bot.services.stores import Keep
from bot.storage import folder_files

PATIENCE_S = 10.0
"""How long a save waits for another process that is saving, in seconds."""

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.002, 0.05

_ID = re.compile(rf"[a-z0-9-]{{1,{MAX_DOCUMENT}}}")
_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "it would be larger than this system lets a file be",
    errno.EROFS: "the knowledge folder is read-only",
    errno.EACCES: "the knowledge folder may not be written to",
    errno.EPERM: "the knowledge folder may not be written to",
}


class Folder:
    """A DocumentStore over one folder; file work is done in threads."""

    def __init__(self, root: Path, *, patience_s: float = PATIENCE_S) -> None:
        self.root = root
        self._patience_s = patience_s
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def writing(self, document_id: str) -> AsyncIterator[None]:  # noqa: ARG002  # a save takes milliseconds: one lock for all
        """See DocumentStore. Other processes are kept out by an advisory lock on the folder itself, which leaves no file."""
        async with self._turn:
            handle = await self._locked()
            try:
                yield
            finally:
                if handle is not None:
                    os.close(handle)

    async def read(self, document_id: str) -> StoredDocument | None:
        """See DocumentStore."""
        return await asyncio.to_thread(self._read, document_id)

    async def list(self) -> Sequence[StoredDocument]:
        """See DocumentStore."""
        return await asyncio.to_thread(lambda: [*self._documents()])

    async def save(
        self, document_id: str, data: bytes, *, expected: str | None, keep: Keep, place: str | None = None
    ) -> SaveResult:
        """See DocumentStore."""
        if expected is None:
            return await asyncio.to_thread(self._create, document_id, data, place)
        found = await asyncio.to_thread(self._replace, document_id, data, expected)
        if isinstance(found, Underneath):
            return found
        displaced, left = found
        if displaced is not None and left is not None:
            await keep(displaced)
            await asyncio.to_thread(folder_files.clear, left)
        return Stored(displaced)

    async def remove(self, document_id: str, *, expected: str) -> SaveResult:
        """See DocumentStore."""
        return await asyncio.to_thread(self._remove, document_id, expected)

    async def move(self, document_id: str, new_id: str, *, expected: str) -> SaveResult:
        """See DocumentStore."""
        return await asyncio.to_thread(self._move, document_id, new_id, expected)

    async def recover(self, keep: Keep) -> None:
        """See DocumentStore."""
        for left, document in await asyncio.to_thread(lambda: [*self._leftovers()]):
            await keep(document)
            await asyncio.to_thread(folder_files.clear, left)

    # --- what the threads do ---------------------------------------------------------------------------------------

    def _read(self, document_id: str) -> StoredDocument | None:
        path = self._find(document_id)
        return None if path is None else self._stored(path)

    def _documents(self) -> Iterator[StoredDocument]:
        for path in sorted(self._files()):
            if _ID.fullmatch(path.stem):
                with contextlib.suppress(DocumentError):  # whoever edits it hears why; here the others matter
                    if (document := self._stored(path)) is not None:
                        yield document

    def _replace(
        self, document_id: str, data: bytes, expected: str
    ) -> Underneath | tuple[StoredDocument | None, Path | None]:
        path = self._find(document_id)
        current = None if path is None else self._stored(path)
        if path is None or current is None or current.digest != expected:
            return Underneath(current)
        try:
            displaced, left = folder_files.replace(path, data, expected=expected)
        except FileNotFoundError:
            return Underneath(self._read(document_id))
        except OSError as error:
            raise _unwritten(path, error) from error
        return (None if displaced is None else self._document(path, displaced)), left

    def _create(self, document_id: str, data: bytes, place: str | None) -> SaveResult:
        path = self._new_path(document_id, place)
        if (other := self._find(document_id)) is not None:
            return Underneath(self._stored(other))
        self._refuse_twin(document_id)
        try:
            path.parent.mkdir(exist_ok=True)
            folder_files.create(path, data)
        except FileExistsError:
            return Underneath(self._read(document_id))
        except OSError as error:
            raise _unwritten(path, error) from error
        return Stored()

    def _remove(self, document_id: str, expected: str) -> SaveResult:
        path = self._find(document_id)
        current = None if path is None else self._stored(path)
        if path is None or current is None or current.digest != expected:
            return Underneath(current)
        try:
            removed = folder_files.remove(path, expected=expected)
        except FileNotFoundError:
            return Underneath(None)
        except OSError as error:
            raise _unwritten(path, error) from error
        return Stored() if removed else Underneath(self._read(document_id))

    def _move(self, document_id: str, new_id: str, expected: str) -> SaveResult:
        path = self._find(document_id)
        current = None if path is None else self._stored(path)
        if path is None or current is None or current.digest != expected:
            return Underneath(current)
        if new_id == FILE_STEM or self._find(new_id) is not None:
            raise EditError(f"there is a document `{new_id}` already; choose another id")
        self._refuse_twin(new_id)
        try:
            folder_files.move(path, path.with_stem(new_id))
        except FileNotFoundError:
            return Underneath(None)
        except FileExistsError as error:
            raise EditError(f"there is a file {new_id}{path.suffix} already; choose another id") from error
        except OSError as error:
            raise _unwritten(path, error) from error
        return Stored()

    def _refuse_twin(self, document_id: str) -> None:
        if twin := next((file for file in self._files() if same_name(file.stem) == document_id), None):
            raise EditError(
                f"there is a file {twin.name} already, which some systems take for the same; rename it first"
            )

    def _leftovers(self) -> Iterator[tuple[Path, StoredDocument]]:
        folders = {Path(os.path.realpath(path)).parent for path in self._files()} | set(self._folders())
        try:
            for left, name, data in folder_files.leftovers(sorted(folders)):
                yield left, self._document(left.with_name(name), data)
        except PermissionError:
            return  # a read-only folder: nobody has written there

    # --- where documents are -----------------------------------------------------------------------------------------

    def _find(self, document_id: str) -> Path | None:
        if not _ID.fullmatch(document_id):
            raise EditError(f"`{document_id[:80]}` is no document's id: a-z, 0-9 and - only, at most {MAX_DOCUMENT}")
        for suffix in SUFFIXES:  # where nearly all of them are
            for path in (self.root / FILMS / f"{document_id}{suffix}", self.root / f"{document_id}{suffix}"):
                if path.is_file():
                    return path
        return next((path for path in self._files() if path.stem == document_id), None)

    def _new_path(self, document_id: str, place: str | None) -> Path:
        inside = PurePosixPath(place or f"{FILMS}/{document_id}.yaml")
        if (
            not _ID.fullmatch(document_id)
            or document_id == FILE_STEM
            or inside.stem != document_id
            or inside.suffix not in SUFFIXES
            or inside.parts[:-1] not in {(), (FILMS,)}
        ):
            raise EditError(
                f"`{str(inside)[:80]}` is no place for a document; files stand in the folder or in {FILMS}/"
            )
        return self.root / inside

    def _files(self) -> Iterator[Path]:
        for folder in self._folders():
            for entry in sorted(folder.iterdir()):
                if entry.name.lower().endswith(SUFFIXES) and not entry.name.startswith(".") and entry.is_file():
                    yield entry

    def _folders(self) -> Iterator[Path]:
        """The folder and those in it, hidden ones left out, as the loader sees them."""
        waiting, seen = [self.root], set[str]()
        while waiting:
            folder = waiting.pop()
            real = os.path.realpath(folder)
            if real in seen:
                continue
            seen.add(real)
            with contextlib.suppress(OSError):
                waiting += (entry for entry in folder.iterdir() if not entry.name.startswith(".") and entry.is_dir())
                yield folder

    def _stored(self, path: Path) -> StoredDocument | None:
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                raise DocumentError(f"{path.name} is not a regular file.")
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DocumentError(f"{path.name} cannot be read: {error.strerror or error}.") from error
        if len(data) > MAX_BYTES:
            raise DocumentError(f"{path.name} is larger than 1 MiB; split it into several files.")
        return self._document(path, data)

    def _document(self, path: Path, data: bytes) -> StoredDocument:
        try:
            place = path.relative_to(self.root)
        except ValueError:  # a link's target outside the folder
            place = Path(path.name)
        return StoredDocument(path.stem, place.as_posix(), data, digest_of(data))

    async def _locked(self) -> int | None:
        """A handle that holds the lock until it is closed; None where the file system knows no such locks."""
        handle = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        end, pause = time.monotonic() + self._patience_s, _FIRST_PAUSE_S
        try:
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    if time.monotonic() > end:
                        raise StoreError(
                            "another program has been saving knowledge for a long time; try again"
                        ) from None
                    # Waiting in a thread would go on, and take the lock, when whoever waits has given up.
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE_S)
                else:
                    return handle
        except OSError as error:
            os.close(handle)
            if error.errno in {errno.EBADF, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}:
                return None
            raise StoreError(f"the knowledge folder cannot be locked: {error.strerror}") from error
        except BaseException:
            os.close(handle)
            raise


def _unwritten(path: Path, error: OSError) -> DocumentError:
    reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
    return DocumentError(f"{path.name} was not saved: {reason}. It is as it was.")

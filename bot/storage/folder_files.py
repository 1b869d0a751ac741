"""Files written whole or not at all, so that neither a killed process nor another program's save loses a text.

A new text is written to `.<name>.<random>.new` in the file's folder and brought to the disk, is then called
`.<name>.<random>.swap`, and changes names with the file. What was the file is now in the `.swap` and is looked at: when
it is not what was expected, another program has saved in between, and its text stays there until somebody has kept it.
What a killed process leaves says by its name what it is: a `.new` is nobody's loss, a `.swap` may be somebody's text.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.services.documents import digest_of
from bot.storage.folder_exchange import exchange, rename_apart

log = logging.getLogger(__name__)

NEW, SWAP = "new", "swap"
_LEFT = re.compile(rf"\.(?P<name>.+)\.[0-9a-f]{{16}}\.(?P<kind>{NEW}|{SWAP})")


def replace(path: Path, data: bytes, *, expected: str) -> tuple[bytes | None, Path | None]:
    """Put a text in a file's place. A link's target is replaced, and its permissions and owner stay.

    Returns:
        What was there when the names changed if its digest was not `expected`, and where it lies: `clear` that file
        once the text is kept.

    Raises:
        FileNotFoundError: the file has gone; nothing was written.
        OSError: the file is as it was.
    """
    target = Path(os.path.realpath(path))
    swap = _written(target, data, like=target.stat())
    try:
        if not exchange(swap, target):
            swap = _linked(swap, target)
    except OSError:
        clear(swap)
        raise
    sync_folder(target.parent)
    found = swap.read_bytes()
    if digest_of(found) != expected:
        return found, swap
    clear(swap)
    return None, None


def create(path: Path, data: bytes) -> None:
    """Make a new file. Raises FileExistsError when there is one already, OSError when it cannot be written."""
    swap = _written(path, data, like=None)
    try:
        os.link(swap, path)  # unlike a rename, never over a file that has just been made
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}:
            raise
        if path.exists():  # no hard links here
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from error
        swap.replace(path)
    finally:
        clear(swap)
    sync_folder(path.parent)


def remove(path: Path, *, expected: str) -> bool:
    """Take a file away; False, and the file stays, when its text is not what was expected. A link goes with its target."""
    target = Path(os.path.realpath(path))
    swap = _beside(target, SWAP)
    target.rename(swap)
    if digest_of(swap.read_bytes()) != expected:
        with contextlib.suppress(FileExistsError):  # a text that is newer still stands there
            os.link(swap, target)
            clear(swap)
        return False
    if path.is_symlink():
        path.unlink()
    clear(swap)
    sync_folder(target.parent)
    return True


def move(path: Path, target: Path) -> None:
    """Give a file another name in one step; a link is renamed itself. Raises FileExistsError where it is taken."""
    if not rename_apart(path, target):
        if os.path.lexists(target):  # a file made in this very moment would be lost
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        path.rename(target)
    sync_folder(target.parent)


def leftovers(folders: Iterable[Path]) -> Iterator[tuple[Path, str, bytes]]:
    """What killed processes left: where it lies, the name of its file, and its text; that of a `.new` is cleared away."""
    for folder in folders:
        for left in sorted(folder.iterdir()):
            found = _LEFT.fullmatch(left.name)
            if found is None or left.is_symlink() or not left.is_file():
                continue
            if found["kind"] == NEW:
                clear(left)
                continue
            with contextlib.suppress(FileExistsError, FileNotFoundError):
                os.link(left, folder / found["name"])  # killed while it took the file away
            yield left, found["name"], left.read_bytes()


def clear(left: Path) -> None:
    """Remove a temporary file; one that is gone, or cannot be removed now, is found at the next start."""
    try:
        left.unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s is left behind: %s", left, error)


def sync_folder(folder: Path) -> None:
    """Bring the folder's names to the disk, where its file system knows how."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.EBADF}:  # the new text is in force, whatever becomes of a power cut
            log.warning("%s was not brought to the disk: %s", folder, error)
    finally:
        os.close(handle)


def _written(target: Path, data: bytes, *, like: os.stat_result | None) -> Path:
    new, swap = _beside(target, NEW), _beside(target, SWAP)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        try:
            if like is not None:
                _take_after(handle, like)
                _copy_attributes(target, handle)
            left = memoryview(data)
            while left:
                left = left[os.write(handle, left) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        new.rename(swap)
    except OSError:
        clear(new)
        raise
    return swap


def _take_after(handle: int, like: os.stat_result) -> None:
    made = os.fstat(handle)
    if (made.st_uid, made.st_gid) != (like.st_uid, like.st_gid):
        try:
            os.fchown(handle, like.st_uid, like.st_gid)
        except PermissionError:
            with contextlib.suppress(PermissionError):  # only root gives files away; the group often can be kept
                os.fchown(handle, -1, like.st_gid)
    os.fchmod(handle, stat.S_IMODE(like.st_mode))


def _copy_attributes(target: Path, handle: int) -> None:
    """Access lists and labels, where there are any."""
    with contextlib.suppress(OSError, AttributeError):  # not every system and file system has them
        for name in os.listxattr(target):
            with contextlib.suppress(OSError):
                os.setxattr(handle, name, os.getxattr(target, name))


def _linked(swap: Path, target: Path) -> Path:
    """Without an exchange: hold on to what is the file now, then rename over it. A save in between would be lost."""
    held = _beside(target, SWAP)
    try:
        os.link(target, held)
    except FileNotFoundError:
        raise
    except OSError:  # no hard links either
        held.write_bytes(target.read_bytes())
    try:
        swap.replace(target)
    except OSError:
        clear(held)
        raise
    return held


def _beside(target: Path, kind: str) -> Path:
    return target.with_name(f".{target.name}.{secrets.token_hex(8)}.{kind}")

"""Files get other names in one step and over nobody, where the system can do that."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

_AT_FDCWD = -100
_RENAME_NOREPLACE, _RENAME_EXCHANGE = 1, 2
_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP}  # no such call, or not on this file system

_libc = ctypes.CDLL(None, use_errno=True)
_renameat2 = getattr(_libc, "renameat2", None)  # Linux with glibc 2.28 or musl; elsewhere it is missing


def exchange(one: Path, other: Path) -> bool:
    """Let two files change names at once; False where the system cannot. Raises OSError, FileNotFoundError included."""
    return _renamed(one, other, _RENAME_EXCHANGE)


def rename_apart(path: Path, target: Path) -> bool:
    """Give a file a name that no other has; False where the system cannot. Raises OSError, FileExistsError included."""
    return _renamed(path, target, _RENAME_NOREPLACE)


def _renamed(one: Path, other: Path, flag: int) -> bool:
    if _renameat2 is None:
        return False
    if _renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), flag) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))

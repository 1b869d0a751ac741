"""What is wrong with a database or its disk, as one line that says what to do: the only place that knows their words."""

from __future__ import annotations

import errno
import shutil
import socket
import sqlite3
from pathlib import Path

from sqlalchemy.engine import URL

DISK_FULL = "the disk is full; make room on it"

_ERRNO = {
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.EACCES: "it may not be written; allow the bot's user to write there, or set DATA_DIR to another folder",
    errno.EPERM: "it may not be written; allow the bot's user to write there, or set DATA_DIR to another folder",
    errno.EROFS: "it lies on a disk that is read-only; set DATA_DIR to another folder",
}

_SQLITE = {
    sqlite3.SQLITE_FULL: DISK_FULL,
    sqlite3.SQLITE_READONLY: _ERRNO[errno.EACCES],
    sqlite3.SQLITE_PERM: _ERRNO[errno.EACCES],
    sqlite3.SQLITE_CANTOPEN: _ERRNO[errno.EACCES],
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written; look at the system's log",
    sqlite3.SQLITE_NOTADB: "it is not a database file; move it away, or put a copy of the right one there",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; move it away, and import the last export or put a copy of it there",
    sqlite3.SQLITE_BUSY: "the database is locked by another program; end that one, such as a second bot on this folder",
    sqlite3.SQLITE_LOCKED: "the database is locked by another program; end that one, such as a second bot on this folder",
}

_FOREIGN = "it holds tables that are not the bot's; give the bot a database of its own"

_SQLSTATE = {
    "3D000": "the database {database} does not exist; create it with: createdb {database}",
    "28P01": "PostgreSQL does not accept the user or the password; check both in DATABASE_URL",
    "28000": "PostgreSQL does not let this user in; check the user in DATABASE_URL, and pg_hba.conf",
    "42501": "the user lacks a right there; let the user own the database: ALTER DATABASE {database} OWNER TO {user}",
    "42P07": _FOREIGN,
    "53100": "the disk of PostgreSQL is full; make room on it",
    "53300": "PostgreSQL has no connection left; end other programs, or raise its max_connections",
    "57P03": "PostgreSQL is starting or stopping; try again in a moment",
}


def shown(url: URL) -> str:
    """A database's address as an operator knows it: a file's path, or the address without user and password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    query = {"sslmode" if key == "ssl" else key: value for key, value in url.query.items()}
    text = url.set(drivername="postgresql", query=query).render_as_string(hide_password=False)
    scheme, _, rest = text.partition("://")
    # A password with an @ in it reaches beyond where the address was cut apart.
    return f"{scheme}://***@{rest.rpartition('@')[2]}" if "@" in rest else text


def advice(error: BaseException, url: URL) -> str:
    """What a database at fault has met, and what to do about it, in one line without its address."""
    for cause in _causes(error):
        for told in (_of_sqlite, _of_postgresql, _of_disk, _of_network):
            if said := told(cause, url):
                return said
    cause = getattr(error, "orig", None) or error
    return f"{type(cause).__name__}: {' '.join(str(cause).split())}"


def _causes(error: BaseException) -> list[BaseException]:
    """The driver's own fault first, which SQLAlchemy wraps once or twice."""
    chain: list[BaseException] = []
    wrapped: BaseException | None = error
    while wrapped is not None and wrapped not in chain:
        chain.append(wrapped)
        wrapped = getattr(wrapped, "orig", None) or wrapped.__cause__
    return chain[::-1]


def _of_sqlite(error: BaseException, url: URL) -> str | None:
    if not isinstance(error, sqlite3.Error):
        return None
    file = Path(str(url.database))
    # The lower byte tells the kind of fault, the rest its circumstances.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    said = _FOREIGN if "already exists" in str(error) else _SQLITE.get(code)
    if code in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}:  # which do not say why
        if file.is_dir():
            said = "it is a folder where the bot keeps a file; move it away"
        elif not file.parent.is_dir():
            said = f"there is no folder {file.parent}; make it first"
        elif shutil.disk_usage(file.parent).free == 0:
            said = DISK_FULL
    return said


def _of_postgresql(error: BaseException, url: URL) -> str | None:
    user = url.username or "the-bots-user"
    said = _SQLSTATE.get(str(getattr(error, "sqlstate", None)))
    return said and said.format(database=url.database or user, user=user)


def _of_disk(error: BaseException, _url: URL) -> str | None:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{error.filename} cannot be a folder, since a file is in the way; move it away, or set DATA_DIR"
    said = _ERRNO.get(error.errno or 0) if isinstance(error, OSError) else None
    return f"{error.filename}: {said}" if said and isinstance(error, OSError) and error.filename else said


def _of_network(error: BaseException, url: URL) -> str | None:
    if not isinstance(error, OSError) or url.get_backend_name() == "sqlite":
        return None
    if "SSL" in str(error):
        return "PostgreSQL there does not encrypt; take sslmode out of DATABASE_URL, or switch ssl on in PostgreSQL"
    if isinstance(error, socket.gaierror):
        return f"there is no host {str(url.host).rpartition('@')[2]}; check the host in DATABASE_URL"
    where = f"{url.host or 'localhost'}:{url.port or 5432}"
    return f"nothing answers at {where}; see that PostgreSQL runs there, and that DATABASE_URL says where it is"

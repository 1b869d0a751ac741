"""What is wrong with a database or its disk is one line that says what to do."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.services.errors import StoreError, StoreSetupError
from bot.storage import open_stores, stores, try_writing
from bot.storage.database import database_url
from bot.storage.faults import advice, shown

POSTGRESQL = make_url("postgresql+asyncpg://ann:hunter2@db.example/films")


def of_sqlite(code: int, words: str = "no words") -> sqlite3.Error:
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return error


class PostgresError(Exception):
    """As much of a driver's error as is looked at."""

    def __init__(self, state: str) -> None:
        super().__init__("words for programmers")
        self.sqlstate = state


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (of_sqlite(sqlite3.SQLITE_FULL), "the disk is full; make room"),
        (of_sqlite(sqlite3.SQLITE_BUSY), "the database is locked by another program; end that one"),
        (of_sqlite(sqlite3.SQLITE_NOTADB), "not a database file; move it away"),
        (of_sqlite(sqlite3.SQLITE_CORRUPT), "damaged; move it away"),
        (of_sqlite(sqlite3.SQLITE_READONLY | 1 << 8), "may not be written; allow"),
        (of_sqlite(sqlite3.SQLITE_CANTOPEN), "may not be written; allow"),
        (of_sqlite(sqlite3.SQLITE_ERROR, "table questions already exists"), "a database of its own"),
        (OSError(errno.ENOSPC, "no space"), "the disk is full; make room"),
        (PermissionError(errno.EACCES, "no", "data"), "data: it may not be written; allow"),
        (FileExistsError(errno.EEXIST, "no", "data"), "data cannot be a folder, since a file is in the way"),
    ],
)
def test_faults_of_a_file(error: Exception, says: str, tmp_path: Path) -> None:
    assert says in advice(error, database_url(None, data_dir=tmp_path))


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "no"), "nothing answers at db.example:5432; see that PostgreSQL"),
        (TimeoutError(), "nothing answers at db.example:5432"),
        (ConnectionError("PostgreSQL server rejected SSL upgrade"), "take sslmode out of DATABASE_URL"),
        (PostgresError("3D000"), "the database films does not exist; create it with: createdb films"),
        (PostgresError("28P01"), "does not accept the user or the password"),
        (PostgresError("42501"), "ALTER DATABASE films OWNER TO ann"),
        (PostgresError("42P07"), "a database of its own"),
        (PostgresError("53100"), "the disk of PostgreSQL is full"),
    ],
)
def test_faults_of_a_server(error: Exception, says: str) -> None:
    told = advice(error, POSTGRESQL)
    assert says in told
    assert "hunter2" not in told


def test_what_nobody_foresaw_is_told_in_one_line() -> None:
    assert advice(ValueError("first\nsecond"), POSTGRESQL) == "ValueError: first second"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (None, "data/bot.sqlite3"),
        ("sqlite:////srv/films.db", "/srv/films.db"),
        ("postgresql://db/films", "postgresql://db/films"),
        ("postgresql://ann:hunter2@db:1/films?sslmode=require", "postgresql://***@db:1/films?sslmode=require"),
        ("postgresql://ann:hun@ter#2@db:1/films", "postgresql://***@db:1/films"),
    ],
)
def test_an_address_is_shown_as_it_was_written_without_user_and_password(url: str | None, expected: str) -> None:
    assert shown(database_url(url, data_dir=Path("data"))) == expected


async def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    async with open_stores(data_dir=tmp_path / "data") as opened:
        assert "data cannot be a folder, since a file is in the way" in str(opened.unkept)


async def test_a_folder_where_the_file_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "bot.sqlite3").mkdir()
    async with open_stores(data_dir=tmp_path) as opened:
        assert "bot.sqlite3: it is a folder where the bot keeps a file" in str(opened.unkept)


async def test_a_file_of_another_program_is_told_once_and_left_alone(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE questions (id)")
    with pytest.raises(StoreSetupError, match=r"^\S+other.db: it holds tables that are not the bot's"):
        async with open_stores(data_dir=tmp_path, url=f"sqlite:///{tmp_path}/other.db"):
            pass


async def test_a_trial_writes_and_leaves_nothing_behind(tmp_path: Path) -> None:
    async with open_stores(data_dir=tmp_path):
        pass
    await try_writing(data_dir=tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as connection:
        assert connection.execute("SELECT name FROM secrets").fetchall() == [("voters",)]


async def test_a_trial_finds_a_disk_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system may take what is written at first, and only refuse when it has to find room for it."""

    def full(_file: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async with open_stores(data_dir=tmp_path):
        pass
    monkeypatch.setattr(stores, "_flush", full)
    with pytest.raises(StoreError, match="the disk is full; make room"):
        await try_writing(data_dir=tmp_path)

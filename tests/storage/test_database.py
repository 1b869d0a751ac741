"""Addresses, transactions and faults of a database."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.errors import RowRefusedError, StoreError, StoreSetupError
from bot.storage.database import Database, database_url
from bot.storage.tables import secrets


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (None, "sqlite+aiosqlite:///data/bot.sqlite3"),
        ("", "sqlite+aiosqlite:///data/bot.sqlite3"),
        ("postgresql://u:p@h:1/d", "postgresql+asyncpg://u:***@h:1/d"),
        ("postgres://u@h/d", "postgresql+asyncpg://u@h/d"),
        ("postgresql+asyncpg://u@h/d", "postgresql+asyncpg://u@h/d"),
        ("postgresql://u@h/d?sslmode=require", "postgresql+asyncpg://u@h/d?ssl=require"),
        ("sqlite:///elsewhere.db", "sqlite+aiosqlite:///elsewhere.db"),
    ],
)
def test_addresses(url: str | None, expected: str) -> None:
    assert database_url(url, data_dir=Path("data")).render_as_string(hide_password=True) == expected


@pytest.mark.parametrize("url", ["mysql://u@h/d", "not an address", "postgresql://u@h:port/d"])
def test_other_addresses_are_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(StoreSetupError, match="write postgresql://"):
        database_url(url, data_dir=Path("data"))


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_sqlite_without_a_file_is_refused(url: str) -> None:
    """Every connection would have a database of its own."""
    with pytest.raises(StoreSetupError, match="names no file; write sqlite:///"):
        database_url(url, data_dir=Path("data"))


def test_a_password_is_never_shown() -> None:
    with pytest.raises(StoreSetupError) as caught:
        database_url("mysql://user:secret@host/db", data_dir=Path("data"))
    assert "secret" not in str(caught.value)


def test_a_missing_driver_is_said_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(StoreSetupError, match=r"pip install -e '\.\[postgres\]'"):
        Database(database_url("postgresql://u@h/d", data_dir=Path("data")))


@pytest.fixture
async def database(tmp_path: Path):
    database = Database(database_url(None, data_dir=tmp_path))
    await database.write(lambda connection: connection.run_sync(secrets.metadata.create_all))
    yield database
    await database.close()


async def values(database: Database) -> list[str]:
    return [row["value"] for row in await database.rows(select(secrets.c.value))]


async def test_concurrent_updates_on_sqlite_are_all_kept(database: Database) -> None:
    await database.write(lambda connection: connection.execute(secrets.insert().values(name="n", value="0")))

    async def count(connection: AsyncConnection) -> None:
        value = int((await connection.execute(select(secrets.c.value))).scalar_one())
        await asyncio.sleep(0)
        await connection.execute(secrets.update().values(value=str(value + 1)))

    await asyncio.gather(*(database.write(count) for _ in range(50)))
    assert await values(database) == ["50"]


async def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    async def read_meanwhile(connection: AsyncConnection) -> list[str]:
        await connection.execute(secrets.insert().values(name="n", value="0"))
        return await values(database)

    assert await database.write(read_meanwhile) == []
    assert await values(database) == ["0"]


async def test_a_transaction_ends_though_nobody_waits_for_it_any_more(database: Database) -> None:
    """Cancelled in the middle, it would leave SQLite locked for everybody."""
    begun = asyncio.Event()

    async def insert(connection: AsyncConnection) -> None:
        await connection.execute(secrets.insert().values(name="n", value="0"))
        begun.set()
        await asyncio.sleep(0.01)

    waiting = asyncio.create_task(database.write(insert))
    await begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await database.write(lambda connection: connection.execute(secrets.update().values(value="1")))
    assert await values(database) == ["1"]


async def test_closing_waits_for_transactions(tmp_path: Path) -> None:
    database = Database(database_url(None, data_dir=tmp_path))
    waiting = asyncio.create_task(database.write(lambda c: c.run_sync(secrets.metadata.create_all)))
    await asyncio.sleep(0)
    waiting.cancel()
    await database.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM secrets").fetchone() == (0,)


async def test_sqlite_is_in_wal_mode(database: Database) -> None:
    mode = await database.read(lambda connection: connection.execute(text("PRAGMA journal_mode")))
    assert mode.scalar_one() == "wal"


async def test_faults_are_translated_in_one_line(database: Database) -> None:
    with pytest.raises(StoreError, match="no such table") as caught:
        await database.read(lambda connection: connection.execute(text("SELECT 1\nFROM nowhere")))
    assert "\n" not in str(caught.value)


async def test_a_row_that_breaks_a_rule_is_refused(database: Database) -> None:
    with pytest.raises(RowRefusedError):
        await database.write(lambda connection: connection.execute(secrets.insert(), [{"name": "n", "value": None}]))

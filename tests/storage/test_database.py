"""Addresses, transactions and faults of a database."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

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


def test_a_password_is_never_shown() -> None:
    with pytest.raises(StoreSetupError) as caught:
        database_url("mysql://user:secret@host/db", data_dir=Path("data"))
    assert "secret" not in str(caught.value)


def test_a_missing_driver_is_said_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(StoreSetupError, match=r"pip install 'film-faq-bot\[postgres\]'"):
        Database(database_url("postgresql://u@h/d", data_dir=Path("data")))


@pytest.fixture
async def database(tmp_path: Path):
    database = Database(database_url(None, data_dir=tmp_path))
    async with database.write() as connection:
        await connection.run_sync(secrets.metadata.create_all)
    yield database
    await database.close()


async def test_concurrent_updates_on_sqlite_are_all_kept(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(secrets.insert().values(name="n", value="0"))

    async def count() -> None:
        async with database.write() as connection:
            value = int((await connection.execute(text("SELECT value FROM secrets"))).scalar_one())
            await asyncio.sleep(0)
            await connection.execute(secrets.update().values(value=str(value + 1)))

    await asyncio.gather(*(count() for _ in range(50)))
    async with database.read() as connection:
        assert (await connection.execute(text("SELECT value FROM secrets"))).scalar_one() == "50"


async def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    async with database.write() as writing:
        await writing.execute(secrets.insert().values(name="n", value="0"))
        async with database.read() as reading:
            assert (await reading.execute(text("SELECT count(*) FROM secrets"))).scalar_one() == 0


async def test_sqlite_is_in_wal_mode(database: Database) -> None:
    async with database.read() as connection:
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar_one() == "wal"


async def test_faults_are_translated_in_one_line(database: Database) -> None:
    with pytest.raises(StoreError, match="no such table") as caught:
        async with database.read() as connection:
            await connection.execute(text("SELECT 1\nFROM nowhere"))
    assert "\n" not in str(caught.value)


async def test_a_row_that_breaks_a_rule_is_refused(database: Database) -> None:
    with pytest.raises(RowRefusedError):
        async with database.write() as connection:
            await connection.execute(secrets.insert(), [{"name": "n", "value": None}])

"""The tables: migrated at start, once, whatever the start looks like."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.services.errors import StoreSetupError
from bot.services.memory import MemoryQuestions
from bot.storage import Stores, open_stores
from bot.storage.database import Database, database_url
from bot.storage.schema import bring_up_to_date
from bot.storage.tables import metadata
from tests.storage.conftest import Address


async def test_migrations_make_exactly_the_tables_of_the_code(address: Address) -> None:
    address.data_dir.mkdir(exist_ok=True)
    database = Database(database_url(address.url, data_dir=address.data_dir))
    try:
        await bring_up_to_date(database)
        assert await database.read(lambda connection: connection.run_sync(_difference)) == []
        await bring_up_to_date(database)  # a second start finds nothing to do
    finally:
        await database.close()


def _difference(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_several_processes_may_start_at_once(address: Address) -> None:
    async with contextlib.AsyncExitStack() as stack:
        opened: list[Stores] = await asyncio.gather(
            *(stack.enter_async_context(open_stores(data_dir=address.data_dir, url=address.url)) for _ in range(4))
        )
        assert len({stores.secret for stores in opened}) == 1


async def test_tables_of_a_newer_version_are_refused(address: Address) -> None:
    async with open_stores(data_dir=address.data_dir, url=address.url):
        pass
    database = Database(database_url(address.url, data_dir=address.data_dir))
    newer = text("UPDATE alembic_version SET version_num = '9999'")
    await database.write(lambda connection: connection.execute(newer))
    await database.close()
    with pytest.raises(StoreSetupError, match="another version of the bot"):
        async with open_stores(data_dir=address.data_dir, url=address.url):
            pass


async def test_a_folder_that_cannot_be_written_keeps_state_in_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    async with open_stores(data_dir=tmp_path / "file" / "data") as stores:
        assert isinstance(stores.questions, MemoryQuestions)
        assert len(stores.secret) == 32
    assert len([record for record in caplog.records if "in memory only" in record.message]) == 1


async def test_a_database_file_that_cannot_be_opened_keeps_state_in_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "bot.sqlite3").mkdir()
    async with open_stores(data_dir=tmp_path) as stores:
        assert isinstance(stores.questions, MemoryQuestions)
    assert "in memory only" in caplog.text


async def test_a_database_that_another_program_holds_on_to_is_not_given_up_for_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is remembered meanwhile would be lost, and what was remembered before missed."""
    monkeypatch.setattr("bot.storage.database.BUSY_TIMEOUT_MS", 50)
    async with open_stores(data_dir=tmp_path):
        pass
    with contextlib.closing(sqlite3.connect(tmp_path / "bot.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreSetupError, match="database is locked"):
            async with open_stores(data_dir=tmp_path):
                pass


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bot.sqlite3").write_bytes(b"this is certainly not a database file " * 100)
    with pytest.raises(StoreSetupError, match="not a database"):
        async with open_stores(data_dir=tmp_path):
            pass


async def test_a_database_that_does_not_answer_is_said_without_its_password() -> None:
    with pytest.raises(StoreSetupError) as caught:
        async with open_stores(data_dir=Path("unused"), url="postgresql://user:hunter2@127.0.0.1:1/none"):
            pass
    assert "127.0.0.1:1" in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.postgres
async def test_a_database_that_does_not_exist_is_said(postgres_url: str) -> None:
    with pytest.raises(StoreSetupError, match="does not exist"):
        async with open_stores(data_dir=Path("unused"), url=postgres_url.rsplit("/", 1)[0] + "/no_such_database"):
            pass


async def test_no_member_can_be_told_from_the_file(tmp_path: Path) -> None:
    """Columns are a promise: a member's id has no place in them, but where a moderator edits under a name."""
    async with open_stores(data_dir=tmp_path):
        pass
    with contextlib.closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        edits = {"revisions", "drafts"}
        columns = {
            column[1] for table in {*tables} - edits for column in connection.execute(f"PRAGMA table_info({table})")
        }
    assert not {name for name in columns if "member" in name or "user" in name or "author" in name}

"""Rows nobody waits for: gathered, kept through faults, bounded, and written at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.services.errors import StoreError
from bot.storage.database import Database, database_url
from bot.storage.schema import bring_up_to_date
from bot.storage.tables import secrets
from bot.storage.writer import Change, Writer


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(database_url(None, data_dir=tmp_path))
    await bring_up_to_date(database)
    yield database
    await database.close()


class Outage:
    """Makes a database's transactions fail while `on`."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.on = True
        self.attempts = 0
        write = database.write

        async def failing(work: Any) -> Any:
            self.attempts += 1
            if self.on:
                raise StoreError("the disk is full")
            return await write(work)

        monkeypatch.setattr(database, "write", failing)


def change(database: Database, name: str, value: str | None = "v") -> Change:
    return Change("secrets", _upsert(database), {"name": name, "value": value})


_UPSERTS: dict[int, Any] = {}


def _upsert(database: Database) -> Any:
    return _UPSERTS.setdefault(id(database), database.upsert(secrets))


async def names(database: Database) -> list[str]:
    return [row["name"] for row in await database.rows(select(secrets.c.name).order_by(secrets.c.name))]


async def pragma(database: Database, setting: str) -> None:
    await database.write(lambda connection: connection.execute(text(f"PRAGMA {setting}")))


async def test_rows_are_written_without_being_asked(database: Database) -> None:
    async with Writer(database, gathered_s=0.001) as writer:
        writer.submit(change(database, "a"))
        for _ in range(1000):
            if await names(database) == ["a"]:
                break
            await asyncio.sleep(0.005)
        assert await names(database) == ["a"]


async def test_a_batch_is_one_transaction(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    outage = Outage(database, monkeypatch)
    outage.on = False
    async with Writer(database, gathered_s=60) as writer:
        for number in range(100):
            writer.submit(change(database, f"{number:03}"))
        assert await writer.flush()
        assert outage.attempts == 1
    assert len(await names(database)) == 100


async def test_the_end_writes_what_waits(database: Database) -> None:
    async with Writer(database, gathered_s=60) as writer:
        writer.submit(change(database, "a"))
    assert await names(database) == ["a"]


async def test_rows_outlive_a_fault_and_the_log_says_it_once(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    outage = Outage(database, monkeypatch)
    async with Writer(database, gathered_s=60) as writer:
        writer.submit(change(database, "a"))
        for _ in range(5):
            assert not await writer.flush()
        assert [record.message for record in caplog.records] == [
            "The state cannot be written and waits in memory: the disk is full"
        ]
        outage.on = False
        assert await writer.flush()
        assert caplog.records[-1].message == "The state is written again; 0 changes were lost"
    assert await names(database) == ["a"]


async def test_a_full_disk_is_survived(database: Database) -> None:
    """The real fault: SQLite refuses to grow, and takes the rows once there is room again."""
    async with Writer(database, gathered_s=60) as writer:
        await pragma(database, "max_page_count = 1")  # SQLite takes its present size instead
        for number in range(2000):
            writer.submit(change(database, f"{number:05}", "v" * 128))
        assert not await writer.flush()
        await pragma(database, "max_page_count = 1000000")
        assert await writer.flush()
    assert len(await names(database)) == 2000


async def test_memory_is_bounded_and_losses_are_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    outage = Outage(database, monkeypatch)
    async with Writer(database, gathered_s=60, most_waiting=2) as writer:
        for name in "abcd":
            writer.submit(change(database, name))
        assert not await writer.flush()
        outage.on = False
        assert await writer.flush()
        writer.submit(change(database, "e"))
    assert await names(database) == ["a", "b", "e"]
    assert "2 changes were lost" in caplog.text


async def test_a_row_that_no_database_takes_does_not_block_the_others(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with Writer(database, gathered_s=60) as writer:
        for name, value in [("a", "v"), ("b", None), ("c", "v")]:
            writer.submit(change(database, name, value))
        assert await writer.flush()
    assert await names(database) == ["a", "c"]
    assert "A row for secrets cannot be stored" in caplog.text


async def test_what_cannot_be_written_at_the_end_is_said(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    Outage(database, monkeypatch)
    async with Writer(database, gathered_s=60) as writer:
        writer.submit(change(database, "a"))
    assert "1 changes of the state are lost" in caplog.text


async def test_the_task_tries_again_by_itself(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.storage.writer.LONGEST_PAUSE_S", 0.001)
    outage = Outage(database, monkeypatch)
    async with Writer(database, gathered_s=0.001) as writer:
        writer.submit(change(database, "a"))
        while outage.attempts < 3:
            await asyncio.sleep(0.001)
        outage.on = False
        while await names(database) != ["a"]:
            await asyncio.sleep(0.001)


async def test_a_flush_ends_though_nobody_waits_for_it_any_more(database: Database) -> None:
    async with Writer(database, gathered_s=60) as writer:
        writer.submit(change(database, "a", "old"))
        waiting = asyncio.create_task(writer.flush())
        await asyncio.sleep(0)
        waiting.cancel()
        writer.submit(change(database, "a", "new"))
        assert await writer.flush()
    (row,) = await database.rows(select(secrets.c.value))
    assert row["value"] == "new"

"""The state as files, one table a JSON Lines file, the same whichever database it comes from or goes to."""

from __future__ import annotations

import asyncio
import base64
import errno
import hashlib
import json
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, String, Table, collate, delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeDecorator

from bot.services.errors import RowRefusedError, StoreError, StoreSetupError
from bot.services.transfer import FileSum, Manifest, TransferError
from bot.storage.database import Database, database_url
from bot.storage.schema import bring_up_to_date, newest_revision, revisions_up_to
from bot.storage.tables import metadata, secrets

AT_ONCE = 500
"""Rows inserted with one statement."""

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})

TABLES: Mapping[str, Table] = {table.name: table for table in metadata.sorted_tables if table is not secrets}
"""What is carried; the secret behind the pseudonyms of votes stays where it is."""


@asynccontextmanager
async def open_state_files(*, data_dir: Path, url: str | None = None) -> AsyncIterator[SqlStateFiles]:
    """The state store for export and import, its tables brought up to date. Raises StoreSetupError."""
    database = Database(database_url(url, data_dir=data_dir))
    try:
        try:
            if not url:
                await asyncio.to_thread(data_dir.mkdir, parents=True, exist_ok=True)
            await bring_up_to_date(database)
        except (StoreError, OSError) as error:
            raise StoreSetupError(str(error) if isinstance(error, StoreError) else database.at_fault(error)) from error
        yield SqlStateFiles(database)
    finally:
        await database.close()


class SqlStateFiles:
    """A StateFiles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def schema(self) -> str:
        """See StateFiles."""
        return newest_revision()

    async def write(self, folder: Path) -> Mapping[str, FileSum]:
        """See StateFiles."""

        async def written(connection: AsyncConnection) -> Mapping[str, FileSum]:
            if not self._database.is_sqlite:  # SQLite's readers see one moment anyway
                await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            return {name: await self._written(table, folder, connection) for name, table in TABLES.items()}

        try:
            return await self._database.read(written)
        except StoreError as error:
            if isinstance(full := error.__cause__, OSError) and full.errno in DISK_FULL:  # not the database's disk
                raise TransferError(
                    f"the export cannot be written to {folder.parent.parent}: the disk is full"
                ) from error
            raise

    async def read(self, folder: Path, manifest: Manifest, *, replace: bool, before_commit: Callable[[], None]) -> None:
        """See StateFiles."""
        if manifest.schema not in revisions_up_to(newest_revision()):
            raise TransferError(
                f"the export was written by a newer version of the bot (its tables are {manifest.schema}, "
                f"these {newest_revision()}); update this one first"
            )
        if unknown := sorted(manifest.tables.keys() - TABLES.keys()):
            raise TransferError(f"the export has a table {unknown[0]}, which this version of the bot does not know")

        async def taken_over(connection: AsyncConnection) -> None:
            for name, table in TABLES.items():
                if replace:
                    await connection.execute(delete(table))
                elif (await connection.execute(select(func.count()).select_from(table))).scalar_one():
                    raise TransferError(
                        f"there is state already ({name}) in {self._database.name}; "
                        "name an empty database, or import with --replace"
                    )
            for name, told in manifest.tables.items():
                count = await self._taken_over(TABLES[name], folder / f"{name}.jsonl", connection)
                if count != told.rows:
                    raise TransferError(f"{name}.jsonl holds {count} rows and should hold {told.rows}")
            before_commit()

        try:
            await self._database.write(taken_over)
        except RowRefusedError as error:
            raise TransferError(f"a row of the export cannot be stored: {error}") from error

    async def _written(self, table: Table, folder: Path, connection: AsyncConnection) -> FileSum:
        digest, size, rows = hashlib.sha256(), 0, 0
        with (folder / f"{table.name}.jsonl").open("wb") as file:
            async with connection.stream(select(table).order_by(*map(self._order, table.primary_key))) as found:
                async for row in found.mappings():
                    values = {column.name: _plain(row[column.name]) for column in table.columns}
                    line = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                    file.write(line)
                    digest.update(line)
                    size += len(line)
                    rows += 1
            file.flush()
            os.fsync(file.fileno())
        return FileSum(size, digest.hexdigest(), rows)

    def _order(self, column: Column[Any]) -> ColumnElement[Any]:
        """Texts by their bytes, which is how SQLite orders them and PostgreSQL only where told."""
        is_text = isinstance(column.type, String) and not self._database.is_sqlite
        return collate(column, "C") if is_text else column

    async def _taken_over(self, table: Table, path: Path, connection: AsyncConnection) -> int:
        count = 0
        for rows in _batches(_rows(table, path)):
            await connection.execute(insert(table), rows)
            count += len(rows)
        counting = table.autoincrement_column
        if counting is not None and count and not self._database.is_sqlite:
            # PostgreSQL counts on its own and would give these ids a second time.
            last = select(func.max(counting)).scalar_subquery()
            await connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, counting.name), last)))
        return count


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _rows(table: Table, path: Path) -> Iterator[dict[str, Any]]:
    """A file's rows with their values as the columns want them. Raises TransferError with the line that is damaged."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                values = json.loads(line)
                if not isinstance(values, dict):
                    raise ValueError("it is no object")  # noqa: TRY301, TRY004  # told below, with its line
                if strange := sorted(values.keys() - table.columns.keys()):
                    raise ValueError(f"this version of the bot knows no {strange[0]!r}")  # noqa: TRY301
                row = {column.name: _typed(values.get(column.name), column) for column in table.columns}
            except (ValueError, RecursionError) as error:
                raise TransferError(f"line {number} of {path} is damaged: {error}") from error
            yield row


def _typed(value: Any, column: Column[Any]) -> Any:
    """A value of JSON as the column's own, or ValueError; one that an older version did not have is None."""
    if value is None:
        if not column.nullable:
            raise ValueError(f"{column.name} is missing")
        return None
    decorated = column.type.impl if isinstance(column.type, TypeDecorator) else column.type  # ours do not say it
    wanted = decorated.python_type
    if isinstance(column.type, JSON):
        return value
    if wanted in {datetime, bytes} and isinstance(value, str):
        return datetime.fromisoformat(value) if wanted is datetime else base64.b64decode(value, validate=True)
    if wanted is float and type(value) is int:
        return float(value)
    too_long = isinstance(value, str) and len(value) > (getattr(column.type, "length", None) or len(value))
    too_great = isinstance(value, int) and not -(2**63) <= value < 2**63
    if type(value) is not wanted or too_long or too_great:
        raise ValueError(f"{column.name} is {value!r:.40}")
    return value


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some

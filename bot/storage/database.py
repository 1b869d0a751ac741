"""One database, SQLite or PostgreSQL: engines set up so that no update is lost, transactions, faults translated."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Insert, RowMapping, Select, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DataError, IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.services.errors import RowRefusedError, StoreError, StoreSetupError
from bot.storage.faults import advice, shown

T = TypeVar("T")

FILE_NAME = "bot.sqlite3"
BUSY_TIMEOUT_MS = 10_000
"""How long a SQLite connection waits for another writer, in milliseconds."""

try:
    import asyncpg
except ModuleNotFoundError:  # the extra `postgres` is not installed
    _DRIVER: tuple[type[Exception], ...] = ()
else:
    _DRIVER = (asyncpg.PostgresError, asyncpg.InterfaceError)  # raised bare while connecting

FAULTS: tuple[type[Exception], ...] = (SQLAlchemyError, OSError, sqlite3.Error, *_DRIVER)
"""What a database at fault raises; a lost connection and a timeout are OSErrors."""


def database_url(url: str | None, *, data_dir: Path) -> URL:
    """The address with its driver: SQLite in `data_dir` unless `url` says otherwise. Raises StoreSetupError."""
    if not url:
        return URL.create("sqlite+aiosqlite", database=str(data_dir / FILE_NAME))
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreSetupError(
            "DATABASE_URL is no database address; write postgresql://user:password@host/database"
        ) from error
    backend = parsed.drivername.split("+")[0]
    if backend in {"postgresql", "postgres"}:
        query = dict(parsed.query)
        if "sslmode" in query:  # libpq's word for what asyncpg calls ssl
            query["ssl"] = query.pop("sslmode")
        return parsed.set(drivername="postgresql+asyncpg", query=query)
    if backend == "sqlite":
        if parsed.database in {None, "", ":memory:"}:  # each connection would have a database of its own
            raise StoreSetupError(
                "DATABASE_URL names no file; write sqlite:///folder/file, or leave it out for DATA_DIR"
            )
        return parsed.set(drivername="sqlite+aiosqlite")
    raise StoreSetupError(f"DATABASE_URL begins with {backend}://; write postgresql:// or leave it out for SQLite")


class Database:
    """Gives transactions. On SQLite readers have an engine of their own, which never waits for a writer."""

    def __init__(self, url: URL) -> None:
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self._running: set[asyncio.Task[Any]] = set()
        self._url = url
        self.name = shown(url)
        try:
            self._writers = create_async_engine(url, **self._pool())
            self._readers = create_async_engine(url) if self.is_sqlite else self._writers
        except ModuleNotFoundError as error:
            raise StoreSetupError(
                "PostgreSQL needs the package asyncpg; install it in the project's folder with: .venv/bin/pip install -e '.[postgres]'"
            ) from error
        if self.is_sqlite:
            _prepare_sqlite(self._writers, begin="BEGIN IMMEDIATE")
            _prepare_sqlite(self._readers, begin="BEGIN")

    def _pool(self) -> dict[str, Any]:
        if self.is_sqlite:
            return {"pool_size": 1, "max_overflow": 0}  # SQLite has one writer at a time; queue for it here
        return {"pool_size": 5, "pool_pre_ping": True, "connect_args": {"timeout": 10}}

    async def write(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Do some work in a transaction, committed at its end; on SQLite alone from its start. Raises StoreError."""
        return await self._whole(self._writers, work)

    async def read(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Do some work in a transaction that only reads. Raises StoreError."""
        return await self._whole(self._readers, work)

    async def rows(self, statement: Select[*tuple[Any, ...]]) -> Sequence[RowMapping]:
        """All rows of a query. Raises StoreError."""

        async def fetch(connection: AsyncConnection) -> Sequence[RowMapping]:
            return (await connection.execute(statement)).mappings().all()

        return await self.read(fetch)

    async def _whole(self, engine: AsyncEngine, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """A transaction goes on to its end when whoever waits for it is cancelled.

        Otherwise its connection would be thrown away in the middle, and SQLite stay locked until somebody finds it.
        """
        task = asyncio.create_task(self._transaction(engine, work))
        self._running.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    async def _transaction(self, engine: AsyncEngine, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Whatever a database at fault raises becomes a StoreError of one line."""
        try:
            async with engine.begin() as connection:
                return await work(connection)
        except FAULTS as error:
            refused = isinstance(error, IntegrityError | DataError) or type(error) is StatementError  # of a parameter
            kind: type[StoreError] = RowRefusedError if refused else StoreError
            raise kind(self.at_fault(error)) from error

    def at_fault(self, error: Exception) -> str:
        """The database and what is wrong with it, in one line that says what to do."""
        return f"{self.name}: {advice(error, self._url)}"

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # taken notice of, also when nobody waits any more

    def insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        """An insert that knows this database's ON CONFLICT."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    def upsert(self, table: Table) -> Insert:
        """Insert a row, or replace the one with the same key; runs with many rows at once."""
        statement = self.insert(table)
        keys = [column.name for column in table.primary_key]
        rest = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
        return statement.on_conflict_do_update(index_elements=keys, set_=rest)

    async def close(self) -> None:
        """Close every connection, when all transactions have ended."""
        if self._running:
            await asyncio.wait(self._running)
        await self._writers.dispose()
        if self._readers is not self._writers:
            await self._readers.dispose()


def _prepare_sqlite(engine: AsyncEngine, *, begin: str) -> None:
    """Take transactions into our own hands: the driver's own begin too late and lose updates."""

    @event.listens_for(engine.sync_engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")  # with WAL safe against corruption, and far faster
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

"""A fresh database for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage import Stores, open_stores

SQLITE, POSTGRESQL, MEMORY = "sqlite", "postgresql", "memory"
DATABASES = [SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.postgres)]


@dataclass(frozen=True)
class Address:
    """What `open_stores` is given."""

    data_dir: Path
    url: str | None


@asynccontextmanager
async def fresh(kind: str, folder: Path, postgres_url: str) -> AsyncIterator[Address]:
    """A database that nobody has used yet, gone afterwards."""
    if kind == SQLITE:
        yield Address(folder / "data", None)
        return
    name = f"test_{uuid.uuid4().hex}"
    admin = create_async_engine(postgres_url, isolation_level="AUTOCOMMIT")
    try:
        async with admin.connect() as connection:
            await connection.execute(text(f"CREATE DATABASE {name}"))
        plain = make_url(postgres_url).set(drivername="postgresql", database=name)
        yield Address(folder / "data", plain.render_as_string(hide_password=False))
        async with admin.connect() as connection:
            await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        await admin.dispose()


@pytest.fixture(params=DATABASES)
async def address(request: pytest.FixtureRequest, tmp_path: Path, postgres_url: str) -> AsyncIterator[Address]:
    """A fresh database of each kind."""
    async with fresh(request.param, tmp_path, postgres_url) as found:
        yield found


@pytest.fixture
async def opened(address: Address) -> AsyncIterator[Stores]:
    """The stores of a fresh database."""
    async with open_stores(data_dir=address.data_dir, url=address.url) as stores:
        yield stores


@pytest.fixture(params=[MEMORY, *DATABASES])
async def stores(request: pytest.FixtureRequest, tmp_path: Path, postgres_url: str) -> AsyncIterator[Stores]:
    """Every kind of stores there is; they keep one contract."""
    if request.param == MEMORY:
        yield Stores.in_memory()
        return
    async with (
        fresh(request.param, tmp_path, postgres_url) as found,
        open_stores(data_dir=found.data_dir, url=found.url) as stores,
    ):
        yield stores

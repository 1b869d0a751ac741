"""Writes rows that nobody waits for: gathered, in batches, through faults of the database."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Iterable
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple, Self

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.errors import RowRefusedError, StoreError
from bot.storage.database import Database

log = logging.getLogger(__name__)

GATHERED_S = 0.05
"""How long rows are gathered before they are written, in seconds; with the write itself well under 100 ms."""

MOST_WAITING = 10_000
"""Rows kept while the database is at fault; later ones are dropped and counted."""

LONGEST_PAUSE_S = 30.0


class Change(NamedTuple):
    """One statement with one row of parameters. Changes of one table keep their order."""

    table: str
    statement: Executable
    row: dict[str, Any]


class Writer:
    """One task that writes what `submit` was given. Used as an async context manager; its end writes the rest."""

    def __init__(self, database: Database, *, gathered_s: float = GATHERED_S, most_waiting: int = MOST_WAITING) -> None:
        self._database = database
        self._gathered_s = gathered_s
        self._most_waiting = most_waiting
        self._waiting: deque[Change] = deque()
        self._some = asyncio.Event()
        self._writing = asyncio.Lock()
        self._failing = False
        self._dropped = 0
        self._task: asyncio.Task[None] | None = None
        self._flushes: set[asyncio.Task[bool]] = set()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name="write-behind")
        return self

    async def __aexit__(self, *_exception: object) -> None:
        if self._task is not None:
            async with self._writing:  # the task stops between two writes, never within one
                self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if not await self.flush():
            log.error("%d changes of the state are lost: the database cannot be written", len(self._waiting))

    def submit(self, change: Change) -> None:
        """Take a change; returns at once."""
        if len(self._waiting) >= self._most_waiting:
            self._dropped += 1
            return
        self._waiting.append(change)
        self._some.set()

    async def flush(self) -> bool:
        """Write what waits, now; False when the database is at fault and the rows go on waiting.

        Goes on when whoever waits for it is cancelled: a batch begun twice could put an older state over a newer.
        """
        if not self._waiting:
            return True
        task = asyncio.create_task(self._flush())
        self._flushes.add(task)
        task.add_done_callback(self._flushes.discard)
        return await asyncio.shield(task)

    async def _flush(self) -> bool:
        async with self._writing:
            batch = tuple(self._waiting)
            if not batch:
                return True
            try:
                await self._write(batch)
            except StoreError as error:
                if not self._failing:
                    log.warning("The state cannot be written and waits in memory: %s", error)
                self._failing = True
                return False
            for _ in batch:
                self._waiting.popleft()
            if not self._waiting:
                self._some.clear()
            if self._failing:
                log.warning("The state is written again; %d changes were lost", self._dropped)
                self._failing, self._dropped = False, 0
            return True

    async def _run(self) -> None:
        pause = self._gathered_s
        while True:
            await self._some.wait()
            await asyncio.sleep(pause)
            pause = self._gathered_s if await self.flush() else min(max(pause, 0.25) * 2, LONGEST_PAUSE_S)

    async def _write(self, batch: Iterable[Change]) -> None:
        ordered = sorted(batch, key=lambda change: change.table)  # stable: the order within a table stays
        try:
            await self._database.write(lambda connection: _execute(ordered, connection))
        except RowRefusedError:
            await self._write_singly(ordered)

    async def _write_singly(self, batch: Iterable[Change]) -> None:
        """One row that no database takes must not keep the others waiting for ever."""
        for change in batch:
            try:
                await self._database.write(partial(_execute, [change]))
            except RowRefusedError as error:
                log.error("A row for %s cannot be stored and is left out: %s", change.table, error)  # noqa: TRY400  # one line


async def _execute(changes: Iterable[Change], connection: AsyncConnection) -> None:
    """Neighbours with one statement go to the database together."""
    for _, group in groupby(changes, key=lambda change: id(change.statement)):
        same = list(group)
        await connection.execute(same[0].statement, [change.row for change in same])

"""What is kept under the id of a document or an entry follows when that gets another, whatever table it is in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, Text, cast, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.names import (
    Moved,
    draft_renamed,
    place_called,
    question_renamed,
    refusal_renamed,
    settings_renamed,
)
from bot.services.stores import Refusal, RefusalKind
from bot.storage import drafts as kept
from bot.storage import guilds as chosen
from bot.storage import inbox as refused
from bot.storage.database import Database
from bot.storage.tables import drafts, guilds, questions, refusals, revisions
from bot.storage.writer import Writer


class SqlNames:
    """Reads the rows that speak of an old id, and writes them with the new one."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def ready(self, moved: Moved) -> None:
        """Have in the tables what waits to be written; to be called before anything follows."""
        if moved:
            await self._writer.flush()

    async def follow(self, moved: Moved, connection: AsyncConnection) -> None:
        """Let every row that names an old id name the new one."""
        for old, new in moved.items():
            await self._one(old, {old: new}, connection)

    async def _one(self, old: str, moved: Moved, connection: AsyncConnection) -> None:
        await self._questions(old, moved, connection)
        await self._refusals(old, moved, connection)
        await self._drafts(old, moved, connection)
        if "/" not in old:
            await self._guilds(moved, connection)
            await self._revisions(old, moved[old], connection)

    async def _questions(self, old: str, moved: Moved, connection: AsyncConnection) -> None:
        c = questions.c
        speaking = or_(c.film == old, _is(c.entry, old), _holds(c.choices, old))

        def row_of(row: RowMapping) -> dict[str, Any]:
            asked = question_renamed(refused.question_of(row), moved)
            return {**row, "film": asked.film, "entry": asked.entry, "choices": asked.choices}

        await self._rewrite(questions, speaking, row_of, connection)

    async def _drafts(self, old: str, moved: Moved, connection: AsyncConnection) -> None:
        c = drafts.c
        speaking = or_(c.document == old.partition("/")[0], _holds(c.changes, old))
        await self._rewrite(
            drafts, speaking, lambda row: kept.row_of(draft_renamed(kept.draft_of(row), moved)), connection
        )

    async def _refusals(self, old: str, moved: Moved, connection: AsyncConnection) -> None:
        """A refusal's id says what it is, and so the row is another one; it may be there already."""
        speaking = or_(refusals.c.film == old, _is(refusals.c.entry, old))
        rows = await _locked(refusals, speaking, connection)
        if rows:
            found = [Refusal(**{**row, "kind": RefusalKind(row["kind"])}) for row in rows]
            await connection.execute(delete(refusals).where(speaking))
            renamed = [refused.row_of(refusal_renamed(refusal, moved)) for refusal in found]
            await connection.execute(self._database.insert(refusals).on_conflict_do_nothing(), renamed)

    async def _guilds(self, moved: Moved, connection: AsyncConnection) -> None:
        """Settings are few; each is locked, in the order of ids, before it is read."""
        ids = (await connection.execute(select(guilds.c.guild_id).order_by(guilds.c.guild_id))).scalars().all()
        for guild_id in ids:
            await chosen.lock_guild(guild_id, self._database, connection)
            await self._rewrite(
                guilds,
                guilds.c.guild_id == guild_id,
                lambda row: chosen.row_of(settings_renamed(chosen.settings_of(row), moved)),
                connection,
            )

    async def _revisions(self, old: str, new: str, connection: AsyncConnection) -> None:
        c = revisions.c
        places = (await connection.execute(select(c.place).where(c.document == old).distinct())).scalars().all()
        for place in places:
            here = (c.document == old) & (c.place == place)
            await connection.execute(update(revisions).where(here).values(document=new, place=place_called(place, new)))

    async def _rewrite(
        self,
        table: Table,
        speaking: ColumnElement[bool],
        renamed: Callable[[RowMapping], dict[str, Any]],
        connection: AsyncConnection,
    ) -> None:
        rows = await _locked(table, speaking, connection)
        if rows:
            await connection.execute(self._database.upsert(table), [renamed(row) for row in rows])


async def _locked(table: Table, speaking: ColumnElement[bool], connection: AsyncConnection) -> Sequence[RowMapping]:
    """Rows that nobody else changes until the transaction ends; SQLite has one writer anyway."""
    return (await connection.execute(select(table).where(speaking).with_for_update())).mappings().all()


def _is(column: ColumnElement[Any], old: str) -> ColumnElement[bool]:
    """Whether a column names an entry, or one of a document's."""
    return column == old if "/" in old else column.startswith(f"{old}/", autoescape=True)


def _holds(column: ColumnElement[Any], old: str) -> ColumnElement[bool]:
    """Whether a text somewhere in a column of JSON begins with an id; ids need no escapes there."""
    return cast(column, Text).contains(f'"{old}"' if "/" in old else f'"{old}/', autoescape=True)

"""Every state the documents were in, in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.names import Moved
from bot.services.revisions import Author, Origin, Revision, State
from bot.storage.database import Database
from bot.storage.names import SqlNames
from bot.storage.tables import revisions

_undoing = revisions.alias()
_UNDONE_BY = (
    select(func.min(_undoing.c.id))
    .where(_undoing.c.undoes == revisions.c.id, _undoing.c.state == State.CONFIRMED.value)
    .scalar_subquery()
    .label("undone_by")
)
_COLUMNS = [column for column in revisions.columns if column.name != "data"]
_CONFIRMED = revisions.c.state == State.CONFIRMED.value


class SqlRevisions:
    """A RevisionStore."""

    def __init__(self, database: Database, names: SqlNames) -> None:
        self._database = database
        self._names = names

    async def add(self, revision: Revision, data: bytes | None) -> Revision:
        """See RevisionStore."""
        await self._names.ready(revision.moved)
        statement = insert(revisions).values(_row(revision, data)).returning(revisions.c.id)

        async def added(connection: AsyncConnection) -> int:
            given: int = (await connection.execute(statement)).scalar_one()
            if revision.id:
                await self._go_on_after(connection)
            return given

        return replace(revision, id=await self._database.write(added))

    async def add_all(self, revisions_with_data: Sequence[tuple[Revision, bytes | None]]) -> None:
        """See RevisionStore."""

        async def added(connection: AsyncConnection) -> None:
            for revision, data in revisions_with_data:
                await connection.execute(insert(revisions).values(_row(revision, data)))
            if any(revision.id for revision, _ in revisions_with_data):
                await self._go_on_after(connection)

        await self._database.write(added)

    async def settle(self, revision_id: int, state: State) -> None:
        """See RevisionStore."""
        settled = update(revisions).where(revisions.c.id == revision_id).values(state=state.value)

        async def settle(connection: AsyncConnection) -> None:
            moved = (await connection.execute(settled.returning(revisions.c.moved))).scalar_one_or_none()
            if moved and state is State.CONFIRMED:
                await self._names.follow(moved, connection)

        await self._database.write(settle)

    async def follow(self, moved: Moved) -> None:
        """See RevisionStore."""
        await self._names.ready(moved)
        await self._database.write(lambda connection: self._names.follow(moved, connection))

    async def renames(self, document: str | None = None, *, since: int = 0) -> Sequence[Revision]:
        """See RevisionStore."""
        chosen = _select().where(_CONFIRMED, revisions.c.moved.is_not(None), revisions.c.id > since)
        if document is not None:
            chosen = chosen.where(revisions.c.document == document)
        return await self._found(chosen.order_by(revisions.c.id))

    async def following(self, revision_id: int) -> Sequence[Revision]:
        """See RevisionStore."""
        chosen = _select().where(_CONFIRMED, revisions.c.follows == revision_id)
        return await self._found(chosen.order_by(revisions.c.id))

    async def pending(self) -> Sequence[Revision]:
        """See RevisionStore."""
        waiting = revisions.c.state == State.PENDING.value
        return await self._found(_select().where(waiting).order_by(revisions.c.id))

    async def get(self, revision_id: int) -> Revision | None:
        """See RevisionStore."""
        return await self._one(_select().where(revisions.c.id == revision_id))

    async def data(self, revision_id: int) -> bytes | None:
        """See RevisionStore."""
        rows = await self._database.rows(select(revisions.c.data).where(revisions.c.id == revision_id))
        data: bytes | None = rows[0]["data"] if rows else None
        return data

    async def latest(self, document: str) -> Revision | None:
        """See RevisionStore."""
        newest = _select().where(revisions.c.document == document, _CONFIRMED).order_by(revisions.c.id.desc()).limit(1)
        return await self._one(newest)

    async def newest(self) -> Mapping[str, Revision]:
        """See RevisionStore."""
        ids = select(func.max(revisions.c.id)).where(_CONFIRMED).group_by(revisions.c.document)
        found = await self._found(_select().where(revisions.c.id.in_(ids)))
        return {revision.document: revision for revision in found}

    async def knows(self, document: str, digest: str) -> bool:
        """See RevisionStore."""
        same: ColumnElement[bool] = (revisions.c.document == document) & (revisions.c.digest == digest)
        return bool(await self._database.rows(select(revisions.c.id).where(same).limit(1)))

    async def history(
        self, document: str | None = None, *, limit: int = 25, before: int | None = None
    ) -> Sequence[Revision]:
        """See RevisionStore."""
        chosen = _select().where(_CONFIRMED)
        if document is not None:
            chosen = chosen.where(revisions.c.document == document)
        if before is not None:
            chosen = chosen.where(revisions.c.id < before)
        return await self._found(chosen.order_by(revisions.c.id.desc()).limit(limit))

    async def _found(self, statement: Select[*tuple[Any, ...]]) -> list[Revision]:
        return [_revision(row) for row in await self._database.rows(statement)]

    async def _one(self, statement: Select[*tuple[Any, ...]]) -> Revision | None:
        return next(iter(await self._found(statement)), None)

    async def _go_on_after(self, connection: AsyncConnection) -> None:
        """PostgreSQL counts on its own and would give an id that was brought along a second time."""
        if not self._database.is_sqlite:
            await connection.execute(
                text("SELECT setval(pg_get_serial_sequence('revisions', 'id'), (SELECT max(id) FROM revisions))")
            )


def _select() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS, _UNDONE_BY)


def _row(revision: Revision, data: bytes | None) -> dict[str, Any]:
    row = {
        "document": revision.document,
        "place": revision.place,
        "digest": revision.digest,
        "data": data,
        "author_id": revision.author.id,
        "author_name": revision.author.name,
        "at": revision.at,
        "origin": revision.origin.value,
        "entries": list(revision.entries),
        "reason": revision.reason,
        "base": revision.base,
        "undoes": revision.undoes,
        "moved": dict(revision.moved) or None,
        "follows": revision.follows,
        "state": revision.state.value,
    }
    return row | ({"id": revision.id} if revision.id else {})


def _revision(row: RowMapping) -> Revision:
    values = dict(row)
    author = Author(values.pop("author_id"), values.pop("author_name"))
    kinds = {"origin": Origin(values["origin"]), "state": State(values["state"])}
    given = {"entries": tuple(values["entries"]), "moved": values["moved"] or {}}
    return Revision(author=author, **values | kinds | given)

"""What waits for moderators among the questions, and what they refused, in the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, delete, false, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.stores import AskedQuestion, Audience, Refusal, RefusalKind, Settled, WaitingQuestion
from bot.storage.database import Database
from bot.storage.tables import feedback, questions, refusals
from bot.storage.writer import Writer

AT_ONCE = 500
"""Ids named in one statement; databases take only so many parameters."""

READ_AT_ONCE = 200
"""Rows read in one go, which takes some 5 ms."""

_OBJECTED = questions.c.id.in_(select(feedback.c.question_id).where(feedback.c.helpful.is_(False)))
_PROPOSING = and_(questions.c.decision == "ask_back", func.coalesce(questions.c.reason, "") == "unsure")
_OPEN = or_(questions.c.settled.is_(None), questions.c.settled == Settled.SINCE.value)
WAITING = and_(_OPEN, or_(questions.c.entry.is_(None), _OBJECTED, _PROPOSING))
"""The questions that somebody has yet to look at; never NULL, so that the others can be asked for, too."""


def question_of(row: RowMapping) -> AskedQuestion:
    """A row of the questions as it was remembered."""
    values = {column.name: row[column.name] for column in questions.columns}
    settled = Settled(values["settled"]) if values["settled"] else None
    return AskedQuestion(**values | {"choices": tuple(values["choices"]), "settled": settled})


def row_of(refusal: Refusal) -> dict[str, Any]:
    """A refusal as a row."""
    return asdict(refusal) | {"kind": refusal.kind.value}


class SqlInbox:
    """An InboxStore."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def waiting(self, audience: Audience, *, limit: int) -> Sequence[WaitingQuestion]:
        """See InboxStore."""
        await self._writer.flush()
        yes, no = (func.count().filter(feedback.c.helpful.is_(helpful)) for helpful in (True, False))
        votes = select(feedback.c.question_id, yes.label("yes"), no.label("no")).group_by(feedback.c.question_id)
        counted = votes.subquery()
        found = (
            select(questions, counted.c.yes, counted.c.no)
            .outerjoin(counted, counted.c.question_id == questions.c.id)
            .where(WAITING, _of(audience))
            .order_by(questions.c.asked_at.desc(), questions.c.id.desc())
            .limit(limit)
        )

        async def fetch(connection: AsyncConnection) -> Sequence[WaitingQuestion]:
            waiting: list[WaitingQuestion] = []
            async with connection.stream(found) as result:
                async for part in result.mappings().partitions(READ_AT_ONCE):  # others have their turn between two
                    waiting += (WaitingQuestion(question_of(row), row["yes"] or 0, row["no"] or 0) for row in part)
            return waiting

        return await self._database.read(fetch)

    async def settle(self, question_ids: Collection[int], settled: Settled | None) -> int:
        """See InboxStore."""
        await self._writer.flush()
        return await self._at_once(
            sorted(question_ids),
            lambda some: (
                update(questions).where(questions.c.id.in_(some)).values(settled=settled.value if settled else None)
            ),
        )

    async def forget_waiting_before(self, moment: datetime) -> int:
        """See InboxStore."""
        await self._writer.flush()
        old = delete(questions).where(questions.c.asked_at < moment)
        orphaned = delete(feedback).where(feedback.c.question_id.not_in(select(questions.c.id)))

        async def forget(connection: AsyncConnection) -> int:
            forgotten = (await connection.execute(old)).rowcount
            await connection.execute(orphaned)
            return forgotten

        return await self._database.write(forget)

    async def refuse(self, refused: Collection[Refusal]) -> None:
        """See InboxStore."""
        if refused:
            statement = self._database.insert(refusals).on_conflict_do_nothing()
            rows = [row_of(refusal) for refusal in refused]
            await self._database.write(lambda connection: connection.execute(statement, rows))

    async def refusals(self, kind: RefusalKind, audience: Audience) -> Sequence[Refusal]:
        """See InboxStore."""
        by_them: ColumnElement[bool] = true()
        if audience.guild_id is not None:
            by_them = or_(refusals.c.guild_id == audience.guild_id, refusals.c.guild_id.is_(None))
        newest = (refusals.c.at.desc(), refusals.c.id)
        found = select(refusals).where(refusals.c.kind == kind.value, by_them).order_by(*newest)
        return [Refusal(**{**row, "kind": kind}) for row in await self._database.rows(found)]

    async def allow(self, refusal_ids: Collection[str]) -> int:
        """See InboxStore."""
        return await self._at_once(sorted(refusal_ids), lambda some: delete(refusals).where(refusals.c.id.in_(some)))

    async def _at_once(self, ids: Sequence[Any], statement: Any) -> int:
        """Run a statement on many ids, in one transaction."""

        async def run(connection: AsyncConnection) -> int:
            parts = [ids[begin : begin + AT_ONCE] for begin in range(0, len(ids), AT_ONCE)]
            return sum([(await connection.execute(statement(part))).rowcount for part in parts])

        return await self._database.write(run) if ids else 0


def _of(audience: Audience) -> ColumnElement[bool]:
    direct = questions.c.guild_id.is_(None) if audience.direct else false()
    if audience.guild_id is None:
        return or_(direct, questions.c.guild_id.is_not(None))
    return or_(direct, questions.c.guild_id == audience.guild_id)

"""The stores that the services declare, on one database."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets as randomness
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.errors import StoreError, StoreSetupError
from bot.services.memory import MemoryStores
from bot.services.stores import (
    AnswerLink,
    AnswerStore,
    AskedQuestion,
    DraftStore,
    FeedbackStore,
    GuildStore,
    InboxStore,
    QuestionStore,
    RevisionStore,
    Tally,
)
from bot.storage.database import Database, database_url
from bot.storage.drafts import SqlDrafts
from bot.storage.guilds import SqlGuilds
from bot.storage.inbox import WAITING, SqlInbox, question_of
from bot.storage.names import SqlNames
from bot.storage.revisions import SqlRevisions
from bot.storage.schema import bring_up_to_date
from bot.storage.tables import answers, feedback, questions, secrets
from bot.storage.writer import Change, Writer

log = logging.getLogger(__name__)

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Stores:
    """What is remembered, and the secret behind the voters' pseudonyms."""

    questions: QuestionStore
    feedback: FeedbackStore
    answers: AnswerStore
    revisions: RevisionStore
    drafts: DraftStore
    inbox: InboxStore
    guilds: GuildStore
    secret: bytes
    unkept: str | None = None
    """Why all of it ends with the process; None where it is kept."""

    @classmethod
    def in_memory(cls, why: str = "it is not to be kept") -> Stores:
        """Stores that end with the process."""
        memory = MemoryStores()
        return cls(
            questions=memory.questions,
            feedback=memory.feedback,
            answers=memory.answers,
            revisions=memory.revisions,
            drafts=memory.drafts,
            inbox=memory.inbox,
            guilds=memory.guilds,
            secret=randomness.token_bytes(SECRET_BYTES),
            unkept=why,
        )


@asynccontextmanager
async def open_stores(*, data_dir: Path, url: str | None = None) -> AsyncIterator[Stores]:
    """Open the database, bring its tables up to date, and close it at the end, when all has been written.

    Where SQLite's folder cannot be written, the state is kept in memory and one line of the log says so. Raises
    StoreSetupError when a database was named and cannot be used, or the file is no database of this version.
    """
    async with AsyncExitStack() as closing:
        database = Database(database_url(url, data_dir=data_dir))
        closing.push_async_callback(database.close)
        try:
            if not url:
                await asyncio.to_thread(data_dir.mkdir, parents=True, exist_ok=True)
            await bring_up_to_date(database)
            secret = await _secret(database)
        except (StoreError, OSError) as error:
            why = str(error) if isinstance(error, StoreError) else database.at_fault(error)
            if url or not _cannot_be_written(error):
                raise StoreSetupError(why) from error
            log.warning("State is kept in memory only and ends with the process. %s", why)
            yield Stores.in_memory(why)
            return
        writer = await closing.enter_async_context(Writer(database))
        yield Stores(
            questions=SqlQuestions(database, writer),
            feedback=SqlFeedback(database),
            answers=SqlAnswers(database, writer),
            revisions=SqlRevisions(database, SqlNames(database, writer)),
            drafts=SqlDrafts(database),
            inbox=SqlInbox(database, writer),
            guilds=SqlGuilds(database),
            secret=secret,
        )


async def try_writing(*, data_dir: Path, url: str | None = None) -> None:
    """See that what `open_stores` writes would reach the disk, and leave nothing behind. Raises StoreError."""
    address = database_url(url, data_dir=data_dir)
    database = Database(address)

    async def write(connection: AsyncConnection) -> None:
        row = {"name": "trial", "value": ""}
        await connection.execute(database.upsert(secrets), row)
        await connection.execute(delete(secrets).where(secrets.c.name == row["name"]))

    try:
        await database.write(write)
        if database.is_sqlite:  # in WAL mode it leaves it to the system when to write
            await asyncio.to_thread(_flush, Path(f"{address.database}-wal"))
    except OSError as error:
        raise StoreError(database.at_fault(error)) from error
    finally:
        await database.close()


def _flush(file: Path) -> None:
    if file.exists():  # not where the file system knows no WAL, and SQLite flushes for itself
        with file.open("rb") as opened:
            os.fsync(opened.fileno())


_UNWRITABLE = frozenset(
    {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
)


def _cannot_be_written(error: Exception) -> bool:
    """Whether SQLite found no place to write, rather than a file it cannot read or that another program holds on to."""
    cause = getattr(error.__cause__, "orig", None) or error.__cause__
    code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_OK)
    # The lower byte tells the kind of fault, the rest its circumstances.
    return any(isinstance(one, OSError) for one in (error, cause)) or code & 0xFF in _UNWRITABLE


async def _secret(database: Database) -> bytes:
    """The secret behind the voters' pseudonyms, made at the first start; of two that start at once one wins."""
    fresh = {"name": "voters", "value": randomness.token_hex(SECRET_BYTES)}
    statement = database.insert(secrets).on_conflict_do_nothing()
    await database.write(lambda connection: connection.execute(statement, fresh))
    found = await database.rows(select(secrets.c.value).where(secrets.c.name == "voters"))
    return bytes.fromhex(found[0]["value"])


class SqlQuestions:
    """A QuestionStore."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer
        self._upsert = database.upsert(questions)
        self._delete = delete(questions).where(questions.c.id == bindparam("gone"))

    def remember(self, asked: AskedQuestion) -> None:
        """See QuestionStore."""
        row = {column.name: getattr(asked, column.name) for column in questions.columns}
        self._writer.submit(Change("questions", self._upsert, row))

    async def get(self, question_id: int) -> AskedQuestion | None:
        """See QuestionStore."""
        await self._writer.flush()
        rows = await self._database.rows(select(questions).where(questions.c.id == question_id))
        return question_of(rows[0]) if rows else None

    async def choose(self, question_id: int, entry: str) -> None:
        """See QuestionStore."""
        await self._writer.flush()
        noted = update(questions).where(questions.c.id == question_id).values(entry=entry)
        await self._database.write(lambda connection: connection.execute(noted))

    async def forget_before(self, moment: datetime) -> int:
        """See QuestionStore."""
        await self._writer.flush()
        old = (questions.c.asked_at < moment) & ~WAITING

        async def forget(connection: AsyncConnection) -> int:
            forgotten = await connection.execute(delete(questions).where(old))
            await connection.execute(delete(feedback).where(feedback.c.question_id.not_in(select(questions.c.id))))
            return forgotten.rowcount

        return await self._database.write(forget)

    def forget(self, question_id: int) -> None:
        """See QuestionStore; votes on it go with the next `forget_before`."""
        self._writer.submit(Change("questions", self._delete, {"gone": question_id}))

    async def tally(self, entry: str) -> Tally:
        """See QuestionStore."""
        await self._writer.flush()
        voted = questions.outerjoin(feedback, feedback.c.question_id == questions.c.id)
        yes, no = (func.count().filter(feedback.c.helpful.is_(helpful)) for helpful in (True, False))
        counts = select(func.count(questions.c.id.distinct()).label("shown"), yes.label("yes"), no.label("no"))
        (row,) = await self._database.rows(counts.select_from(voted).where(questions.c.entry == entry))
        return Tally(row["shown"], row["yes"], row["no"])


class SqlFeedback:
    """A FeedbackStore."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._upsert = database.upsert(feedback)

    async def rate(self, question_id: int, *, voter: str, helpful: bool, at: datetime) -> None:
        """See FeedbackStore."""
        row = {"question_id": question_id, "voter": voter, "helpful": helpful, "at": at}
        await self._database.write(lambda connection: connection.execute(self._upsert, row))

    async def counts(self, question_id: int) -> tuple[int, int]:
        """See FeedbackStore."""
        yes, no = (func.count().filter(feedback.c.helpful.is_(helpful)) for helpful in (True, False))
        votes = select(yes.label("yes"), no.label("no")).where(feedback.c.question_id == question_id)
        (row,) = await self._database.rows(votes)
        return row["yes"], row["no"]


class SqlAnswers:
    """An AnswerStore."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer
        self._upsert = database.upsert(answers)
        self._delete = delete(answers).where(answers.c.question_id == bindparam("gone"))

    def link(self, link: AnswerLink) -> None:
        """See AnswerStore."""
        row = {column.name: getattr(link, column.name) for column in answers.columns}  # `asdict` copies deeply
        self._writer.submit(Change("answers", self._upsert, row))

    async def find(self, question_id: int) -> AnswerLink | None:
        """See AnswerStore."""
        await self._writer.flush()
        rows = await self._database.rows(select(answers).where(answers.c.question_id == question_id))
        return AnswerLink(**rows[0]) if rows else None

    def unlink(self, question_id: int) -> None:
        """See AnswerStore."""
        self._writer.submit(Change("answers", self._delete, {"gone": question_id}))

    async def forget_before(self, moment: datetime) -> int:
        """See AnswerStore."""
        await self._writer.flush()
        old = delete(answers).where(answers.c.sent_at < moment)
        return (await self._database.write(lambda connection: connection.execute(old))).rowcount

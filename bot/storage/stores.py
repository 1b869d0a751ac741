"""The stores that the services declare, on one database."""

from __future__ import annotations

import asyncio
import logging
import secrets as randomness
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.exc import OperationalError

from bot.services.errors import StoreError, StoreSetupError
from bot.services.memory import MemoryStores
from bot.services.stores import AnswerLink, AnswerStore, AskedQuestion, FeedbackStore, QuestionStore
from bot.storage.database import Database, database_url
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
    secret: bytes


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
            if url or not _cannot_be_written(error):
                raise StoreSetupError(f"the state in {database.name} cannot be used: {error}") from error
            log.warning("State is kept in memory only and ends with the process: %s cannot be written", data_dir)
            memory = MemoryStores()
            yield Stores(memory.questions, memory.feedback, memory.answers, randomness.token_bytes(SECRET_BYTES))
            return
        writer = await closing.enter_async_context(Writer(database))
        yield Stores(SqlQuestions(database, writer), SqlFeedback(database), SqlAnswers(database, writer), secret)


def _cannot_be_written(error: Exception) -> bool:
    """Whether SQLite found no place to write, rather than a file it cannot read."""
    return isinstance(error, OSError) or isinstance(error.__cause__, OSError | OperationalError)


async def _secret(database: Database) -> bytes:
    """The secret behind the voters' pseudonyms, made at the first start; of two that start at once one wins."""
    async with database.write() as connection:
        await connection.execute(
            database.insert(secrets).on_conflict_do_nothing(),
            {"name": "voters", "value": randomness.token_hex(SECRET_BYTES)},
        )
        found = await connection.execute(select(secrets.c.value).where(secrets.c.name == "voters"))
        return bytes.fromhex(found.scalar_one())


class SqlQuestions:
    """A QuestionStore."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer
        self._upsert = database.upsert(questions)

    def remember(self, asked: AskedQuestion) -> None:
        """See QuestionStore."""
        row = {column.name: getattr(asked, column.name) for column in questions.columns}
        self._writer.submit(Change("questions", self._upsert, row))

    async def get(self, question_id: int) -> AskedQuestion | None:
        """See QuestionStore."""
        await self._writer.flush()
        async with self._database.read() as connection:
            found = await connection.execute(select(questions).where(questions.c.id == question_id))
            row = found.mappings().first()
        return None if row is None else AskedQuestion(**{**row, "choices": tuple(row["choices"])})

    async def choose(self, question_id: int, entry: str) -> None:
        """See QuestionStore."""
        await self._writer.flush()
        async with self._database.write() as connection:
            await connection.execute(update(questions).where(questions.c.id == question_id).values(entry=entry))

    async def forget_before(self, moment: datetime) -> int:
        """See QuestionStore."""
        await self._writer.flush()
        objected = select(feedback.c.question_id).where(feedback.c.helpful.is_(False))
        old = (questions.c.asked_at < moment) & questions.c.entry.is_not(None) & questions.c.id.not_in(objected)
        async with self._database.write() as connection:
            forgotten = (await connection.execute(delete(questions).where(old))).rowcount
            await connection.execute(delete(feedback).where(feedback.c.question_id.not_in(select(questions.c.id))))
        return forgotten


class SqlFeedback:
    """A FeedbackStore."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._upsert = database.upsert(feedback)

    async def rate(self, question_id: int, *, voter: str, helpful: bool, at: datetime) -> None:
        """See FeedbackStore."""
        row = {"question_id": question_id, "voter": voter, "helpful": helpful, "at": at}
        async with self._database.write() as connection:
            await connection.execute(self._upsert, row)

    async def counts(self, question_id: int) -> tuple[int, int]:
        """See FeedbackStore."""
        yes, no = (func.count().filter(feedback.c.helpful.is_(helpful)) for helpful in (True, False))
        async with self._database.read() as connection:
            found = await connection.execute(select(yes, no).where(feedback.c.question_id == question_id))
            row = found.one()
        return row[0], row[1]


class SqlAnswers:
    """An AnswerStore."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer
        self._upsert = database.upsert(answers)
        self._delete = delete(answers).where(answers.c.question_id == bindparam("gone"))

    def link(self, link: AnswerLink) -> None:
        """See AnswerStore."""
        self._writer.submit(Change("answers", self._upsert, asdict(link)))

    async def find(self, question_id: int) -> AnswerLink | None:
        """See AnswerStore."""
        await self._writer.flush()
        async with self._database.read() as connection:
            found = await connection.execute(select(answers).where(answers.c.question_id == question_id))
            row = found.mappings().first()
        return None if row is None else AnswerLink(**row)

    def unlink(self, question_id: int) -> None:
        """See AnswerStore."""
        self._writer.submit(Change("answers", self._delete, {"gone": question_id}))

    async def forget_before(self, moment: datetime) -> int:
        """See AnswerStore."""
        await self._writer.flush()
        async with self._database.write() as connection:
            return (await connection.execute(delete(answers).where(answers.c.sent_at < moment))).rowcount

"""Composition root: opens the stores, loads the knowledge, builds the services, and closes them again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.services.asking import Asking
from bot.services.browsing import Browsing
from bot.services.clock import utc_now
from bot.services.errors import StoreError, UnknownFilmError
from bot.services.feedback import Feedback
from bot.services.films import CurrentFilm
from bot.services.library import Library
from bot.services.memory import MemoryStores
from bot.services.stores import AnswerStore, FeedbackStore, QuestionStore
from bot.storage import open_stores

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=1)
"""How long answered questions, and which answer belongs to which question, are remembered."""

PRUNED_EVERY_S = 3600.0


@dataclass(frozen=True, slots=True)
class App:
    """Everything the Discord side and the shell work with."""

    library: Library
    asking: Asking
    browsing: Browsing
    feedback: Feedback
    questions: QuestionStore
    answers: AnswerStore


def load_app(knowledge_dir: Path, *, default_film: str | None = None, clock: Callable[[], datetime] = utc_now) -> App:
    """The services without a state store, for the shell: nothing is written, votes and questions stay in memory.

    Raises KnowledgeError with every problem, UnknownFilmError for a `default_film` that no document is about.
    """
    stores = MemoryStores()
    return _build(
        Library.load(knowledge_dir),
        stores.questions,
        stores.feedback,
        stores.answers,
        secret=os.urandom(32),
        default_film=default_film,
        clock=clock,
    )


@asynccontextmanager
async def open_app(
    *,
    knowledge_dir: Path,
    data_dir: Path,
    database_url: str | None = None,
    default_film: str | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> AsyncIterator[App]:
    """The services with their stores, for as long as the context lasts; what waits to be written is written at its end.

    State lives in `data_dir`/bot.sqlite3, or in PostgreSQL when `database_url` says so. Raises KnowledgeError,
    UnknownFilmError, and StoreSetupError when the database cannot be reached or brought up to date.
    """
    library = await Library.open(knowledge_dir)
    async with open_stores(data_dir=data_dir, url=database_url) as stores:
        app = _build(
            library,
            stores.questions,
            stores.feedback,
            stores.answers,
            secret=stores.secret,
            default_film=default_film,
            clock=clock,
        )
        pruning = asyncio.create_task(_prune(app, clock), name="prune")
        try:
            yield app
        finally:
            pruning.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await pruning


def _build(
    library: Library,
    questions: QuestionStore,
    votes: FeedbackStore,
    answers: AnswerStore,
    *,
    secret: bytes,
    default_film: str | None,
    clock: Callable[[], datetime],
) -> App:
    films = library.snapshot.base.films
    if default_film is not None and default_film not in films:
        raise UnknownFilmError(default_film, films)
    current = CurrentFilm(default=default_film)
    return App(
        library=library,
        asking=Asking(library, questions, films=current, clock=clock),
        browsing=Browsing(library, films=current, clock=clock),
        feedback=Feedback(questions, votes, secret=secret, clock=clock),
        questions=questions,
        answers=answers,
    )


async def _prune(app: App, clock: Callable[[], datetime]) -> None:
    """Forget what is older than a day, at once and then every hour."""
    while True:
        try:
            moment = clock() - KEPT_FOR
            forgotten = await app.questions.forget_before(moment) + await app.answers.forget_before(moment)
            log.debug("Forgot %d rows", forgotten)
        except StoreError as error:
            log.warning("Old rows not removed, next try in an hour: %s", error)
        await asyncio.sleep(PRUNED_EVERY_S)

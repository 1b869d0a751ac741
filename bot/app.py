"""Composition root: opens the stores, loads the knowledge, builds the services, and closes them again."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.services.asking import Asking
from bot.services.audit import Audit
from bot.services.browsing import Browsing
from bot.services.clock import utc_now
from bot.services.digest import Digests
from bot.services.editing import Editing
from bot.services.errors import DocumentError, StoreError, StoreSetupError, UnknownFilmError
from bot.services.feedback import Feedback
from bot.services.films import CurrentFilm
from bot.services.guilds import Guilds
from bot.services.inbox import KEPT_DAYS, Inbox
from bot.services.inbox_readings import Readings
from bot.services.library import Library, Snapshot
from bot.services.names import Names
from bot.services.proposals import Proposals
from bot.services.stores import AnswerStore, DraftStore, QuestionStore
from bot.services.watching import Watching
from bot.services.wishes import Wishes
from bot.storage import Folder, Stores, open_stores

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=1)
"""How long answered questions, and which answer belongs to which question, are remembered."""

DRAFTS_KEPT_FOR = timedelta(days=7)
"""How long an edit that was not saved waits for its button."""

WAITING_KEPT_FOR = timedelta(days=KEPT_DAYS)
"""How long questions wait for moderators."""

PRUNED_EVERY_S = 3600.0

BEGUN_AGAIN_AFTER_S = 60.0
"""Pause after a fault of ours in work behind the scenes."""

READ_ANEW_AFTER_S = 10.0
"""How long after new knowledge the waiting questions are read with it; edits that follow each other are one."""


@dataclass(frozen=True, slots=True)
class App:
    """Everything the Discord side and the shell work with."""

    library: Library
    asking: Asking
    browsing: Browsing
    feedback: Feedback
    questions: QuestionStore
    answers: AnswerStore
    editing: Editing
    audit: Audit
    inbox: Inbox
    wishes: Wishes
    proposals: Proposals
    guilds: Guilds
    digests: Digests
    drafts: DraftStore
    names: Names
    recall: Callable[[], Awaitable[None]]  # takes over what was written to the state elsewhere: settings, changed ids


def load_app(knowledge_dir: Path, *, default_film: str | None = None, clock: Callable[[], datetime] = utc_now) -> App:
    """The services without a state store, for the shell: nothing is written, votes and questions stay in memory.

    Raises KnowledgeError with every problem, UnknownFilmError for a `default_film` that no document is about.
    """
    stores = Stores.in_memory()
    names = Names(stores.revisions)
    return _build(Library.load(knowledge_dir), stores, names, default_film=default_film, clock=clock)


SWITCHED_EVERY_S = 0.001
"""How long a thread that builds a snapshot keeps the event loop waiting for its turn, at most, in seconds."""


FULL_COLLECTIONS_SELDOM = 100
"""Collections of younger objects between two that look through all; ten is usual, and each stops everything."""


@contextmanager
def _short_pauses() -> Iterator[None]:
    """Keep members from waiting while a snapshot is built or cleared away.

    What is loaded at the start stays: a garbage collection that looks through it stops everything for a tenth of a second.
    """
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(SWITCHED_EVERY_S)
    gc.set_threshold(*thresholds[:2], FULL_COLLECTIONS_SELDOM)
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
        sys.setswitchinterval(interval)


@asynccontextmanager
async def open_app(
    *,
    knowledge_dir: Path,
    data_dir: Path,
    database_url: str | None = None,
    default_film: str | None = None,
    editor_guild_ids: Iterable[int] = (),
    watch: bool = True,
    clock: Callable[[], datetime] = utc_now,
) -> AsyncIterator[App]:
    """The services with their stores, for as long as the context lasts; what waits to be written is written at its end.

    The knowledge folder is watched meanwhile, unless `watch` says otherwise. State lives in `data_dir`/bot.sqlite3, or in PostgreSQL when `database_url` says so. Raises KnowledgeError,
    UnknownFilmError, and StoreSetupError when the database cannot be reached or brought up to date.
    """
    async with _library(knowledge_dir) as library, open_stores(data_dir=data_dir, url=database_url) as stores:
        folder = Folder(knowledge_dir)
        if await _look_back(Editing(None, folder, stores.revisions, stores.drafts, root=knowledge_dir, clock=clock)):
            await library.reload()
        names = Names(stores.revisions)
        await _remember(names)
        app = _build(
            library,
            stores,
            names,
            default_film=default_film,
            editor_guilds=frozenset(editor_guild_ids),
            clock=clock,
        )
        await app.guilds.load()
        watching = Watching(library, app.editing, app.audit, recall=app.recall)
        tasks = [
            asyncio.create_task(_kept_up(lambda: _prune(stores, clock)), name="prune"),
            asyncio.create_task(_kept_up(lambda: _read_anew(app, shared=bool(database_url))), name="read anew"),
        ]
        if watch:
            tasks.append(asyncio.create_task(_kept_up(watching.run), name="watch"))
        try:
            with _short_pauses():
                yield app
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await app.editing.close()


@asynccontextmanager
async def _library(folder: Path) -> AsyncIterator[Library]:
    """A library that prepares nothing any more when its context ends, also by a fault."""
    library = await Library.open(folder)
    try:
        yield library
    finally:
        library.close()


@asynccontextmanager
async def open_editing(
    *, knowledge_dir: Path, data_dir: Path, database_url: str | None = None, clock: Callable[[], datetime] = utc_now
) -> AsyncIterator[Editing]:
    """Edits without answers, for the shell: starts at once, also where some file is broken; no previews, no matching.

    Raises StoreSetupError, also where the state would end with the process: an edit without a history cannot be undone.
    Raises StoreError where what was changed on disk cannot be recorded: the history would be silent about it.
    """
    async with open_stores(data_dir=data_dir, url=database_url) as stores:
        if stores.unkept is not None:
            raise StoreSetupError(f"The history of edits cannot be written. {stores.unkept}. Nothing was changed")
        documents = Folder(knowledge_dir)
        editing = Editing(None, documents, stores.revisions, stores.drafts, root=knowledge_dir, clock=clock)
        try:
            await editing.start()
        except (DocumentError, OSError) as error:  # of one file, which may be the one to mend
            log.warning("What happened to the knowledge meanwhile is not recorded: %s", error)
        try:
            yield editing
        finally:
            await editing.close()


async def _look_back(editing: Editing) -> bool:
    """See `Editing.start`; a state at fault keeps nobody from answering."""
    try:
        return await editing.start()
    except (StoreError, OSError) as error:
        log.warning("What happened to the knowledge meanwhile is not recorded: %s", error)
        return False


async def _remember(names: Names) -> None:
    try:
        await names.load()
    except StoreError as error:
        log.warning("What was called otherwise before is not known just now: %s", error)


def _build(
    library: Library,
    stores: Stores,
    names: Names,
    *,
    default_film: str | None,
    editor_guilds: frozenset[int] = frozenset(),
    clock: Callable[[], datetime],
) -> App:
    films = library.snapshot.base.films
    if default_film is not None and default_film not in films:
        called = names.today(default_film, films)
        if called not in films:
            raise UnknownFilmError(default_film, films)
        log.warning("DEFAULT_FILM says %s, which is called %s by now; set it so", default_film, called)
    guilds = Guilds(library, stores.guilds, clock=clock)
    current = CurrentFilm(default=default_film, defaults=guilds, today=names.today)
    readings = Readings(library)
    inbox = Inbox(library, stores.inbox, readings=readings, clock=clock)
    wishes = Wishes(library, stores.inbox, clock=clock)
    proposals = Proposals(library, stores.inbox, readings=readings, clock=clock)
    audit = Audit()

    async def recall() -> None:
        await guilds.load()
        await names.load()

    return App(
        library=library,
        asking=Asking(library, stores.questions, films=current, today=names.today, clock=clock),
        browsing=Browsing(library, films=current, clock=clock),
        feedback=Feedback(stores.questions, stores.feedback, secret=stores.secret, clock=clock),
        questions=stores.questions,
        answers=stores.answers,
        editing=Editing(
            library,
            Folder(library.folder),
            stores.revisions,
            stores.drafts,
            audit=audit,
            editor_guilds=editor_guilds,
            clock=clock,
            renamed=recall,
        ),
        audit=audit,
        inbox=inbox,
        wishes=wishes,
        proposals=proposals,
        guilds=guilds,
        digests=Digests(
            library, guilds, inbox=inbox, wishes=wishes, proposals=proposals, revisions=stores.revisions, clock=clock
        ),
        drafts=stores.drafts,
        names=names,
        recall=recall,
    )


async def _kept_up(work: Callable[[], Awaitable[None]]) -> None:
    """Begin work that never ends again after a fault of ours; a task that ends by itself is missed by nobody."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("Work behind the scenes ended by a fault; it begins again in %.0f s", BEGUN_AGAIN_AFTER_S)
        await asyncio.sleep(BEGUN_AGAIN_AFTER_S)


async def _prune(stores: Stores, clock: Callable[[], datetime]) -> None:
    """Forget what is too old, at once and then every hour."""
    while True:
        try:
            now = clock()
            forgotten = await stores.questions.forget_before(now - KEPT_FOR)
            forgotten += await stores.inbox.forget_waiting_before(now - WAITING_KEPT_FOR)
            forgotten += await stores.answers.forget_before(now - KEPT_FOR)
            forgotten += await stores.drafts.forget_before(now - DRAFTS_KEPT_FOR)
            log.debug("Forgot %d rows", forgotten)
        except StoreError as error:
            log.warning("Old rows not removed, next try in an hour: %s", error)
        await asyncio.sleep(PRUNED_EVERY_S)


async def _read_anew(app: App, *, shared: bool) -> None:
    """Let questions that new knowledge answers drop out of the inbox, and come back when it is undone.

    Where other processes share the state, take over what they have set.
    """
    last: Snapshot | None = None
    failing = False
    while True:
        try:
            if shared or app.library.snapshot is not last:
                await app.recall()
            if app.library.snapshot is not last:
                snapshot = app.library.snapshot
                await app.inbox.reevaluate()
                last = snapshot
            failing = False
        except StoreError as error:
            if not failing:
                log.warning("The inbox is not read anew until the state can be reached again: %s", error)
            failing = True
        await asyncio.sleep(READ_ANEW_AFTER_S)

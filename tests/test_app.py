"""The services, put together over real knowledge and a real store."""

from __future__ import annotations

import asyncio
import errno
import gc
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.answers import Answer
from bot.app import load_app, open_app, open_editing
from bot.knowledge import KnowledgeError
from bot.knowledge.edit import SetField
from bot.services.drafts import Draft
from bot.services.editing import Refused, Saved
from bot.services.errors import StoreError, StoreSetupError, UnknownFilmError
from bot.services.inbox import Inbox
from bot.services.library import Library
from bot.services.permissions import OPERATOR, Rights, Standing
from bot.services.question import Place, Question
from bot.services.revisions import Author
from bot.services.stores import AnswerLink, AskedQuestion, Settled
from tests.answers.films import GENERAL, HARBOUR, LANTERN
from tests.services.matchers import ScriptedMatcher

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HERE = Place(channel_id=10, guild_id=20)
ASKED = AskedQuestion(1, "old", 10, 20, None, "answer", "a/b/c", 0.9, (), NOW - timedelta(days=1, seconds=1))


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    folder = tmp_path / "knowledge"
    (folder / "films").mkdir(parents=True)
    (folder / "films" / "the-lantern.yaml").write_text(LANTERN)
    (folder / "films" / "the-harbour.yaml").write_text(HARBOUR)
    (folder / "general.yaml").write_text(GENERAL)
    return folder


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Indexing takes its time; what is asked here is not about matching."""
    monkeypatch.setattr("bot.services.library.Matcher", ScriptedMatcher)


async def test_asks_answers_and_remembers_over_a_restart(knowledge: Path, tmp_path: Path) -> None:
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path / "data", default_film="the-lantern") as app:
        outcome = app.asking.ask(Question(7, "who directed it", HERE))
        assert isinstance(outcome.reply, Answer)
        assert outcome.reply.entry == "the-lantern/overview/director"
        app.answers.link(AnswerLink(7, 10, 8, NOW))
        assert await app.feedback.rate(7, 99, helpful=True)
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path / "data", clock=lambda: NOW) as app:
        kept = await app.questions.get(7)
        assert kept is not None
        assert kept.entry == "the-lantern/overview/director"
        link = await app.answers.find(7)
        assert link is not None
        assert link.answer_id == 8


async def test_a_start_that_fails_leaves_nothing_at_work(
    knowledge: Path, tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a library prepares behind the scenes would keep the process from ending."""
    closed: list[Library] = []

    def close(library: Library) -> None:
        closed.append(library)

    monkeypatch.setattr(Library, "close", close)
    with pytest.raises(UnknownFilmError):
        async with open_app(knowledge_dir=knowledge, data_dir=tmp_path / "data", default_film="no-such-film"):
            pass
    assert len(closed) == 1


async def until(condition: Callable[[], object]) -> None:
    """Give other tasks their turn until something holds; the test's own timeout ends what never does."""
    while not await condition():  # type: ignore[misc]
        await asyncio.sleep(0.005)


@pytest.mark.usefixtures("quick")
async def test_old_rows_are_forgotten_at_start(knowledge: Path, tmp_path: Path) -> None:
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path, clock=lambda: NOW) as app:
        app.questions.remember(ASKED)
        app.questions.remember(replace(ASKED, id=2, asked_at=NOW - timedelta(hours=23)))
        app.answers.link(AnswerLink(1, 10, 8, NOW - timedelta(days=2)))
        await app.questions.get(1)
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path, clock=lambda: NOW) as app:

        async def forgotten() -> bool:
            return await app.questions.get(1) is None and await app.answers.find(1) is None

        await until(forgotten)
        assert await app.questions.get(2) is not None


@pytest.mark.usefixtures("quick")
async def test_questions_wait_for_half_a_year(knowledge: Path, tmp_path: Path) -> None:
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path, clock=lambda: NOW) as app:
        for number, days in enumerate((179, 181)):
            asked = replace(ASKED, id=number, decision="abstain", entry=None, asked_at=NOW - timedelta(days=days))
            app.questions.remember(asked)
        await app.questions.get(0)
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path, clock=lambda: NOW) as app:

        async def forgotten() -> bool:
            return await app.questions.get(1) is None

        await until(forgotten)
        assert await app.questions.get(0) is not None


@pytest.mark.usefixtures("quick")
async def test_guilds_films_are_meant_after_a_restart(knowledge: Path, tmp_path: Path) -> None:
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path) as app:
        await app.guilds.set_film(20, "The Harbour")
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path) as app:
        card = app.browsing.film_card(HERE)
        assert card.film is not None
        assert card.film.id == "the-harbour"


@pytest.mark.usefixtures("quick")
async def test_new_knowledge_empties_the_inbox_by_itself(
    knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.READ_ANEW_AFTER_S", 0.001)
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path, watch=False) as app:
        app.questions.remember(
            replace(ASKED, id=1, decision="abstain", entry=None, reason="unknown_film", unknown_film="her")
        )
        (knowledge / "films" / "her.yaml").write_text("film: {title: Her, year: 2013}\n")
        await app.library.reload()

        async def answered() -> bool:
            asked = await app.questions.get(1)
            return asked is not None and asked.settled is Settled.SINCE

        await until(answered)


@pytest.mark.usefixtures("quick")
async def test_pruning_goes_on_after_a_fault(
    knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.app.PRUNED_EVERY_S", 0.001)
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path, clock=lambda: NOW) as app:
        calls = 0

        async def failing(moment: datetime) -> int:
            nonlocal calls
            calls += 1
            raise StoreError("disk full")

        monkeypatch.setattr(app.questions, "forget_before", failing)

        async def twice() -> bool:
            return calls >= 2

        await until(twice)
    assert "Old rows not removed" in caplog.text


@pytest.mark.usefixtures("quick")
async def test_what_goes_on_behind_the_scenes_begins_again_after_a_fault_of_ours(
    knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.app.BEGUN_AGAIN_AFTER_S", 0.001)
    tries, twice = count(1), asyncio.Event()

    async def tear(_inbox: Inbox) -> None:
        if next(tries) == 1:
            raise RuntimeError("tore")
        twice.set()

    monkeypatch.setattr(Inbox, "reevaluate", tear)
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path / "data", watch=False):
        await asyncio.wait_for(twice.wait(), 10)
    (record,) = [record for record in caplog.records if "begins again" in record.message]
    assert record.exc_info


@pytest.mark.usefixtures("quick")
async def test_no_task_is_left_behind(knowledge: Path, tmp_path: Path) -> None:
    before = asyncio.all_tasks()
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path):
        assert asyncio.all_tasks() > before
    assert asyncio.all_tasks() == before


@pytest.mark.usefixtures("quick")
async def test_a_fault_inside_closes_everything_too(knowledge: Path, tmp_path: Path) -> None:
    before = asyncio.all_tasks()
    with pytest.raises(ZeroDivisionError):
        async with open_app(knowledge_dir=knowledge, data_dir=tmp_path):
            raise ZeroDivisionError
    assert asyncio.all_tasks() == before


@pytest.mark.usefixtures("quick")
async def test_an_unknown_default_film_is_said_with_the_known_ones(knowledge: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownFilmError, match="the-harbour, the-lantern"):
        async with open_app(knowledge_dir=knowledge, data_dir=tmp_path, default_film="the-matrix"):
            pass


@pytest.mark.usefixtures("quick")
async def test_bad_knowledge_and_bad_addresses_do_not_start(knowledge: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreSetupError):
        async with open_app(knowledge_dir=knowledge, data_dir=tmp_path, database_url="mysql://x/y"):
            pass
    (knowledge / "general.yaml").write_text("faq: 3\n")
    with pytest.raises(KnowledgeError):
        async with open_app(knowledge_dir=knowledge, data_dir=tmp_path):
            pass


@pytest.mark.usefixtures("quick")
def test_the_shells_app_writes_nothing(knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    app = load_app(knowledge, default_film="the-lantern")
    assert app.asking.ask(Question(1, "who directed it", HERE)).reply
    assert sorted(tmp_path.rglob("*")) == before
    with pytest.raises(UnknownFilmError):
        load_app(knowledge, default_film="no")


@pytest.mark.usefixtures("quick")
async def test_moderators_edits_are_kept_over_a_restart(knowledge: Path, tmp_path: Path) -> None:
    author, entry = Author(None, "ops"), "the-harbour/overview/director"
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path / "data") as app:
        draft = await app.editing.draft(
            [SetField(entry, "value", "Ko")], document="the-harbour", author=author, standing=OPERATOR
        )
        assert isinstance(draft, Draft)
        saved = await app.editing.save(draft.id, author, standing=OPERATOR)
        assert isinstance(saved, Saved)
        assert "Ko" in str(app.library.snapshot.base.entries[entry].value)
    async with open_editing(knowledge_dir=knowledge, data_dir=tmp_path / "data") as editing:
        assert (await editing.history("the-harbour"))[0] == saved.revision
        assert isinstance(await editing.undo(saved.revision.id, author, standing=OPERATOR), Saved)
    assert (knowledge / "films" / "the-harbour.yaml").read_text() == HARBOUR


@pytest.mark.usefixtures("quick")
async def test_only_named_guilds_edit(knowledge: Path, tmp_path: Path) -> None:
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path / "data", editor_guild_ids=[5]) as app:
        moderator = Standing(Rights(manage_guild=True), guild_id=6, guild_ids=frozenset({5, 6}))
        assert "read" in (app.editing.why_not(moderator) or "")
        assert app.editing.why_not(replace(moderator, guild_id=5)) is None


@pytest.mark.usefixtures("quick")
async def test_files_are_watched(knowledge: Path, tmp_path: Path) -> None:
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path / "data") as app:
        number = 0
        while "the-quay" not in app.library.snapshot.base.films:  # the watch begins some time after the start
            number += 1
            text = f"film: {{title: The Quay, year: 2003}}   # {number}\n"
            (knowledge / "films" / "the-quay.yaml").write_text(text)
            await asyncio.sleep(0.3)
        async with asyncio.timeout(30):
            while not await app.editing.history("the-quay"):
                await asyncio.sleep(0.01)


@pytest.mark.usefixtures("quick")
async def test_drafts_nobody_saved_are_forgotten(knowledge: Path, tmp_path: Path) -> None:
    entry = "the-harbour/overview/director"
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path, clock=lambda: NOW - timedelta(days=8)) as app:
        draft = await app.editing.draft(
            [SetField(entry, "value", "Ko")], document="the-harbour", author=Author(None, "ops"), standing=OPERATOR
        )
        assert isinstance(draft, Draft)
        assert await app.editing.kept(draft.id) is not None
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path, clock=lambda: NOW) as app:

        async def forgotten() -> bool:
            return await app.editing.kept(draft.id) is None

        await until(forgotten)


@pytest.mark.usefixtures("quick")
async def test_the_process_is_left_as_it_was(knowledge: Path, tmp_path: Path) -> None:
    frozen, interval, thresholds = gc.get_freeze_count(), sys.getswitchinterval(), gc.get_threshold()
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path):
        assert gc.get_freeze_count() > frozen
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == thresholds
    assert sys.getswitchinterval() == interval


@pytest.mark.usefixtures("quick")
async def test_a_read_only_folder_is_answered_from(
    knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("bot.storage.folder_files._written", refusing)
    async with open_app(knowledge_dir=knowledge, data_dir=tmp_path / "data", default_film="the-lantern") as app:
        assert app.asking.ask(Question(1, "who directed it", HERE)).reply
        ops = Author(None, "ops")
        draft = await app.editing.draft_film("Her", 2013, author=ops, standing=OPERATOR)
        assert isinstance(draft, Draft)
        made = await app.editing.save(draft.id, ops, standing=OPERATOR)
        assert isinstance(made, Refused)
        assert "read-only" in made.sentence

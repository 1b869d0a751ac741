"""Edits from the shell while a bot is running: it answers with them, and neither overwrites the other."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.answers import Answer
from bot.app import App, open_app
from bot.knowledge.edit import AddItem
from bot.services.audit import Saved as Told
from bot.services.drafts import Draft
from bot.services.editing import Saved
from bot.services.permissions import OPERATOR
from bot.services.question import Place
from bot.services.revisions import Author, Origin
from tests.storage.conftest import DATABASES, SQLITE, fresh

STORY = "the-garden/faq/true-story"
WORDINGS = ("did it happen", "is it real", "fact or fiction")


@pytest.fixture(params=DATABASES)
async def running(
    request: pytest.FixtureRequest, knowledge: Path, here: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[App]:
    """A bot over the folder, with the settings that a shell beside it reads."""
    async with fresh(request.param, here, postgres_url) as address:
        monkeypatch.setenv("DATA_DIR", str(address.data_dir))
        monkeypatch.setenv("DATABASE_URL", address.url or "")
        async with open_app(knowledge_dir=knowledge, data_dir=address.data_dir, database_url=address.url) as app:
            yield app


async def shell(*arguments: str) -> str:
    """Run a command in a process of its own; its output."""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()


async def known(app: App, wordings: set[str]) -> None:
    """Wait until the bot knows wordings; the test's own timeout ends what never comes."""
    while STORY not in app.library.snapshot.base.entries:
        await asyncio.sleep(0.02)
    while not wordings <= set(app.library.snapshot.base.entries[STORY].also_asked):
        await asyncio.sleep(0.02)


def told(app: App) -> list[Told]:
    """What the moderators' channel hears from now on."""
    heard = list[Told]()
    app.audit.subscribe(lambda event: heard.append(event) if isinstance(event, Told) else None)
    return heard


async def test_a_running_bot_takes_an_edit_up(running: App):
    heard = told(running)
    await shell("also-asked", STORY, WORDINGS[0])
    await known(running, {WORDINGS[0]})
    newest, *_ = await running.editing.history("the-garden")
    assert (newest.origin, newest.entries) == (Origin.SHELL, (STORY,))
    while not heard:
        await asyncio.sleep(0.02)
    assert (heard[0].revision.id, heard[0].revision.author) == (newest.id, newest.author)
    await shell("undo")
    while WORDINGS[0] in running.library.snapshot.base.entries[STORY].also_asked or len(heard) < 2:
        await asyncio.sleep(0.02)
    change = AddItem(STORY, "also_asked", WORDINGS[1])
    author = Author(7, "ann")
    draft = await running.editing.draft([change], document="the-garden", author=author, standing=OPERATOR)
    await running.editing.save(draft.id, author, standing=OPERATOR)
    await shell("also-asked", STORY, WORDINGS[2])
    await known(running, set(WORDINGS[1:]))
    while len(heard) < 4:
        await asyncio.sleep(0.02)
    origins = [event.revision.origin for event in heard]
    assert origins == [Origin.SHELL, Origin.UNDO, Origin.DISCORD, Origin.SHELL]


@pytest.mark.parametrize("running", [SQLITE], indirect=True)
async def test_edits_at_the_same_moment_are_all_kept(running: App):
    async def moderator() -> None:
        author = Author(7, "ann")
        for number in range(5):
            change = AddItem("harbour-lights/overview/director", "also_asked", f"wording {number}")
            draft = await running.editing.draft([change], document="harbour-lights", author=author, standing=OPERATOR)
            assert isinstance(draft, Draft)
            assert isinstance(await running.editing.save(draft.id, author, standing=OPERATOR), Saved)
            await asyncio.sleep(0.1)

    async def retried(wording: str) -> None:
        """Those who meet each other at the same entry are told, and try again."""
        for _ in WORDINGS:
            try:
                await shell("also-asked", STORY, wording)
            except AssertionError as error:
                assert "has been changed since" in str(error)  # noqa: PT017  # another wording was faster
            else:
                return
        pytest.fail(f"{wording} was never saved")

    await asyncio.gather(moderator(), *map(retried, WORDINGS))
    await known(running, set(WORDINGS))
    history = await running.editing.history(limit=100)
    assert sum(revision.origin is Origin.SHELL for revision in history) == len(WORDINGS)
    assert sum(revision.origin is Origin.DISCORD for revision in history) == 5
    assert not [revision for revision in history if revision.origin is Origin.DISK and revision.base is not None]
    director = running.library.snapshot.base.entries["harbour-lights/overview/director"]
    assert {f"wording {number}" for number in range(5)} <= set(director.also_asked)


async def test_a_running_bot_takes_a_renaming_up(running: App):
    heard = told(running)
    await running.guilds.set_film(10, "the-garden")
    await shell("rename", "the-garden", "garden-2001")
    entry = "garden-2001/faq/true-story"
    while entry not in running.library.snapshot.base.entries:
        await asyncio.sleep(0.02)
    while running.guilds.of(10).film != "garden-2001":
        await asyncio.sleep(0.02)
    shown = running.asking.show(STORY, Place(1, 10))  # a button under an old answer
    assert isinstance(shown, Answer)
    assert shown.entry == entry
    rows = await running.editing.history("the-garden")
    assert [(row.document, row.origin, row.was) for row in rows] == [
        ("garden-2001", Origin.SHELL, "the-garden"),
        ("garden-2001", Origin.DISK, None),
    ]
    assert [row.document for row in await running.editing.history() if row.digest is None] == []
    while not heard:
        await asyncio.sleep(0.02)
    assert [(event.revision.was, event.revision.document) for event in heard] == [("the-garden", "garden-2001")]
    await shell("undo")
    while STORY not in running.library.snapshot.base.entries or len(heard) < 2:
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("running", [SQLITE], indirect=True)
async def test_edits_while_a_film_is_renamed_are_all_kept(running: App):
    """The shell gives the film other names while a moderator goes on teaching it."""
    author = Author(7, "ann")

    async def moderator() -> list[str]:
        taught = []
        for number in range(30):
            # For a moment both names are there, until the folder has been read again.
            *_, document = [name for name in running.library.snapshot.base.films if "garden" in name]
            change = AddItem(f"{document}/faq/true-story", "also_asked", f"wording {number}")
            draft = await running.editing.draft([change], document=document, author=author, standing=OPERATOR)
            if isinstance(draft, Draft):
                outcome = await running.editing.save(draft.id, author, standing=OPERATOR)
                taught += [f"wording {number}"] if isinstance(outcome, Saved) else []
            await asyncio.sleep(0.05)
        return taught

    async def renaming() -> None:
        for old, new in (("the-garden", "garden-a"), ("garden-a", "garden-b"), ("garden-b", "the-garden")):
            await shell("rename", old, new)

    taught, _ = await asyncio.gather(moderator(), renaming())
    assert len(taught) > 10
    await known(running, set(taught))
    rows = await running.editing.history("the-garden", limit=100)
    assert [row.was for row in rows if row.was] == ["garden-b", "garden-a", "the-garden"]
    assert [row for row in rows if row.origin is Origin.DISK and row.base is not None] == []

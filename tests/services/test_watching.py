"""The folder is watched: a burst is one reload, bad knowledge is told once, what others wrote is history."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.knowledge.edit import SetField
from bot.services.audit import Broken, Mended
from bot.services.audit import Saved as Heard
from bot.services.revisions import Origin
from bot.services.watching import Watching
from tests.services.editing.stage import BOAT, HARBOUR, MIA, MODERATOR, Stage, stage_in, write_knowledge
from tests.services.editing.test_saving import saved
from tests.services.matchers import ScriptedMatcher


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr("bot.services.library.Matcher", ScriptedMatcher)
    stage = stage_in(write_knowledge(tmp_path / "knowledge"))
    await stage.editing.start()
    return stage


@asynccontextmanager
async def watched(stage: Stage) -> AsyncIterator[list[int]]:
    """The folder under watch; the list grows by the number of reloads."""
    reloads: list[int] = []
    reload = stage.library.reload

    async def counted() -> object:
        reloads.append(1)
        return await reload()

    stage.library.reload = counted  # type: ignore[method-assign, assignment]
    watching = Watching(stage.library, stage.editing, stage.audit)
    task = asyncio.create_task(watching.run())
    # What watches says nothing when it begins: change something until it is seen.
    beat, probe = 0, stage.folder / "notes.txt"
    while not reloads:
        beat += 1
        probe.write_text(str(beat))
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.4)
    reloads.clear()
    try:
        yield reloads
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(condition: Callable[[], object] | Callable[[], Awaitable[object]]) -> None:
    """Give other tasks their turn until something holds; the test's own timeout ends what never does."""
    while True:
        found = condition()
        if (await found) if asyncio.iscoroutine(found) else found:
            return
        await asyncio.sleep(0.01)


def director(stage: Stage) -> str:
    entry = stage.library.snapshot.base.entries["the-harbour/overview/director"]
    return str(entry.value.value)  # type: ignore[attr-defined]


async def test_a_file_replaced_by_an_editor_is_reloaded_and_recorded(stage: Stage) -> None:
    async with watched(stage):
        stage.on_disk(lambda text: text.replace("Hal Ito", "Ko"))
        await until(lambda: "Ko" in director(stage))

        async def recorded() -> object:
            return len(await stage.editing.history("the-harbour")) == 2

        await until(recorded)
    (latest, _) = await stage.editing.history("the-harbour")
    assert (latest.origin, latest.entries) == (Origin.DISK, ("the-harbour/overview/director",))
    assert [event.revision.id for event in stage.heard(Heard)] == [latest.id]


async def test_a_burst_is_one_reload(stage: Stage) -> None:
    async with watched(stage) as reloads:
        for number in range(60):
            text = f"film: {{title: Film {number}, year: 2000}}\n"
            (stage.folder / "films" / f"film-{number}.yaml").write_text(text)
        stage.on_disk(lambda text: text.replace("Hal Ito", "Ko"))
        await until(lambda: len(stage.library.snapshot.base.films) == 61)
        await asyncio.sleep(0.4)
        assert len(reloads) <= 2  # one, or two where the machine stood still in the middle


async def test_our_own_saves_are_recorded_once_and_not_built_again(stage: Stage) -> None:
    async with watched(stage) as reloads:
        await saved(stage, SetField(BOAT, "answer", "Rose."))
        snapshot = stage.library.snapshot
        await until(lambda: reloads)
        await asyncio.sleep(0.1)
        assert stage.library.snapshot is snapshot
    assert len(await stage.editing.history("the-harbour")) == 2
    assert len(stage.heard(Heard)) == 1


async def test_bad_knowledge_is_told_once_with_its_place_and_mended_too(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    watching = Watching(stage.library, stage.editing, stage.audit)
    before = stage.library.snapshot
    stage.on_disk(lambda text: text.replace("question: What is", "qestion: What is"))
    await watching.look()
    await watching.look()
    (broken,) = stage.heard(Broken)
    assert stage.library.snapshot is before
    problem = broken.problems[0]
    assert (Path(problem.file).name, problem.line, problem.entry) == ("the-harbour.yaml", 17, BOAT)
    assert "question" in problem.message
    assert caplog.messages.count(str(problem)) == 1
    assert not [line for line in caplog.messages if "in force again" in line]
    stage.on_disk(lambda text: text.replace("qestion", "question"))
    await watching.look()
    await watching.look()
    assert len(stage.heard(Mended)) == 1
    assert len([line for line in caplog.messages if "in force again" in line]) == 1
    assert [row.origin for row in await stage.editing.history("the-harbour")] == [Origin.DISK] * 3


async def test_a_folder_that_is_gone_and_comes_back(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.watching.AGAIN_S", 0.01)
    away = stage.folder.with_name("away")
    watching = Watching(stage.library, stage.editing, stage.audit)
    stage.folder.rename(away)
    await watching.look()
    assert stage.heard(Broken)
    task = asyncio.create_task(watching.run())
    await asyncio.sleep(0.05)
    away.rename(stage.folder)
    stage.on_disk(lambda text: text.replace("Hal Ito", "Ko"))
    beat = 0
    while "Ko" not in director(stage):
        beat += 1
        (stage.folder / "notes.txt").write_text(str(beat))
        await asyncio.sleep(0.05)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert stage.heard(Mended)


async def test_files_that_go_are_taken_out(stage: Stage) -> None:
    watching = Watching(stage.library, stage.editing, stage.audit)
    stage.file.unlink()
    await watching.look()
    assert "the-harbour" not in stage.library.snapshot.base.films
    stage.file.write_text(HARBOUR)
    await watching.look()
    assert "the-harbour" in stage.library.snapshot.base.films
    assert [row.digest is None for row in await stage.editing.history("the-harbour")] == [False, True, False]


async def test_a_hundred_reloads_leak_nothing(stage: Stage) -> None:
    watching = Watching(stage.library, stage.editing, stage.audit)

    async def turns(count: int) -> None:
        for turn in range(count):
            new = HARBOUR.replace("Hal Ito", f"Director {turn}")
            stage.on_disk(lambda _, new=new: new)  # type: ignore[misc]
            await watching.look()

    await turns(10)
    handles = len([*Path("/proc/self/fd").iterdir()])
    tasks = len(asyncio.all_tasks())
    await turns(100)
    gc.collect()
    assert len([*Path("/proc/self/fd").iterdir()]) == handles
    assert len(asyncio.all_tasks()) == tasks
    snapshots = [found for found in gc.get_objects() if type(found) is type(stage.library.snapshot)]
    alive = [snapshot for snapshot in snapshots if snapshot.base.root == stage.library.folder]  # no other test's
    assert len(alive) == 1
    assert alive[0] is stage.library.snapshot
    assert sys.getrefcount(stage.library) < 20


async def test_a_broken_folder_is_edited_where_it_is_sound(stage: Stage) -> None:
    watching = Watching(stage.library, stage.editing, stage.audit)
    (stage.folder / "films" / "broken.yaml").write_text("film: {title: Broken}\n")
    await watching.look()
    await saved(stage, SetField(BOAT, "answer", "Rose."))
    await watching.look()
    answer = stage.library.snapshot.base.entries[BOAT].value.answer  # type: ignore[attr-defined]
    assert answer == "Rose."
    assert await stage.editing.draft([], document="broken", author=MIA, standing=MODERATOR)
    shutil.rmtree(stage.folder / "films")
    await watching.look()

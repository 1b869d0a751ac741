"""The snapshot in force, and what replaces it."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.knowledge import Document, KnowledgeError, Severity, parse_document
from bot.services.library import Library
from tests.answers.films import GENERAL, HARBOUR
from tests.services.matchers import ScriptedMatcher


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "the-harbour.yaml").write_text(HARBOUR)
    (tmp_path / "general.yaml").write_text(GENERAL)
    return tmp_path


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Indexing takes its time; what is asked here is not about matching."""
    monkeypatch.setattr("bot.services.library.Matcher", ScriptedMatcher)


async def test_a_reload_swaps_the_whole_snapshot(folder: Path) -> None:
    library = await Library.open(folder)
    before = library.snapshot
    (folder / "films" / "the-quay.yaml").write_text(
        "film: {title: The Quay, year: 2003}\noverview: {director: Ko Ito}\n"
    )
    problems = await library.reload()
    assert not [problem for problem in problems if problem.severity is Severity.ERROR]
    assert "the-quay" in library.snapshot.base.films
    assert "the-quay" not in before.base.films  # whoever holds the old one goes on with it, whole
    assert library.snapshot.suggestions.film("the quay") == "the-quay"
    found = library.snapshot.matcher.match("who directed the quay")
    assert found.best is not None
    assert found.best.id == "the-quay/overview/director"


@pytest.mark.usefixtures("quick")
async def test_bad_knowledge_never_replaces_good(folder: Path) -> None:
    library = await Library.open(folder)
    before = library.snapshot
    (folder / "films" / "broken.yaml").write_text("film: {title: Broken}\n")
    (folder / "general.yaml").write_text("faq: [{id: a, question: Who?}]\n")
    problems = await library.reload()
    assert {Path(problem.file).name for problem in problems} == {"broken.yaml", "general.yaml"}
    assert library.snapshot is before


@pytest.mark.usefixtures("quick")
async def test_a_folder_that_is_gone_leaves_the_last_good_state(folder: Path) -> None:
    library = await Library.open(folder)
    before = library.snapshot
    shutil.rmtree(folder)
    assert [problem.code for problem in await library.reload()] == ["unreadable"]
    assert library.snapshot is before


@pytest.mark.usefixtures("quick")
async def test_reloads_at_once_end_with_the_newest(folder: Path) -> None:
    library = await Library.open(folder)
    (folder / "films" / "the-quay.yaml").write_text("film: {title: The Quay, year: 2003}\n")
    await asyncio.gather(*(library.reload() for _ in range(3)))
    assert "the-quay" in library.snapshot.base.films


def test_bad_knowledge_does_not_open(tmp_path: Path) -> None:
    (tmp_path / "general.yaml").write_text("faq: 3\n")
    with pytest.raises(KnowledgeError):
        Library.load(tmp_path)


class SlowMatcher(ScriptedMatcher):
    """Prepares until it is told to stop."""

    slow = False
    preparing = threading.Event()
    stopped = threading.Event()

    def prepare(self, stop: Callable[[], bool] = bool) -> None:
        """See Matcher."""
        if self.slow:
            self.preparing.set()
            while not stop():
                self.stopped.wait(0.001)
            self.stopped.set()


def saved(folder: Path, director: str) -> tuple[Document, bytes]:
    """The harbour's file, by another director."""
    path = folder / "films" / "the-harbour.yaml"
    data = f"{HARBOUR.replace('Hal Ito', director)}similar: [{{film: the-quay, why: the same boats}}]\n".encode()
    path.write_bytes(data)
    return parse_document(data, path=path), data


def director_in(library: Library) -> str:
    (director,) = library.snapshot.base.entries["the-harbour/overview/director"].value.value  # type: ignore[attr-defined]
    return str(director)


async def test_edits_come_into_force_while_the_rest_is_prepared(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.library.Matcher", SlowMatcher)
    monkeypatch.setattr("bot.services.library.WARMED_AFTER_S", 0)
    library = await Library.open(folder)
    monkeypatch.setattr(SlowMatcher, "slow", True)
    try:
        await library.put("the-harbour", *saved(folder, "Ko"))
        assert director_in(library) == "Ko"
        assert await asyncio.to_thread(SlowMatcher.preparing.wait, 10)
        assert not SlowMatcher.stopped.is_set()
        await library.put("the-harbour", *saved(folder, "Ada"))
        assert director_in(library) == "Ada"
        assert await asyncio.to_thread(SlowMatcher.stopped.wait, 10)  # what was prepared is in force no more
    finally:
        library.close()


async def test_what_a_reload_interrupts_is_prepared_after_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = threading.Event()

    def prepare(_matcher: object, stop: Callable[[], bool]) -> None:
        if not stop():
            prepared.set()

    monkeypatch.setattr("bot.services.library.Matcher", ScriptedMatcher)
    library = await Library.open(folder)
    monkeypatch.setattr("bot.services.library.WARMED_AFTER_S", 0)
    monkeypatch.setattr(ScriptedMatcher, "prepare", prepare)
    before = library.snapshot
    await library.reload()
    assert library.snapshot is before
    assert await asyncio.to_thread(prepared.wait, 10)
    library.close()


@pytest.mark.usefixtures("quick")
async def test_an_edit_that_a_reload_has_overtaken_does_not_come_back(folder: Path) -> None:
    (folder / "films" / "the-quay.yaml").write_text("film: {title: The Quay, year: 2003}\n")
    library = await Library.open(folder)
    ours = saved(folder, "Ko")
    saved(folder, "Ada")  # by another program, before we say what we have saved
    await library.reload()
    await library.put("the-harbour", *ours)
    assert director_in(library) == "Ada"


@pytest.mark.usefixtures("quick")
async def test_an_edit_is_in_force_though_the_file_is_broken_since(folder: Path) -> None:
    library = await Library.open(folder)
    ours = saved(folder, "Ko")
    (folder / "films" / "the-harbour.yaml").write_text("film: 3\n")
    await library.reload()
    await library.put("the-harbour", *ours)
    assert director_in(library) == "Ko"


@pytest.mark.usefixtures("quick")
async def test_a_removal_that_a_reload_has_overtaken_does_not_come_back(folder: Path) -> None:
    library = await Library.open(folder)
    (folder / "films" / "the-harbour.yaml").unlink()
    await library.reload()
    saved(folder, "Ada")
    await library.reload()
    await library.put("the-harbour", None, None)
    assert director_in(library) == "Ada"


@pytest.mark.usefixtures("quick")
async def test_a_new_document_that_has_gone_since_does_not_come_back(folder: Path) -> None:
    library = await Library.open(folder)
    path = folder / "films" / "the-quay.yaml"
    data = b"film: {title: The Quay, year: 2003}\n"
    await library.put("the-quay", parse_document(data, path=path), data)
    assert "the-quay" not in library.snapshot.base.films


@pytest.mark.usefixtures("quick")
async def test_a_reload_builds_nothing_again_after_an_edit(folder: Path) -> None:
    similar = "similar: [{film: the-harbour, why: the same boats}]"  # called by a title that another file knows
    (folder / "films" / "the-quay.yaml").write_text(f"film: {{title: The Quay, year: 2003}}\n{similar}\n")
    library = await Library.open(folder)
    quay = library.snapshot.base.documents["the-quay"]
    await library.put("the-harbour", *saved(folder, "Ko"))
    edited = library.snapshot
    assert edited.base.documents["the-quay"] is quay
    await library.reload()
    assert library.snapshot is edited

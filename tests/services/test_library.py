"""The snapshot in force, and what replaces it."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.knowledge import KnowledgeError, Severity
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

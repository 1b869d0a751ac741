"""What the sandbox's page shows of the bot: why, where, and what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.inspector import KnowledgeInspector
from bot.sandbox import Inspector
from bot.services.library import Library


@pytest.fixture
def inspector(knowledge: Path) -> Inspector:
    return KnowledgeInspector(Library.load(knowledge), film="the-garden")


async def test_says_why(inspector: Inspector):
    assert "decision    answer" in await inspector.explain("who is the director")


async def test_names_the_entry_in_its_file(inspector: Inspector, knowledge: Path):
    location = await inspector.entry_location("who is the director")
    assert location == "knowledge/films/the-garden.yaml:3"
    assert "director: Ada Green" in (knowledge / "films" / "the-garden.yaml").read_text().splitlines()[2]
    assert await inspector.entry_location("what is the capital of france") is None


async def test_names_a_file_elsewhere_by_its_whole_path(
    inspector: Inspector, knowledge: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    library = Library.load(knowledge.resolve())
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    location = await KnowledgeInspector(library, film="the-garden").entry_location("who is the director")
    assert location == f"{knowledge}/films/the-garden.yaml:3"


async def test_lists_problems_as_the_files_are_now(inspector: Inspector, knowledge: Path):
    assert await inspector.problems() == []
    (knowledge / "general.yaml").write_text("faq: 3\n")
    assert all("general.yaml:1:" in problem for problem in await inspector.problems())
    assert await inspector.problems()

"""`rename`: entries and films get other ids, and what refers to them follows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.knowledge import load_knowledge
from tests.cli.conftest import GARDEN, HARBOUR, Cli
from tests.cli.test_editing import everything

STORY = "the-garden/faq/true-story"
SIMILAR = "similar:\n  - film: the-garden   # as green\n"


@pytest.fixture
def films(knowledge: Path) -> Path:
    """The folder of two films, the second of which refers to the first."""
    (knowledge / "films" / "harbour-lights.yaml").write_text(HARBOUR + SIMILAR)
    return knowledge / "films"


def test_a_film_and_what_refers_to_it(cli: Cli, films: Path):
    done = cli("rename", "the-garden", "garden-2001", "--reason", "another film of that name")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("the-garden is called garden-2001 now, as revision ")
    assert sorted(path.name for path in films.iterdir()) == ["garden-2001.yaml", "harbour-lights.yaml"]
    assert (films / "garden-2001.yaml").read_text() == GARDEN
    assert "film: garden-2001   # as green" in (films / "harbour-lights.yaml").read_text()
    assert load_knowledge(films.parent).warnings == ()
    assert cli("edit", f"garden-2001/{STORY.partition('/')[2]}", "answer=Yes.").status == 0


def test_the_setting_that_says_the_old_id_is_named(cli: Cli, films: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DEFAULT_FILM", "the-garden")
    assert cli("rename", "harbour-lights", "harbour").err == ""
    assert cli("rename", "the-garden", "garden-2001").err == "DEFAULT_FILM says the-garden; set it to garden-2001.\n"


def test_a_film_back_by_undo(cli: Cli, films: Path):
    before = everything(films)
    cli("rename", "the-garden", "garden-2001")
    dry = cli("undo", "--dry-run")
    assert "rename to films/the-garden.yaml" in dry.out
    assert cli("undo").out.startswith("the-garden renamed to garden-2001: revision ")
    assert everything(films) == before
    nothing = cli("undo")
    assert (nothing.status, everything(films)) == (2, before)


def test_history_follows_a_film_and_its_entries(cli: Cli, films: Path):
    cli("edit", STORY, "answer=Yes.")
    cli("rename", STORY, "invented")
    cli("rename", "the-garden", "garden-2001")
    cli("also-asked", "garden-2001/faq/invented", "did it happen")
    for name in ("garden-2001", "the-garden"):
        lines = cli("history", name).out.splitlines()
        assert len(lines) == 5, name  # the first sight of the file, and four edits
        assert "the-garden renamed to garden-2001" in lines[1]
    for name in ("garden-2001/faq/invented", STORY):
        assert len(cli("history", name).out.splitlines()) == 3, name
    newest, rename = map(json.loads, cli("history", "the-garden", "--limit", "2", "--json").out.splitlines())
    assert (newest["renamed"], rename["renamed"]) == ({}, {"the-garden": "garden-2001"})
    assert rename["document"] == newest["document"] == "garden-2001"
    shown = cli("diff", str(rename["id"])).out
    assert "rename from films/the-garden.yaml\nrename to films/garden-2001.yaml\n" in shown
    assert "film: garden-2001   # as green\n" in shown


def test_an_entry(cli: Cli, films: Path):
    before = (films / "the-garden.yaml").read_text()
    done = cli("rename", STORY, "invented")
    assert done.out.startswith(f"{STORY} is called the-garden/faq/invented now, as revision ")
    assert (films / "the-garden.yaml").read_text() == before.replace("id: true-story", "id: invented")
    assert cli("rename", "the-garden/faq/invented", STORY).status == 0  # the whole id is understood too
    assert (films / "the-garden.yaml").read_text() == before


@pytest.mark.parametrize(("what", "name"), [("the-garden", "garden-2001"), (STORY, "invented")])
def test_a_dry_run_writes_nothing(cli: Cli, films: Path, here: Path, what: str, name: str):
    before = everything(here)
    shown = cli("rename", what, name, "--dry-run")
    assert shown.status == 0
    assert name in shown.out
    assert everything(here) == before


@pytest.mark.parametrize(
    ("what", "name", "status", "said"),
    [
        ("the-garden", "../../x", 1, "a-z, 0-9 and -"),
        ("the-garden", "Garden 2001", 1, "like garden-2001"),
        ("the-garden", "harbour-lights", 1, "already"),
        ("the-garden", "the-garden", 1, "already"),
        ("the-garden", "patterns", 1, "patterns"),
        ("the-gerden", "new", 2, "did you mean the-garden?"),
        ("../x", "new", 2, ""),
        (STORY, "../../x", 1, "letters, digits, - and _"),
        (STORY, "all", 1, "whole section"),
        (STORY, "true-story", 1, "already"),
        ("the-garden/overview/director", "maker", 1, "named by its key"),
        ("the-garden/faq/true-stori", "new", 2, "did you mean the-garden/faq/true-story?"),
    ],
)
def test_what_is_refused_is_not_written(
    cli: Cli, films: Path, here: Path, what: str, name: str, status: int, said: str
):
    before = everything(films.parent)
    refused = cli("rename", what, name)
    assert (refused.status, refused.out) == (status, "")
    assert said in refused.err
    assert everything(films.parent) == before
    assert list(here.parent.rglob("x*")) == []

"""`export` and `import`: everything out, and back in equal."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

STORY = "the-garden/faq/true-story"


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def exported(cli: Cli, knowledge: Path, here: Path) -> Path:
    """An export of a folder with a history, odd bytes among its files."""
    (knowledge / "general.yaml").write_bytes(b"\xef\xbb\xbf" + (knowledge / "general.yaml").read_bytes().rstrip(b"\n"))
    cli("edit", STORY, "answer=Größe: 七", "--reason", "so it is")
    cli("undo")
    ran = cli("export", "out")
    assert ran.status == 0, ran.err
    assert ran.out.startswith("Exported 3 knowledge files and ")
    return here / "out"


@pytest.fixture
def elsewhere(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """From here on, another installation that is empty."""

    def move() -> Path:
        monkeypatch.setenv("KNOWLEDGE_DIR", str(here / "new" / "knowledge"))
        monkeypatch.setenv("DATA_DIR", str(here / "new" / "data"))
        return here / "new" / "knowledge"

    return move


def test_what_is_imported_is_equal(cli: Cli, knowledge: Path, exported: Path, elsewhere):
    history = cli("history", "--json").out
    knowledge_there = elsewhere()
    ran = cli("import", "out")
    assert ran.status == 0, ran.err
    assert ran.out.startswith("Imported 3 knowledge files and ")
    assert files(knowledge_there) == files(knowledge)
    assert cli("history", "--json").out == history


def test_an_export_of_an_import_is_the_same_export(cli: Cli, exported: Path, elsewhere, here: Path):
    elsewhere()
    cli("import", "out")
    cli("export", "again")
    assert files(here / "again") == files(exported)


def test_edits_go_on_after_an_import(cli: Cli, exported: Path, elsewhere):
    there = elsewhere()
    cli("import", "out")
    before = files(there)
    ran = cli("edit", STORY, "answer=Another")
    assert ran.status == 0, ran.err
    cli("undo")
    assert files(there) == before
    assert "so it is" in cli("history", STORY).out


def test_export_overwrites_nothing(cli: Cli, knowledge: Path, here: Path):
    (here / "out").mkdir()
    (here / "out" / "mine").write_text("")
    ran = cli("export", "out")
    assert ran.status == 2
    assert "not empty" in ran.err
    assert files(here / "out") == {"mine": b""}


def test_export_into_the_knowledge_itself(cli: Cli, knowledge: Path):
    before = files(knowledge)
    assert cli("export", "knowledge/out").status == 2
    assert files(knowledge) == before


def test_export_to_a_disk_that_is_full(cli: Cli, knowledge: Path, here: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert cli("export", "out") == (2, "", "the export cannot be written to .: the disk is full\n")
    assert not (here / "out").exists()


def test_import_overwrites_nothing_unless_told(cli: Cli, knowledge: Path, exported: Path):
    wanted = files(knowledge)
    cli("edit", STORY, "answer=Another")
    before = files(knowledge)
    ran = cli("import", "out")
    assert ran.status == 2
    assert "not empty" in ran.err
    assert "--replace" in ran.err
    assert files(knowledge) == before
    ran = cli("import", "out", "--replace")
    assert ran.status == 0, ran.err
    assert files(knowledge) == wanted


def test_what_was_replaced_is_kept_aside(cli: Cli, knowledge: Path, exported: Path):
    cli("edit", STORY, "answer=Another")
    before = files(knowledge)
    last = cli("import", "out", "--replace").out.splitlines()[-1]
    assert files(Path(last.split("is kept in ")[1])) == before


@pytest.mark.parametrize("name", ["nowhere", "knowledge", "file"])
def test_import_of_what_is_no_export(cli: Cli, knowledge: Path, here: Path, name: str):
    (here / "file").write_text("")
    before = files(knowledge)
    ran = cli("import", name)
    assert (ran.status, ran.out) == (2, "")
    assert "export" in ran.err
    assert files(knowledge) == before


def test_a_damaged_export_is_refused_whole(cli: Cli, exported: Path, elsewhere):
    with (exported / "knowledge" / "general.yaml").open("a") as file:
        file.write("# more\n")
    there = elsewhere()
    ran = cli("import", "out")
    assert ran.status == 2
    assert "general.yaml is damaged" in ran.err
    assert not there.exists()


def test_places_that_cannot_be_written(
    cli: Cli, exported: Path, elsewhere, here: Path, monkeypatch: pytest.MonkeyPatch
):
    (here / "file").write_text("")
    ran = cli("export", "file/out")
    assert ran.status == 2
    assert "file" in ran.err
    monkeypatch.setenv("DATA_DIR", str(here / "file" / "data"))
    assert cli("export", "other").status == 2
    assert not (here / "other").exists()
    assert not list(here.glob(".other*"))


def test_export_of_no_knowledge(cli: Cli, here: Path):
    ran = cli("export", "out")
    assert ran.status == 2
    assert "no knowledge folder" in ran.err
    assert not (here / "out").exists()

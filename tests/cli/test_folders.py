"""`check`, `init`, `new` and `schema`: what they print, write and refuse."""

from __future__ import annotations

import errno
import json
import re
from pathlib import Path

import pytest

from bot.cli import folders
from bot.knowledge import load_knowledge
from tests.cli.conftest import Cli

KEYS = ["file", "line", "column", "entry", "severity", "code", "message"]


def test_check_of_sound_knowledge(cli: Cli, knowledge: Path):
    assert cli("check") == (0, "No problems in 2 films and 1 general file.\n", "")
    assert cli("check", knowledge, "--json") == (0, "", "")


def test_check_of_a_folder_without_films_says_how_to_begin_one(cli: Cli, knowledge: Path):
    for file in (knowledge / "films").iterdir():
        file.unlink()
    ran = cli("check")
    assert ran.status == 0
    assert "0 films and 1 general file; film-faq-bot new TITLE YEAR --knowledge knowledge begins a film" in ran.out


@pytest.mark.parametrize(
    "arguments", [["init", "file/copy"], ["schema", "file/schema"], ["new", "Foo", "2001", "--knowledge", "file"]]
)
def test_a_place_that_cannot_be_is_one_line(cli: Cli, here: Path, arguments: list[str]):
    (here / "file").write_text("in the way")
    ran = cli(*arguments)
    assert (ran.status, ran.out) == (2, "")
    (line,) = ran.err.splitlines()
    assert line.startswith("file")
    assert "name another place" in line


def test_a_folder_that_may_not_be_written_is_one_line(cli: Cli, knowledge: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(file: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "no", str(file))

    monkeypatch.setattr(Path, "open", refuse)
    ran = cli("new", "Blue", "2001")
    assert ran.status == 2
    assert ran.err.endswith(": this user may not read or write there; allow it, or name another place\n")


def test_check_names_every_problem_of_every_file(cli: Cli, knowledge: Path):
    (knowledge / "films" / "the-garden.yaml").write_text("film: {title: The Garden}\ncolour: red\n")
    (knowledge / "general.yaml").write_text("faq:\n  - id: a\n    question: What?\n    answer: ''\n")
    ran = cli("check")
    assert ran.status == 1
    *problems, total = ran.out.splitlines()
    assert all(re.match(r"\S+\.yaml:\d+:\d+: \S", line) for line in problems)
    assert any("the-garden.yaml:2:1: " in line for line in problems)
    assert any("general.yaml:4:" in line for line in problems)
    assert total.startswith(f"{len(problems)} errors")


def test_check_as_json(cli: Cli, knowledge: Path):
    (knowledge / "films" / "the-garden.yaml").write_text("film: {title: The Garden, year: 2001}\ncolour: red\n")
    ran = cli("check", knowledge, "--json")
    assert ran.status == 1
    problems = [json.loads(line) for line in ran.out.splitlines()]
    assert all(list(problem) == KEYS for problem in problems)
    (problem,) = [problem for problem in problems if problem["severity"] == "error"]
    assert problem["file"].endswith("the-garden.yaml")
    assert (problem["line"], problem["column"], problem["entry"]) == (2, 1, None)


def test_warnings_are_told_and_no_failure(cli: Cli, knowledge: Path):
    with (knowledge / "films" / "the-garden.yaml").open("a") as file:
        file.write("similar:\n  - {film: no-such-film, why: it is not there}\n")
    ran = cli("check")
    assert ran.status == 0
    assert re.search(r"the-garden\.yaml:\d+:\d+: warning: ", ran.out)
    assert ran.out.endswith("0 errors, 1 warning.\n")


def test_a_question_that_must_not_lead_to_an_entry_is_tried(cli: Cli, knowledge: Path):
    with (knowledge / "films" / "the-garden.yaml").open("a") as file:
        file.write("    must_match: [who is the director]\n")
    ran = cli("check", "--json")
    assert ran.status == 1
    (problem,) = map(json.loads, ran.out.splitlines())
    assert problem["entry"] == "the-garden/faq/true-story"
    assert "who is the director" in problem["message"]


@pytest.mark.parametrize(
    ("name", "says"), [("absent", "film-faq-bot init absent"), ("knowledge/general.yaml", "is a file")]
)
def test_check_of_no_folder(cli: Cli, knowledge: Path, name: str, says: str):
    ran = cli("check", name)
    assert ran.status == 2
    assert says in ran.err


def test_init_copies_what_loads_the_same(cli: Cli, here: Path):
    ran = cli("init", "mine")
    assert ran.status == 0
    assert f"KNOWLEDGE_DIR={here / 'mine'}" in ran.out
    shipped, copied = load_knowledge(folders.CHECKOUT / "knowledge"), load_knowledge(here / "mine")
    assert set(copied.entries) == set(shipped.entries)
    assert len(copied.warnings) == len(shipped.warnings)


def test_init_points_files_at_schemas_that_are_there(cli: Cli, here: Path):
    cli("init", "mine")
    files = sorted((here / "mine").rglob("*.yaml"))
    assert files
    for file in files:
        reference = re.match(r"# yaml-language-server: \$schema=(\S+)", file.read_text().splitlines()[0])
        assert reference, file
        assert (file.parent / reference[1]).is_file(), file


def test_init_overwrites_nothing(cli: Cli, knowledge: Path):
    before = {path: path.read_bytes() for path in knowledge.rglob("*.yaml")}
    ran = cli("init", "knowledge")
    assert ran.status == 2
    assert "not an empty folder" in ran.err
    assert {path: path.read_bytes() for path in knowledge.rglob("*.yaml")} == before


def test_init_of_an_installed_package_says_where_knowledge_is(cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(folders, "CHECKOUT", here / "site-packages")
    ran = cli("init", "mine")
    assert ran.status == 2
    assert "project's source" in ran.err
    assert not (here / "mine").exists()


@pytest.mark.parametrize("title", ["Moonrise: A Story", "1917", "Yes", 'The "Big" One #2', "Été", "七人の侍", "A" * 60])
def test_new_begins_a_file_that_loads(cli: Cli, knowledge: Path, title: str):
    ran = cli("new", title, 1995)
    assert ran.status == 0
    film = next(film for film in load_knowledge(knowledge).films.values() if film.title == title)
    assert film.year == 1995
    assert Path(ran.out.split(": begun")[0]) == Path("knowledge") / "films" / f"{film.id}.yaml"
    assert cli("check").status == 0


def test_new_says_when_a_title_gives_no_name(cli: Cli, knowledge: Path):
    assert "rename" in cli("new", "千と千尋の神隠し", 2001).out
    assert "rename" not in cli("new", "Été", 2001).out


@pytest.mark.parametrize("title", ["", "  "])
def test_new_needs_a_title(cli: Cli, knowledge: Path, title: str):
    ran = cli("new", title, 1999)
    assert ran.status == 2
    assert "needs a title" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize("beside", [True, False])
def test_new_names_a_schema_that_is_there(cli: Cli, here: Path, beside: bool):
    if beside:
        cli("schema", "docs/schema")
    assert cli("new", "Moonrise", 1995, "--knowledge", "fresh").status == 0
    file = here / "fresh" / "films" / "moonrise.yaml"
    reference = re.search(r"\$schema=(\S+)", file.read_text())
    assert reference
    assert (file.parent / reference[1]).is_file()
    assert (here / "fresh" / "schema").exists() is not beside
    assert cli("check", "fresh").status == 0


def test_the_comments_of_a_new_file_are_right(cli: Cli, knowledge: Path):
    """Whoever uncomments them all gets a file that loads."""
    cli("new", "Moonrise", 1995)
    file = knowledge / "films" / "moonrise.yaml"
    head, *lines = file.read_text().splitlines(keepends=True)
    file.write_text(head + "".join(line.removeprefix("# ") for line in lines if "optional" not in line))
    entries = load_knowledge(knowledge).entries
    assert {"moonrise/plot/ending", "moonrise/plot/synopsis", "moonrise/faq/true-story"} <= set(entries)


def test_new_gives_another_film_of_the_title_another_file(cli: Cli, knowledge: Path):
    assert cli("new", "The Garden", 1990).status == 0
    assert (knowledge / "films" / "the-garden-1990.yaml").exists()
    again = cli("new", "the garden", 2001)
    assert again.status == 2
    assert "the-garden.yaml" in again.err


@pytest.mark.parametrize("year", ["long ago", "12"])
def test_new_needs_a_year(cli: Cli, knowledge: Path, year: str):
    assert cli("new", "Moonrise", year).status == 2


def test_schema_is_printed_or_written(cli: Cli, here: Path):
    printed = json.loads(cli("schema").out)
    assert set(printed) == {"film.json", "general.json", "patterns.json"}
    assert cli("schema", "here").status == 0
    assert {path.name: json.loads(path.read_text()) for path in (here / "here").iterdir()} == printed

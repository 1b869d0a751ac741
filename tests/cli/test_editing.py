"""`edit`, `add`, `also-asked` and `remove`: what they write, say and refuse.

Long, but one matter: the four write by the same way and refuse in the same words.
"""

from __future__ import annotations

import errno
import getpass
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bot.knowledge import load_knowledge
from bot.services.editing import Editing
from bot.storage import folder_files
from tests.cli.conftest import GARDEN, Cli
from tests.conftest import ROOT

STORY = "the-garden/faq/true-story"


@pytest.fixture
def garden(knowledge: Path) -> Path:
    """The file of a film with a bit of everything."""
    file = knowledge / "films" / "the-garden.yaml"
    file.write_text(
        GARDEN.replace("overview:\n", "overview:  # how it opens\n  genres: [drama, comedy]\n")
        + "watch:\n  offers:\n    - {service: Apple TV, how: [rent]}\n    - service: Netflix # for now\n"
        + "sources:\n  page: {title: A page}\n"
    )
    return file


def everything(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that are gone and those that have come."""
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


@pytest.mark.parametrize(
    ("arguments", "gone", "come"),
    [
        (["edit", STORY, "answer=Yes."], ["    answer: No, it is made up."], ["    answer: Yes."]),
        (
            ["edit", "the-garden/overview/director", "value=Cy Field"],
            ["  director: Ada Green"],
            ["  director: Cy Field"],
        ),
        (
            ["edit", "the-garden/overview/genres", "value+=horror", "value-=comedy"],
            ["  genres: [drama, comedy]"],
            ["  genres: [drama, horror]"],
        ),
        (["edit", "the-garden/overview/genres", "value="], ["  genres: [drama, comedy]"], []),
        (["edit", STORY, "also_asked="], ["    also_asked: [based on a true story]"], []),
        (
            ["edit", STORY, "also_asked+=did it happen", "also_asked+=is it real", "also_asked-=based on a true story"],
            ["    also_asked: [based on a true story]"],
            ["    also_asked: [did it happen, is it real]"],
        ),
        (
            ["edit", "the-garden/watch/offers", "offers[0].url=https://example.org/?a=b"],
            ["    - {service: Apple TV, how: [rent]}"],
            ["    - {service: Apple TV, how: [rent], url: https://example.org/?a=b}"],
        ),
        (
            ["edit", "the-garden/watch/offers", "offers[0].how+=buy"],
            ["    - {service: Apple TV, how: [rent]}"],
            ["    - {service: Apple TV, how: [rent, buy]}"],
        ),
        (["edit", STORY, "id=true"], ["  - id: true-story"], ["  - id: true"]),
        (
            ["edit", "The-Garden/faq/True-Story", "answer=Yes."],
            ["    answer: No, it is made up."],
            ["    answer: Yes."],
        ),
        (
            ["edit", "the-garden/sources/page", "title=Another"],
            ["  page: {title: A page}"],
            ["  page: {title: Another}"],
        ),
        (
            ["also-asked", STORY, "did it happen"],
            ["    also_asked: [based on a true story]"],
            ["    also_asked: [based on a true story, did it happen]"],
        ),
        (["remove", "the-garden/overview/runtime_minutes"], ["  runtime_minutes: 95"], []),
        (["add", "the-garden", "overview", "tagline=Keep out."], [], ["  tagline: Keep out."]),
        (["add", "the-garden", "overview", "id=tagline", "value=Keep out."], [], ["  tagline: Keep out."]),
        (["add", "the-garden", "sources", "id=book", "title=A book"], [], ["  book: A book"]),
    ],
)
def test_only_the_lines_that_are_meant_change(cli: Cli, garden: Path, arguments: list[str], gone: list, come: list):
    before = garden.read_text()
    ran = cli(*arguments)
    assert ran.status == 0, ran.err
    assert changed_lines(before, garden.read_text()) == (gone, come)
    assert cli("check").status == 0


def test_edit_says_which_revision_it_made(cli: Cli, garden: Path):
    ran = cli("edit", STORY, "answer=Yes.")
    assert (ran.status, ran.out) == (0, f"{STORY}: saved as revision 4\n")
    assert ran.err.startswith(f"warning: {STORY}: It has 2 wordings")


def test_wordings_need_no_quotes(cli: Cli, garden: Path):
    assert cli("also-asked", STORY, "did", "it", "happen").status == 0
    assert "did it happen" in load_knowledge(garden.parents[1]).entries[STORY].also_asked


def test_add_prints_the_new_id_alone(cli: Cli, garden: Path):
    ran = cli("add", "the-garden", "faq", "question=Where is the key?", "also_asked+=the key", "answer=Lost.")
    assert (ran.status, ran.out) == (0, "the-garden/faq/where-is-the-key\n")
    entry = load_knowledge(garden.parents[1]).entries["the-garden/faq/where-is-the-key"]
    assert (entry.question, entry.also_asked) == ("Where is the key?", ("the key",))
    ran = cli("add", "general", "faq", "id=joke", "question=A joke?", "answer=No.")
    assert (ran.status, ran.out) == (0, "general/faq/joke\n")


def test_add_of_several_facts_prints_an_id_each(cli: Cli, garden: Path):
    ran = cli("add", "the-garden", "overview", "tagline=Keep out.", "setting=A garden", "tagline.source=page")
    assert ran.out.splitlines() == ["the-garden/overview/tagline", "the-garden/overview/setting"]
    entries = load_knowledge(garden.parents[1]).entries
    assert entries["the-garden/overview/tagline"].source == "page"
    assert entries["the-garden/overview/setting"].source is None


def test_add_of_a_list_fact_item_by_item(cli: Cli, garden: Path):
    assert cli("add", "the-garden", "overview", "writers+=Ada Green", "writers+=Cy Field").status == 0
    assert "writers: [Ada Green, Cy Field]" in garden.read_text()


def test_a_dry_run_prints_a_difference_and_writes_nothing(cli: Cli, garden: Path, here: Path):
    before = everything(here)
    ran = cli("edit", STORY, "answer=Yes.", "--dry-run")
    assert ran.status == 0
    head, middle, *lines = ran.out.splitlines()
    assert (head, middle) == ("--- the-garden.yaml", "+++ the-garden.yaml")
    assert [line for line in lines if line.startswith(("-", "+"))] == [
        "-    answer: No, it is made up.",
        "+    answer: Yes.",
    ]
    for arguments in (
        ["add", "the-garden", "faq", "question=Why?", "answer=So."],
        ["also-asked", STORY, "really"],
        ["remove", STORY],
    ):
        ran = cli(*arguments, "--dry-run")
        assert (ran.status, ran.out.startswith("--- the-garden.yaml\n+++ ")) == (0, True)
    assert everything(here) == before


def test_a_dry_run_warns_of_what_a_save_would_break(cli: Cli, garden: Path, here: Path):
    before = everything(here)
    ran = cli("also-asked", STORY, "who directed it", "--dry-run")
    assert (ran.status, ran.out.startswith("--- ")) == (0, True)
    assert "leads to `the-garden/overview/director` now" in ran.err
    ran = cli("edit", STORY, "must_match+=who directed it", "--dry-run")
    assert "must lead here" in ran.err
    assert everything(here) == before


def test_a_dry_run_does_not_warn_of_promises_that_hold(cli: Cli, garden: Path):
    with garden.open("a") as file:
        file.write("similar:\n  - {film: harbour-lights, why: the sea, must_match: [why is harbour lights similar]}\n")
    cli("edit", "the-garden/similar/harbour-lights", "also_asked+=why is harbour lights similar")
    assert cli("check").out.startswith("No problems in ")
    assert "must" not in cli("edit", STORY, "answer=Yes.", "--dry-run").err


def test_what_the_file_says_already_is_no_failure(cli: Cli, garden: Path):
    before = garden.read_bytes()
    for dry_run in ([], ["--dry-run"]):
        ran = cli("edit", STORY, "answer=No, it is made up.", *dry_run)
        assert (ran.status, ran.out) == (0, "")
        assert "changes nothing" in ran.err
    assert garden.read_bytes() == before


def test_another_folder(cli: Cli, garden: Path, here: Path):
    (here / "other" / "films").mkdir(parents=True)
    (here / "other" / "films" / "the-garden.yaml").write_text(GARDEN)
    before = garden.read_bytes()
    assert cli("edit", STORY, "answer=Yes.", "--knowledge", "other").status == 0
    assert garden.read_bytes() == before
    assert "answer: Yes." in (here / "other" / "films" / "the-garden.yaml").read_text()


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["edit", STORY, "answer="], 1, "films/the-garden.yaml:"),
        (["edit", STORY, "spoiler=red"], 1, "none, mild or ending"),
        (["edit", STORY, "colour=red"], 1, "no field `colour`"),
        (["edit", STORY, "answer[0]=x"], 1, "answer"),
        (["edit", STORY, "source=nowhere"], 1, "nowhere"),
        (["edit", STORY, "also_asked-=nobody wrote this"], 1, "nobody wrote this"),
        (["edit", STORY, "answer=" + "x" * 4000], 1, "3,500"),
        (["edit", STORY, "answer=bell\x07"], 1, "control character"),
        (["edit", STORY, "answer=nul\0"], 1, "control character"),
        (["edit", STORY, "answer=\udcff"], 2, "UTF-8"),
        (["edit", STORY, "id=../../x"], 1, "letters, digits"),
        (["edit", STORY, "id=all"], 1, "all"),
        (["edit", "the-garden/box_office/profit", "value=1"], 2, "no entry"),
        (["edit", "the-garden/cast/all", "about=x"], 1, "put together from other entries"),
        (["edit", "the-garden/watch/offers", "offers[0].url=javascript:alert(1)"], 1, "http"),
        (["also-asked", STORY, "based on a true story"], 1, "there already"),
        (["add", "the-garden", "faq", "question=Why?"], 1, "answer"),
        (["add", "the-garden", "faq", "id=TRUE-STORY", "question=Why?", "answer=So."], 1, "taken"),
        (["add", "the-garden", "overview", "director=Another"], 1, "there already"),
        (["add", "the-garden", "overview", "directr=Another"], 1, "which fact"),
        (["add", "general", "trivia", "text=Something"], 1, "faq"),
        (["edit", STORY, "answer"], 2, "no FIELD=VALUE"),
        (["edit", STORY, "=x"], 2, "no FIELD=VALUE"),
        (["edit", STORY, "answer=a", "answer=b"], 2, "given twice"),
        (["edit", STORY], 2, "FIELD=VALUE"),
        (["edit", "the-garden/faq/tru-story", "answer=x"], 2, f"did you mean {STORY}?"),
        (["edit", "the-gardn/faq/true-story", "answer=x"], 2, "did you mean the-garden?"),
        (["edit", "the-garden", "answer=x"], 2, "no entry's id"),
        (["edit", "the-garden/faq/", "answer=x"], 2, "no entry's id"),
        (["edit", "../../x", "answer=x"], 2, "no document's id"),
        (["edit", "../faq/x", "answer=x"], 2, "no document's id"),
        (["edit", "/etc/passwd", "answer=x"], 2, "no entry's id"),
        (["edit", "\n/faq/\x1b[31m", "answer=x"], 2, "no document's id"),
        (["edit", "the-garden/overview/tagline", "value=x"], 2, "add the-garden overview tagline=VALUE"),
        (["edit", "harbour-lights/watch/offers", "note=x"], 2, "add harbour-lights watch FIELD=VALUE"),
        (["add", "../general", "faq", "question=Why?", "answer=So."], 2, "no document's id"),
        (["add", "nowhere", "faq", "question=Why?", "answer=So."], 2, "no document 'nowhere'"),
        (["add", "the-garden", "fqa", "question=Why?", "answer=So."], 2, "did you mean faq?"),
        (["add", "the-garden", "faq", "also_asked-=x"], 2, "a new entry has none"),
        (["remove", "the-garden/faq/nothing"], 2, "There is no entry"),
        (["also-asked", "the-garden/faq/nothing", "x"], 2, "There is no entry"),
        (["edit", STORY, "answer=x", "--knowledge", "nowhere"], 2, "no knowledge folder nowhere"),
        (["edit", STORY, "answer=@nowhere.txt"], 2, "'nowhere.txt' cannot be read"),
        (["edit", STORY, "answer=@"], 2, "@@"),
        (["edit", STORY, "answer=@."], 2, "cannot be read"),
    ],
)
@pytest.mark.parametrize("dry_run", [False, True], ids=["saved", "dry"])
def test_what_is_refused_is_not_written(
    cli: Cli, garden: Path, here: Path, arguments: list[str], status: int, says: str, dry_run: bool
):
    before = everything(garden.parents[1])
    ran = cli(*arguments, *(["--dry-run"] if dry_run else []))
    assert (ran.status, ran.out) == (status, "")
    assert says in ran.err
    assert "Traceback" not in ran.err
    assert "\x1b" not in ran.err
    assert everything(garden.parents[1]) == before


@pytest.mark.parametrize(
    "value",
    [
        "Yes: it is",
        "It's the #1 film",
        "--- a",
        "---",
        "...",
        "{sic} he said",
        "[a, b]",
        "- a\n- b",
        "key: value\nother: value",
        "'single' and \"double\"",
        '"Go" he said',
        "!!python/object/apply:os.system ['true']",
        "&anchor *alias",
        "%TAG ! x",
        "| literal",
        "> folded",
        "? x",
        "null",
        "~",
        "1917",
        "yes",
        "2001-01-01",
        "a\\nb \\u0041 \\",
        "first\n\n  second, indented\n\tthird\n\nlast",
        "next\u0085line \u2028 separator",
        "@everyone [a link](https://evil.example)",
        "七人の侍 🎬 e\u0301",
        "\u202eright to left",
        "a=b=c",
        "x" * 3500,
    ],
)
def test_a_value_is_text_whatever_yaml_makes_of_it(cli: Cli, garden: Path, value: str):
    others = set(load_knowledge(garden.parents[1]).entries)
    ran = cli("edit", STORY, f"answer={value.replace('@', '@@', 1) if value.startswith('@') else value}")
    assert ran.status == 0, ran.err
    base = load_knowledge(garden.parents[1])
    assert base.entries[STORY].value.answer == value
    assert set(base.entries) == others
    assert base.entries[STORY].also_asked == ("based on a true story",)
    again = cli("also-asked", STORY, "--", f"? {value[:200]}")
    assert again.status == 0, again.err
    assert load_knowledge(garden.parents[1]).entries[STORY].value.answer == value


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["bare", "mark"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("last", [b"", b"\n"], ids=["open", "ended"])
def test_line_ends_and_byte_order_marks_stay(cli: Cli, garden: Path, mark: bytes, end: bytes, last: bytes):
    lines = garden.read_bytes().rstrip(b"\n").split(b"\n")
    garden.write_bytes(mark + end.join(lines) + last.replace(b"\n", end))
    before = garden.read_bytes()
    assert cli("edit", STORY, "answer=Two\nlines").status == 0
    after = garden.read_bytes()
    gone = b"    answer: No, it is made up."
    head, tail = before.split(gone)
    assert after.startswith(head)
    assert after.endswith(tail)
    assert b"\n" not in after.replace(end, b"")
    assert load_knowledge(garden.parents[1]).entries[STORY].value.answer == "Two\nlines"


def test_a_file_that_is_broken_is_not_edited(cli: Cli, garden: Path):
    with garden.open("a") as file:
        file.write("colour: red\n")
    before = garden.read_bytes()
    ran = cli("edit", STORY, "answer=Yes.")
    assert ran.status == 1
    assert "the-garden.yaml" in ran.err
    assert "colour" in ran.err
    assert garden.read_bytes() == before


def test_a_broken_file_beside_it_is_no_matter(cli: Cli, garden: Path):
    (garden.parent / "harbour-lights.yaml").write_text("film: [")
    assert "+    answer: Yes.\n" in cli("edit", STORY, "answer=Yes.", "--dry-run").out
    assert cli("edit", STORY, "answer=Yes.").status == 0


def test_a_broken_file_is_named_in_full_and_nothing_saved(cli: Cli, garden: Path):
    garden.write_text("film: [")
    ran = cli("edit", STORY, "answer=Yes.")
    assert (ran.status, ran.out) == (1, "")
    first, *problems = ran.err.splitlines()
    assert first.startswith("Nothing was saved")
    assert problems
    assert all(line.startswith("knowledge/films/the-garden.yaml:1:") for line in problems)


def test_a_folder_that_cannot_be_written(cli: Cli, garden: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    before = garden.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(os, "access", lambda path, mode: not (mode & os.W_OK and Path(path).name == "knowledge"))
        ran = cli("edit", STORY, "answer=Yes.")
        assert ran.status == 2
        assert "knowledge cannot be written" in ran.err
        assert cli("edit", STORY, "answer=Yes.", "--dry-run").status == 0
        assert cli("history").status == 0
    monkeypatch.setattr(folder_files, "_written", refuse)
    ran = cli("edit", STORY, "answer=Yes.")
    assert ran.status == 1
    assert "the knowledge folder is read-only" in ran.err
    assert garden.read_bytes() == before
    assert [path.name for path in garden.parent.iterdir() if path.name.startswith(".")] == []


def test_a_history_that_cannot_be_kept(cli: Cli, garden: Path, here: Path, monkeypatch: pytest.MonkeyPatch):
    (here / "file").write_text("")
    monkeypatch.setenv("DATA_DIR", str(here / "file" / "data"))
    before = garden.read_bytes()
    ran = cli("edit", STORY, "answer=Yes.")
    assert (ran.status, ran.out) == (2, "")
    assert "cannot be written" in ran.err
    assert "DATA_DIR" in ran.err
    assert garden.read_bytes() == before
    assert cli("edit", STORY, "answer=Yes.", "--dry-run").status == 0


def test_author_origin_and_reason_are_kept(cli: Cli, garden: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "ann")
    cli("edit", STORY, "answer=Yes.", "--reason", "a letter from the studio")
    out = cli("history", STORY).out
    assert "ann (shell)" in out
    assert "(a letter from the studio)" in out


def test_a_user_without_a_name(cli: Cli, garden: Path, monkeypatch: pytest.MonkeyPatch):
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert cli("edit", STORY, "answer=Yes.").status == 0
    assert f"user {os.getuid()} (shell)" in cli("history").out


def meanwhile(monkeypatch: pytest.MonkeyPatch, file: Path, old: str, new: str) -> None:
    """Let another program change a file once, between the look at an edit and its save."""
    save = Editing.save

    async def later(self: Editing, *arguments: object, **options: object) -> object:
        file.write_text(file.read_text().replace(old, new))
        return await save(self, *arguments, **options)

    monkeypatch.setattr(Editing, "save", later)


def test_another_change_of_the_entry_is_shown_and_not_overwritten(
    cli: Cli, garden: Path, monkeypatch: pytest.MonkeyPatch
):
    meanwhile(monkeypatch, garden, "No, it is made up.", "Nobody knows.")
    ran = cli("edit", STORY, "answer=Yes.")
    assert ran.status == 1
    assert "-    answer: Nobody knows.\n+    answer: Yes.\n" in ran.err
    assert "run the command again" in ran.err
    assert "answer: Nobody knows." in garden.read_text()


def test_another_change_beside_the_entry_is_kept(cli: Cli, garden: Path, monkeypatch: pytest.MonkeyPatch):
    meanwhile(monkeypatch, garden, "Ada Green", "Cy Field")
    assert cli("edit", STORY, "answer=Yes.").status == 0
    text = garden.read_text()
    assert "answer: Yes." in text
    assert "director: Cy Field" in text


def test_a_save_of_another_program_in_the_last_moment_is_kept_and_told(
    cli: Cli, garden: Path, monkeypatch: pytest.MonkeyPatch
):
    exchange, others = folder_files.exchange, [garden.read_text().replace("Ada Green", "Cy Field")]

    def late(swap: Path, target: Path) -> bool:
        if others:
            target.write_text(others.pop())
        return exchange(swap, target)

    monkeypatch.setattr(folder_files, "exchange", late)
    ran = cli("edit", STORY, "answer=Yes.")
    assert ran.status == 0
    assert "Another program saved films/the-garden.yaml at the same moment" in ran.err
    assert "answer: Yes." in garden.read_text()
    assert "director: Cy Field" in garden.read_text()
    assert "on disk" in cli("history", "the-garden/overview/director").out


def test_the_guide_shows_what_works(cli: Cli, knowledge: Path):
    guide = (ROOT / "docs" / "knowledge.md").read_text()
    film = max(re.findall(r"```yaml\n(film:.*?)```", guide, re.DOTALL), key=len)
    (knowledge / "films" / "paper-boats.yaml").write_text(film)
    examples = guide.split("## From the shell")[1].split("```")[1].strip().splitlines()
    commands = [shlex.split(line, comments=True)[1:] for line in examples if line]
    assert {command[0] for command in commands} == {"edit", "add", "also-asked", "remove", "rename"}
    for command in commands:
        ran = cli(*command)
        assert ran.status == 0, (command, ran.err)
    base = load_knowledge(knowledge)
    assert base.entries["paper-boats/faq/which-river"].also_asked[-2:] == ("name of the river", "what river is that")
    assert base.entries["paper-boats/overview/tagline"].value.value == ("Fold with care.",)
    assert cli("check").status == 0


def test_nothing_is_left_behind_by_what_was_not_saved(cli: Cli, garden: Path, here: Path):
    cli("edit", STORY, "answer=")
    cli("edit", STORY, "answer=Yes.")
    cli("undo", "--dry-run")
    cli("export", "out")
    assert (here / "out" / "state" / "drafts.jsonl").read_text() == ""


def test_start_loads_neither_database_nor_index():
    """`--version` and usage errors come at once."""
    code = "import sys, bot.cli; print(*sorted({'sqlalchemy', 'numpy', 'pydantic', 'yaml', 'asyncio', 'rich'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []

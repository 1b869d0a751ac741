"""`history`, `diff` and `undo`: who changed what, and taking it back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.services.errors import StoreError
from bot.storage.revisions import SqlRevisions
from tests.cli.conftest import GARDEN, Cli

STORY = "the-garden/faq/true-story"
DIRECTOR = "the-garden/overview/director"
FOUND, ANSWERED, DIRECTED, ASKED = 2, 4, 5, 6  # the three files come first, as they are found
NEXT = 7
KEYS = [
    "id",
    "document",
    "place",
    "at",
    "origin",
    "author",
    "author_id",
    "entries",
    "reason",
    "base",
    "undoes",
    "undone_by",
    "renamed",
    "digest",
]


@pytest.fixture
def garden(knowledge: Path) -> Path:
    return knowledge / "films" / "the-garden.yaml"


@pytest.fixture
def edited(cli: Cli, garden: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file after three edits of ann's."""
    monkeypatch.setattr("getpass.getuser", lambda: "ann")
    for arguments in (
        ("edit", STORY, "answer=Yes."),
        ("edit", DIRECTOR, "value=Cy Field", "--reason", "a letter"),
        ("also-asked", STORY, "did it happen"),
    ):
        assert cli(*arguments).status == 0
    return garden


def numbers(cli: Cli, *arguments: str) -> list[int]:
    ran = cli("history", "--json", *arguments)
    assert ran.status == 0
    return [json.loads(line)["id"] for line in ran.out.splitlines()]


def test_history_lists_the_newest_first(cli: Cli, edited: Path):
    lines = [line.split("  ")[-1].strip() for line in cli("history", "the-garden").out.splitlines()]
    assert lines == [STORY, f"{DIRECTOR} (a letter)", STORY, "the-garden [first seen]"]
    assert numbers(cli, "the-garden") == [ASKED, DIRECTED, ANSWERED, FOUND]
    assert numbers(cli, "the-garden", "--limit", "2") == [ASKED, DIRECTED]


def test_history_of_an_entry(cli: Cli, edited: Path):
    assert numbers(cli, STORY) == [ASKED, ANSWERED]
    assert numbers(cli, DIRECTOR.upper()) == [DIRECTED]
    assert cli("history", "the-garden/cast/gardener") == (
        0,
        "Nothing is known of a change of the-garden/cast/gardener.\n",
        "",
    )


def test_history_as_json(cli: Cli, edited: Path):
    cli("undo", ASKED)
    last, *_, third, second, first = map(json.loads, cli("history", "the-garden", "--json").out.splitlines())
    assert [list(revision) for revision in (last, first)] == [KEYS, KEYS]
    assert (last["origin"], last["undoes"], last["entries"]) == ("undo", ASKED, [STORY])
    assert (third["origin"], third["reason"], third["base"], third["author_id"]) == (
        "shell",
        "a letter",
        ANSWERED,
        None,
    )
    assert (first["origin"], first["author"], first["base"], first["entries"]) == ("disk", "on disk", None, [])
    assert (second["document"], second["place"]) == ("the-garden", "films/the-garden.yaml")


def test_history_sees_what_was_changed_on_disk(cli: Cli, edited: Path):
    edited.write_text(edited.read_text().replace("Keeps the key.", "Keeps the gate."))
    newest = cli("history", "the-garden").out.splitlines()[0]
    assert "on disk" in newest
    assert "the-garden/cast/gardener" in newest


def test_history_of_a_document_that_is_gone(cli: Cli, edited: Path):
    edited.unlink()
    newest = cli("history", "the-garden").out.splitlines()[0]
    assert newest.endswith("the-garden (removed)") or "more" in newest
    assert cli("history", "the-garden").status == 0


@pytest.mark.parametrize("what", ["the-gardn", "the-gardn/faq/true-story", "../x"])
def test_history_of_nothing(cli: Cli, edited: Path, what: str):
    ran = cli("history", what)
    assert (ran.status, ran.out) == (2, "")


def test_names_of_others_do_not_move_the_cursor(cli: Cli, edited: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("getpass.getuser", lambda: "\x1b[2J\nann")
    cli("edit", STORY, "answer=So.", "--reason", "one\n\x1b[31mtwo")
    out = cli("history", STORY, "--limit", "1").out
    assert "\x1b" not in out
    assert len(out.splitlines()) == 1


def test_diff_of_a_revision_and_between_two(cli: Cli, edited: Path):
    ran = cli("diff", DIRECTED)
    assert ran.status == 0
    assert [line for line in ran.out.splitlines() if line[0] in "-+"] == [
        "--- films/the-garden.yaml",
        "+++ films/the-garden.yaml",
        "-  director: Ada Green",
        "+  director: Cy Field",
    ]
    assert "-    answer: No, it is made up.\n" in cli("diff", FOUND, ASKED).out
    assert "+    answer: No, it is made up.\n" in cli("diff", ASKED, FOUND).out
    assert cli("diff", DIRECTED, DIRECTED) == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(("99",), "no revision 99"), (("2", "99"), "no revision 99"), (("0",), "REVISION"), (("two",), "REVISION")],
)
def test_diff_of_unknown_revisions(cli: Cli, edited: Path, arguments: tuple[str, ...], says: str):
    ran = cli("diff", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert says in ran.err


def test_diff_of_two_documents(cli: Cli, edited: Path):
    cli("edit", "harbour-lights/overview/director", "value=Another")
    ran = cli("diff", ASKED, numbers(cli, "harbour-lights")[0])
    assert ran.status == 2
    assert "harbour-lights" in ran.err


def test_undo_takes_back_the_last_edit_then_the_one_before(cli: Cli, edited: Path):
    for _ in range(3):
        assert cli("undo").status == 0
    assert edited.read_text() == GARDEN
    ran = cli("undo")
    assert ran.status == 2
    assert "nothing to undo" in ran.err


def test_undo_of_an_earlier_revision_keeps_what_came_later(cli: Cli, edited: Path):
    ran = cli("undo", DIRECTED, "--reason", "it was her after all")
    assert ran.out == f"{DIRECTOR}: revision {DIRECTED} by ann undone in {NEXT}\n"
    text = edited.read_text()
    assert "director: Ada Green" in text
    assert "did it happen" in text
    assert f"(it was her after all) [undoes {DIRECTED}]" in cli("history", DIRECTOR).out


def test_undo_meets_a_later_change_of_the_same_entry(cli: Cli, edited: Path):
    before = edited.read_bytes()
    ran = cli("undo", ANSWERED)
    assert (ran.status, ran.out) == (1, "")
    assert "\n-    answer: Yes.\n" in ran.err
    assert "\n+    answer: No, it is made up.\n" in ran.err
    assert "--anyway" in ran.err
    assert edited.read_bytes() == before
    assert cli("undo", ANSWERED, "--anyway").status == 0
    assert "answer: No, it is made up." in edited.read_text()
    assert "director: Cy Field" in edited.read_text()


def test_undo_meets_a_change_on_disk(cli: Cli, edited: Path):
    edited.write_text(edited.read_text().replace("did it happen", "did it ever happen"))
    before = edited.read_bytes()
    assert cli("undo", ASKED).status == 1
    assert edited.read_bytes() == before


def test_undo_of_an_undo(cli: Cli, edited: Path):
    before = edited.read_bytes()
    cli("undo")
    assert edited.read_bytes() != before
    cli("undo", numbers(cli, "the-garden")[0])
    assert edited.read_bytes() == before


def test_undo_brings_a_removed_entry_back_with_its_comments(cli: Cli, garden: Path):
    garden.write_text(GARDEN.replace("  - id: true-story", "  # asked every week\n  - id: true-story # sic"))
    before = garden.read_bytes()
    ran = cli("remove", STORY)
    assert "true-story" not in garden.read_text()
    assert cli("undo", ran.out.split("undo ")[1].split()[0]).status == 0
    assert garden.read_bytes() == before


def test_undo_to_a_revision(cli: Cli, edited: Path):
    assert cli("undo", FOUND, "--to").out == f"the-garden is what it was in revision {FOUND}, as revision {NEXT}\n"
    assert edited.read_text() == GARDEN


def test_a_dry_undo_writes_nothing(cli: Cli, edited: Path):
    before = edited.read_bytes()
    ran = cli("undo", "--dry-run")
    assert ran.status == 0
    assert "-    also_asked: [based on a true story, did it happen]\n" in ran.out
    assert "answer: No, it is made up." in cli("undo", "--to", FOUND, "--dry-run").out
    assert edited.read_bytes() == before
    assert numbers(cli, "the-garden") == [ASKED, DIRECTED, ANSWERED, FOUND]


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [(("99",), 2, "no revision 99"), ((str(FOUND),), 1, "nothing before it"), (("--to",), 2, "undo --to REVISION")],
)
def test_what_cannot_be_undone(cli: Cli, edited: Path, arguments: tuple[str, ...], status: int, says: str):
    before = edited.read_bytes()
    ran = cli("undo", *arguments)
    assert (ran.status, ran.out) == (status, "")
    assert says in ran.err
    assert edited.read_bytes() == before


def test_undo_of_nothing(cli: Cli, knowledge: Path):
    assert cli("undo").status == 2


@pytest.mark.parametrize("command", [("history",), ("diff", "1"), ("undo",)])
def test_a_history_that_cannot_be_kept(
    cli: Cli, knowledge: Path, here: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
):
    (here / "file").write_text("")
    monkeypatch.setenv("DATA_DIR", str(here / "file" / "data"))
    ran = cli(*command)
    assert ran.status == 2
    assert "DATA_DIR" in ran.err


def test_what_cannot_be_recorded_is_not_passed_over_in_silence(
    cli: Cli, knowledge: Path, monkeypatch: pytest.MonkeyPatch
):
    async def full(*_: object) -> None:
        raise StoreError("data/bot.sqlite3: the disk is full; make room on it")

    monkeypatch.setattr(SqlRevisions, "add_all", full)
    assert cli("history") == (2, "", "data/bot.sqlite3: the disk is full; make room on it\n")

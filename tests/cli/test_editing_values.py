"""`FIELD=VALUE`: values given, read from files and from the standard input."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.editing_values import MOST_BYTES, Values, additions, edits
from bot.cli.faults import UsageError
from bot.knowledge import load_knowledge
from bot.knowledge.edit import AddEntry, AddItem, RemoveField, RemoveItem, SetField
from tests.cli.conftest import Cli

STORY = "the-garden/faq/true-story"


def answer(knowledge: Path) -> str:
    return load_knowledge(knowledge).entries[STORY].value.answer


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch):
    """Put something on the standard input."""

    def put(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return put


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["answer", "offers[0].url", "a_b"]))
def test_whatever_stands_behind_the_sign_is_the_value(text: str, field: str):
    if text.startswith("@") or text == "-":
        text = f"@{text}" if text.startswith("@") else " -"
    value = text.removeprefix("@") if text.startswith("@@") else text
    for sign in ("", "+", "-"):
        (read,) = Values().read([f"{field}{sign}={text}"])
        assert (read.field, read.sign, read.text, read.read) == (field, sign, value, False)


def test_signs_make_changes_in_their_order():
    read = Values().read(
        ["answer=a=b", "source=", "also_asked=", "also_asked+=x", "must_match-=y", "offers[0].url=@@u"]
    )
    assert edits(STORY, read) == (
        SetField(STORY, "answer", "a=b"),
        RemoveField(STORY, "source"),
        RemoveField(STORY, "also_asked"),
        AddItem(STORY, "also_asked", "x"),
        RemoveItem(STORY, "must_match", "y"),
        SetField(STORY, "offers[0].url", "@u"),
    )


def test_facts_of_new_entries():
    read = Values().read(["director=A", "director.source=page", "ratings[0].by=IMDb", "runtime=95", "genres+=drama"])
    assert additions("overview", read) == (
        AddEntry("overview", {"value": "A", "source": "page"}, "director"),
        AddEntry("overview", {"value[0].by": "IMDb"}, "ratings"),
        AddEntry("overview", {"value": "95"}, "runtime"),
        AddEntry("overview", {"value": ("drama",)}, "genres"),
    )


def test_a_file_is_one_value(cli: Cli, knowledge: Path, here: Path):
    (here / "answer.txt").write_bytes(b"\xef\xbb\xbfFirst: line\r\n\r\n  - second\r\n")
    assert cli("edit", STORY, "answer=@answer.txt").status == 0
    assert answer(knowledge) == "First: line\n\n  - second"


def test_the_standard_input_is_one_value(cli: Cli, knowledge: Path, stdin):
    stdin("Größe: 七\nnext\n".encode())
    assert cli("edit", STORY, "answer=-").status == 0
    assert answer(knowledge) == "Größe: 七\nnext"


def test_a_list_takes_a_line_each(cli: Cli, knowledge: Path, here: Path, stdin):
    (here / "wordings.txt").write_text("did it happen\n\nis it real: yes or no\n")
    stdin(b"really\r\nno kidding\r\n")
    assert cli("edit", STORY, "also_asked=@wordings.txt").status == 0
    assert cli("also-asked", STORY, "-").status == 0
    wordings = ("did it happen", "is it real: yes or no", "really", "no kidding")
    assert load_knowledge(knowledge).entries[STORY].also_asked == wordings
    assert cli("edit", STORY, "also_asked-=@wordings.txt").status == 0
    assert load_knowledge(knowledge).entries[STORY].also_asked == wordings[2:]


@pytest.mark.parametrize(
    ("given_", "meant"), [("@@home", "@home"), ("@@@x", "@@x"), (" @home", "@home"), (" -", "-"), ("--", "--")]
)
def test_signs_as_text(cli: Cli, knowledge: Path, given_: str, meant: str):
    ran = cli("edit", STORY, f"answer={given_}")
    assert ran.status == 0, ran.err
    assert answer(knowledge) == meant


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\xff\xfeA\0", "UTF-8"),
        (b"caf\xe9", "UTF-8"),
        (b"x" * (MOST_BYTES + 1), "1 MiB"),
    ],
    ids=["empty", "blank", "UTF-16", "Latin-1", "large"],
)
def test_files_that_are_no_value(cli: Cli, knowledge: Path, here: Path, stdin, data: bytes, says: str):
    (here / "value").write_bytes(data)
    stdin(data)
    for value in ("@value", "-"):
        ran = cli("edit", STORY, f"answer={value}")
        assert ran.status == 2
        assert says in ran.err
    assert answer(knowledge) == "No, it is made up."


def test_there_is_no_standard_input(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(UsageError, match="no standard input"):
        Values().read(["answer=-"])


def test_the_standard_input_is_read_once(stdin):
    stdin(b"text")
    with pytest.raises(UsageError, match="once"):
        Values().read(["answer=-", "question=-"])

"""`ask`: one question, a file of them, and the JSON that other programs read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli

KEYS = ["question", "decision", "confidence", "entry", "film", "text", "spoiler", "suggestions", "elapsed_us"]


@pytest.fixture
def ask(cli: Cli, knowledge: Path):
    """Ask with --json; the object that comes back."""

    def run(question: str, *options: object) -> dict[str, Any]:
        ran = cli("ask", "--json", *options, "--", question)
        assert ran.status == 0
        (line,) = ran.out.splitlines()
        asked: dict[str, Any] = json.loads(line)
        return asked

    return run


def test_prints_what_a_member_would_read(cli: Cli, knowledge: Path):
    ran = cli("ask", "who", "directed", "The Garden")
    assert ran.status == 0
    assert "Ada Green" in ran.out
    assert ran.err == ""


def test_json_of_an_answer(ask):
    asked = ask("who is the director", "--film", "the-garden")
    assert list(asked) == KEYS
    assert asked["question"] == "who is the director"
    assert asked["decision"] == "answer"
    assert asked["entry"] == "the-garden/overview/director"
    assert asked["film"] == "the-garden"
    assert "Ada Green" in asked["text"]
    assert asked["spoiler"] == "none"
    assert asked["suggestions"] == []
    assert 0 < asked["confidence"] <= 1
    assert asked["elapsed_us"] > 0


def test_a_film_named_in_the_question_wins_over_the_option(ask):
    assert ask("who directed harbour lights", "--film", "the-garden")["film"] == "harbour-lights"


def test_json_of_a_spoiler_holds_it_and_says_so(ask):
    asked = ask("how does it end", "--film", "the-garden")
    assert "The gate stays shut." in asked["text"]
    assert asked["spoiler"] == "ending"


def test_json_of_general_knowledge_has_no_film(ask):
    asked = ask("who are you", "--film", "the-garden")
    assert (asked["entry"], asked["film"]) == ("general/faq/who-are-you", None)


def test_json_of_an_ask_back_offers_choices(ask):
    asked = ask("who directed it")
    assert asked["decision"] == "ask_back"
    assert (asked["entry"], asked["film"], asked["spoiler"]) == (None, None, "none")
    assert {choice["entry"] for choice in asked["suggestions"]} == {
        "the-garden/overview/director",
        "harbour-lights/overview/director",
    }
    assert all(list(choice) == ["entry", "question", "confidence"] for choice in asked["suggestions"])


@pytest.mark.parametrize(
    "question", ["", "🙂🙂", "-", "x" * 4000, "\u202e@everyone **who**", "z\u0351\u0301\u0302\u0303algo"]
)
def test_odd_questions_are_questions_too(ask, question: str):
    asked = ask(question, "--film", "the-garden")
    assert asked["question"] == question
    assert asked["decision"] in {"answer", "ask_back", "abstain"}
    assert asked["text"]


def test_explain_adds_one_key(ask):
    asked = ask("who is the director", "--film", "the-garden", "--explain")
    assert list(asked) == [*KEYS, "explain"]
    assert asked["explain"]


def test_explain_is_readable(cli: Cli, knowledge: Path):
    plain = cli("ask", "who is the director", "--film", "the-garden").out
    explained = cli("ask", "who is the director", "--film", "the-garden", "--explain").out
    assert explained.startswith(plain.rstrip())
    assert "decision    answer" in explained


def test_batch_gives_one_object_for_every_line(cli: Cli, knowledge: Path, here: Path):
    batch = here / "questions.txt"
    batch.write_bytes(
        "\ufeffwho is the director\r\n\nhow long is it\u2028still the same line\n  \nhow long is it".encode()
    )
    ran = cli("ask", "--batch", batch, "--json", "--film", "the-garden")
    asked = [json.loads(line) for line in ran.out.split("\n")[:-1]]
    assert [one["question"] for one in asked] == [
        "who is the director",
        "",
        "how long is it\u2028still the same line",
        "  ",
        "how long is it",
    ]
    assert asked[0]["entry"] == "the-garden/overview/director"
    assert asked[1]["decision"] == "abstain"
    assert asked[4]["entry"] == "the-garden/overview/runtime_minutes"


def test_batch_of_bytes_that_are_no_text(cli: Cli, knowledge: Path, here: Path):
    batch = here / "questions.txt"
    batch.write_bytes(b"who \xff\xfe\nwho is the director")
    assert len(cli("ask", "--batch", batch, "--json", "--film", "the-garden").out.splitlines()) == 2


def test_default_film_belongs_to_the_knowledge_of_the_settings(cli: Cli, knowledge: Path, here: Path):
    (here / ".env").write_text("DEFAULT_FILM=the-garden\n")
    assert json.loads(cli("ask", "--json", "who is the director").out)["film"] == "the-garden"
    asked = json.loads(cli("ask", "--json", "--knowledge", knowledge, "who is the director").out)
    assert asked["film"] is None


def test_writes_no_state(cli: Cli, knowledge: Path, here: Path):
    before = sorted(here.rglob("*"))
    cli("ask", "who directed The Garden")
    assert sorted(here.rglob("*")) == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ask"], "--batch FILE"),
        (["ask", "who", "--batch", "x"], "--batch FILE"),
        (["ask", "--batch", "absent.txt"], "absent.txt"),
        (["ask", "who", "--film", "the-gardn"], "did you mean the-garden?"),
        (["ask", "who", "--knowledge", "absent"], "film-faq-bot init absent"),
        (["chat", "--film", "nothing"], "the-garden"),
    ],
)
def test_wrong_use(cli: Cli, knowledge: Path, arguments: list[str], says: str):
    ran = cli(*arguments)
    assert ran.status == 2
    assert says in ran.err
    assert ran.out == ""


def test_bad_knowledge_is_named_by_its_places(cli: Cli, knowledge: Path):
    (knowledge / "films" / "the-garden.yaml").write_text("film: {title: The Garden}\nfaq: 3\n")
    ran = cli("ask", "who")
    assert ran.status == 1
    assert all("the-garden.yaml:" in line for line in ran.err.splitlines())
    assert len(ran.err.splitlines()) >= 2
    assert ran.out == ""


def test_starts_without_what_it_does_not_need():
    """Discord, SQL and HTTP take longer to import than a question to answer."""
    code = (
        "import sys, bot.cli.asking, bot.cli.program, bot.matching, bot.answers\n"
        "print(sorted({'discord', 'sqlalchemy', 'alembic', 'aiohttp', 'rich'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"

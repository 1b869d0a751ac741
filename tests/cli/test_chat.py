"""`chat`: a conversation, its choices by number, its current film."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bot.cli.chat import Chat
from bot.services.library import Library
from tests.cli.conftest import Cli


@pytest.fixture
def library(knowledge: Path) -> Library:
    return Library.load(knowledge)


def choices(reply: str) -> list[str]:
    """The numbered lines of a reply."""
    return [line for line in reply.splitlines() if line.lstrip()[:1].isdigit()]


def test_offers_choices_by_number(library: Library):
    chat = Chat(library)
    offered = choices(chat.say("who directed it"))
    assert len(offered) == 2
    chosen = chat.say("2")
    assert ("Ada Green" if "Garden" in offered[1] else "Eve Marsh") in chosen


def test_a_number_without_choices_is_a_question(library: Library):
    chat = Chat(library)
    chat.say("who directed it")
    chat.say("who are you")
    assert "Green" not in chat.say("1")


def test_goes_on_about_the_film_of_the_last_answer(library: Library):
    chat = Chat(library)
    chat.say("who directed harbour lights")
    assert "Eve Marsh" in chat.say("who is the director")


def test_switches_the_film(library: Library):
    chat = Chat(library, film="the-garden")
    assert "The Garden" in chat.say("/film")
    assert "harbour-lights" in chat.say("/films")
    assert "Harbour Lights" in chat.say("/film harbour-lights")
    assert "Eve Marsh" in chat.say("who is the director")
    assert "/films" in chat.say("/film nothing")


def test_says_why(library: Library):
    chat = Chat(library, film="the-garden")
    assert chat.say("/why") == "Nothing was asked yet."
    chat.say("who is the director")
    assert "decision    answer" in chat.say("/why")


def test_explains_itself(library: Library):
    assert "/film ID" in Chat(library).say("/help")
    assert "/film ID" in Chat(library).say("/")


@pytest.mark.parametrize("end", ["", "/quit\nwho are you\n"])
def test_ends_with_the_input(cli: Cli, knowledge: Path, monkeypatch: pytest.MonkeyPatch, end: str):
    monkeypatch.setattr("sys.stdin", io.StringIO("who directed The Garden\n\n" + end))
    ran = cli("chat")
    assert ran.status == 0
    assert "Ada Green" in ran.out
    assert "talks about films" not in ran.out

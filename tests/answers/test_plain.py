"""Replies as plain text."""

from __future__ import annotations

import pytest

from bot.answers import plain_text, unknown_film, which_film, without_markdown
from bot.knowledge import Spoiler
from tests.answers.films import BASE, answer


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**bold** and *italic* and _also_ and ***both***", "bold and italic and also and both"),
        ("__under__ ~~gone~~ ||hidden||", "under gone hidden"),
        ("[a page](https://example.org/x)", "a page (https://example.org/x)"),
        ("# Title\n-# small\n> quoted", "Title\nsmall\nquoted"),
        ("`**code**` stays", "**code** stays"),
        ("```py\nx = *a\n```", "x = *a\n"),
        ("M\\*A\\*S\\*H", "M*A*S*H"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name", "snake_case_name"),
        ("a\\_b", "a_b"),
        ("**The \\*Star\\***", "The *Star*"),
        ("@\u200beveryone", "@everyone"),
    ],
)
def test_formatting_goes_and_words_stay(markdown: str, plain: str) -> None:
    assert without_markdown(markdown) == plain


def test_an_answer_names_its_film_and_source() -> None:
    assert plain_text(answer("overview/director")) == (
        "The Lantern (2012)\nThe Lantern was directed by Ada Ruiz.\nSource: A film page"
    )


def test_rows_items_quotes_and_links() -> None:
    shown = plain_text(answer("overview/ratings"))
    assert "Rotten Tomatoes: 93 % (read on 1 November 2026)" in shown.splitlines()
    assert "Rotten Tomatoes: https://example.org/rt" in shown.splitlines()
    assert "Checked on 1 May 2026; may have changed." in shown.splitlines()
    assert "- The oil was tea." in plain_text(answer("trivia/all")).splitlines()
    assert "“Leave the light on.” – Keeper (to nobody)" in plain_text(answer("quotes/light")).splitlines()


def test_spoilers_are_shown_where_nothing_hides_them() -> None:
    assert "It was never lit." in plain_text(answer("plot/synopsis"))


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        (Spoiler.NONE, ["A keeper tends a light.", "[Hidden: gives the ending away.]"]),
        (Spoiler.MILD, ["A keeper tends a light.", "The light goes out.", "[Hidden: gives the ending away.]"]),
    ],
)
def test_hidden_blocks_become_one_note(level: Spoiler, shown: list[str]) -> None:
    assert plain_text(answer("plot/synopsis"), hide_above=level).splitlines()[1:-1] == shown


def test_choices_are_numbered() -> None:
    assert plain_text(which_film("cast/all", BASE)) == (
        "Which film do you mean?\n1. The Lantern (2012)\n2. The Harbour (2001)"
    )


def test_an_abstention_is_plain() -> None:
    assert "“**x**”" in plain_text(unknown_film("**x**", BASE))

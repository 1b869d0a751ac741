"""Autocomplete: prepared, bounded, and free of spoilers."""

from __future__ import annotations

import pytest

from bot.services.suggestions import LABEL_LENGTH, Suggestions
from tests.answers.films import BASE, base_of

SUGGESTIONS = Suggestions(BASE)


def labels(typed: str, **more: object) -> list[str]:
    return [label for _value, label in SUGGESTIONS.questions(typed, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("who dir", "Who directed The Lantern?"),
        ("HOW LONG", "How long is The Lantern?"),
        ("true", "Is it a true story?"),
    ],
)
def test_the_nearest_question_comes_first(typed: str, best: str) -> None:
    assert labels(typed, film="the-lantern")[0] == best


def test_nothing_typed_shows_the_first_of_the_file() -> None:
    assert labels("", film="the-lantern", limit=2) == ["Who directed The Lantern?", "Who wrote The Lantern?"]


def test_of_all_films_each_label_names_its_film() -> None:
    assert "Who directed The Harbour?" in labels("who directed")
    assert "Is it a true story? · The Lantern" in labels("true story")
    assert "Who are you?" in labels("who are you")


def test_nonsense_has_no_completion() -> None:
    assert labels("zzzzqqqq") == []


@pytest.mark.parametrize("typed", ["", "ghost", "dark", "secret", "flo grant", "keeper"])
def test_no_spoiler_no_quiz_and_no_courtesy_is_offered(typed: str) -> None:
    values = [value for value, _label in SUGGESTIONS.questions(typed, limit=1000)]
    assert not [value for value in values if "/quiz/" in value or value.startswith("smalltalk/")]
    shown = " ".join(label for _value, label in SUGGESTIONS.questions(typed, limit=1000)).casefold()
    assert "ghost" not in shown
    assert "always dark" not in shown


def test_characters_known_only_from_spoilers_are_not_offered() -> None:
    assert [value for value, _label in SUGGESTIONS.characters("", film="the-lantern")] == ["Keeper"]


def test_labels_and_values_fit() -> None:
    base = base_of(
        long=f"film: {{title: {'Long ' * 40}, year: 1990}}\nfaq: [{{id: a, question: {'why ' * 60}, answer: so}}]",
        b="film: {title: B, year: 1990}",
    )
    suggestions = Suggestions(base)
    offered = [
        *suggestions.questions("", limit=99),
        *suggestions.questions("", film="long", limit=99),
        *suggestions.films(""),
    ]
    assert offered
    assert all(0 < len(label) <= LABEL_LENGTH and len(value) <= 100 for value, label in offered)


@pytest.mark.parametrize(
    "typed", ["the lantern", "THE LANTERN (2012)", "Lamp*Light", "the lantren", "the-lantern", "The Lan"]
)
def test_a_films_name_is_understood(typed: str) -> None:
    assert SUGGESTIONS.film(typed) == "the-lantern"


@pytest.mark.parametrize("typed", ["the matrix", "", "🎉", "lan"])
def test_a_name_of_no_film(typed: str) -> None:
    assert SUGGESTIONS.film(typed) is None


def test_a_beginning_that_two_films_have_is_no_name() -> None:
    suggestions = Suggestions(
        base_of(a="film: {title: Hope Springs, year: 1990}", b="film: {title: Hope Floats, year: 2000}")
    )
    assert (suggestions.film("hope s"), suggestions.film("hope f"), suggestions.film("hope")) == ("a", "b", None)


def test_of_two_films_with_one_title_the_year_decides() -> None:
    base = base_of(a="film: {title: Twin, year: 1990}", b="film: {title: Twin, year: 2000}")
    suggestions = Suggestions(base)
    assert suggestions.film("twin (2000)") == "b"
    assert suggestions.film("twin 1990") == "a"
    assert suggestions.film("twin") == "a"


@pytest.mark.parametrize("typed", ["rocket man part 3", "rocket man part", "rocket man part 2 2001"])
def test_numbers_are_exact(typed: str) -> None:
    suggestions = Suggestions(base_of(a="film: {title: Rocket Man Part 2, year: 1990}"))
    assert suggestions.film("roket man part 2") == "a"
    assert suggestions.film(typed) is None

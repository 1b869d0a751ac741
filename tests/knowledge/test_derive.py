"""What follows from other values."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.knowledge import Spoiler, parse_document
from bot.knowledge.derive import Age, Collection, Profit
from bot.knowledge.questions import first_words

HEAD = "film: {title: The Film, year: 2012}\n"


def derived(text: str) -> dict[str, object]:
    document = parse_document(HEAD + text, path=Path("a.yaml"))
    return {f"{entry.section}/{entry.name}": entry.value for entry in document.entries if entry.derived}


def test_a_film_of_title_and_year_alone() -> None:
    assert set(derived("")) == {"film/about", "film/year", "film/age"}


@pytest.mark.parametrize(
    ("text", "profit"),
    [
        (
            "box_office: {currency: USD, budget: 5, worldwide: 7, domestic: 6}",
            Profit(budget=5, earned=7, scope="worldwide", currency="USD"),
        ),
        ("box_office: {budget: 5, domestic: 3}", Profit(budget=5, earned=3, scope="domestic")),
        ("box_office: {budget: 5}", None),
        ("box_office: {worldwide: 5}", None),
    ],
)
def test_profit_needs_what_it_cost_and_what_it_earned(text: str, profit: Profit | None) -> None:
    assert derived(text).get("box_office/profit") == profit


def test_profit_is_the_difference() -> None:
    assert Profit(budget=5, earned=3, scope="domestic").difference == -2


def test_age_counts_whole_years_from_the_day_of_release() -> None:
    assert derived("overview: {released: 2012-10-19}")["film/age"] == Age(year=2012, released=date(2012, 10, 19))
    assert derived("overview: {released: autumn}")["film/age"] == Age(year=2012)
    assert Age(year=2012, released=date(2012, 10, 19)).on(date(2026, 10, 18)) == 13
    assert Age(year=2012, released=date(2012, 10, 19)).on(date(2026, 10, 19)) == 14
    assert Age(year=2012).on(date(2026, 1, 1)) == 14


def test_a_list_section_has_an_entry_of_its_own() -> None:
    assert derived("trivia: [One., Two.]")["trivia/all"] == Collection(
        section="trivia", entries=("a/trivia/one", "a/trivia/two")
    )


def test_other_titles() -> None:
    assert "film/also_known_as" in derived("overview: {original_title: Le Film}")


def test_a_question_gives_nothing_away() -> None:
    text = "trivia: [{text: He dies in the end., spoiler: ending}]\nquotes: [{text: I am dying., by: X, spoiler: mild}]\ncast: [{character: The killer, actor: Y, spoiler: ending}]\n"
    document = parse_document(HEAD + text, path=Path("a.yaml"))
    hidden = [entry for entry in document.entries if entry.spoiler is not Spoiler.NONE]
    assert len(hidden) == 3
    assert not [entry.question for entry in hidden if "di" in entry.question.casefold() or "killer" in entry.question]


def test_first_words_end_at_a_word() -> None:
    assert first_words("One two three", 9) == "One two…"
    assert first_words("One  two", 9) == "One two"

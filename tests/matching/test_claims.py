"""Films whose file is a list of questions: their entries answer what the shared wordings ask for."""

from __future__ import annotations

import pytest

from bot.matching import Decision, Matcher, Reason
from tests.matching import bases

LEDGER = """
film: {title: The Crossings, year: 2009, also_known_as: [The Ferryman]}
faq:
  - id: director
    question: Who directed The Crossings?
    also_asked: [director, who made it]
    answer: Ada Voss.
  - id: rating
    question: What is it rated?
    also_asked: [age rating, is it ok for kids, can my kid watch this]
    answer: PG.
  - id: shot-where
    question: Where was it filmed?
    also_asked: [filming location, where did they shoot it]
    answer: On the coast.
  - id: era
    question: In which era is it set?
    also_asked: [when does it take place, time period]
    answer: In the fifties.
  - id: sequel
    question: Will there be a sequel?
    also_asked: [sequel, is there a part two, are they making another one]
    answer: "No."
  - id: title
    question: What else is it called?
    also_asked: [other title, alternative title]
    answer: It was The Ferryman first.
  - id: ferryman
    question: What does a ferryman do?
    also_asked: [is the ferryman a pilot, who is the ferryman]
    answer: He takes people over.
  - id: crossings
    question: How many crossings are there?
    also_asked: [number of crossings, are all the crossings shown]
    answer: Six.
"""


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(bases.base(crossings=LEDGER))


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("who is the director of this", "director"),
        ("is this suitable for children", "rating"),  # another fact than the one it asks for most
        ("what certificate did it get", "rating"),
        ("which places was it shot at", "shot-where"),
        ("when does the story take place", "era"),  # two entries ask for parts of one fact
        ("is there going to be a second one", "sequel"),  # otherwise known to lead nowhere
        ("does it have another name", "title"),  # otherwise made from the film's titles
        ("whats a ferryman", "ferryman"),  # a word that is a name of the film as well
        ("how many crossings does it have", "crossings"),
    ],
)
def test_an_own_entry_answers_what_it_asks_for(matcher: Matcher, question: str, entry: str) -> None:
    match = matcher.match(question, film="crossings")
    assert match.best is not None
    assert match.best.id == f"crossings/faq/{entry}"
    assert match.decision is not Decision.ABSTAIN


def test_what_no_entry_asks_for_is_still_missing(matcher: Matcher) -> None:
    match = matcher.match("what was the budget", film="crossings")
    assert (match.decision, match.reason, match.missing) == (
        Decision.ABSTAIN,
        Reason.MISSING_FACT,
        "box_office/budget",
    )


def test_an_entry_that_only_touches_it_leaves_what_is_derived(matcher: Matcher) -> None:
    match = matcher.match("what year is it from", film="crossings")
    assert match.best is not None
    assert match.best.id == "crossings/film/year"


def test_where_no_film_is_meant_several_films_entries_answer() -> None:
    other = LEDGER.replace("The Crossings", "Night Market").replace("The Ferryman", "Stalls")
    match = Matcher(bases.base(crossings=LEDGER, night_market=other)).match("who is the director")
    assert (match.decision, match.reason) == (Decision.ASK_BACK, Reason.WHICH_FILM)
    assert {candidate.entry.id for candidate in match.candidates} == {
        "crossings/faq/director",
        "night-market/faq/director",
    }


def test_a_written_title_is_a_title(matcher: Matcher) -> None:
    match = matcher.match("who directed The Crossings then", film="crossings")
    assert match.best is not None
    assert match.best.id == "crossings/faq/director"

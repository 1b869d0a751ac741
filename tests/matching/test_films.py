"""Which film a question is about."""

from __future__ import annotations

import json
import random

import pytest

from bot.matching import Decision, FilmSource, Matcher, Reason
from tests.conftest import shared_data
from tests.matching import bases


@pytest.fixture(scope="module")
def matcher():
    return Matcher(bases.shelf())


@pytest.mark.parametrize(
    ("question", "film"),
    [
        ("who directed the lamp keeper", "lamp"),
        ("who directed lamp keeper", "lamp"),
        ("who directed the lmap keeper", "lamp"),
        ("who directed the lamp keper?", "lamp"),
        ("who directed Guardian of Light", "lamp"),
        ("rocket boys 2 runtime", "rocket-2"),
        ("how long is Rocket Boys II", "rocket-2"),
        ("who directed harbour 1961", "harbour-old"),
        ("who directed harbour (2015)", "harbour-new"),
        ('who directed "It"', "it"),
        ("who directed the movie it", "it"),
        ("who directed It", "it"),
    ],
)
def test_a_film_named_in_the_question_wins_over_the_current_one(matcher, question, film):
    match = matcher.match(question, film="lamp" if film != "lamp" else "rocket-2")
    assert (match.film, match.film_source) == (film, FilmSource.NAMED)
    assert match.decision is Decision.ANSWER
    assert match.best.id in {f"{film}/overview/director", f"{film}/overview/runtime_minutes"}


def test_a_title_of_common_words_is_no_title_where_a_film_is_being_talked_about(matcher):
    match = matcher.match("who directed it", film="lamp")
    assert (match.best.id, match.film_source) == ("lamp/overview/director", FilmSource.CONTEXT)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("who directed Blinding Marmalade?", "Blinding Marmalade"),
        ("how long is zebra crossing", "zebra crossing"),
        ("is Quartz a true story", "Quartz"),
        ("who directed rocket boys 3", "rocket boys 3"),
        ("who directed harbour 1987", "harbour 1987"),
        ("who directed up", "up"),
        ("runtime of the purple orchid", "the purple orchid"),
    ],
)
def test_a_film_that_no_document_is_about_is_named_and_not_answered(matcher, question, title):
    match = matcher.match(question, film="lamp")
    assert (match.decision, match.reason, match.unknown_film) == (Decision.ABSTAIN, Reason.UNKNOWN_FILM, title)


@pytest.mark.parametrize(
    "question", ["who directed the film", "how long is this movie", "is the story true", "does the dog die in it"]
)
def test_what_points_at_the_film_names_no_other(matcher, question):
    match = matcher.match(question, film="lamp")
    assert match.unknown_film is None
    assert match.film == "lamp"


def test_equal_titles_without_a_year_ask_which(matcher):
    match = matcher.match("who directed harbour")
    assert (match.decision, match.reason) == (Decision.ASK_BACK, Reason.WHICH_FILM)
    assert {candidate.entry.document for candidate in match.candidates} == {"harbour-old", "harbour-new"}


def test_no_film_given_and_several_have_the_fact_asks_which(matcher):
    match = matcher.match("who is the director")
    assert (match.decision, match.reason) == (Decision.ASK_BACK, Reason.WHICH_FILM)
    assert len({candidate.entry.document for candidate in match.candidates}) == len(match.candidates) == 5


def test_the_only_film_needs_no_name():
    match = Matcher(bases.base(lamp=bases.LAMP)).match("who is the director")
    assert (match.decision, match.film_source) == (Decision.ANSWER, FilmSource.ONLY)


def test_a_fact_that_the_film_lacks_is_named(matcher):
    match = matcher.match("what was the budget", film="rocket-2")
    assert (match.decision, match.reason, match.missing) == (Decision.ABSTAIN, Reason.MISSING_FACT, "box_office/budget")


ABOUT_OTHERS = (
    "who directed {}", "who made {}?", "how long is {}", "what is {} about", "when did {} come out", "is {} any good",
    "budget of {}", "{} box office", "who is in {}", "whats the runtime of {}", "how does {} end", "cast of {}",
)  # fmt: skip


def test_films_of_the_world_are_not_taken_for_the_current_one():
    """At least 97 of 100 questions about films that are not in the knowledge base are abstained from."""
    films = json.loads(shared_data("films-3201.json").read_text(encoding="utf-8"))
    known = {film.title.casefold() for film in bases.shipped().films.values()}
    titles = sorted(
        {str(film["Title"]) for film in films if film["Title"] and str(film["Title"]).casefold() not in known}
    )
    chance = random.Random(11)
    matcher = Matcher(bases.shipped())
    asked = [chance.choice(ABOUT_OTHERS).format(title) for title in chance.sample(titles, 150)]
    answered = [
        question for question in asked if matcher.match(question, film="the-sessions").decision is not Decision.ABSTAIN
    ]
    assert len(answered) <= 0.03 * len(asked), answered


@pytest.mark.parametrize(
    "question",
    [
        "who directed rocket boys 2 or the lamp keeper",
        "The Lamp Keeper vs Rocket Boys 2: who directed it",
        "is the director of the lamp keeper older than rocket boys 2",
    ],
)
def test_a_question_about_two_films_is_not_answered_from_one(question: str) -> None:
    match = Matcher(bases.shelf()).match(question, film="lamp")
    assert match.decision is Decision.ASK_BACK
    assert {candidate.entry.document for candidate in match.candidates} == {"lamp", "rocket-2"}


def test_a_film_beside_a_word_of_choice_is_one_film() -> None:
    match = Matcher(bases.shelf()).match("who directed rocket boys 2 or did nobody", film="lamp")
    assert match.film == "rocket-2"


@pytest.mark.parametrize(
    ("question", "decision", "film"),
    [
        ("does the lamp go out", Decision.ANSWER, "lamp"),  # nothing else has a lamp
        ("does he live", Decision.ABSTAIN, "rocket-2"),  # which is asked about every film
    ],
)
def test_another_films_own_wording_is_its_own(question: str, decision: Decision, film: str) -> None:
    lamp = bases.LAMP + "  - {id: out, question: Does the lamp go out?, also_asked: [does he live], answer: Never.}\n"
    matcher = Matcher(bases.base(lamp=lamp, rocket_2=bases.ROCKET_2, it=bases.IT))
    match = matcher.match(question, film="rocket-2")
    assert (match.decision, match.film) == (decision, film)

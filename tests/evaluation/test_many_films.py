"""Thousands of films in one knowledge base: the right film and the right fact."""

from __future__ import annotations

import pytest

from bot.evaluation.many_films import FILE, about_films, many_films, missed
from bot.matching import Decision, Matcher, Reason
from tests.conftest import shared_data

SAMPLE = 200  # of the questions that `python -m bot.evaluation.results` asks a thousand of


@pytest.fixture(scope="module")
def base():
    return many_films(shared_data(FILE).parent)


@pytest.fixture(scope="module")
def matcher(base):
    return Matcher(base)


def test_nearly_every_question_finds_its_film_and_fact(base, matcher):
    found = list(missed(matcher, about_films(base, count=SAMPLE)))
    assert len(found) <= 0.01 * SAMPLE, [case.question for case in found]


def test_most_misspelt_titles_are_found(base, matcher):
    found = list(missed(matcher, about_films(base, typos=True, count=SAMPLE)))
    assert len(found) <= 0.05 * SAMPLE, [case.question for case in found]


@pytest.mark.parametrize("title", ["King Kong", "Casino Royale"])
def test_equal_titles_are_told_apart_by_their_years_or_asked_about(base, matcher, title):
    years = {film.year for film in base.films.values() if film.title == title}
    assert len(years) > 1
    match = matcher.match(f"when did {title} come out")
    assert (match.decision, match.reason) == (Decision.ASK_BACK, Reason.WHICH_FILM)
    for year in years:
        match = matcher.match(f"who directed {title} ({year})")
        assert base.films[match.film].year == year


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("runtime of aliens", "Aliens"),
        ("runtime of alien 1979", "Alien"),
        ("who directed Toy Story 2", "Toy Story 2"),
        ("who directed Toy Story", "Toy Story"),
        ("how long is saw ii", "Saw II"),
        ("who directed up", "Up"),
        ("who directed Big", "Big"),
        ("who made shawshank redemption", "The Shawshank Redemption"),
    ],
)
def test_titles_near_to_others_are_exact(base, matcher, question, title):
    match = matcher.match(question)
    assert match.film
    assert base.films[match.film].title == title


@pytest.mark.parametrize("question", ["who directed toy story 4", "runtime of alien 9", "who made rocky 17"])
def test_a_sequel_that_is_not_there_is_no_other_film(matcher, question):
    match = matcher.match(question)
    assert match.decision is Decision.ABSTAIN
    assert match.reason is Reason.UNKNOWN_FILM


def test_a_missing_fact_is_named(base, matcher):
    lacking = next(film for film in sorted(base.films) if f"{film}/overview/director" not in base.entries)
    match = matcher.match("who is the director", film=lacking)
    assert (match.decision, match.reason, match.missing) == (
        Decision.ABSTAIN,
        Reason.MISSING_FACT,
        "overview/director",
    )

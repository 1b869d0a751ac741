"""Who is named in a question, of the current film or of another."""

from __future__ import annotations

import pytest

from bot.matching import Decision, FilmSource, Matcher
from bot.matching.names import Everybody, Names
from tests.matching import bases

FERRY = """
film: {title: Night Ferry, year: 1988}
cast:
  - {character: Captain Droste, actor: Olga Wernicke, also_called: [the captain]}
  - {character: Jasker, actor: Tom Lind}
quotes:
  - {id: no-shore, text: "There is no shore tonight.", by: Jasker, also_asked: [who says there is no shore]}
"""


@pytest.fixture(scope="module")
def matcher():
    return Matcher(bases.base(lamp=bases.LAMP, ferry=FERRY, house=bases.HOUSE))


@pytest.mark.parametrize("film", ["lamp", "ferry", None])
@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("who does olga wernicke play", "ferry/cast/captain-droste"),
        ("olga wernickes character", "ferry/cast/captain-droste"),
        ("who plays Jasker", "ferry/cast/jasker"),
        ("who plays father anselm", "lamp/cast/father-anselm"),
        ("who does piet marlow play", "lamp/cast/father-anselm"),
        ("piet marlows role", "lamp/cast/father-anselm"),
    ],
)
def test_a_person_is_found_whatever_film_is_being_talked_about(matcher, film, question, entry):
    match = matcher.match(question, film=film)
    assert (match.best and match.best.id, match.decision) == (entry, Decision.ANSWER)
    assert match.film == entry.partition("/")[0]


def test_people_of_the_current_film_come_first(matcher):
    match = matcher.match("who plays the captain", film="ferry")
    assert (match.best.id, match.film_source) == ("ferry/cast/captain-droste", FilmSource.CONTEXT)


def test_a_description_names_nobody_of_another_film(matcher):
    match = matcher.match("who plays the captain", film="lamp")
    assert match.decision is Decision.ABSTAIN


@pytest.mark.parametrize(
    "question",
    [
        "how old is olga wernicke", "is olga wernicke married", "olga wernicke net worth", "where does olga wernicke live",
        "what else is olga wernicke in",
    ],
)  # fmt: skip
@pytest.mark.parametrize("film", ["lamp", "ferry"])
def test_the_private_life_of_actors_is_not_answered(matcher, film, question):
    match = matcher.match(question, film=film)
    assert match.decision is Decision.ABSTAIN
    assert match.unknown_film is None


def test_a_possessive_needs_no_apostrophe():
    names = Names(bases.document("ferry", FERRY))
    masked, found = names.mask(["olga", "wernickes", "character"])
    assert len(masked) == 2
    assert {name.key for name in found} == {"ferry/cast/captain-droste"}


def test_everybody_is_known_with_their_films():
    names = {film: Names(bases.document(film, text)) for film, text in (("ferry", FERRY), ("lamp", bases.LAMP))}
    everybody = Everybody(names)
    assert everybody.named(["was", "tom", "lind", "in", "it"]) == ((1, 3), ("ferry",))
    assert everybody.named(["who", "plays", "the", "captain"]) is None

"""Films that are not known, seen by where their title stands, and names of the film's own world, which are none."""

from __future__ import annotations

import pytest

from bot.matching import Decision, Matcher, Reason
from tests.matching import bases

OWN_WORLD = """
film: {title: The Lamp Keeper, year: 1994, also_known_as: [The Nurse]}
faq:
  - id: who-made-it
    question: Who made The Lamp Keeper?
    also_asked: [who directed it, who plays the nurse, is the keeper based on a real man]
    answer: Ada Voss made it for Halcyon Pictures in Brodick, and won Best First Feature at the Aurora Festival.
  - id: about
    question: What is it about?
    also_asked: [what happens in it, how does it go]
    answer: About a nurse who keeps the lamp of Corrigan Point.
"""


@pytest.fixture(scope="module")
def shipped():
    return Matcher(bases.shipped())


@pytest.fixture(scope="module")
def own_world():
    return Matcher(bases.base(lamp=OWN_WORLD))


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("gattaca (1997), did it win anything?", "gattaca (1997)"),
        ("gattaca 1997 did that really happen", "gattaca 1997"),
        ("raging bull: how much did it make", "raging bull"),
        ("amores perros - true story or made up?", "amores perros"),
        ("moonstruck with helen hunt, who was the husband", "moonstruck"),
        ("which part did helen hunt have in moonstruck", "moonstruck"),
        ("did gattaca make any money", "gattaca"),
        ("in gattaca does he die at the end", "gattaca"),
        ("amores perros true story or not", "amores perros"),
        ("Someone Like You box office", "Someone Like You"),
    ],
)
def test_a_title_is_seen_where_titles_stand(shipped, question, title):
    match = shipped.match(question, film="the-sessions")
    assert (match.decision, match.reason, match.unknown_film) == (Decision.ABSTAIN, Reason.UNKNOWN_FILM, title)


@pytest.mark.parametrize(
    "question",
    [
        "the priest, who plays him?", "honestly, is it any good", "ok bot, who directed it", "as a parent: is it ok for kids",
        "Seriously, does he die?", "john hawkes in a wheelchair, is he disabled", "did he like it",
    ],
)  # fmt: skip
def test_what_stands_there_otherwise_is_no_title(shipped, question):
    assert shipped.match(question, film="the-sessions").unknown_film is None


@pytest.mark.parametrize(
    "question",
    [
        "Was it shot in Brodick?", "which company made it, Halcyon?", "Best First Feature 1995, was that this one?",
        "what did it win at the Oscars", "is it on Netflix", "is there a DVD of it", "was Adda Voss behind it",
        "is voss disabled", "who is the nurse with the lamp", "when was it made, the lamps look old",
    ],
)  # fmt: skip
def test_names_of_the_films_own_world_are_no_titles(own_world, question):
    assert own_world.match(question, film="lamp").unknown_film is None


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("who directed Halcyon Days", "Halcyon Days"),
        ("how long is Aurora", "Aurora"),
        ("was Corrigan Street shot there", "Corrigan Street"),
    ],
)
def test_a_title_may_hold_such_a_name(own_world, question, title):
    assert own_world.match(question, film="lamp").unknown_film == title


@pytest.mark.parametrize(
    "question",
    [
        "own experience of the director", "who wrote the screenplay", "what is the takeaway", "save my rating",
        "his award", "explain the plot badly lmaooo", "physical soundtrack", "who did they get to write the thing",
    ],
)  # fmt: skip
def test_a_phrase_that_no_title_is_names_no_film(own_world, question):
    assert own_world.match(question, film="lamp").unknown_film is None


@pytest.mark.parametrize(
    "question", ["who plays the priest", "how does the song go", "how does the faith go", "how does his faith go"]
)
def test_what_stands_for_it_in_a_films_own_wording_may_be_anything(own_world, question):
    assert own_world.match(question, film="lamp").unknown_film is None


@pytest.mark.parametrize("question", ["What's The Lamp Keper about anyway", "what is the lmap keeper about tho"])
def test_words_of_courtesy_behind_the_films_own_title_make_no_other(own_world, question):
    assert own_world.match(question, film="lamp").unknown_film is None

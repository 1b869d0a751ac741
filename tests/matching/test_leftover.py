"""Films that are not known, in what no wording explains of a question, and words that are only misspelt."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evaluation import with_typos
from bot.matching import Decision, Matcher, Reason
from bot.matching.misspelt import respelt
from tests.conftest import shared_data
from tests.matching import bases


@pytest.fixture(scope="module")
def shipped():
    return Matcher(bases.shipped())


@pytest.fixture(scope="module")
def shelf():
    return Matcher(bases.shelf())


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("who directed Inside Man", "Inside Man"),
        ("how did Ordinary People do at the box office", "Ordinary People"),
        ("is Once on netflix", "Once"),
        ("who directed million dollar baby", "million dollar baby"),
        ("what year did twins come out", "twins"),
        ("i loved Original Sin, who directed it", "Original Sin"),
        ("batman forever, who wrote it?", "batman forever"),
        ("does the dog die in Up", "Up"),
        ("who was the director on zoolander", "zoolander"),
        ("who directed Trois", "Trois"),
    ],
)
def test_a_title_is_seen_though_its_words_are_known_or_the_wording_is_not(shipped, question, title):
    match = shipped.match(question, film="the-sessions")
    assert (match.decision, match.reason, match.unknown_film) == (Decision.ABSTAIN, Reason.UNKNOWN_FILM, title)


@pytest.mark.parametrize(
    "question",
    [
        "is there a preview i can watch before i commit", "quick rundown on tonights pick pls", "who wrote the poem",
        "what was the budget of this little masterpiece", "is it on Netflix", "was there an Oscar nomination",
        "who plays Father Brendan", "did Helen Hunt win anything for it",
    ],
)  # fmt: skip
def test_what_belongs_to_the_question_is_no_title(shipped, question):
    assert shipped.match(question, film="the-sessions").unknown_film is None


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("who is the dirctor", "lamp/overview/director"),
        ("whi directed it", "lamp/overview/director"),
        ("what os the runtime", "lamp/overview/runtime_minutes"),
        ("does teh dog die", "lamp/faq/the-dog"),
        ("who plays hte priest", "lamp/cast/father-anselm"),
        ("who plays grdta", "lamp/cast/greta"),
    ],
)
def test_a_misspelt_word_is_no_title(shelf, question, entry):
    match = shelf.match(question, film="lamp")
    assert (match.best.id, match.unknown_film) == (entry, None)


def test_few_misspelt_questions_are_taken_for_films(shipped):
    """Of own wordings with one or two typos at most a twentieth."""
    entries = [entry for entry in shipped.base.documents["the-sessions"].entries if entry.section == "faq"]
    wordings = sorted(wording for entry in entries for wording in entry.wordings if len(wording.split()) > 2)
    asked = [with_typos(wording, wording) for wording in random.Random(4).sample(wordings, 150)]
    taken = [question for question in asked if shipped.match(question, film="the-sessions").unknown_film]
    assert len(taken) <= len(asked) / 20, taken


def test_films_of_the_world_are_not_answered_in_wordings_of_any_kind(shipped):
    """In these forms, most of which are no pattern and half of which are typed small, at least 85 of 100."""
    forms = (
        "who was the director on {}", "how many minutes does {} run", "can you tell me how long {} lasts",
        "what did {} gross worldwide", "{} cast?", "{} budget?", "which actors appear in {}", "who shot {}",
        "did the guy in {} die at the end", "is {} worth watching", "give me a quote from {}", "any trivia about {}",
        "was {} nominated for an oscar", "can i stream {} anywhere", "what studio made {}", "who edited {}",
    )  # fmt: skip
    films = json.loads(shared_data("films-3201.json").read_text(encoding="utf-8"))
    known = {film.title.casefold() for film in shipped.base.films.values()}
    titles = sorted({str(film["Title"]) for film in films if film["Title"]} - known)
    chance = random.Random(12)
    asked = [chance.choice(forms).format(chance.choice((title, title.lower()))) for title in chance.sample(titles, 200)]
    answered = [text for text in asked if shipped.match(text, film="the-sessions").decision is not Decision.ABSTAIN]
    assert len(answered) <= 0.15 * len(asked), answered


@given(st.text("0123456789", min_size=1, max_size=4), st.text("0123456789", min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_digits_are_never_misread(shelf, typed, there):
    assert respelt([typed], [typed], [0], [[there]]) == {}
    match = shelf.match(f"who directed rocket boys {typed}", film="lamp")
    if typed == "2":
        assert match.film == "rocket-2"
    else:
        assert match.film != "rocket-2"
        assert match.decision is Decision.ABSTAIN


@given(st.permutations(["lamp", "rocket_2", "it", "harbour_old", "harbour_new", "house"]))
@settings(max_examples=6, deadline=None)
def test_the_order_of_files_is_no_matter(shelf, order):
    texts = {
        "lamp": bases.LAMP, "rocket_2": bases.ROCKET_2, "it": bases.IT, "harbour_old": bases.HARBOUR_OLD,
        "harbour_new": bases.HARBOUR_NEW, "house": bases.HOUSE,
    }  # fmt: skip
    other = Matcher(bases.base(**{name: texts[name] for name in order}))
    for question in (
        "who directed harbor",
        "who made rocket boyz 2",
        "who does ilse brandt play",
        "who directed Zebra",
    ):
        one, two = shelf.match(question, film="it"), other.match(question, film="it")
        assert (one.decision, one.film, one.unknown_film) == (two.decision, two.film, two.unknown_film)
        assert [candidate.entry.id for candidate in one.candidates] == [
            candidate.entry.id for candidate in two.candidates
        ]

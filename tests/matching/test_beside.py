"""A question that names another film than the current one: about that film, or about how the two are alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge import load_knowledge
from bot.matching import Decision, Matcher

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
OTHERS = {
    "away from her": "away-from-her",
    "hope springs": "hope-springs",
    "the intouchables": "the-intouchables",
    "the diving bell and the butterfly": "diving-bell-butterfly",
    "the station agent": "the-station-agent",
    "breathing lessons": "breathing-lessons",
}
ABOUT_THE_OTHER = [
    "who directed {}",
    "what is {} about",
    "how long is {}",
    "who plays in {}",
    "whats the runtime of {}",
    "where can i watch {}",
    "when did {} come out",
    "cast of {}",
    "{} director?",
    "who stars in {} movie",
    "whats {} based on",
    "tell me about {}",
    "how does {} end",
]
ABOUT_BOTH = ["is {} like this one", "i loved {} will i like this", "is this similar to {}?", "is it like {}"]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_knowledge(KNOWLEDGE))


@pytest.mark.parametrize("title", OTHERS)
@pytest.mark.parametrize("question", ABOUT_THE_OTHER)
def test_the_named_film_wins(matcher: Matcher, question: str, title: str) -> None:
    match = matcher.match(question.format(title), film="the-sessions")
    assert match.film == OTHERS[title]
    assert match.decision is not Decision.ANSWER or match.best.document == OTHERS[title]


@pytest.mark.parametrize("title", sorted(set(OTHERS) - {"breathing lessons"}))
@pytest.mark.parametrize("question", ABOUT_BOTH)
def test_a_comparison_is_about_the_current_film(matcher: Matcher, question: str, title: str) -> None:
    match = matcher.match(question.format(title), film="the-sessions")
    assert match.best.id.startswith("the-sessions/similar/")


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("whats the box office of the sessions", "the-sessions/box_office/worldwide"),
        ("why does cheryl stop the sessions", "the-sessions/faq/how-many-sessions"),
        ("how long is the sessions", "the-sessions/overview/runtime_minutes"),
        ("who plays the priest in the sessions", "the-sessions/cast/father-brendan"),
    ],
)
def test_it_wins_the_other_way_round_too(matcher: Matcher, question: str, entry: str) -> None:
    assert matcher.match(question, film="hope-springs").best.id == entry

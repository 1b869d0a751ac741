"""What the slash commands show."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from bot.answers import Abstention, Answer, AskBack, Quotation, Reply, Rows
from bot.knowledge import KnowledgeBase, Spoiler
from bot.services.browsing import Browsing
from bot.services.films import CurrentFilm
from bot.services.question import Place
from tests.answers.films import BASE, base_of
from tests.services.matchers import library_of

HERE = Place(channel_id=10)
OPEN = Place(channel_id=10, spoilers=Spoiler.ENDING)


def browsing(*, default: str | None = "the-lantern", base: KnowledgeBase = BASE) -> Browsing:
    return Browsing(
        library_of(base=base),
        films=CurrentFilm(default=default),
        clock=lambda: datetime(2026, 11, 20, tzinfo=UTC),
    )


def entry(reply: Reply) -> str:
    assert isinstance(reply, Answer)
    return reply.entry


def test_films_lead_to_their_cards() -> None:
    reply = browsing().films()
    assert [step.entry for step in reply.next_steps] == ["the-harbour/film/about", "the-lantern/film/about"]


def test_each_command_shows_its_entry() -> None:
    shown = browsing()
    assert entry(shown.film_card(HERE)) == "the-lantern/film/about"
    assert entry(shown.cast(HERE, film="the harbour")) == "the-harbour/cast/all"
    assert entry(shown.watch(HERE, film="the-lantern")) == "the-lantern/watch/offers"
    assert entry(shown.similar(HERE, film="the-lantern")) == "the-lantern/similar/all"
    assert entry(shown.trivia(HERE, film="the-lantern", rng=Random(1))) == "the-lantern/trivia/oil"


def test_a_command_leaves_its_film_as_the_places_film() -> None:
    shown = browsing()
    shown.film_card(HERE, film="the harbour")
    assert entry(shown.cast(HERE)) == "the-harbour/cast/all"


def test_without_a_film_it_is_asked_for() -> None:
    reply = browsing(default=None).cast(HERE)
    assert isinstance(reply, AskBack)
    assert [choice.entry for choice in reply.choices] == ["the-lantern/cast/all", "the-harbour/cast/all"]


def test_an_unknown_film_is_named() -> None:
    for reply in (browsing().cast(HERE, film="the matrix"), browsing().quote(HERE, film="the matrix", rng=Random(1))):
        assert isinstance(reply, Abstention)
        assert "the matrix" in reply.text


def test_what_is_not_written_down_is_said() -> None:
    shown = browsing()
    for reply in (
        shown.watch(HERE, film="the-harbour"),
        shown.quote(HERE, film="the-harbour", rng=Random(1)),
        shown.trivia(HERE, film="the-harbour", rng=Random(1)),
    ):
        assert isinstance(reply, Abstention)
        assert "I know **The Harbour**" in reply.text


def test_a_country_is_passed_on() -> None:
    reply = browsing().watch(HERE, country="canada")
    assert isinstance(reply, Answer)
    assert "StreamBox" not in dict(next(block for block in reply.blocks if isinstance(block, Rows)).rows)


class TestQuotes:
    def test_are_chosen_by_the_generator(self) -> None:
        assert {entry(browsing().quote(OPEN, rng=Random(seed))) for seed in range(20)} == {
            "the-lantern/quotes/light",
            "the-lantern/quotes/dark",
        }

    def test_that_give_something_away_are_not_drawn_where_that_is_hidden(self) -> None:
        assert {entry(browsing().quote(HERE, rng=Random(seed))) for seed in range(20)} == {"the-lantern/quotes/light"}

    @pytest.mark.parametrize(
        ("typed", "name"),
        [
            ("the ghost", "dark"),
            ("gohst", "dark"),
            ("flo grant", "dark"),
            ("KEEPER", "light"),
            ("the lamp man", "light"),
        ],
    )
    def test_of_a_character_by_any_name(self, typed: str, name: str) -> None:
        assert entry(browsing().quote(OPEN, character=typed, rng=Random(1))) == f"the-lantern/quotes/{name}"

    @pytest.mark.parametrize("typed", ["voice", "The Voice", "Voice"])
    def test_of_somebody_without_any(self, typed: str) -> None:
        reply = browsing().quote(OPEN, character=typed, rng=Random(1))
        assert isinstance(reply, Abstention)
        assert reply.text == "I know no quote by **Voice** in **The Lantern**."

    def test_of_a_name_in_which_anothers_stands(self) -> None:
        base = base_of(
            a="film: {title: A, year: 1990}\n"
            "cast: [{character: Cheryl Cohen}, {character: Mark, also_called: [the hero]}]\n"
            "quotes: [{text: One., by: Mark}]"
        )
        for typed in ("Cheryl Cohen", "cheryl"):
            reply = browsing(default="a", base=base).quote(OPEN, character=typed, rng=Random(1))
            assert isinstance(reply, Abstention)
            assert "Cheryl Cohen" in reply.text

    def test_by_words(self) -> None:
        reply = browsing().quote(HERE, search="always drak", rng=Random(1))
        assert entry(reply) == "the-lantern/quotes/dark"
        assert isinstance(reply, Answer)
        assert all(block.spoiler is Spoiler.ENDING for block in reply.blocks if isinstance(block, Quotation))

    @pytest.mark.parametrize(
        "wish",
        [{"character": "nobody at all"}, {"search": "zzzz qqqq"}, {"character": "keeper", "search": "always dark"}],
    )
    def test_that_nobody_says(self, wish: dict[str, str]) -> None:
        reply = browsing().quote(HERE, rng=Random(1), **wish)
        assert isinstance(reply, Abstention)
        assert "nothing like that" in reply.text

    def test_of_all_films_where_none_is_meant(self) -> None:
        base = base_of(
            a="film: {title: A, year: 1990}\nquotes: [One.]", b="film: {title: B, year: 1991}\nquotes: [Two.]"
        )
        shown = {entry(browsing(default=None, base=base).quote(Place(seed), rng=Random(seed))) for seed in range(20)}
        assert shown == {"a/quotes/one", "b/quotes/two"}

    def test_of_no_film_at_all(self) -> None:
        base = base_of(a="film: {title: A, year: 1990}", b="film: {title: B, year: 1991}")
        assert isinstance(browsing(default=None, base=base).quote(HERE, rng=Random(1)), Abstention)

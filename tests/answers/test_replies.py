"""What is said to each decision and reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers import (
    Abstention,
    Answer,
    AskBack,
    Items,
    Text,
    choice_between_films,
    film_list,
    gone,
    missing_fact,
    reply_to,
    unknown_film,
    which_film,
)
from bot.knowledge import KnowledgeBase
from bot.matching import Candidate, Decision, Match, Reason
from tests.answers.films import BASE, TODAY, base_of, entry


def match(decision: Decision, *facts: str, film: str | None = "the-lantern", **more: object) -> Match:
    candidates = tuple(
        Candidate(entry(fact) if "//" not in fact else BASE.entries[fact.replace("//", "/")], 0.2) for fact in facts
    )
    return Match("q", "q", decision, 0.5, candidates, film=film, **more)  # type: ignore[arg-type]


def test_an_answer_is_composed() -> None:
    reply = reply_to(match(Decision.ANSWER, "overview/director"), BASE, today=TODAY)
    assert isinstance(reply, Answer)
    assert reply.entry == "the-lantern/overview/director"


def test_a_country_named_in_the_question_counts() -> None:
    asked = Match("is it in norway", "", Decision.ANSWER, 1.0, (Candidate(entry("watch/offers"), 1.0),))
    assert "Norway" in repr(reply_to(asked, BASE, today=TODAY))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("is it on netflix", "I know of no offer of **The Lantern** on Netflix."),
        ("can i get it on StreamBox", None),
        ("is it on streaming", None),
        ("is it on HBO?", "I know of no offer of **The Lantern** on HBO Max."),
    ],
)
def test_a_service_named_in_the_question_is_answered(question: str, expected: str | None) -> None:
    asked = Match(question, "", Decision.ANSWER, 1.0, (Candidate(entry("watch/offers"), 1.0),))
    reply = reply_to(asked, BASE, today=TODAY)
    assert isinstance(reply, Answer)
    first = reply.blocks[0]
    assert isinstance(first, Text)
    assert first.text == (expected or "Where to find **The Lantern**:")


def test_a_service_that_has_the_film_is_not_denied() -> None:
    base = base_of(a="film: {title: A, year: 1990}\nwatch: {offers: [{service: Amazon Prime Video, how: rent}]}")
    for question in ("is it on amazon", "on prime?", "amazon prime video"):
        found = Match(question, "", Decision.ANSWER, 1.0, (Candidate(base.entries["a/watch/offers"], 1.0),))
        assert "no offer" not in repr(reply_to(found, base, today=TODAY))


class TestAskBack:
    def test_offers_each_candidate_once(self) -> None:
        found = match(Decision.ASK_BACK, "overview/director", "cast/keeper", "overview/director", reason=Reason.UNSURE)
        reply = reply_to(found, BASE, today=TODAY)
        assert isinstance(reply, AskBack)
        assert [choice.label for choice in reply.choices] == ["Who directed The Lantern?", "Who plays Keeper?"]
        assert [choice.confidence for choice in reply.choices] == [0.2, 0.2]
        assert reply.film == BASE.films["the-lantern"]

    def test_offers_no_courtesies_beside_questions(self) -> None:
        thanks = Candidate(BASE.entries["smalltalk/faq/thanks"], 0.4)
        among = match(Decision.ASK_BACK, "overview/director", reason=Reason.UNSURE)
        reply = reply_to(replace(among, candidates=(thanks, *among.candidates)), BASE, today=TODAY)
        assert isinstance(reply, AskBack)
        assert [choice.label for choice in reply.choices] == ["Who directed The Lantern?"]
        alone = reply_to(replace(among, candidates=(thanks,)), BASE, today=TODAY)
        assert isinstance(alone, AskBack)
        assert [choice.entry for choice in alone.choices] == ["smalltalk/faq/thanks"]

    def test_asks_for_the_film_where_only_the_film_differs(self) -> None:
        found = match(Decision.ASK_BACK, "cast/all", "the-harbour//cast//all", film=None, reason=Reason.WHICH_FILM)
        reply = reply_to(found, BASE, today=TODAY)
        assert isinstance(reply, AskBack)
        assert reply.prompt == "Which film do you mean?"
        assert [choice.label for choice in reply.choices] == ["The Lantern (2012)", "The Harbour (2001)"]

    def test_names_the_film_where_choices_are_of_several(self) -> None:
        found = match(Decision.ASK_BACK, "cast/keeper", "the-harbour//cast//pilot", film=None, reason=Reason.UNSURE)
        reply = reply_to(found, BASE, today=TODAY)
        assert isinstance(reply, AskBack)
        assert [choice.label for choice in reply.choices] == [
            "Who plays Keeper? · The Lantern",
            "Who plays Pilot? · The Harbour",
        ]

    def test_labels_fit_a_button_and_give_nothing_away(self) -> None:
        long = f"film: {{title: {'Long ' * 12}, year: 1990}}\nfaq: [{{id: a, question: {'why ' * 40}, answer: so}}]"
        base = base_of(long=long, other="film: {title: Other, year: 1991}")
        found = Match(
            "q", "q", Decision.ASK_BACK, 0.5,
            tuple(Candidate(base.entries[i], 0.3) for i in ("long/faq/a", "long/film/year", "other/film/year")),
        )  # fmt: skip
        reply = reply_to(found, base, today=TODAY)
        assert isinstance(reply, AskBack)
        assert all(0 < len(choice.label) <= 80 for choice in reply.choices)


class TestAbstention:
    def test_an_unknown_film_is_named_as_typed_and_the_known_ones_are_listed(self) -> None:
        found = match(Decision.ABSTAIN, film=None, reason=Reason.UNKNOWN_FILM, unknown_film="the **matrix** @everyone")
        reply = reply_to(found, BASE, today=TODAY)
        assert isinstance(reply, Abstention)
        assert reply.text == (
            "I know nothing about “the \\*\\*matrix\\*\\* @\u200beveryone”. "
            "The films I know are **The Lantern** (2012) and **The Harbour** (2001)."
        )
        assert [step.entry for step in reply.next_steps] == ["the-lantern/film/about", "the-harbour/film/about"]

    def test_the_current_film_is_offered_first_and_every_film_that_is_named_has_a_button(self) -> None:
        base = base_of(**{f"film-{n}": f"film: {{title: Film {n}, year: 1990}}" for n in range(7)})
        reply = unknown_film("x", base, current="film-6")
        assert "The films I know are **Film 6** (1990), **Film 0** (1990), " in reply.text
        assert len(reply.next_steps) == 7
        assert reply.next_steps[0].entry == "film-6/film/about"

    def test_an_unknown_film_without_a_letter(self) -> None:
        assert unknown_film("\u202e", BASE).text.startswith("I do not know that film.")

    def test_a_missing_fact_says_that_the_film_is_known(self) -> None:
        found = match(Decision.ABSTAIN, reason=Reason.MISSING_FACT, missing="overview/cinematographer")
        reply = reply_to(found, BASE, today=TODAY)
        assert isinstance(reply, Abstention)
        assert (
            reply.text == "I know **The Lantern**, but the answer to “Who photographed it?” is not written down here."
        )
        assert reply.film == BASE.films["the-lantern"]
        assert len(reply.next_steps) == 3

    def test_a_missing_fact_about_a_character(self) -> None:
        assert "“Who plays that character?”" in missing_fact("cast/actor", BASE.films["the-harbour"], BASE).text

    @pytest.mark.parametrize("film", ["the-lantern", None])
    @pytest.mark.parametrize("reason", [Reason.UNSURE, Reason.EMPTY, Reason.WHICH_FILM, None])
    def test_says_what_can_be_asked(self, reason: Reason | None, film: str | None) -> None:
        reply = reply_to(match(Decision.ABSTAIN, film=film, reason=reason), BASE, today=TODAY)
        assert isinstance(reply, Abstention)
        assert "Lantern" in reply.text
        assert reply.topics[:3] == ("the plot", "the cast", "quotes")
        assert reply.next_steps

    def test_topics_are_those_of_the_film(self) -> None:
        reply = reply_to(match(Decision.ABSTAIN, film="the-harbour", reason=Reason.UNSURE), BASE, today=TODAY)
        assert isinstance(reply, Abstention)
        assert reply.topics == ("the cast", "box office")

    def test_without_any_film(self) -> None:
        base = base_of(general="faq: [{id: a, question: Who?, answer: Me.}]")
        for reply in (
            reply_to(match(Decision.ABSTAIN, film=None), base, today=TODAY),
            unknown_film("x", base),
            film_list(base),
        ):
            assert isinstance(reply, Abstention)
            assert reply.text == "I know no films yet."

    def test_many_films_are_not_all_listed(self) -> None:
        base = many_films(30)
        reply = unknown_film("x", base)
        assert reply.text.endswith("and 21 more.")
        assert len(reply.next_steps) == 10

    def test_an_entry_that_is_gone(self) -> None:
        assert "no longer" in gone().text


def many_films(number: int) -> KnowledgeBase:
    return base_of(
        **{f"f{n}": f"film: {{title: Film {n}, year: 1990}}\noverview: {{country: X}}" for n in range(number)}
    )


class TestWhichFilm:
    def test_offers_films_that_have_the_fact(self) -> None:
        reply = which_film("quotes/all", BASE)
        assert isinstance(reply, AskBack)
        assert [choice.entry for choice in reply.choices] == ["the-lantern/quotes/all"]

    def test_offers_five_at_most(self) -> None:
        reply = which_film("overview/country", many_films(30))
        assert isinstance(reply, AskBack)
        assert len(reply.choices) == 5

    def test_none_has_it(self) -> None:
        assert isinstance(which_film("overview/tagline", BASE), Abstention)

    def test_a_chosen_film_against_a_named_one(self) -> None:
        reply = choice_between_films(entry("overview/director"), "the-harbour", BASE)
        assert reply is not None
        assert [choice.entry for choice in reply.choices] == [
            "the-harbour/overview/director",
            "the-lantern/overview/director",
        ]

    def test_no_choice_where_only_one_can_answer(self) -> None:
        assert choice_between_films(entry("overview/writers"), "the-harbour", BASE) is None
        assert choice_between_films(entry("overview/writers"), "the-lantern", BASE) is None


def test_films_are_listed_by_title_without_the_article() -> None:
    reply = film_list(BASE)
    assert isinstance(reply, Answer)
    assert [step.label for step in reply.next_steps] == ["The Harbour (2001)", "The Lantern (2012)"]
    assert reply.title == "Films I know: 2"
    (listed,) = reply.blocks
    assert isinstance(listed, Items)
    assert "**The Lantern** (2012), by Ada Ruiz" in listed.items  # more than its button says

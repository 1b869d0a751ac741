"""Every kind of entry is answered in a sentence, with its levels, source, freshness and next steps."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answers import Answer, Items, Link, Quotation, Rows, Text, compose, plain_text
from bot.knowledge import Spoiler
from tests.answers.films import BASE, TODAY, answer, base_of, entry


def texts(reply: Answer) -> list[str]:
    return [block.text for block in reply.blocks if isinstance(block, Text)]


def rows(reply: Answer) -> dict[str, str]:
    return {label: value for block in reply.blocks if isinstance(block, Rows) for label, value in block.rows}


def lines(reply: Answer) -> list[str]:
    return [item for block in reply.blocks if isinstance(block, Items) for item in block.items]


def links(reply: Answer) -> list[str]:
    return [block.url for block in reply.blocks if isinstance(block, Link)]


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("overview/director", "**The Lantern** was directed by Ada Ruiz."),
        ("overview/writers", "**The Lantern** was written by Ada Ruiz, Bo Lindt and Cy Ames."),
        ("overview/genres", "**The Lantern** belongs to these genres: drama and comedy."),
        ("overview/runtime_minutes", "**The Lantern** runs 1 h 35 min (95 minutes)."),
        ("overview/certificate", "**The Lantern** is rated R."),
        ("overview/released", "**The Lantern** came to cinemas on 19 October 2012."),
        ("overview/trailer", "There is a trailer for **The Lantern**."),
        ("film/about", "**The Lantern** is a film from 2012: drama and comedy."),
        ("film/year", "**The Lantern** came out in 2012."),
        ("film/age", "**The Lantern** is 14 years old: it came out on 19 October 2012."),
        ("film/also_known_as", "**The Lantern** is also known as *Lamp\\*Light*."),
        ("cast/keeper", "**Di Evans** plays **Keeper** in **The Lantern**."),
        ("cast/voice", "**Voice** is a character in **The Lantern**."),
        ("box_office/budget", "**The Lantern** cost US$1 million to make."),
        ("box_office/worldwide", "**The Lantern** took US$10.7 million (US$10,656,155) worldwide."),
        ("content/warnings", "Before you watch **The Lantern**, know that it has darkness and oil."),
        ("content/audience", "Adults who like lamps."),
        ("awards/lamp", "**Di Evans** won Best Keeper at the Lamp Awards 2013 for **The Lantern**."),
        ("awards/glow", "**The Lantern** won the Audience Award at the Lamp Awards 2013."),
        ("awards/group", "**The ensemble** won the Group Prize at the Beam Prize for **The Lantern**."),
        (
            "awards/short",
            "**The Lantern** was nominated at the Wick Prize 2014 for Best Wick: **Ada Ruiz and Bo Lindt**.",
        ),
        ("awards/odd", "**The Lantern** was honoured at the Oil Medal."),
        ("trivia/oil", "The oil was tea."),
        ("similar/the-harbour", "**The Harbour** (2001): the same salt."),
        ("similar/far", "**Far Beacon** (1999): more lamps."),
        ("related/lamp-songs", "**Lamp Songs** (book): songs"),
        ("soundtrack/album", "The album to **The Lantern** is *Lantern Music*, by Gus Hall."),
        ("bonus/not-the-fish", "**Not the fish**: The lanternfish is no relation"),
        ("reviews/consensus", "Mostly bright."),
        ("faq/true-story", "No, **not** at all."),
    ],
)
def test_a_fact_is_answered_in_a_sentence(fact: str, expected: str) -> None:
    reply = answer(fact)
    assert texts(reply)[0] == expected
    assert reply.title == entry(fact).question
    assert reply.film == BASE.films["the-lantern"]


def test_every_entry_that_answers_has_blocks_and_no_unfilled_slot() -> None:
    for each in BASE:
        if each.section == "quiz":
            continue
        reply = compose(each, BASE, today=TODAY)
        assert reply.blocks, each.id
        assert "{" not in repr(reply.blocks), each.id
        assert "None" not in repr([b for b in reply.blocks if isinstance(b, Text)]), each.id


def test_a_value_that_is_a_sentence_stands_as_written() -> None:
    assert texts(answer("overview/composer")) == ["The music was written by nobody in particular."]


def test_an_abbreviation_does_not_double_the_full_stop() -> None:
    assert texts(answer("overview/studio")) == ["**The Lantern** was made by Lumen Bros."]


class TestCard:
    def test_holds_what_is_known(self) -> None:
        assert rows(answer("film/about")) == {
            "Director": "Ada Ruiz",
            "Screenplay": "Ada Ruiz, Bo Lindt and Cy Ames",
            "With": "Di Evans",  # the ghost's actor would say that there is a ghost
            "Length": "1 h 35 min",
            "Age rating": "R",
            "Ratings": "IMDb 7.2/10, Rotten Tomatoes 93 %",
            "Also known as": "Lamp\\*Light",
        }

    def test_gives_nothing_away(self) -> None:
        assert answer("film/about").hides is Spoiler.NONE

    @pytest.mark.parametrize(
        ("plot", "shown"),
        [
            ("synopsis: [A keeper tends a light., It goes out.]", ["A keeper tends a light."]),
            ("synopsis: [{text: It goes out., spoiler: mild}, A keeper tends a light.]", []),
            ("synopsis: {value: [A keeper tends a light.], mature: true}", []),
        ],
    )
    def test_begins_the_story_where_that_gives_nothing_away(self, plot: str, shown: list[str]) -> None:
        base = base_of(bare=f"film: {{title: Bare, year: 1990}}\nplot:\n  {plot}")
        reply = compose(base.entries["bare/film/about"], base, today=TODAY)
        assert texts(reply) == ["**Bare** is a film from 1990.", *shown]

    def test_of_a_film_with_nothing_but_a_title(self) -> None:
        base = base_of(bare="film: {title: Bare, year: 1990}")
        reply = compose(base.entries["bare/film/about"], base, today=TODAY)
        assert reply.blocks == (Text("**Bare** is a film from 1990."),)


@pytest.mark.parametrize(
    ("prizes", "said"),
    [
        ("{award: Wick Prize, who: Ada Ruiz, result: nominated}", True),
        (
            "{award: Wick Prize, who: Ada Ruiz, result: nominated}, {award: wick prize, who: Bo Lindt, result: won}",
            False,
        ),
    ],
)
def test_a_nomination_says_that_no_win_is_noted(prizes: str, said: bool) -> None:
    base = base_of(bare=f"film: {{title: Bare, year: 1990}}\nawards: [{prizes}]")
    entry = next(entry for entry in base if entry.section == "awards" and not entry.derived)
    reply = compose(entry, base, today=TODAY)
    assert ("No win at the Wick Prize is noted." in texts(reply)) is said


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 10, 18), "is 13 years old"),
        (date(2026, 10, 19), "is 14 years old"),
        (date(2013, 10, 19), "is one year old"),
        (date(2012, 12, 31), "is new"),
        (date(2011, 1, 1), "is not out yet"),
    ],
)
def test_age_counts_whole_years(today: date, expected: str) -> None:
    assert expected in texts(answer("film/age", today=today))[0]


def test_age_without_a_day_is_about() -> None:
    base = base_of(bare="film: {title: Bare, year: 1990}")
    reply = compose(base.entries["bare/film/age"], base, today=TODAY)
    assert reply.blocks == (Text("**Bare** is about 36 years old: it came out in 1990."),)


def test_a_release_ahead_is_no_past() -> None:
    assert texts(answer("overview/released", film="the-harbour")) == [
        "**The Harbour** comes to cinemas on 1 March 2027."
    ]


class TestMoney:
    def test_every_figure_shows_the_others(self) -> None:
        expected = {"Budget": "US$1,000,000", "Home market": "US$6,002,451", "Worldwide": "US$10,656,155"}
        for fact in ("budget", "domestic", "worldwide", "profit"):
            assert rows(answer(f"box_office/{fact}")) == expected

    def test_profit(self) -> None:
        assert texts(answer("box_office/profit"))[0] == (
            "**The Lantern** took US$10.7 million worldwide and cost US$1 million, so it earned 10.7 times its budget."
        )

    def test_loss_without_a_currency(self) -> None:
        assert texts(answer("box_office/profit", film="the-harbour"))[0] == (
            "**The Harbour** took 1.5 million in its home market and cost 3 million, so cinemas did not bring its budget back."
        )

    def test_just_about(self) -> None:
        base = base_of(even="film: {title: Even, year: 1990}\nbox_office: {currency: EUR, budget: 100, worldwide: 150}")
        reply = compose(base.entries["even/box_office/profit"], base, today=TODAY)
        assert texts(reply)[0] == "**Even** took €150 worldwide and cost €100, only 1.5 times its budget."


class TestSpoilers:
    def test_parts_have_their_own_level(self) -> None:
        reply = answer("plot/synopsis")
        assert [block.spoiler for block in reply.blocks] == [Spoiler.NONE, Spoiler.MILD, Spoiler.ENDING]
        assert (reply.spoiler, reply.hides) == (Spoiler.NONE, Spoiler.ENDING)

    def test_the_entrys_level_is_the_least(self) -> None:
        assert {block.spoiler for block in answer("plot/ending").blocks} == {Spoiler.ENDING}

    @pytest.mark.parametrize("fact", ["cast/all", "quotes/all", "trivia/all"])
    def test_lists_hide_what_gives_away(self, fact: str) -> None:
        reply = answer(fact)
        openly = repr([block for block in reply.blocks if block.spoiler is Spoiler.NONE]).casefold()
        assert "ghost" not in openly
        assert "ghost" in repr(reply.blocks).casefold()

    def test_links_are_hidden_with_what_they_belong_to(self) -> None:
        """Their labels and addresses give as much away."""
        base = base_of(
            one="""
film: {title: One, year: 1990}
related:
  - {title: Poems, url: "https://e.org/poems"}
  - {title: Ghost, url: "https://e.org/ghost", spoiler: ending}
plot:
  synopsis: [A light., {text: It dies., by: Ghost, url: "https://e.org/ghost", spoiler: ending}]
  ending: {text: Dark., by: Ghost, url: "https://e.org/ghost"}
"""
        )
        for fact in ("related/all", "related/ghost", "plot/synopsis", "plot/ending"):
            reply = compose(base.entries[f"one/{fact}"], base, today=TODAY)
            assert "https://e.org/ghost" in links(reply)
            assert "ghost" not in plain_text(reply, hide_above=Spoiler.MILD).casefold()
            assert "ghost" in plain_text(reply).casefold()

    def test_titles_and_next_steps_give_nothing_away(self) -> None:
        for each in BASE:
            if each.section == "quiz":
                continue
            reply = compose(each, BASE, today=TODAY)
            shown = " ".join([reply.title, *(step.label for step in reply.next_steps)]).casefold()
            assert "ghost" not in shown
            assert "always dark" not in shown

    def test_mature_items_stay_out_of_lists(self) -> None:
        base = base_of(one="film: {title: One, year: 1990}\ntrivia: [Plain., {text: Bare., mature: yes}]")
        assert lines(compose(base.entries["one/trivia/all"], base, today=TODAY)) == ["Plain."]
        assert compose(base.entries["one/trivia/bare"], base, today=TODAY).mature


class TestWatch:
    def test_only_offers_of_today_are_current(self) -> None:
        reply = answer("watch/offers")
        assert rows(reply) == {
            "StreamBox": "stream (US)",
            "ShopTV": "rent or buy (HD, CA, GB)",
            "Discs": "on disc",
            "Fest": "in the cinema (until 20 November 2026)",
        }
        assert "Over: Old Cinema, until 13 December 2012." in texts(reply)
        assert links(reply) == ["https://example.org/box"]

    def test_says_when_it_was_checked_and_that_it_varies(self) -> None:
        reply = answer("watch/offers")
        assert "Offers vary by country and change." in texts(reply)
        assert reply.checked == date(2026, 11, 1)
        assert "Checked on 1 November 2026" in plain_text(reply).splitlines()

    @pytest.mark.parametrize("country", ["CA", "ca", "Canada"])
    def test_a_country_leaves_out_offers_for_others(self, country: str) -> None:
        reply = answer("watch/offers", country=country)
        assert list(rows(reply)) == ["ShopTV", "Discs", "Fest"]
        assert any("look whether they offer it in Canada" in text for text in texts(reply))

    def test_nothing_in_a_country(self) -> None:
        base = base_of(
            one="film: {title: One, year: 1990}\nwatch: {offers: [{service: Box, how: stream, regions: US}]}"
        )
        reply = compose(base.entries["one/watch/offers"], base, today=TODAY, country="norway")
        assert texts(reply)[0] == "I know of no place that offers **One** in Norway. Elsewhere:"
        assert rows(reply) == {"Box": "stream (US)"}
        assert "Nobody has noted when this was checked. Offers vary by country and change." in texts(reply)

    def test_nothing_at_all(self) -> None:
        base = base_of(one="film: {title: One, year: 1990}\nwatch: {offers: [{service: Box, until: 2020-01-01}]}")
        reply = compose(base.entries["one/watch/offers"], base, today=TODAY)
        assert texts(reply)[:2] == [
            "I know of no place that offers **One** at present.",
            "Over: Box, until 1 January 2020.",
        ]
        assert not rows(reply)

    def test_a_country_nobody_knows_shows_everything(self) -> None:
        reply = answer("watch/offers", country="@everyone **land**")
        assert (
            texts(reply)[0]
            == "I do not know a country called “@\u200beveryone \\*\\*land\\*\\*”, so here is everything."
        )
        assert len(rows(reply)) == 4


class TestFreshness:
    def test_old_checks_of_changing_facts_are_marked(self) -> None:
        assert answer("overview/ratings").notice == "Checked on 1 May 2026; may have changed."
        assert answer("overview/ratings").checked == date(2026, 5, 1)  # the oldest row speaks for all

    def test_recent_checks_are_not(self) -> None:
        assert answer("overview/ratings", today=date(2026, 5, 2)).notice is None
        assert answer("watch/offers").notice is None

    def test_what_does_not_change_is_never_marked(self) -> None:
        base = base_of(one="film: {title: One, year: 1990}\noverview: {director: {value: A B, checked: 2000-01-01}}")
        assert compose(base.entries["one/overview/director"], base, today=TODAY).notice is None


class TestSources:
    def test_one_source_with_its_address(self) -> None:
        reply = answer("overview/director")
        assert (reply.source, reply.source_url) == ("A film page", "https://example.org/lantern")

    def test_several_parts_name_all_sources_and_link_none(self) -> None:
        reply = answer("plot/synopsis")
        assert (reply.source, reply.source_url) == ("A film page; General record", None)

    def test_no_source(self) -> None:
        assert answer("trivia/oil").source is None


class TestPeople:
    def test_a_quote_with_its_note(self) -> None:
        reply = answer("quotes/light")
        assert reply.blocks == (
            Quotation("Leave the *light* on.", "Keeper", "to nobody"),
            Text("Note: Some prints say lamp."),
        )

    def test_awards_are_counted(self) -> None:
        reply = answer("awards/all")
        assert texts(reply)[0] == "**The Lantern** won 3 awards and was nominated once."
        assert lines(reply)[0] == "Lamp Awards 2013: Best Keeper – Di Evans, won"
        assert lines(reply)[-1] == "Oil Medal – second place"

    def test_a_critics_words_carry_their_name(self) -> None:
        reply = answer("reviews/professional")
        assert texts(reply) == ["**A critic**: Bright.", "Dim."]
        assert links(reply) == ["https://example.org/review"]


class TestNextSteps:
    def test_are_three_of_the_same_film_and_never_the_entry_itself(self) -> None:
        for each in BASE:
            if each.section in {"quiz", "similar"}:
                continue
            steps = compose(each, BASE, today=TODAY).next_steps
            assert each.id not in [step.entry for step in steps]
            assert len(steps) <= 3
            assert len({step.entry for step in steps}) == len(steps)
            assert all(step.entry.startswith(f"{each.document}/") for step in steps)
            assert all(BASE.entries[step.entry].spoiler <= each.spoiler for step in steps)

    def test_are_stable(self) -> None:
        steps = answer("overview/director").next_steps
        assert [step.entry for step in steps] == [
            "the-lantern/film/about",
            "the-lantern/cast/all",
            "the-lantern/plot/synopsis",
        ]
        assert [step.label for step in steps] == ["About the film", "Who is in it?", "What happens in it?"]

    def test_a_recommendation_leads_to_the_film_that_is_known(self) -> None:
        assert answer("similar/all").next_steps[0].entry == "the-harbour/film/about"
        assert "I can answer questions about *The Harbour*." in texts(answer("similar/all"))
        assert answer("similar/far").next_steps[0].entry == "the-lantern/similar/all"

    def test_general_knowledge_has_none(self) -> None:
        assert answer("faq/who-are-you", film="general").next_steps == ()

    def test_other_films_exist_where_another_film_has_the_fact(self) -> None:
        assert answer("overview/director").other_films
        assert not answer("overview/writers").other_films
        assert answer("cast/keeper").other_films  # the other film's whole cast
        assert not answer("faq/who-are-you", film="general").other_films

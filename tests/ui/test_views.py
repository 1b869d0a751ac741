from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from discord import MessageFlags, ui
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Abstention, Answer, AskBack, Choice, Items, Link, NextStep, Quotation, Reply, Rows, Text
from bot.knowledge import Film, Spoiler
from bot.sandbox.checks import check_message
from bot.services.question import Place
from bot.ui.views import Frame, view_of

FILM = Film("the-sessions", "The Sessions", 2012)
PLACE = Place(1, 2)
ADULT = Place(1, 2, age_restricted=True)
ENTRY = "the-sessions/overview/director"


def _components(view: ui.LayoutView) -> list[dict[str, Any]]:
    return view.to_components()


def _walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from _walk(component.get("components", []))


def _texts(components: list[dict[str, Any]]) -> str:
    return "\n".join(item["content"] for item in _walk(components) if item["type"] == 10)


def _buttons(view: ui.LayoutView) -> dict[str, str]:
    return {item["label"]: item["custom_id"] for item in _walk(_components(view)) if item["type"] == 2}


def _open_and_hidden(view: ui.LayoutView) -> tuple[str, str]:
    components = _components(view)
    hidden = [item for item in components if item.get("spoiler")]
    return _texts([item for item in components if item not in hidden]), _texts(hidden)


def test_an_answer_is_whole() -> None:
    answer = Answer(
        ENTRY,
        "Who directed it?",
        (Text("Ben Lewin."), Rows((("Writer", "Ben Lewin"),)), Items(("one", "two\nlines")),
         Quotation("Go for it.\nNow.", "Father Brendan", "his blessing"), Link("Trailer", "https://example.org/a(b)")),
        film=FILM,
        source="General record",
        source_url="https://example.org/",
        checked=date(2026, 11, 1),
        notice="May have changed.",
        next_steps=(NextStep("the-sessions/cast/all", "Who is in it?"),),
        other_films=True,
    )  # fmt: skip
    view = view_of(answer, Frame(PLACE, question_id=5, asker_id=6))
    assert _texts(_components(view)) == (
        "### Who directed it?\n-# The Sessions (2012)\n-# May have changed.\nBen Lewin.\n**Writer:** Ben Lewin\n- one\n"
        "- two\n  lines\n> Go for it.\n> Now.\n— Father Brendan, his blessing\n[Trailer](https://example.org/a%28b%29)\n"
        "-# Source: [General record](https://example.org/) · checked 1 November 2026\n-# Did that answer it?"
    )
    assert _buttons(view) == {
        "Who is in it?": "f1:next:the-sessions/cast/all",
        "Yes": "f1:yes:5",
        "No": "f1:no:5",
        "Another film?": f"f1:films:{ENTRY}",
        "Remove": "f1:remove:5:6",
    }


@pytest.mark.parametrize("allowed", list(Spoiler))
def test_blocks_above_the_places_level_are_closed(allowed: Spoiler) -> None:
    answer = Answer(
        ENTRY, "What happens?", tuple(Text(f"<{level.label}>", level) for level in Spoiler), spoiler=Spoiler.NONE
    )
    shown, hidden = _open_and_hidden(view_of(answer, Frame(Place(1, 2, spoilers=allowed))))
    for level in Spoiler:
        assert (f"<{level.label}>" in shown) == (level <= allowed)
        assert (f"<{level.label}>" in hidden) == (level > allowed)


def test_a_link_of_a_spoiler_is_closed_with_it() -> None:
    answer = Answer(
        ENTRY,
        "End?",
        (Text("He dies.", Spoiler.ENDING), Link("Scene", "https://e.org/dies", Spoiler.ENDING)),
        spoiler=Spoiler.ENDING,
    )
    shown, hidden = _open_and_hidden(view_of(answer, Frame(PLACE)))
    assert "dies" not in shown
    assert "https://e.org/dies" in hidden


def test_buttons_stand_outside_spoilers() -> None:
    answer = Answer(ENTRY, "End?", (Text("He dies.", Spoiler.ENDING),), spoiler=Spoiler.ENDING)
    for component in _components(view_of(answer, Frame(PLACE, question_id=1, asker_id=2))):
        if component["type"] == 17:
            assert all(item["type"] == 10 for item in component["components"])


@pytest.mark.parametrize(("place", "revealed"), [(PLACE, False), (ADULT, False), (PLACE, True)])
def test_mature_answers_show_where_they_may_or_were_asked_for(place: Place, revealed: bool) -> None:
    answer = Answer(ENTRY, "How explicit?", (Text("Very."),), mature=True)
    view = view_of(answer, Frame(place, question_id=1, revealed=revealed))
    assert ("Very." in _texts(_components(view))) == (place.age_restricted or revealed)
    assert ("Show me" in _buttons(view)) == (not place.age_restricted and not revealed)


def test_an_ask_back_carries_its_question() -> None:
    choices = tuple(Choice(f"the-sessions/faq/{number}", f"Choice {number}", 0.1) for number in range(7))
    view = view_of(AskBack("Which?", choices), Frame(PLACE, question_id=5, asker_id=6))
    assert list(_buttons(view)) == [*(f"Choice {number}" for number in range(5)), "None of these", "Remove"]
    assert _buttons(view)["Choice 0"] == "f1:pick:5:the-sessions/faq/0"


def test_members_words_are_shown_as_they_are() -> None:
    view = view_of(Abstention("I do not know."), Frame(PLACE, asked="**who** [x](https://e.org) @everyone\n# y"))
    assert _texts(_components(view)).startswith("-# “\\*\\*who\\*\\*")
    assert "@everyone" not in _texts(_components(view))


def test_equal_steps_are_one_button() -> None:
    steps = (NextStep("a/b/c", "One"), NextStep("a/b/c", "Same"), NextStep("a/b/d", "Other"))
    assert list(_buttons(view_of(Abstention("No.", next_steps=steps), Frame(PLACE))).values()) == [
        "f1:next:a/b/c",
        "f1:next:a/b/d",
    ]


async def test_the_client_keeps_nothing_of_a_view() -> None:
    assert view_of(Abstention("No."), Frame(PLACE, asker_id=1)).is_finished()


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    ["x" * 2500, "word " * 500]
)
SPOILERS = st.sampled_from(Spoiler)
BLOCKS = st.one_of(
    st.builds(Text, TEXTS, SPOILERS),
    st.builds(Rows, st.lists(st.tuples(TEXTS, TEXTS), max_size=4).map(tuple), SPOILERS),
    st.builds(Items, st.lists(TEXTS, max_size=4).map(tuple), SPOILERS),
    st.builds(Quotation, TEXTS, TEXTS, st.none() | TEXTS, SPOILERS),
    st.builds(Link, TEXTS, TEXTS, SPOILERS),
)
IDS = st.from_regex(r"[a-z]{1,24}/[a-z]{1,10}/[a-z]{1,28}", fullmatch=True)
STEPS = st.lists(st.builds(NextStep, IDS, TEXTS.filter(str.strip)), max_size=40).map(tuple)
REPLIES: st.SearchStrategy[Reply] = st.one_of(
    st.builds(
        Answer, IDS, TEXTS, st.lists(BLOCKS, max_size=6).map(tuple), film=st.none() | st.just(FILM), spoiler=SPOILERS,
        mature=st.booleans(), source=st.none() | TEXTS, source_url=st.none() | TEXTS, notice=st.none() | TEXTS,
        next_steps=STEPS, other_films=st.booleans(), checked=st.none() | st.just(date(2026, 1, 1)),
    ),
    st.builds(AskBack, TEXTS.filter(str.strip), st.lists(st.builds(Choice, IDS, TEXTS.filter(str.strip), st.just(0.1)), max_size=8).map(tuple)),
    st.builds(Abstention, TEXTS.filter(str.strip), next_steps=STEPS, topics=st.lists(TEXTS, max_size=9).map(tuple)),
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(REPLIES, st.none() | st.just(2**63), st.none() | st.just(2**63), TEXTS, st.booleans())
def test_every_reply_fits_into_a_message(
    reply: Reply, question_id: int | None, asker_id: int | None, asked: str, revealed: bool
) -> None:
    """As the sandbox says, which has Discord's numbers from elsewhere than the bot."""
    frame = Frame(PLACE, question_id=question_id, asker_id=asker_id, asked=asked, revealed=revealed)
    components = _components(view_of(reply, frame))
    check_message({"flags": MessageFlags(components_v2=True).value, "components": components})
    assert all(item["content"].strip() for item in _walk(components) if item["type"] == 10), "Discord trims texts"


def test_a_hidden_link_alone_is_announced() -> None:
    answer = Answer(
        ENTRY, "End?", (Text("Watch it."), Link("Scene", "https://e.org/", Spoiler.ENDING)), spoiler=Spoiler.ENDING
    )
    shown, hidden = _open_and_hidden(view_of(answer, Frame(PLACE)))
    assert "gives away the ending" in shown
    assert "Scene" in hidden

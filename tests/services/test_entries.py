"""Entries as moderators look for them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bot.matching.scope import Scope
from bot.matching.scopes import Scopes
from bot.services.entries import Entries
from bot.services.library import Library

KNOWLEDGE = Path(__file__).parents[1] / "end_to_end" / "knowledge"


@pytest.fixture(scope="module")
def entries() -> Entries:
    return Entries(Library.load(KNOWLEDGE))


async def values(entries: Entries, typed: str, *, film: str | None = None) -> list[str]:
    return [suggestion.value for suggestion in await entries.complete(typed, film=film)]


async def test_entries_of_files_are_completed_and_derived_ones_are_not(entries: Entries) -> None:
    assert (await values(entries, "true story"))[0] == "the-sessions/faq/true-story"
    every = await entries.complete("", limit=1000)
    assert "the-sessions/plot/ending" in {suggestion.value for suggestion in every}
    assert "the-sessions/film/about" not in {suggestion.value for suggestion in every}
    assert entries.find("the-sessions/film/about") is None
    assert all(len(suggestion.label) <= 100 for suggestion in every)


async def test_completions_give_nothing_away(entries: Entries) -> None:
    labels = " ".join(suggestion.label for suggestion in await entries.complete("", limit=1000))
    assert "1999" not in labels
    assert "ends the sessions" not in labels


@pytest.mark.parametrize(
    ("typed", "film", "first"),
    [
        ("the-sessions runtime", None, "the-sessions/overview/runtime_minutes"),
        ("sessions runtime", "breathing-lessons", "the-sessions/overview/runtime_minutes"),
        ("the sessions how long", None, "the-sessions/overview/runtime_minutes"),
        ("how long is breathing lessons", "the-sessions", "breathing-lessons/overview/runtime_minutes"),
        ("whos the director", "the-sessions", "the-sessions/overview/director"),
        ("whos the director", "breathing-lessons", "breathing-lessons/overview/director"),
        ("where to watch", None, "the-sessions/watch/offers"),
        ("what can you do", "the-sessions", "general/faq/what-can-you-do"),
        ("explicit", "the-sessions", "the-sessions/faq/how-explicit"),
    ],
)
async def test_what_is_typed_is_understood_as_a_question(
    entries: Entries, typed: str, film: str | None, first: str
) -> None:
    assert (await values(entries, typed, film=film))[0] == first


async def test_an_id_comes_first_then_those_that_begin_so(entries: Entries) -> None:
    assert (await values(entries, "the-sessions/faq/true-story", film="breathing-lessons"))[0] == (
        "the-sessions/faq/true-story"
    )
    faq = [entry.id for entry in entries.of("the-sessions") if entry.section == "faq"]
    assert (await values(entries, "The-Sessions/FAQ/"))[: len(faq)] == faq
    assert (await values(entries, "overview/runtime", film="breathing-lessons"))[0] == (
        "breathing-lessons/overview/runtime_minutes"
    )
    assert (await values(entries, "true-story"))[0] == "the-sessions/faq/true-story"


async def test_without_a_word_the_places_film_comes_first(entries: Entries) -> None:
    found = await values(entries, "", film="the-sessions")
    assert found[: len(entries.of("the-sessions"))] == [entry.id for entry in entries.of("the-sessions")][:25]


async def test_what_would_have_to_be_built_is_built_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = list[int]()
    build = Scopes._build

    def noted(scopes: Scopes, film: str | None) -> Scope:
        threads.append(threading.get_ident())
        return build(scopes, film)

    monkeypatch.setattr(Scopes, "_build", noted)
    fresh = Entries(Library.load(KNOWLEDGE))
    threads.clear()
    assert (await values(fresh, "whos the director", film="breathing-lessons"))[
        0
    ] == "breathing-lessons/overview/director"
    await fresh.search("is it true", film="the-sessions")
    assert threads
    assert threading.get_ident() not in threads


async def test_where_either_may_be_meant_what_is_called_so_comes_first(entries: Entries) -> None:
    async def named(typed: str) -> list[str]:
        return [suggestion.value for suggestion in await entries.named(typed, most=10)]

    assert (await named("the-sessions/faq/true-story"))[0] == "the-sessions/faq/true-story"
    assert (await named("true story"))[0] == "the-sessions/faq/true-story"
    assert (await named("the sess"))[0] == "the-sessions"
    assert (await named("breathing-lessons"))[:2] == ["breathing-lessons", entries.of("breathing-lessons")[0].id]
    assert (await named(""))[:2] == ["breathing-lessons", "the-sessions"]


def test_a_film_lacks_what_its_file_does_not_say(entries: Entries) -> None:
    lacks = entries.lacks("the-sessions")
    assert "overview/composer" in lacks
    assert "awards" in lacks
    assert not {"overview/director", "plot/ending", "watch/offers", "quotes", "film/year"} & set(lacks)
    assert entries.lacks("general") == ()
    assert entries.lacks("no-such-film") == ()


def test_films_come_before_general_knowledge(entries: Entries) -> None:
    assert [suggestion.value for suggestion in entries.documents("")] == [
        "breathing-lessons",
        "the-sessions",
        "general",
        "smalltalk",
    ]


async def test_words_find_what_the_matcher_does_not(entries: Entries) -> None:
    found = [one.entry.id for one in await entries.search("lewin-polio")]
    assert "the-sessions/trivia/lewin-polio" in found
    only = await entries.search("whos the director", film="breathing-lessons")
    assert {one.entry.document for one in only} <= {"breathing-lessons"}


def test_the_likeliest_entries_come_first_then_the_films_own(entries: Entries) -> None:
    likely = [suggestion.value for suggestion in entries.likely("is it true", film="the-sessions")]
    assert likely[0] == "the-sessions/faq/true-story"
    assert len(likely) == len(set(likely))
    assert "the-sessions/faq/how-explicit" in likely

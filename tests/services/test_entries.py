"""Entries as moderators look for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.services.entries import Entries
from bot.services.library import Library

KNOWLEDGE = Path(__file__).parents[1] / "end_to_end" / "knowledge"


@pytest.fixture(scope="module")
def entries() -> Entries:
    return Entries(Library.load(KNOWLEDGE))


def test_entries_of_files_are_completed_and_derived_ones_are_not(entries: Entries) -> None:
    found = [suggestion.value for suggestion in entries.complete("true story")]
    assert found[0] == "the-sessions/faq/true-story"
    every = {suggestion.value for suggestion in entries.complete("", limit=1000)}
    assert "the-sessions/plot/ending" in every
    assert "the-sessions/film/about" not in every
    assert entries.find("the-sessions/film/about") is None
    assert all(len(suggestion.label) <= 100 for suggestion in entries.complete("", limit=1000))


def test_completions_give_nothing_away(entries: Entries) -> None:
    labels = " ".join(suggestion.label for suggestion in entries.complete("", limit=1000))
    assert "1999" not in labels
    assert "ends the sessions" not in labels


def test_a_film_lacks_what_its_file_does_not_say(entries: Entries) -> None:
    lacks = entries.lacks("the-sessions")
    assert "overview/composer" in lacks
    assert "awards" in lacks
    assert not {"overview/director", "plot/ending", "watch/offers", "quotes", "film/year"} & set(lacks)
    assert entries.lacks("general") == ()
    assert entries.lacks("no-such-film") == ()


def test_what_a_film_lacks_is_offered_before_what_it_has(entries: Entries) -> None:
    sections = entries.sections("the-sessions")
    assert sections[0].where == "faq"
    taken = [section.taken for section in sections]
    assert taken == sorted(taken)
    assert {section.where for section in sections if section.taken} >= {"overview/director", "watch/offers"}
    assert [section.where for section in entries.sections("general")] == ["faq"]


def test_films_come_before_general_knowledge(entries: Entries) -> None:
    assert [suggestion.value for suggestion in entries.documents("")] == [
        "breathing-lessons",
        "the-sessions",
        "general",
        "smalltalk",
    ]


def test_words_find_what_the_matcher_does_not(entries: Entries) -> None:
    found = [one.entry.id for one in entries.search("lewin-polio")]
    assert "the-sessions/trivia/lewin-polio" in found
    only = entries.search("whos the director", film="breathing-lessons")
    assert {one.entry.document for one in only} <= {"breathing-lessons"}


def test_the_likeliest_entries_come_first_then_the_films_own(entries: Entries) -> None:
    likely = [suggestion.value for suggestion in entries.likely("is it true", film="the-sessions")]
    assert likely[0] == "the-sessions/faq/true-story"
    assert len(likely) == len(set(likely))
    assert "the-sessions/faq/how-explicit" in likely

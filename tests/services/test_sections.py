"""Where an entry can be added, and how that is found by typing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge import Document, load_knowledge
from bot.services.sections import complete_section, sections

KNOWLEDGE = Path(__file__).parents[1] / "end_to_end" / "knowledge"


@pytest.fixture(scope="module")
def film() -> Document:
    return load_knowledge(KNOWLEDGE).documents["the-sessions"]


def test_what_a_film_lacks_is_offered_before_what_it_has(film: Document) -> None:
    offered = sections(film)
    assert offered[0].where == "faq"
    taken = [section.taken for section in offered]
    assert taken == sorted(taken)
    assert {section.where for section in offered if section.taken} >= {"overview/director", "watch/offers"}
    assert len({section.where for section in offered}) == len(offered)


def test_general_knowledge_has_an_faq_alone() -> None:
    general = load_knowledge(KNOWLEDGE).documents["general"]
    assert [section.where for section in sections(general)] == ["faq"]


def test_lists_and_items_are_among_the_first(film: Document) -> None:
    first = {suggestion.value for suggestion in complete_section("", film)}
    assert {"faq", "quotes", "trivia", "cast", "watch/offers[]", "plot/synopsis[]"} <= first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("where", "watch/offers[]"),
        ("where to watch", "watch/offers[]"),
        ("stream", "watch/offers[]"),
        ("offers", "watch/offers[]"),
        ("Plot: synopsis part", "plot/synopsis[]"),
        ("plot/synopsis", "plot/synopsis"),
        ("imdb", "overview/ratings[]"),
        ("how long", "overview/runtime_minutes"),
        ("oscar", "awards"),
        ("COMPOS", "overview/composer"),
        ("box office: budget", "box_office/budget"),
    ],
)
def test_a_place_is_found_by_its_name_and_by_what_it_is_about(film: Document, typed: str, first: str) -> None:
    assert complete_section(typed, film)[0].value == first


def test_what_is_like_nothing_finds_nothing(film: Document) -> None:
    assert complete_section("xyzzy", film) == []

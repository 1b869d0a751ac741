"""Which entries facts lead to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.knowledge import FACTS, Target, fact_targets, parse_document

TEXT = """
film: {title: The Film, year: 2012}
overview: {director: Ben Lewin}
box_office: {budget: 5, worldwide: 7}
cast:
  - {character: Mark O'Brien, actor: John Hawkes, also_called: [the poet]}
  - {character: Father Brendan, actor: William H. Macy}
  - {character: Mark Twain, actor: Helen Hunt}
  - {character: Vera}
quotes:
  - {text: Go for it., by: Father Brendan}
  - {text: Nobody said this.}
awards:
  - {award: A prize, who: [Helen Hunt, Ben Lewin]}
"""


@pytest.fixture(scope="module")
def targets() -> Mapping[str, tuple[Target, ...]]:
    return fact_targets(parse_document(TEXT, path=Path("a.yaml")))


def slots(targets: tuple[Target, ...], slot: str) -> dict[str, tuple[str, ...]]:
    return {target.entry_id: target.slots[slot] for target in targets}


def test_a_fact_the_film_has_leads_to_its_entry(targets: Mapping[str, tuple[Target, ...]]) -> None:
    assert targets["overview/director"] == (Target("a/overview/director"),)
    assert targets["box_office/profit"] == (Target("a/box_office/profit"),)
    assert targets["cast/all"] == (Target("a/cast/all"),)
    assert "overview/writers" not in targets
    assert "trivia/all" not in targets


def test_single_names_count_where_they_are_unambiguous(targets: Mapping[str, tuple[Target, ...]]) -> None:
    found = slots(targets["cast/character"], "character")
    assert found["a/cast/mark-obrien"] == ("Mark O'Brien", "O'Brien", "the poet")
    assert found["a/cast/father-brendan"] == ("Father Brendan", "Brendan")
    assert found["a/cast/mark-twain"] == ("Mark Twain", "Twain")


def test_an_actor_goes_by_the_last_name_too(targets: Mapping[str, tuple[Target, ...]]) -> None:
    found = slots(targets["cast/role"], "actor")
    assert found["a/cast/father-brendan"] == ("William H. Macy", "Macy")
    assert "a/cast/vera" not in found


def test_quotes_are_found_by_who_says_them(targets: Mapping[str, tuple[Target, ...]]) -> None:
    assert slots(targets["quotes/by"], "character") == {"a/quotes/go-for-it": ("Father Brendan", "Brendan")}


def test_who_has_no_award_is_led_to_all_of_them(targets: Mapping[str, tuple[Target, ...]]) -> None:
    found = [(target.entry_id, target.slots["actor"][0]) for target in targets["awards/who"]]
    assert found == [
        ("a/awards/a-prize", "Helen Hunt"),
        ("a/awards/a-prize", "Ben Lewin"),
        ("a/awards/all", "John Hawkes"),
        ("a/awards/all", "William H. Macy"),
    ]


def test_general_knowledge_has_no_facts() -> None:
    assert not fact_targets(parse_document("faq: []", path=Path("general.yaml")))


def test_the_order_is_that_of_the_facts(targets: Mapping[str, tuple[Target, ...]]) -> None:
    assert list(targets) == [name for name in FACTS if name in targets]


def test_questions_of_facts_fit_a_button() -> None:
    for fact in FACTS.values():
        assert len(fact.asked(character="A name", actor="A name")) <= 80
        assert "{" not in fact.asked("A film", character="A name", actor="A name")

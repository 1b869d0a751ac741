"""The questions that entries answer, as lists show them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge import parse_document


@pytest.mark.parametrize(
    ("section", "name", "item", "question"),
    [
        ("cast", "actor", "character: Ida, actor: Joan", "Who plays Ida?"),
        ("cast", "role", "character: Ida, actor: Joan", "Who plays Ida?"),
        ("quotes", "by", "text: Go., by: Ida", "Who says “Go.”?"),
        ("awards", "who", "award: Oscars, year: 2013, category: Editing", "Oscars 2013: Editing"),
    ],
)
def test_an_item_may_be_called_as_a_fact_of_its_section_is(section: str, name: str, item: str, question: str) -> None:
    text = f"film: {{title: A film, year: 2012}}\n{section}: [{{id: {name}, {item}}}]\n"
    document = parse_document(text, path=Path("film.yaml"))
    assert [entry.question for entry in document.entries if entry.name == name] == [question]

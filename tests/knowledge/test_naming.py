"""Names of entries."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge import parse_document
from bot.knowledge.naming import MAX_DOCUMENT, MAX_NAME, slug


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Father Brendan", "father-brendan"),
        ("Mark O'Brien", "mark-obrien"),
        ("Cheryl Cohen Greene", "cheryl-cohen-greene"),
        ("Amélie Poulain", "amelie-poulain"),
        ("In my heart I feel God will give you a pass", "in-my-heart-i-feel-god-will"),
        ("Supercalifragilisticexpialidocious it is", "supercalifragilisticexpialid"),
        ("七人の侍", ""),
        ("…", ""),
    ],
)
def test_slugs(text: str, name: str) -> None:
    assert slug(text) == name
    assert len(name) <= MAX_NAME


def test_a_document_s_name_is_not_cut_after_an_article() -> None:
    assert slug("Breathing Lessons: The Life and Work of Mark O'Brien", MAX_DOCUMENT) == "breathing-lessons"


def names(section: str) -> list[str]:
    document = parse_document(f"film: {{title: A, year: 2000}}\n{section}\n", path=Path("a.yaml"))
    return [entry.name for entry in document.entries if not entry.derived]


def test_equal_names_are_numbered_in_file_order() -> None:
    assert names("trivia: [Go now., Go now!, {text: x, id: go-now-2}, go now]") == [
        "go-now",
        "go-now-3",
        "go-now-2",
        "go-now-4",
    ]


def test_a_numbered_name_fits() -> None:
    long = "a " * 14
    found = names(f"trivia: ['{long}', '{long}.', '{long}!']")
    assert len(set(found)) == 3
    assert all(len(name) <= MAX_NAME for name in found)


def test_items_without_letters_are_numbered() -> None:
    assert names("quotes: [七人の侍, …]") == ["quotes-1", "quotes-2"]


def test_all_is_reserved_for_the_section() -> None:
    assert names("trivia: [All!]") == ["all-2"]

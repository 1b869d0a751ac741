"""Advice on knowledge, and a new film's file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.knowledge import KnowledgeFolderError, Severity, check_knowledge, new_film_text, parse_document

EXAMPLE = Path(__file__).parent / "data"


def test_errors_and_warnings_come_together(tmp_path: Path) -> None:
    (tmp_path / "general.yaml").write_text("faq: [{id: a, question: b, answer: c}]\n", encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("faq: [{id: a}]\n", encoding="utf-8")
    found = check_knowledge(tmp_path)
    assert {problem.severity for problem in found} == set(Severity)
    assert [problem.code for problem in found] == ["missing", "missing", "no-schema", "few-wordings"]
    assert list(found) == sorted(found)


def test_a_sound_folder_gets_advice_only() -> None:
    assert {problem.severity for problem in check_knowledge(EXAMPLE)} == {Severity.WARNING}


def test_a_missing_folder_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeFolderError):
        check_knowledge(tmp_path / "none")


@pytest.mark.parametrize(
    ("title", "document"),
    [
        ("The Sessions", "the-sessions"),
        ('"Quoted": it\'s #1 {x} \\', "quoted-its-1-x"),
        ("七人の侍", "film-2012"),
        ("1917", "1917"),
        ("Amélie", "amelie"),
    ],
)
def test_a_new_film_s_file_is_sound(title: str, document: str) -> None:
    name, text = new_film_text(title, 2012)
    assert name == document
    loaded = parse_document(text, path=Path(f"{name}.yaml"))
    assert loaded.film
    assert (loaded.film.title, loaded.film.year) == (title, 2012)


def test_what_a_new_film_s_file_shows_in_comments_is_sound_too() -> None:
    """Every section, with its mark of a comment taken away, as a moderator would."""
    name, text = new_film_text("The Film", 2012)
    head, _, rest = text.partition("film:\n")
    opened = re.sub(r"(?m)^(\s*)# (?=\s*[a-z_]+:|\s*- )", r"\1", rest)
    loaded = parse_document(f"{head}film:\n{opened}", path=Path(f"{name}.yaml"))
    sections = {entry.section for entry in loaded.entries if not entry.derived}
    assert sections == {
        "overview",
        "plot",
        "cast",
        "quotes",
        "box_office",
        "content",
        "awards",
        "trivia",
        "watch",
        "similar",
        "faq",
    }

"""Loading a folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.knowledge import KnowledgeBase, KnowledgeError, KnowledgeFolderError, Problem, load_knowledge

FILM = "film: {title: The Film, year: 2012}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "the-film.yaml").write_text(FILM, encoding="utf-8")
    (tmp_path / "general.yml").write_text("faq: [{id: hi, question: hi, answer: hi}]\n", encoding="utf-8")
    return tmp_path


def problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(KnowledgeError) as raised:
        load_knowledge(folder)
    return raised.value.problems


def test_films_and_general_documents_load(folder: Path) -> None:
    base = load_knowledge(folder)
    assert isinstance(base, KnowledgeBase)
    assert set(base.documents) == {"the-film", "general"}
    assert set(base.films) == {"the-film"}
    assert base.root == folder
    assert base.patterns


def test_other_files_are_passed_over(folder: Path) -> None:
    for name in ("notes.md", ".the-film.yaml", "films/.git", "data.json"):
        (folder / name).write_text("{", encoding="utf-8")
    (folder / "pictures.yaml").mkdir()
    assert len(load_knowledge(folder).documents) == 2


def test_a_missing_folder_is_wrong_use_not_bad_knowledge(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeFolderError, match="does not exist"):
        load_knowledge(tmp_path / "none")
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError, match="not a folder"):
        load_knowledge(tmp_path / "file")


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path)
    assert problem.code == "empty-folder"
    assert "film-faq-bot init" in problem.message


def test_all_problems_of_all_files_come_together(folder: Path) -> None:
    (folder / "films" / "one.yaml").write_text(FILM + "colour: red\n", encoding="utf-8")
    (folder / "films" / "two.yaml").write_bytes(b"\xff\xfe")
    (folder / "patterns.yaml").write_text("patterns: [{fact: no/fact, question: x}]\n", encoding="utf-8")
    found = problems(folder)
    assert [(Path(problem.file).name, problem.code) for problem in found] == [
        ("one.yaml", "unknown-key"),
        ("two.yaml", "encoding"),
        ("patterns.yaml", "unknown-fact"),
    ]


def test_links_to_themselves_and_pipes_are_problems(folder: Path) -> None:
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "again").symlink_to(folder)
    os.mkfifo(folder / "pipe.yaml")
    assert [(Path(problem.file).name, problem.code) for problem in problems(folder)] == [
        ("loop.yaml", "unreadable"),
        ("pipe.yaml", "unreadable"),
    ]


def test_a_broken_link_is_a_problem(folder: Path) -> None:
    (folder / "gone.yaml").symlink_to("nowhere")
    (problem,) = problems(folder)
    assert problem.code == "unreadable"


def test_an_overlay_takes_the_place_of_files(folder: Path) -> None:
    base = load_knowledge(
        folder, overlay={"films/the-film.yaml": FILM + "trivia: [One.]\n", "films/new.yaml": FILM.replace("The", "A")}
    )
    assert "the-film/trivia/one" in base.entries
    assert base.films["new"].title == "A Film"
    with pytest.raises(KnowledgeError):
        load_knowledge(folder, overlay={"films/the-film.yaml": "film: ["})


def test_warnings_do_not_keep_knowledge_from_loading(folder: Path) -> None:
    base = load_knowledge(folder, overlay={"films/the-film.yaml": FILM + "similar: [{film: another}]\n"})
    (warning,) = base.warnings
    assert (warning.code, warning.entry) == ("unknown-film", "the-film/similar/another")


def test_a_similar_film_goes_by_its_title(folder: Path) -> None:
    other = "film: {title: 'Films: A Life', year: 2001}\n"
    base = load_knowledge(
        folder, overlay={"films/a-life.yaml": other, "films/the-film.yaml": FILM + "similar: [{film: a-life}]\n"}
    )
    assert base.entries["the-film/similar/a-life"].question == "How is Films: A Life similar to The Film?"


def test_a_folder_s_patterns_add_or_replace(folder: Path) -> None:
    shipped = {pattern.fact: pattern for pattern in load_knowledge(folder).patterns}
    rows = "patterns:\n  - {fact: overview/director, question: 'Who made <film>?'}\n  - {fact: overview/writers, also_asked: [who typed <film>]}\n"
    own = {pattern.fact: pattern for pattern in load_knowledge(folder, overlay={"patterns.yaml": rows}).patterns}
    assert own["overview/director"].wordings == ("Who made <film>?",)
    assert own["overview/writers"].wordings == (*shipped["overview/writers"].wordings, "who typed <film>")
    assert own["plot/ending"] == shipped["plot/ending"]

"""One file's text as a document."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from bot.knowledge import Document, KnowledgeError, Problem, Spoiler, parse_document
from bot.knowledge.model import CastMember, FilmFile, GeneralFile, MinutesFact, PartsFact, TextsFact, Watch

EXAMPLE = Path(__file__).parent / "data" / "films" / "the-sessions.yaml"
HEAD = "film: {title: The Film, year: 2012}\n"


def film(text: str) -> Document:
    return parse_document(HEAD + dedent(text), path=Path("a-film.yaml"))


def problems(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(KnowledgeError) as raised:
        parse_document(text, path=Path("a-film.yaml"))
    return raised.value.problems


def values(document: Document) -> dict[str, Any]:
    return {f"{entry.section}/{entry.name}": entry.value for entry in document.entries}


@pytest.fixture(scope="module")
def example() -> Document:
    return parse_document(EXAMPLE.read_bytes(), path=EXAMPLE)


def test_the_design_s_example_loads(example: Document) -> None:
    assert example.id == "the-sessions"
    assert example.film
    assert example.film.label == "The Sessions (2012)"
    assert example.film.also_known_as == ("The Surrogate",)
    assert example.sources["page"].title == "A film page on The Sessions"
    assert not example.warnings
    ids = [entry.id.removeprefix("the-sessions/") for entry in example.entries]
    assert ids == [
        *("overview/director", "overview/writers", "overview/genres", "overview/runtime_minutes", "overview/ratings"),
        *("plot/badly_explained", "plot/synopsis", "plot/ending", "cast/father-brendan", "quotes/go-for-it"),
        *("box_office/budget", "box_office/domestic", "box_office/worldwide", "content/warnings", "content/audience"),
        *("awards/independent-spirit-awards", "trivia/lewin-polio", "quiz/how-many", "watch/offers"),
        *("similar/the-station-agent", "related/collected-poems", "soundtrack/album", "faq/true-story"),
        *("film/about", "film/year", "film/age", "film/also_known_as", "box_office/profit"),
        *("cast/all", "quotes/all", "trivia/all", "awards/all", "similar/all", "related/all"),
    ]


def test_the_example_s_values(example: Document) -> None:
    found = values(example)
    assert found["overview/director"] == TextsFact(value=("Ben Lewin",))
    assert found["overview/writers"].source == "record"
    assert found["overview/runtime_minutes"] == MinutesFact.model_validate({"value": "95"})
    assert [part.spoiler for part in found["plot/synopsis"].value] == [None, Spoiler.MILD]
    assert isinstance(found["cast/father-brendan"], CastMember)
    assert found["quiz/how-many"].accept == ("six", "6")
    assert isinstance(found["watch/offers"], Watch)
    assert found["watch/offers"].offers[1].until == date(2012, 12, 13)
    assert isinstance(found["film/about"], FilmFile)


def test_levels_and_questions_of_entries(example: Document) -> None:
    entries = {entry.id: entry for entry in example.entries}
    assert entries["the-sessions/plot/ending"].spoiler is Spoiler.ENDING
    assert entries["the-sessions/quiz/how-many"].spoiler is Spoiler.MILD
    assert entries["the-sessions/overview/director"].question == "Who directed The Sessions?"
    assert entries["the-sessions/cast/father-brendan"].question == "Who plays Father Brendan?"
    faq = entries["the-sessions/faq/true-story"]
    assert faq.wordings == ("Is it a true story?", "based on a true story", "did this really happen")
    assert faq.must_match == ("is this based on real events",)
    assert entries["the-sessions/watch/offers"].checked == date(2026, 11, 20)
    assert entries["the-sessions/film/about"].derived


def test_an_ending_may_say_that_it_gives_nothing_away() -> None:
    document = film("plot: {ending: {value: They part., spoiler: none}}")
    assert document.entries[0].spoiler is Spoiler.NONE


def test_scalars_mean_what_was_typed() -> None:
    document = parse_document(
        dedent("""
            film: {title: 1917, year: 2019}
            overview: {country: no, runtime: 2:19, tagline: 007, released: 2019-12-04, language: 0x1F, studio: 1e3}
            trivia: [true, 2001-01-01, .5]
        """),
        path=Path("war.yaml"),
    )
    found = values(document)
    assert document.film
    assert document.film.title == "1917"
    assert found["overview/country"].value == ("no",)
    assert found["overview/runtime_minutes"].value == 139
    assert found["overview/tagline"].value == ("007",)
    assert found["overview/released"].value == date(2019, 12, 4)
    assert found["overview/language"].value == ("0x1F",)
    assert found["overview/studio"].value == ("1e3",)
    assert [entry.value.text for entry in document.entries if entry.section == "trivia" and not entry.derived] == [  # type: ignore[attr-defined]
        "true",
        "2001-01-01",
        ".5",
    ]


@pytest.mark.parametrize("nothing", ["", "~", "null", '""', "'  '", "[]", "{}", "[~, '']"])
def test_an_empty_value_is_not_given(nothing: str) -> None:
    document = film(f"overview:\n  director: {nothing}\n  genres: drama\ntrivia: {nothing}\nsoundtrack: {nothing}\n")
    assert [entry.id for entry in document.entries if not entry.derived] == ["a-film/overview/genres"]


def test_a_quoted_null_is_a_text() -> None:
    assert values(film('overview: {director: "null"}'))["overview/director"].value == ("null",)


def test_one_mature_part_makes_its_entry_mature() -> None:
    """An answer is shown or kept back whole."""
    one, none = (
        film(f"plot: {{synopsis: [A bed., {{text: Bare., mature: {mature}}}]}}").entries[0] for mature in ("yes", "no")
    )
    assert (one.mature, none.mature) == (True, False)


def test_what_is_not_for_everybody_is_asked_for_in_general_terms() -> None:
    """Questions stand on buttons, in autocomplete, and above the button that shows a mature answer."""
    entries = film(
        "trivia: [{text: Bare facts., mature: yes}, Plain facts.]\nquotes: [{text: Bare., mature: yes}]"
    ).entries
    assert [entry.question for entry in entries if not entry.derived] == [
        "What happened behind the scenes of The Film?",
        "Behind the scenes: Plain facts.",
        "What are quotes from The Film?",
    ]


def test_a_part_may_be_written_as_a_text_a_mapping_or_a_list() -> None:
    one = values(film("plot: {synopsis: One.}"))["plot/synopsis"]
    keyed = values(film("plot: {synopsis: {text: One., spoiler: mild}}"))["plot/synopsis"]
    listed = values(film("plot: {synopsis: {value: [One., {text: Two., spoiler: ending}], spoiler: mild}}"))[
        "plot/synopsis"
    ]
    assert isinstance(one, PartsFact)
    assert [part.text for part in one.value] == ["One."]
    assert ([part.text for part in keyed.value], keyed.spoiler) == (["One."], Spoiler.MILD)
    assert [(part.text, part.spoiler) for part in listed.value] == [("One.", None), ("Two.", Spoiler.ENDING)]


def test_comments_after_values_stay_comments() -> None:
    found = values(film("overview:\n  director: Ben Lewin # who else\n  writers: Ben Lewin  #him too\n"))
    assert found["overview/director"].value == found["overview/writers"].value == ("Ben Lewin",)


def test_general_knowledge_and_small_talk() -> None:
    text = "smalltalk: yes\nfaq: [{id: hi, question: Hello, answer: Hello!}]\n"
    document = parse_document(text, path=Path("smalltalk.yaml"))
    assert document.film is None
    assert isinstance(document.model, GeneralFile)
    assert [(entry.id, entry.smalltalk, entry.question) for entry in document.entries] == [
        ("smalltalk/faq/hi", True, "Hello")
    ]


def test_entries_know_their_line_and_column() -> None:
    document = film("overview:\n  director: Ben\n\nfaq:\n  - id: a\n    question: b\n    answer: c\n")
    places = {entry.name: (entry.line, entry.column) for entry in document.entries}
    assert places["director"] == (3, 3)
    assert places["a"] == (6, 5)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_do_not_move_places(end: str, mark: str) -> None:
    text = mark + (HEAD + "trivia:\n  - 😀 é\n  - {text: 😀😀, spoiler: lots}\n").replace("\n", end)
    (problem,) = problems(text.encode())
    assert (problem.line, problem.column, problem.code) == (4, 25, "bad-spoiler")
    assert problems(text) == (problem,)


def test_u2028_and_u0085_end_no_line_for_editors() -> None:
    (problem,) = problems(HEAD + 'trivia:\n  - "a\u2028b\x85c"\n  - {text: x, spoiler: lots}\n')
    assert (problem.line, problem.column) == (4, 24)


def test_places_after_a_mended_line_are_those_of_the_file() -> None:
    found = problems(HEAD + "trivia:\n  - {text: @x, spoiler: lots}\n  - {y} z\n  - {text: a, spoiler: lots}\n")
    assert [(problem.line, problem.column) for problem in found] == [(3, 12), (3, 25), (4, 5), (5, 24)]


def test_a_problem_names_its_entry() -> None:
    (problem,) = problems(HEAD + "faq:\n  - {id: why, question: Why?, answer: So., spoiler: lots}\n")
    assert problem.entry == "a-film/faq/why"


def test_the_loaded_text_has_no_byte_order_mark() -> None:
    assert parse_document(b"\xef\xbb\xbf" + HEAD.encode(), path=Path("a.yaml")).text == HEAD

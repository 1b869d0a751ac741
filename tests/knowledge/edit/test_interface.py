"""What the services and forms build on: changes as JSON, fields, an entry's text, differences, renamed documents."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.knowledge import parse_document
from bot.knowledge.edit import (
    AddEntry,
    AddItem,
    Change,
    EditError,
    RemoveEntry,
    RemoveField,
    RemoveItem,
    RenameEntry,
    SetField,
    apply_changes,
    entry_fields,
    entry_text,
    fields_of,
    from_json,
    rename_document,
    to_json,
)
from bot.knowledge.naming import FIELD_SECTIONS, LIST_SECTIONS, SINGLE_SECTIONS

PATH = Path("film.yaml")
TEXT = """\
film: {title: A film, year: 2012}
sources: {page: A page}
overview:
  director: Ben Lewin   # who
  writers: {value: [Ben Lewin, Mark], source: page}
plot:
  synopsis:
    - One.
    - {text: Two., spoiler: mild}
  ending: {text: He dies., source: page}
trivia: [Plain., {id: own, text: Own.}]
watch:
  offers:
    - {service: Apple TV, how: [rent, buy]}
    - {service: Disc}
faq:
  # about a
  - id: a
    question: A?
    also_asked: one
    answer: >-
      Yes.
      # no comment
    # a comment

  - {id: b, question: B?, answer: No.}
"""


@pytest.mark.parametrize(
    "change",
    [
        SetField("f/faq/a", "answer", "x"),
        SetField("f/faq/a", "also_asked", ("x", "y")),
        RemoveField("f/faq/a", "source"),
        AddItem("f/faq/a", "also_asked", "x"),
        AddItem("f/watch/offers", "offers", "x", {"how": ("rent", "buy"), "url": "y"}),
        RemoveItem("f/faq/a", "also_asked", "x"),
        AddEntry("faq", {"question": "x", "also_asked": ("y", "z")}, "n"),
        AddEntry("faq"),
        RemoveEntry("f/faq/a"),
        RenameEntry("f/faq/a", "b"),
    ],
)
def test_changes_come_back_from_json(change: Change) -> None:
    assert from_json(json.loads(json.dumps(to_json(change)))) == change


@pytest.mark.parametrize("data", [{}, {"kind": "Nothing"}, {"kind": "SetField"}, {"kind": "AddEntry", "fields": 3}])
def test_what_is_no_change_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no change"):
        from_json(data)


def test_fields_of_every_section() -> None:
    for section in (*FIELD_SECTIONS, *LIST_SECTIONS, *SINGLE_SECTIONS):
        fields = fields_of(section)
        names = [field.name for field in fields]
        assert "id" not in names
        assert {"also_asked", "source", "spoiler"} <= set(names)
        assert len(set(names)) == len(names)
    assert fields_of("nothing") == ()


def test_fields_most_important_first() -> None:
    fields = {field.name: field for field in fields_of("faq")}
    assert list(fields)[:3] == ["question", "also_asked", "answer"]
    assert fields["answer"].required
    assert fields["answer"].multiline
    assert fields["answer"].max_length == 3500
    assert fields["also_asked"].is_list
    assert fields["also_asked"].max_length == 300
    assert fields["spoiler"].choices == ("none", "mild", "ending")
    assert not fields["source"].required
    assert fields_of("overview", "director")[0].name == "value"
    assert fields_of("overview", "director")[0].is_list
    assert not fields_of("overview", "runtime_minutes")[0].is_list
    assert fields_of("overview", "nothing") == ()


def test_fields_can_all_be_set() -> None:
    """What a form shows is what an edit takes."""
    for section in ("faq", "cast", "quotes", "trivia", "awards", "related", "bonus"):
        values = {
            "spoiler": "mild",
            "source": "page",
            "checked": "2026-11-20",
            "mature": "yes",
            "year": "2013",
            "url": "https://a.example",
        }
        fields = {field.name: values.get(field.name, "some text") for field in fields_of(section)}
        edited = apply_changes(TEXT, [AddEntry(section, fields)], path=PATH)
        assert dict(entry_fields(edited.document, edited.entries[0])).keys() == fields.keys()


def test_an_entrys_fields() -> None:
    document = parse_document(TEXT, path=PATH)
    assert entry_fields(document, "film/overview/director") == {"value": "Ben Lewin"}
    assert entry_fields(document, "film/overview/writers") == {"value": ("Ben Lewin", "Mark"), "source": "page"}
    assert entry_fields(document, "film/plot/synopsis") == {"value": ("One.", "Two."), "value[1].spoiler": "mild"}
    assert entry_fields(document, "film/plot/ending") == {"value": "He dies.", "source": "page"}
    assert entry_fields(document, "film/trivia/plain") == {"text": "Plain."}
    assert entry_fields(document, "film/faq/a") == {
        "question": "A?",
        "also_asked": "one",
        "answer": "Yes. # no comment",
    }
    assert entry_fields(document, "film/watch/offers") == {
        "offers": ("Apple TV", "Disc"),
        "offers[0].how": ("rent", "buy"),
    }
    assert entry_fields(document, "film/film/about") == {"title": "A film", "year": "2012"}
    assert entry_fields(document, "film/faq/nothing") == {}
    assert entry_fields(document, "film/trivia/all") == {}


def test_fields_set_to_what_they_are_change_nothing() -> None:
    document = parse_document(TEXT, path=PATH)
    for entry in document.entries:
        changes = [SetField(entry.id, field, value) for field, value in entry_fields(document, entry.id).items()]
        assert apply_changes(TEXT, changes, path=PATH).text == TEXT


def test_an_entrys_own_text() -> None:
    document = parse_document(TEXT, path=PATH)
    assert entry_text(document, "film/overview/director") == "  director: Ben Lewin   # who"
    assert entry_text(document, "film/trivia/own") == "{id: own, text: Own.}"
    assert entry_text(document, "film/faq/b") == "  - {id: b, question: B?, answer: No.}"
    own = entry_text(document, "film/faq/a")
    assert own is not None
    assert own.startswith("  - id: a\n")
    assert own.endswith("      # no comment")
    assert entry_text(document, "film/watch/offers") == TEXT[TEXT.index("watch:") : TEXT.index("\nfaq:")]
    assert entry_text(document, "film/faq/c") is None
    assert entry_text(document, "film/trivia/all") is None


def test_a_fact_of_one_part_may_become_several() -> None:
    edited = apply_changes(TEXT, [AddItem("film/plot/ending", "value", "She lives.")], path=PATH)
    assert entry_fields(edited.document, "film/plot/ending") == {"value": ("He dies.", "She lives."), "source": "page"}
    edited = apply_changes(TEXT, [SetField("film/plot/ending", "value", "He lives.")], path=PATH)
    assert edited.text == TEXT.replace("He dies.", "He lives.")


def test_parts_keep_their_keys() -> None:
    edited = apply_changes(TEXT, [SetField("film/plot/synopsis", "value", ("Zero.", "Two."))], path=PATH)
    assert edited.text == TEXT.replace("- One.", "- Zero.")
    edited = apply_changes(TEXT, [SetField("film/plot/synopsis", "value", ("Zero.", "One.", "Two."))], path=PATH)
    assert entry_fields(edited.document, "film/plot/synopsis") == {
        "value": ("Zero.", "One.", "Two."),
        "value[2].spoiler": "mild",
    }


def test_the_film_itself() -> None:
    edited = apply_changes(
        TEXT,
        [SetField("film/film/about", "title", "Another: film"), AddItem("film/film/about", "also_known_as", "X")],
        path=PATH,
    )
    assert edited.text == TEXT.replace(
        "title: A film, year: 2012", 'title: "Another: film", year: 2012, also_known_as: [X]'
    )


def test_a_new_source() -> None:
    edited = apply_changes(
        TEXT, [AddEntry("sources", {"title": "A book", "url": "https://a.example"}, "book")], path=PATH
    )
    assert edited.document.sources["book"].url == "https://a.example"
    edited = apply_changes(edited.text, [SetField("film/sources/book", "title", "B")], path=PATH)
    assert edited.document.sources["book"].title == "B"


def test_ids_are_compared_without_case() -> None:
    assert apply_changes(TEXT, [RemoveEntry("film/faq/B")], path=PATH).entries == ("film/faq/b",)


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no `patch`")
@pytest.mark.parametrize("end", ["\n", ""])
def test_the_difference_is_one_that_patch_applies(tmp_path: Path, end: str) -> None:
    text = TEXT.rstrip("\n") + end
    changes = [
        RemoveEntry("film/faq/b"),
        SetField("film/overview/director", "value", "X"),
        AddEntry("bonus", {"title": "T"}),
    ]
    edited = apply_changes(text, changes, path=PATH)
    (tmp_path / "film.yaml").write_bytes(text.encode())
    subprocess.run(["patch", "-s", "film.yaml"], input=edited.diff.encode(), cwd=tmp_path, check=True)
    assert (tmp_path / "film.yaml").read_bytes() == edited.data
    assert apply_changes(text, [], path=PATH).diff == ""


def test_a_document_renamed() -> None:
    other = "# other\nfilm: {title: Other, year: 2010}\nsimilar:\n  - {film: old-film, why: old-film is quiet}   # yes\n  - film: third\n"
    texts = {
        "films/old-film.yaml": b"film: {title: Old, year: 2000}\n",
        "films/other.yaml": other.encode(),
        "films/third.yaml": b"film: {title: Third old-film, year: 2011}\n",
        "general.yaml": b"faq: []\n",
    }
    changed = rename_document(texts, "old-film", "new-film")
    assert changed == {"films/other.yaml": other.replace("{film: old-film", "{id: old-film, film: new-film").encode()}


@pytest.mark.parametrize("name", ["../x", "A", "", "x" * 25, "other", "old", "twin", "wide", "patterns"])
def test_names_that_no_document_may_have(name: str) -> None:
    texts = {f"films/{stem}.yaml": b"" for stem in ("old", "other", "Twin", "ｗide")}
    with pytest.raises(EditError):
        rename_document(texts, "old", name)


def test_the_patterns_keep_their_name() -> None:
    with pytest.raises(EditError, match="patterns"):
        rename_document({"patterns.yaml": b""}, "patterns", "new")


def test_an_edit_says_what_it_renamed() -> None:
    text = "film: {title: F, year: 2000}\nfaq: [{id: a, question: Q?, answer: A.}, {id: b, question: R?, answer: B.}]\n"
    changes = [
        RenameEntry("film/faq/a", "c"),
        SetField("film/faq/b", "id", "a"),
        SetField("film/faq/c", "answer", "C."),
        RenameEntry("film/faq/c", "b"),
    ]
    edited = apply_changes(text, changes, path=PATH)
    assert [*edited.renamed.items()] == [
        ("film/faq/a", "film/faq/c"),
        ("film/faq/b", "film/faq/a"),
        ("film/faq/c", "film/faq/b"),
    ]
    assert edited.entries == ("film/faq/a", "film/faq/c", "film/faq/b")


@pytest.mark.parametrize(
    ("texts", "written"),
    [
        (("One.", "Three."), "- One.\n    - {text: Three., spoiler: mild}"),
        (("One.", "Three.", "Four."), "- One.\n    - {text: Three., spoiler: mild}\n    - Four."),
        (("Zero.", "One.", "Three."), "- Zero.\n    - One.\n    - {text: Three., spoiler: mild}"),
        (("Two.", "Three."), "- {text: Two., spoiler: mild}\n    - Three."),
        (("Three.", "Two."), "- Three.\n    - {text: Two., spoiler: mild}"),
    ],
)
def test_a_reworded_part_keeps_its_spoiler_level(texts: tuple[str, ...], written: str) -> None:
    """Also where others come and go in the same edit: a form holds all of them in one input."""
    edited = apply_changes(TEXT, [SetField("film/plot/synopsis", "value", texts)], path=PATH)
    assert edited.text == TEXT.replace("- One.\n    - {text: Two., spoiler: mild}", written)

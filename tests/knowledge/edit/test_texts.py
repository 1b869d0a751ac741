"""A value is text, never YAML: whatever a moderator types reads back as typed, in every place and style."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.edit import AddItem, EditError, SetField, apply_changes
from bot.knowledge.edit.style import Hint, Style, reads_back
from tests.knowledge.edit.documents import NASTY, TEXTS
from tests.knowledge.edit.edits import said

PATH = Path("film.yaml")
HEAD = "film: {title: A film, year: 2012}\n"
PLACES = {
    "plain": "faq:\n  - id: a\n    question: A?\n    answer: No.\n",
    "single quotes": "faq:\n  - id: a\n    question: 'A?'\n    answer: 'No.'\n",
    "double quotes": 'faq:\n- id: a\n  question: "A?"\n  answer: "No."\n  also_asked:\n  - "x"\n',
    "literal": "faq:\n  - id: a\n    question: A?\n    answer: |\n      No.\n",
    "folded": "faq:\n  - id: a\n    question: A?\n    answer: >-\n      No.\n    also_asked:\n      - x\n",
    "braces": "faq:\n  - {id: a, question: A?, answer: No., also_asked: [x]}\n",
    "braces over lines": "faq: [\n  {\n    id: a,\n    question: A?,\n    answer: No.   # why\n  }\n]\n",
    "CRLF": "faq:\r\n  - id: a\r\n    question: A?\r\n    answer: No.   # why\r\n    also_asked:\r\n      - x\r\n",
}
ALPHABET = st.sampled_from(" \n\t#:-,[]{}&*!|>'\"%@`\\?~=.xyä映😀\u200d\ufe0f\u00a0\u2028\u2029\x85\ufeff\r0")
ANYTHING = st.one_of(
    st.text(ALPHABET, max_size=40),
    st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=60),
    st.lists(st.text("ab #:", min_size=1, max_size=9), max_size=120).map(" ".join),
)


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=150, deadline=None, database=None)
@given(text=ANYTHING)
def test_any_text_reads_back(place: str, text: str) -> None:
    check(place, text)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", sorted({*TEXTS, *NASTY}), ids=lambda text: ascii(text[:24]))
def test_texts_that_mean_something_to_yaml(place: str, text: str) -> None:
    check(place, text)


def check(place: str, text: str) -> None:
    """As an answer and as a wording, to our loader and to another."""
    wanted = text.strip()
    if not wanted:
        return
    edited = apply_changes(HEAD + PLACES[place], [SetField("film/faq/a", "answer", text)], path=PATH)
    entry = next(entry for entry in edited.document.entries if entry.section == "faq")
    assert entry.value.answer == wanted  # type: ignore[attr-defined]
    assert said(edited.text)["faq"][0]["answer"].strip() == wanted
    if len(wanted) <= 300:
        edited = (
            apply_changes(edited.text, [AddItem("film/faq/a", "also_asked", text)], path=PATH)
            if wanted != "x"
            else edited
        )
        assert said(edited.text)["faq"][0].get("also_asked", ["x"])[-1].strip() == wanted


@pytest.mark.parametrize("code", [0, 7, 0x1B, 0x7F, 0x9F, 0xD800, 0xDFFF, 0xFFFF])
def test_characters_that_no_file_may_hold_are_refused(code: int) -> None:
    char = chr(code)
    with pytest.raises(EditError, match="invisible control character"):
        apply_changes(HEAD + PLACES["plain"], [SetField("film/faq/a", "answer", f"a{char}b")], path=PATH)


@settings(max_examples=300, deadline=None, database=None)
@given(text=ANYTHING, quote=st.sampled_from(("", "'", '"')), flow=st.booleans())
def test_one_line_spellings(text: str, quote: str, flow: bool) -> None:
    if not text.strip():
        return
    written = Style("\n", 100, 2).inline(text, quote, flow=flow)
    assert "\n" not in written
    assert reads_back(written, text, flow=flow)


def test_a_folded_text_keeps_to_the_width() -> None:
    written = Style("\n", 80, 2).written("word " * 100 + "end", column=4, lead=12, hint=Hint())
    assert written.head == ">-"
    assert max(map(len, written.body.split("\n"))) <= 80

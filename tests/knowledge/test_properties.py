"""Whatever stands in a file: it loads, or there are problems; never another exception."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.knowledge import KnowledgeError, Problem, parse_document
from bot.knowledge.lines import Lines
from bot.knowledge.patterns import parse_patterns
from bot.knowledge.quoting import quoted
from bot.knowledge.reading import read_text_of
from bot.knowledge.tree import ScalarNode, SequenceNode
from tests.knowledge.cases import BAD, CASES

DATA = Path(__file__).parent / "data"
SOUND = [path.read_text(encoding="utf-8") for path in sorted(DATA.rglob("*.yaml"))]
BROKEN = [case.read_bytes().decode("utf-8", "replace") for case in CASES if case.is_file()]
PATTERNS = (BAD / "patterns" / "patterns.yaml").read_text(encoding="utf-8")
NASTY = [
    *"#:-?!&*|>%@`\"'{}[],~<>\\\t\r\n\0\x85\u2028\ufeff\U0001f600é",
    *(
        "- ",
        ": ",
        " #",
        "\n  ",
        "\n\n",
        "---\n",
        "...\n",
        "<<: ",
        "? ",
        "null",
        "[" * 25,
        "{a: " * 25,
        "\ud800",
        "9" * 5000,
    ),
]
many = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def problems_of(data: str | bytes) -> tuple[Problem, ...]:
    """The problems; anything else that is raised fails the test."""
    try:
        return parse_document(data, path=Path("a-film.yaml")).warnings
    except KnowledgeError as error:
        return error.problems or pytest.fail("bad knowledge without a problem")


def loads_or_says_why(data: str | bytes) -> None:
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in problems_of(data):
        assert problem.message
        assert 1 <= problem.line <= len(lines)
        assert problem.column >= 1


@st.composite
def mutated(draw: st.DrawFn, texts: list[str]) -> str:
    """A text with pieces deleted, inserted, swapped and doubled."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        piece = draw(st.sampled_from(NASTY))
        text = draw(
            st.sampled_from(
                [
                    text[:start] + text[end:],
                    text[:start] + piece + text[start:],
                    text[:start] + piece + text[end:],
                    text[:start] + text[start:end] * 3 + text[end:],
                    text[:start] + text[start:end][::-1] + text[end:],
                ],
            ),
        )
    return text


@many
@given(mutated(SOUND))
def test_sound_files_mutated(text: str) -> None:
    loads_or_says_why(text)


@many
@given(mutated(BROKEN))
def test_broken_files_mutated(text: str) -> None:
    loads_or_says_why(text)


@many
@given(st.text(), st.sampled_from(["", "film: {title: A, year: 2000}\n", "faq:\n  - ", "trivia: "]))
def test_any_text(text: str, head: str) -> None:
    loads_or_says_why(head + text)


@many
@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    loads_or_says_why(data)


@many
@given(mutated([PATTERNS]))
def test_patterns_mutated(text: str) -> None:
    with suppress(KnowledgeError):
        parse_patterns(text, path=Path("patterns.yaml"))


@many
@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff")
    )
)
def test_quoted_text_comes_back_as_it_was(text: str) -> None:
    """Characters that YAML forbids, or takes for line ends, are left out: one line of text is meant."""
    reading = read_text_of(f"- {quoted(text)}\n")
    assert isinstance(reading.root, SequenceNode)
    (item,) = reading.root.items
    assert isinstance(item, ScalarNode)
    assert item.text == text
    assert not reading.faults


@many
@given(st.text(alphabet="ab\r\n\u2028\x85😀"), st.integers(0, 30))
def test_places_count_lines_as_editors_do(text: str, index: int) -> None:
    index = min(index, len(text))
    if text[index - 1 : index + 1] == "\r\n":
        return  # nothing stands between the two
    before = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    assert Lines(text).place(index) == (before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)

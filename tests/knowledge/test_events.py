"""From events to the tree."""

from __future__ import annotations

import pytest

from bot.knowledge.code import Code
from bot.knowledge.events import MAX_DEPTH, Broken, control_characters, read_events
from bot.knowledge.tree import MappingNode, ScalarNode, SequenceNode


def codes(text: str) -> list[Code]:
    return [fault.code for fault in read_events(text)[1]]


def test_nodes_know_where_they_stand() -> None:
    text = "é: 'b'\nlist: [x, 😀]\n"
    root, faults = read_events(text)
    assert isinstance(root, MappingNode)
    assert not faults
    (_, quoted), (_, items) = root.pairs
    assert isinstance(quoted, ScalarNode)
    assert isinstance(items, SequenceNode)
    assert (text[quoted.start : quoted.end], quoted.text, quoted.style) == ("'b'", "b", "'")
    assert text[items.start : items.end] == "[x, 😀]"
    assert items.flow
    assert [text[item.start : item.end] for item in items.items] == ["x", "😀"]


@pytest.mark.parametrize(
    "text", ["[" * 30_000, "{a: " * 30_000, "- " * 30_000, "[" * 30_000 + "]" * 30_000, "? " * 30_000]
)
def test_deep_nesting_stops_early(text: str) -> None:
    """libyaml's own tree crashes the process on this."""
    assert codes(text) == [Code.TOO_DEEP]


def test_depth_counts_lists_and_mappings() -> None:
    assert not codes("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert codes("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == [Code.TOO_DEEP]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: *x", Code.ALIAS),
        ("a: &x y", Code.ANCHOR),
        ("a: &x [y]", Code.ANCHOR),
        ("a: !x y", Code.TAG),
        ("a: !!str y", Code.TAG),
        ("a: b\n---\nc: d", Code.SECOND_DOCUMENT),
        ("a: b\na: c", Code.DUPLICATE_KEY),
        ("[a]: b", Code.BAD_KEY),
        ("a: b #c", Code.CUT_OFF),
        ("a: #c", Code.CUT_OFF),
        ("- a\n  -b", Code.NO_SPACE),
        ("a: b\n  c:d", Code.NO_SPACE),
        ('a: "\\a"', Code.CONTROL_CHARACTER),
    ],
)
def test_what_yaml_allows_and_our_files_do_not(text: str, code: Code) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "a: b # c",
        "a: b  #c",
        "a: b #",
        "a: b ##",
        "a: 'b' #c",
        "a: C#",
        "a: b#c",
        "a:\n  # c\n  b: c",
        "--- \na: b\n...\n",
        "a: https://x:y",
        "a: x\n  https://y",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert not codes(text)


def test_the_first_of_two_values_of_a_key_stays() -> None:
    root, _ = read_events("a: b\na: c")
    assert isinstance(root, MappingNode)
    assert [value.text for value in root.present.values() if isinstance(value, ScalarNode)] == ["b"]


def test_what_is_no_yaml_says_where() -> None:
    with pytest.raises(Broken) as raised:
        read_events("a: b\nc: d: e")
    assert raised.value.start == 9


@pytest.mark.parametrize(("text", "start"), [("a\x00", 1), ("\x1b[31m", 0), ("é\x7f", 1), ("\ud800", 0), ("\uffff", 0)])
def test_control_characters_are_found(text: str, start: int) -> None:
    assert [fault.start for fault in control_characters(text)] == [start]


def test_ordinary_characters_are_no_control_characters() -> None:
    assert not control_characters("a\tb\r\nc\x85\xa0\u2028é😀\ufeff")

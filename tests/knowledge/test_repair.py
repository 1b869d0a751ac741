"""Guesses at what a broken line meant."""

from __future__ import annotations

import pytest

from bot.knowledge.code import Code
from bot.knowledge.events import Broken, read_events
from bot.knowledge.repair import fault_of, repair


def broken(text: str) -> Broken:
    with pytest.raises(Broken) as raised:
        read_events(text)
    return raised.value


@pytest.mark.parametrize(
    ("text", "mended", "code"),
    [
        ("a: @b", 'a: "@b"', Code.NEEDS_QUOTES),
        ("a: {b} c # d", 'a: "{b} c" # d', Code.NEEDS_QUOTES),
        ("- a: b: c", '- a: "b: c"', Code.NEEDS_QUOTES),
        ("- A note: b: c", '- "A note: b: c"', Code.NEEDS_QUOTES),
        ("a: 'it's'", 'a: "it\'s"', Code.NEEDS_QUOTES),
        ('a: "say "b""', "a: 'say \"b\"'", Code.NEEDS_QUOTES),
        ("{a: @b, c: d}", '{a: "@b", c: d}', Code.NEEDS_QUOTES),
        ("a: [b, c\nd: e", "a: [b, c]\nd: e", Code.UNCLOSED),
        ("a:\n\tb: c", "a:\n  b: c", Code.TAB),
        ("a:\n  b:c\n  d: e", "a:\n  b: c\n  d: e", Code.NO_SPACE),
        ("a: b\n  c: d", "a: b\nc: d", Code.SYNTAX),
        ("a: | b\n   c\n", "a: |\n   b\n   c\n", Code.SYNTAX),
    ],
)
def test_the_likeliest_change_is_made(text: str, mended: str, code: Code) -> None:
    guess, _ = repair(text, broken(text))
    assert guess
    assert (guess.applied(text), guess.fault.code) == (mended, code)
    read_events(mended)


def test_without_a_guess_the_parser_s_error_is_said_in_plain_words() -> None:
    text = "a: b\n- c\n"
    assert repair(text, broken(text))[0] is None
    assert fault_of(broken(text)).code is Code.SYNTAX


def test_guessing_ends_with_its_budget() -> None:
    text = "a: @b"
    assert repair(text, broken(text), budget=len(text) - 1) == (None, 0)


def test_very_long_lines_are_left_alone() -> None:
    text = f"a: @{'b' * 5000}"
    assert repair(text, broken(text))[0] is None

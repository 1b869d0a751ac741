"""Numbers, days, lists and names as a reader expects them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.wording import (
    amount,
    both_amounts,
    clip,
    day,
    exact_amount,
    is_sentence,
    listed,
    literal,
    runtime,
    sentence,
    typed_name,
)


@pytest.mark.parametrize(
    ("whole", "currency", "short", "both"),
    [
        (10_656_155, "USD", "US$10.7 million", "US$10.7 million (US$10,656,155)"),
        (1_000_000, "USD", "US$1 million", "US$1 million"),
        (6_500_000, "EUR", "€6.5 million", "€6.5 million"),
        (999_999, "GBP", "£999,999", "£999,999"),
        (2_923_706_026, "USD", "US$2.9 billion", "US$2.9 billion (US$2,923,706,026)"),
        (1_200, "SEK", "SEK 1,200", "SEK 1,200"),
        (0, None, "0", "0"),
    ],
)
def test_amounts(whole: int, currency: str | None, short: str, both: str) -> None:
    assert amount(whole, currency) == short
    assert both_amounts(whole, currency) == both


def test_exact_amounts_group_thousands() -> None:
    assert exact_amount(10_656_155, "usd") == "US$10,656,155"


@pytest.mark.parametrize(("minutes", "expected"), [(95, "1 h 35 min"), (60, "1 h"), (35, "35 min"), (121, "2 h 1 min")])
def test_running_times(minutes: int, expected: str) -> None:
    assert runtime(minutes) == expected


@pytest.mark.parametrize(
    ("items", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists(items: list[str], expected: str) -> None:
    assert listed(items) == expected


def test_days() -> None:
    assert day(date(2026, 11, 20)) == "20 November 2026"


@pytest.mark.parametrize(
    ("words", "expected"),
    [("It ends.", "It ends."), ("It ends", "It ends."), ("Bros..", "Bros."), ("Really?", "Really?")],
)
def test_sentences_end_once(words: str, expected: str) -> None:
    assert sentence(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Shown first at Sundance.", True), ("Warner Bros.", False), ("a phrase without an end", False)],
)
def test_what_counts_as_a_sentence(words: str, expected: bool) -> None:
    assert is_sentence(words) is expected


@pytest.mark.parametrize(
    ("words", "length", "expected"),
    [("short", 10, "short"), ("one two three", 10, "one two…"), ("abcdefghijkl", 5, "abcd…"), ("", 3, "")],
)
def test_clipping(words: str, length: int, expected: str) -> None:
    assert clip(words, length) == expected


@given(st.text(max_size=120), st.integers(1, 100))
def test_clipping_keeps_the_length(words: str, length: int) -> None:
    assert len(clip(words, length)) <= length


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("the matrix", "the matrix"),
        ("@everyone", "@\u200beveryone"),
        ("<@123> <#5>", "\\<@\u200b123\\> \\<\\#5\\>"),
        ("**bold** `code`", "\\*\\*bold\\*\\* \\`code\\`"),
        ("[x](https://evil.example)", "\\[x\\](https\\://evil.example)"),
        ("a\n# heading", "a \\# heading"),
        ("\u202egnp.exe\u2066\u200b", "gnp.exe"),
        ("z\u0301\u0302\u0303\u0304\u0305\u0306algo", "\u017a\u0302\u0303algo"),
        ("   ", ""),
        ("x" * 500, "x" * 59 + "…"),
    ],
)
def test_what_a_member_typed_is_quoted_harmlessly(typed: str, expected: str) -> None:
    assert typed_name(typed) == expected


@given(st.text(max_size=300))
def test_quoting_back_never_mentions_nor_breaks_the_line(typed: str) -> None:
    quoted = typed_name(typed)
    assert "@" not in quoted.replace("@\u200b", "")
    assert len(quoted.splitlines()) <= 1


def test_titles_are_shown_literally() -> None:
    assert literal("M*A*S*H") == "M\\*A\\*S\\*H"

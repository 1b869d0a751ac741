"""Normalising what people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching import normalize
from bot.matching.normalize import MAX_CHARACTERS, SHORTHAND


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Whos the DIRECTOR??", "who is the director"),
        ("who’s it by", "who is it by"),
        ("Mark O'Brien's bed", "mark obrien bed"),
        ("mark o brien", "mark obrien"),
        ("Léon / Amélie", "leon amelie"),
        ("W.H. Macy", "wh macy"),
        ("<@123> <@!4> <#5> hi <:iron:77> <t:1700000000:R>", "hi"),
        ("see https://example.org/x?y=1 now", "see now"),
        ("@everyone who directed it", "who directed it"),
        ("```py\nwho directed it\n```", "who directed it"),
        ("hw long is it pls", "how long is it please"),
        ("sooooo good", "soo good"),
        ("Rocky III", "rocky 3"),
        ("1,000,000 dollars", "1000000 dollars"),
        ("ｆｕｌｌ width", "full width"),
        ("z̷̡̛a̴l̶g̵o̷", "zalgo"),
        ("\u202ewho directed it\u202c", "who directed it"),
        ("who\u200bdirected", "whodirected"),
        ("🎬🍿 !!!", ""),
        ("", ""),
    ],
)
def test_what_is_typed_comes_into_one_form(typed, expected):
    assert normalize(typed) == expected


@given(st.text(max_size=400))
def test_normalising_twice_equals_once(text):
    once = normalize(text)
    assert normalize(once) == once
    assert len(once) <= MAX_CHARACTERS


@given(st.lists(st.sampled_from([*SHORTHAND, "o", "brien", "ii", "the", "2", "wh", "a" * 290]), max_size=60))
def test_shorthand_in_any_order_is_opened_once(words):
    once = normalize(" ".join(words))
    assert normalize(once) == once


def test_a_question_of_4000_characters_is_cut_at_a_word():
    assert len(normalize("director " * 500)) <= MAX_CHARACTERS
    assert set(normalize("director " * 500).split()) == {"director"}


@pytest.mark.parametrize("digits", ["2", "3", "1917", "007", "12"])
def test_digits_stay_as_they_are(digits):
    assert normalize(f"part {digits}") == f"part {digits}"

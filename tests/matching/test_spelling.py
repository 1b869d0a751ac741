"""Reading misspelt words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.spelling import Speller

WORDS = {
    "director": 9, "surrogate": 5, "obrien": 2, "lewin": 1, "plot": 3, "cast": 4, "netflix": 1, "toy2": 1, "what": 90,
    "the": 200, "pillows": 6, "quote": 5, "make": 40, "kate": 1, "write": 7, "wrote": 7, "song": 4, "from": 8,
}  # fmt: skip
SPELLER = Speller(WORDS)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("direcotr", "director"),
        ("diretcor", "director"),
        ("surogate", "surrogate"),
        ("obrein", "obrien"),
        ("lewwin", "lewin"),
        ("plto", "plot"),
        ("netfilx", "netflix"),
        ("qhat", "what"),  # the key beside, though it is the first letter
        ("fhe", "the"),
        ("uote", "quote"),
        ("jake", "jake"),  # English and a name
        ("mkae", "make"),
    ],
)
def test_a_misspelt_word_is_read_as_the_likeliest_known_one(typed, read):
    assert SPELLER.correct([typed]) == ([read], ((typed, read),) if typed != read else ())


@pytest.mark.parametrize(("typed", "read"), [("purchwse", "purchase"), ("plilow", "pillow"), ("callng", "calling")])
def test_a_word_that_is_no_wordings_is_read_as_the_english_one(typed, read):
    assert SPELLER.nearest(typed) == read


def test_the_words_around_decide_between_likely_ones():
    def beside(first, second):
        return (first, second) in {("who", "wrote"), ("to", "write")}

    assert SPELLER.correct(["who", "wrtoe"], beside)[0] == ["who", "wrote"]
    assert SPELLER.correct(["who", "wrte"], beside)[0] == ["who", "wrote"]
    assert SPELLER.correct(["to", "wrte"], beside)[0] == ["to", "write"]


def test_a_rare_english_word_is_read_anew_only_where_that_is_very_likely():
    def beside(first, second):
        return (first, second) == ("the", "plot")

    assert SPELLER.correct(["the", "plod"], beside)[0] == ["the", "plod"]
    assert SPELLER.correct(["fro", "plod"])[0] == ["fro", "plod"]
    assert SPELLER.nearest("plod") == "plod"


@pytest.mark.parametrize(
    "word", ["director", "lewin", "past", "cost", "coast", "it", "toy2", "toy3", "1994", "xqzvkw", "xy"]
)
def test_known_words_english_words_and_digits_stay(word):
    assert SPELLER.correct([word]) == ([word], ())


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=9), max_size=6))
def test_nothing_with_a_digit_is_read_as_something_else(words):
    read, corrections = SPELLER.correct(words)
    assert len(read) == len(words)
    assert all(one == other for one, other in zip(words, read, strict=True) if not one.isalpha())
    assert all(other in WORDS or SPELLER.nearest(other) == other for _, other in corrections)

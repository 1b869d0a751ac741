"""Reading misspelt words."""

from __future__ import annotations

import pytest

from bot.matching.spelling import Speller

SPELLER = Speller(
    {"director": 9, "surrogate": 5, "obrien": 2, "lewin": 1, "plot": 3, "cast": 4, "netflix": 1, "toy2": 1}
)


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
    ],
)
def test_a_misspelt_word_is_read_as_the_nearest_known_one(typed, read):
    assert SPELLER.correct([typed]) == ([read], ((typed, read),))


@pytest.mark.parametrize(
    "word", ["director", "lewin", "past", "cost", "coast", "it", "toy2", "toy3", "1994", "xqzvkw", "xy"]
)
def test_known_words_english_words_and_digits_stay(word):
    assert SPELLER.correct([word]) == ([word], ())

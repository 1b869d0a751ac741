"""What words have in common beyond their letters."""

from __future__ import annotations

import numpy as np
import pytest

from bot.matching.senses import WHOLE, alike, sense, senses


def _likeness(one: str, other: str) -> float:
    return float(sense(one.split()) @ sense(other.split()))


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [("purchase", "buy", "weather"), ("film", "movie", "delivery"), ("price", "cost", "doctor")],
)
def test_words_that_stand_beside_the_same_words_are_alike(word, near, far):
    assert _likeness(word, near) > _likeness(word, far)


def test_a_frequent_word_says_less_than_a_rare_one():
    assert _likeness("the mattress", "mattress") > _likeness("the mattress", "the")


def test_texts_have_length_one_or_say_nothing():
    assert np.linalg.norm(sense(["who", "directed"])) == pytest.approx(1, abs=1e-6)
    assert not sense(["xqzvkw", "1994"]).any()
    assert not sense([]).any()


def test_rows_in_whole_numbers_are_near_enough():
    texts = [("buy", "a", "mattress"), ("who", "directed", "it"), ()]
    rows = senses(texts)
    assert abs(rows).max() <= WHOLE
    for row, text in zip(rows, texts, strict=True):
        found = alike(row[None, :], sense(("purchase", "it")))
        assert found[0] == pytest.approx(float(sense(text) @ sense(("purchase", "it"))), abs=0.02)

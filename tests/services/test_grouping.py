"""What means the same: tables of wordings, and laws that hold for any."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.grouping import Meaning, grouped, meaning, most_used


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("who directed it", "Who directed this movie?"),
        ("whos the ghost", "who is the ghost"),
        ("was the lamp real", "is the lamp real"),
        ("who played the keeper's brother", "who plays the keepers brother"),
        ("what happened to the lighthouse", "what happend to the lighthouse"),
    ],
)
def test_wordings_that_mean_the_same(first: str, second: str) -> None:
    assert meaning(first).is_like(meaning(second))
    assert len(grouped([(meaning(first), 1), (meaning(second), 2)])) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("who is the keeper", "where is the keeper"),
        ("who plays the mother", "who plays the brother"),
        ("is there a part 2", "is there a part 3"),
        ("does he die", "does he sing"),
        ("it", "them"),
        ("why did the keeper leave the lighthouse", "why did the keeper not leave the lighthouse"),
    ],
)
def test_wordings_that_do_not(first: str, second: str) -> None:
    assert not meaning(first).is_like(meaning(second))
    assert len(grouped([(meaning(first), 1), (meaning(second), 2)])) == 2


def test_the_matchers_guess_joins_wordings_that_are_somewhat_alike() -> None:
    first, second = "was the lamp ever a real light", "real lamp"
    assert not meaning(first).is_like(meaning(second))
    assert meaning(first, topic="a/faq/lamp").is_like(meaning(second, topic="a/faq/lamp"))
    assert not meaning(first, topic="a/faq/lamp").is_like(meaning(second, topic="a/faq/oil"))
    assert not meaning("oil", topic="a/faq/lamp").is_like(meaning(second, topic="a/faq/lamp"))


def test_what_the_matcher_is_sure_of_joins_any_wordings() -> None:
    first = meaning("who made the music", topic="overview/composer", sure=True)
    second = meaning("soundtrack by", topic="overview/composer", sure=True)
    assert first.is_like(second)
    assert len(grouped([(first, 1), (second, 2)])) == 1
    assert not meaning("who made the music", topic="overview/composer").is_like(second)


def test_blocks_are_kept_apart() -> None:
    here, there = meaning("who directed it", block=("a", None)), meaning("who directed it", block=("b", None))
    assert len(grouped([(here, 1), (there, 2), (here, 3)])) == 2


def test_a_third_wording_joins_two() -> None:
    chain = [
        meaning(text) for text in ("the lighthouse keepers", "the lighthouse keeperss", "the lighthouse keepersss")
    ]
    assert len(grouped((one, place) for place, one in enumerate(chain))) == 1


def test_values_most_used_come_first() -> None:
    assert most_used("abcbcac", order=str) == ("c", "a", "b")
    assert most_used([], order=str) == ()


WORDS = [
    "lamp",
    "lamps",
    "lighthouse",
    "lighthuose",
    "light",
    "lights",
    "keeper",
    "keepers",
    "ghost",
    "who",
    "where",
    "part",
    "2",
    "3",
    "it",
    "",
]
meanings = st.builds(
    lambda words, block, topic, sure: meaning(" ".join(words), block=(block,), topic=topic, sure=sure),
    st.lists(st.sampled_from(WORDS), max_size=4),
    st.sampled_from(["a", None]),
    st.sampled_from(["x", "y", None]),
    st.booleans(),
)


@settings(max_examples=200)
@given(st.lists(meanings, max_size=12), st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order(keys: list[Meaning], shuffler: random.Random) -> None:
    items = list(enumerate(keys))
    expected = partition(items)
    shuffler.shuffle(items)
    assert partition(items) == expected


def partition(items: list[tuple[int, Meaning]]) -> set[frozenset[int]]:
    return {frozenset(group) for group in grouped((key, place) for place, key in items)}


@settings(max_examples=200)
@given(st.lists(meanings, max_size=10))
def test_groups_are_what_the_rule_for_two_joins(keys: list[Meaning]) -> None:
    """The quick way over matrices gives exactly the closure of `is_like`."""
    groups = {place: {place} for place in range(len(keys))}
    for first, second in combinations(range(len(keys)), 2):
        if keys[first] == keys[second] or keys[first].is_like(keys[second]):
            joined = groups[first] | groups[second]
            for place in joined:
                groups[place] = joined
    assert partition(list(enumerate(keys))) == {frozenset(group) for group in groups.values()}


@given(meanings, meanings)
def test_likeness_is_mutual(first: Meaning, second: Meaning) -> None:
    assert first.is_like(second) == second.is_like(first)
    assert first.is_like(first)

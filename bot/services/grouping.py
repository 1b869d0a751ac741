"""Which wordings mean the same: the rule by which the inbox, wishes and proposed wordings are grouped."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from rapidfuzz import fuzz, process

from bot.matching import normalize
from bot.matching.words import POINTING, english, stem

NEARLY_THE_SAME = 90.0
"""Score of rapidfuzz's ratio from which two wordings may differ in spelling only."""

SAME_TOPIC = 66.0
"""Words that two wordings share, in hundredths of the words they have: enough where the matcher takes both for a
question about one thing."""

ROWS = 64
"""Wordings compared with all others in one go."""

LIGHT = POINTING | {
    "a", "an", "the", "that", "these", "those", "of", "in", "for", "from", "on", "at", "to", "about", "is", "are", "was",
    "were", "be", "been", "am", "do", "does", "did", "has", "have", "had", "i", "you", "me", "please", "can", "could", "tell",
}  # fmt: skip
"""Words that carry no meaning of a question."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Meaning:
    """What is compared of a wording.

    Two wordings mean the same when they stand in one `block` with equal numbers, and
    - the matcher is sure that both are about one `topic`, or
    - their words are the same, or differ in spelling only (`NEARLY_THE_SAME`): what one has and the other has not is no
      English word on one side, for a brother is not a misspelt mother, or
    - the matcher guesses one topic for both, and they share most of their words (`SAME_TOPIC`).
    """

    block: tuple[str, ...]  # what must be equal: the film, the entry that was shown
    numbers: tuple[str, ...]  # digits are exact: part 2 is not part 3
    words: str  # stems that carry meaning, in alphabetical order
    topic: str = ""  # what the matcher takes it to be about; empty when it has no idea
    sure: bool = False
    strange: tuple[str, ...] = ()  # those of the words that are no English ones

    def is_like(self, other: Meaning) -> bool:
        """Whether the two mean the same."""
        if (self.block, self.numbers) != (other.block, other.numbers):
            return False
        if self.topic and self.topic == other.topic:
            if self.sure and other.sure:
                return True
            if fuzz.ratio(self.words.split(), other.words.split()) >= SAME_TOPIC:
                return True
        return self.is_spelt_like(other) and fuzz.ratio(self.words, other.words) >= NEARLY_THE_SAME

    def is_spelt_like(self, other: Meaning) -> bool:
        """Whether the two may differ in spelling alone, going by what English words they have."""
        mine, theirs = set(self.words.split()), set(other.words.split())
        my_own, their_own = mine - theirs, theirs - mine
        if not my_own or not their_own:
            return self.words == other.words
        return my_own.issubset(self.strange) or their_own.issubset(other.strange)


def meaning(
    text: str,
    *,
    block: Iterable[str | None] = (),
    topic: str | None = None,
    sure: bool = False,
    light: Container[str] = LIGHT,
    stemmed: bool = True,
) -> Meaning:
    """The meaning of a wording as far as it is compared; `light` are words that carry none, unless there are no others."""
    tokens = normalize(text).split()
    heavy = [token for token in tokens if token not in light] or tokens
    form: Callable[[str], str] = stem if stemmed else str
    words = sorted(map(form, heavy))
    strange = sorted({form(token) for token in heavy if token not in english()})
    numbers = sorted(token for token in tokens if any(character.isdigit() for character in token))
    return Meaning(
        tuple(part or "" for part in block), tuple(numbers), " ".join(words), topic or "", sure, tuple(strange)
    )


def grouped(items: Iterable[tuple[Meaning, T]]) -> list[list[T]]:
    """Put together what means the same, also by way of a third; neither groups nor members depend on the order given.

    Members keep the order they came in. Takes a tenth of a second for a thousand different wordings of one film, and a
    second or two for five thousand.
    """
    members: defaultdict[Meaning, list[T]] = defaultdict(list)
    for key, item in items:
        members[key].append(item)
    distinct = sorted(members)
    joined = _Sets(len(distinct))
    for first, second in _pairs(distinct):
        joined.join(first, second)
    groups: defaultdict[int, list[T]] = defaultdict(list)
    for place, key in enumerate(distinct):
        groups[joined.of(place)] += members[key]
    return list(groups.values())


def most_used(values: Iterable[T], *, order: Callable[[T], Any]) -> tuple[T, ...]:
    """Different values, the most used first; among those used equally often `order` decides."""
    counts = Counter(values)
    return tuple(sorted(counts, key=lambda value: (-counts[value], order(value))))


def _pairs(distinct: Sequence[Meaning]) -> Iterator[tuple[int, int]]:
    """Places of meanings that are alike, enough of them to join all that belong together."""
    for places in _by(range(len(distinct)), lambda place: (distinct[place].block, distinct[place].numbers)):
        near = _alike(places, [distinct[place].words for place in places], NEARLY_THE_SAME)
        yield from ((first, second) for first, second in near if distinct[first].is_spelt_like(distinct[second]))
        for about in _by((place for place in places if distinct[place].topic), lambda place: distinct[place].topic):
            yield from pairwise(place for place in about if distinct[place].sure)
            yield from _alike(about, [distinct[place].words.split() for place in about], SAME_TOPIC)


def _alike(places: Sequence[int], words: Sequence[Sequence[Hashable]], cutoff: float) -> Iterator[tuple[int, int]]:
    """Places whose words, letter by letter or word by word, reach a score."""
    for begin in range(0, len(words), ROWS):  # in strips: other threads have their turn between two
        strip = words[begin : begin + ROWS]
        scores = process.cdist(strip, words[begin:], scorer=fuzz.ratio, score_cutoff=cutoff, dtype=np.float32)
        for row, column in np.argwhere(np.triu(scores, k=1)):
            yield places[begin + row], places[begin + column]


def _by(places: Iterable[int], key: Callable[[int], Hashable]) -> Iterator[list[int]]:
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place in places:
        found[key(place)].append(place)
    yield from found.values()


class _Sets:
    """Disjoint sets of places, joined two by two."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def of(self, place: int) -> int:
        """The least place of its set."""
        while (above := self._above[place]) != place:
            self._above[place] = self._above[above]
            place = above
        return place

    def join(self, first: int, second: int) -> None:
        """Make one set of two."""
        low, high = sorted((self.of(first), self.of(second)))
        self._above[high] = low

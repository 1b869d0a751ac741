"""Read misspelt words of a question as words of the knowledge base."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from rapidfuzz.distance import OSA

from bot.matching.keyboard import NEIGHBOURS
from bot.matching.senses import table
from bot.matching.words import english

MIN_LENGTH = 3
SHORT = 4  # up to here the first letter stays, or the word is an anagram
ONE_EDIT = 6  # up to here one edit, beyond it two
PREFIX = 8  # of long words only this much is indexed under deletions; the distance is then checked on the whole
STALE = 1.5  # words that a shared index knows, to those that are left: from here a new one is made
FIRST = 0.5  # edits that another first letter counts, half of it where it is easily mistyped so,
SLIP = 0.4  # that slips of a finger count less, to a key beside or to the letter before its turn,
FREQUENT = 0.15  # that a word of the knowledge base counts less for the logarithm of its frequency,
ENGLISH = 0.3  # that a word counts more that is English and not of the knowledge base,
PAIRED = 0.4  # and less where it stands beside a word as in the knowledge base
RARE = 1e7  # of an English word's count: a rarer one is read as a word of the knowledge base,
DOUBTED = 0.45  # if that costs less than this
_CACHED = 20_000

Pairs = Callable[[str, str], bool]
Choices = tuple[tuple[float, str], ...]


class Deletions:
    """Words by what is left of them when letters are deleted; grows, and may be looked at while it does."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self.index: dict[str, list[str]] = defaultdict(list)

    def add(self, words: set[str]) -> None:
        """Take in words that are new."""
        for word in sorted(words - self.words):
            for key in _keys(word, _reach(word)):
                self.index[key].append(word)
            self.words.add(word)


class Speller:
    """Corrects towards one vocabulary; what is in it, in English, or written with digits stays as it is."""

    def __init__(self, vocabulary: Mapping[str, int], *, deletions: Deletions | None = None) -> None:
        """`deletions` come from a speller of nearly the same vocabulary, and may know words that this one has not."""
        self._vocabulary = dict(vocabulary)
        self._english = english()
        words = {word for word in self._vocabulary if len(word) >= MIN_LENGTH and word.isalpha()}
        if deletions is None or len(deletions.words | words) > STALE * len(words):
            deletions = Deletions()
        deletions.add(words)
        self.deletions = deletions
        self._seen: dict[str, Choices] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._vocabulary

    def correct(
        self, words: Sequence[str], pairs: Pairs | None = None
    ) -> tuple[list[str], tuple[tuple[str, str], ...]]:
        """Return the words as read, and what was read differently as pairs (typed, read as).

        `pairs` tells whether two words stand beside each other in the knowledge base.
        """
        read = list(words)
        for place, word in enumerate(words):
            choices = self._choices(word)
            if len(choices) > 1 and pairs is not None:
                before, behind = read[place - 1 : place] if place else [], words[place + 1 : place + 2]
                choices = tuple(
                    (
                        cost
                        - PAIRED
                        * (any(pairs(one, other) for one in before) + any(pairs(other, one) for one in behind)),
                        other,
                    )
                    for cost, other in choices
                )
            if choices and (word not in self._english or min(choices)[0] < DOUBTED):
                read[place] = min(choices)[1]
        return read, tuple((a, b) for a, b in zip(words, read, strict=True) if a != b)

    def nearest(self, word: str) -> str:
        """The word that `word` most likely stands for; itself where none is near."""
        choices = () if word in self._english else self._choices(word)
        return choices[0][1] if choices else word

    def _choices(self, word: str) -> Choices:
        """What a word may stand for, with costs, likeliest first; nothing for a word that stays as it is."""
        if word in self._vocabulary or len(word) < MIN_LENGTH or not word.isalpha():
            return ()
        if self._english.get(word, 0) > RARE:
            return ()
        if (known := self._seen.get(word)) is not None:
            return known
        found = tuple(sorted((self._cost(word, other), other) for other in self._near(word)))
        if found:
            found = tuple(choice for choice in found if choice[0] <= found[0][0] + 2 * PAIRED)
        if len(self._seen) >= _CACHED:
            self._seen.clear()
        self._seen[word] = found
        return found

    def _near(self, word: str) -> set[str]:
        reach = _reach(word)
        index, known = self.deletions.index, self._vocabulary
        near = {other for key in _keys(word, reach) for other in index.get(key, ()) if other in known}
        near = {other for other in near if OSA.distance(word, other, score_cutoff=reach) <= reach}
        if word in self._english:
            near = {other for other in near if other[0] == word[0]}
        else:
            near |= frequent_near(word)
        return {other for other in near if min(len(word), len(other)) > SHORT or _begins_alike(word, other)}

    def _cost(self, word: str, other: str) -> float:
        cost = float(OSA.distance(word, other))
        if word[0] != other[0] and sorted(word[:2]) != sorted(other[:2]):
            cost += FIRST / 2 if _begins_alike(word, other) else FIRST
        if len(word) == len(other):
            differing = [(a, b) for a, b in zip(word, other, strict=True) if a != b]
            if all(b in NEIGHBOURS.get(a, "") for a, b in differing) or sorted(word) == sorted(other):
                cost -= SLIP
        if count := self._vocabulary.get(other, 0):
            return cost - FREQUENT * math.log1p(count)
        return cost + ENGLISH


def _begins_alike(word: str, other: str) -> bool:
    """Whether two words have the same first letter, or one that is easily mistyped so."""
    if word[0] == other[0] or word[0] in NEIGHBOURS.get(other[0], "") or sorted(word) == sorted(other):
        return True
    return word == other[1:]


@cache
def _buckets() -> Mapping[tuple[str, int], tuple[str, ...]]:
    """Frequent English words by their beginning and length, and by their end and length."""
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for word in table()[0]:
        if len(word) > MIN_LENGTH:
            found[word[0], len(word)].append(word)
            found[word[-2:], len(word)].append(word)
    return {key: tuple(words) for key, words in found.items()}


def frequent_near(word: str) -> set[str]:
    """Frequent English words one edit away, with the same first letter or the same two last ones."""
    buckets = _buckets()
    return {
        other
        for length in (len(word) - 1, len(word), len(word) + 1)
        for key in ((word[0], length), (word[-2:], length))
        for other in buckets.get(key, ())
        if OSA.distance(word, other, score_cutoff=1) <= 1
    }


def count_words(texts: Iterable[Sequence[str]]) -> dict[str, int]:
    """How often each word occurs, for `Speller`."""
    counts: dict[str, int] = defaultdict(int)
    for words in texts:
        for word in words:
            counts[word] += 1
    return dict(counts)


def _reach(word: str) -> int:
    return 1 if len(word) <= ONE_EDIT else 2


def _keys(word: str, reach: int) -> set[str]:
    """The word's beginning with up to `reach` letters deleted (symmetric deletion)."""
    keys = {word[:PREFIX]}
    edge = keys
    for _ in range(reach):
        edge = {key[:i] + key[i + 1 :] for key in edge for i in range(len(key))}
        keys |= edge
    return keys

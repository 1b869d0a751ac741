"""The vector space of wordings: TF-IDF over words and over characters, as immutable arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.words import stem

WORD_WEIGHT = 0.49  # of word similarity, beside 1.0 of character similarity
MIN_GRAM, MAX_GRAM = 2, 5  # characters, within words
LONG_LIST = 1_000  # rows: features that so many wordings share are left out of the first search
SKETCH = 1024  # dimensions in which wordings are compared with each other, errors being about 1 / sqrt(SKETCH)
SLICE = 64  # dimensions of the sketch that are multiplied at once
_CACHED_WORDS = 20_000
_PARTS = (math.sqrt(1 / (1 + WORD_WEIGHT)), math.sqrt(WORD_WEIGHT / (1 + WORD_WEIGHT)))  # characters, words

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Weights = NDArray[np.float32]
Words = Sequence[str]


@lru_cache(maxsize=_CACHED_WORDS)
def grams_of(word: str) -> tuple[str, ...]:
    """Character n-grams of one word between blanks."""
    padded = f" {word} "
    size = len(padded)
    return tuple(
        padded[start : start + length]
        for length in range(MIN_GRAM, min(MAX_GRAM, size) + 1)
        for start in range(size - length + 1)
    )


def terms_of(words: Words) -> list[str]:
    """Stems of the words and of neighbouring pairs."""
    stems = [stem(word) for word in words]
    return stems + [f"{first} {second}" for first, second in pairwise(stems)]


@dataclass(frozen=True, slots=True)
class Query:
    """A text in the space: features and weights; the character part and the word part have length 1 together."""

    words: tuple[str, ...]
    features: Ints
    weights: Weights


class Space:
    """One kind of features: their numbers, inverse document frequencies, and the rows that have them."""

    def __init__(
        self, rows: Iterable[Words], features_of: Callable[[str], Sequence[str]] = lambda feature: (feature,)
    ) -> None:
        """`features_of` gives the features of one item of a row: of an item that returns they are numbered once."""
        numbers: dict[str, int] = {}
        places: dict[str, int] = {}  # of each item, among those that differ
        features: list[int] = []  # of one such item after another
        ends = [0]
        items: list[int] = []
        sizes: list[int] = []
        for row in rows:
            for item in row:
                place = places.get(item)
                if place is None:
                    place = places[item] = len(places)
                    features += [numbers.setdefault(feature, len(numbers)) for feature in features_of(item)]
                    ends.append(len(features))
                items.append(place)
            sizes.append(len(row))
        self._numbers = numbers
        width = max(1, len(numbers))
        bounds: NDArray[np.int64] = np.asarray(ends, dtype=np.int64)
        item_of: NDArray[np.int64] = np.asarray(items, dtype=np.int64)
        lengths = np.diff(bounds)[item_of]
        flat = np.asarray(features, dtype=np.int64)[spans(bounds[item_of], lengths)]
        row_of = np.repeat(np.repeat(np.arange(len(sizes), dtype=np.int64), sizes), lengths)
        keys, counts = np.unique(row_of * width + flat, return_counts=True)
        row_of, feature_of = keys // width, keys % width
        frequency = np.bincount(feature_of, minlength=width)
        self.idf: Floats = np.log((1 + len(sizes)) / (1 + frequency)) + 1
        self.rarest = math.log(1 + len(sizes)) + 1  # what a feature that no row has would weigh
        weights = (1 + np.log(counts)) * self.idf[feature_of]
        norms = np.sqrt(np.bincount(row_of, weights * weights, minlength=len(sizes)))
        self.rows = row_of
        self.features = feature_of
        self.weights: Floats = weights / np.where(norms == 0, 1, norms)[row_of]
        self._words: dict[str, NDArray[np.int64]] = {}

    def __len__(self) -> int:
        return len(self.idf)

    def __contains__(self, feature: str) -> bool:
        return feature in self._numbers

    def weight(self, feature: str) -> float:
        """Inverse document frequency; of an unknown feature that of one that no row has."""
        number = self._numbers.get(feature)
        return self.rarest if number is None else float(self.idf[number])

    def numbers_of(self, features: Iterable[str]) -> list[int]:
        """Numbers of those features that are known here."""
        known = self._numbers.get
        return [number for feature in features if (number := known(feature)) is not None]

    def numbers_of_word(self, word: str) -> NDArray[np.int64]:
        """Numbers of a word's character n-grams; remembered, since words return."""
        found = self._words.get(word)
        if found is None:
            found = np.asarray(self.numbers_of(grams_of(word)), dtype=np.int64)
            if len(self._words) >= _CACHED_WORDS:
                self._words.clear()
            self._words[word] = found
        return found

    def vector(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
        """Features, which may repeat, with weights of length 1."""
        features, counts = np.unique(numbers, return_counts=True)
        weights = (1 + np.log(counts)) * self.idf[features]
        length = math.sqrt(float(weights @ weights))
        return features, weights / length if length else weights


class Index:
    """All wordings in one space: characters' features first, words' behind them. A row is one wording."""

    def __init__(self, wordings: Sequence[Words]) -> None:
        self.terms = Space(terms_of(words) for words in wordings)
        self._chars = Space(wordings, grams_of)
        self.split = len(self._chars)  # number of the first word feature
        self.width = self.split + len(self.terms)
        rows = np.concatenate((self._chars.rows, self.terms.rows))
        order = np.argsort(rows, kind="stable")
        features = np.concatenate((self._chars.features, self.terms.features + self.split))
        weights = np.concatenate((self._chars.weights * _PARTS[0], self.terms.weights * _PARTS[1]))
        self.features: Ints = features[order].astype(np.int32)
        self.weights: Weights = weights[order].astype(np.float32)
        self.indptr: Ints = np.searchsorted(rows[order], np.arange(len(wordings) + 1)).astype(np.int32)
        # Which dimension of the sketch a feature falls into, and with which sign: the same for the same index.
        chance = np.random.default_rng(0)
        self._fold: Ints = chance.integers(0, SKETCH, self.width, dtype=np.int32)
        self._sign: Weights = (2 * chance.integers(0, 2, self.width, dtype=np.int8) - 1).astype(np.float32)

    def query(self, words: Words) -> Query:
        """Put a question's words into the space; what no wording has is left out."""
        grams = [self._chars.numbers_of_word(word) for word in words]
        features, weights = self._chars.vector(np.concatenate(grams) if grams else np.zeros(0, np.int64))
        terms, heavier = self.terms.vector(np.asarray(self.terms.numbers_of(terms_of(words)), dtype=np.int64))
        return Query(
            tuple(words),
            np.concatenate((features, terms + self.split)).astype(np.int32),
            np.concatenate((weights * _PARTS[0], heavier * _PARTS[1])).astype(np.float32),
        )

    def similarities(self, query: Query, rows: Ints) -> tuple[Floats, Floats]:
        """Exact similarity of some rows by characters and by words, each 0 to 1."""
        starts = self.indptr[rows]
        sizes = self.indptr[rows + 1] - starts
        at = spans(starts, sizes)
        asked = np.zeros(self.width, dtype=np.float32)
        asked[query.features] = query.weights
        features = self.features[at]
        products = self.weights[at] * asked[features]
        owner = np.repeat(np.arange(len(rows)), sizes)
        everything = np.bincount(owner, products, minlength=len(rows))
        of_words = np.bincount(owner, products * (features >= self.split), minlength=len(rows))
        return (everything - of_words) / _PARTS[0] ** 2, of_words / _PARTS[1] ** 2

    def gram(self, rows: Ints) -> Weights:
        """Similarity of some rows to each other, by a count sketch of `SKETCH` dimensions; 1 on the diagonal."""
        starts = self.indptr[rows]
        sizes = self.indptr[rows + 1] - starts
        at = spans(starts, sizes)
        features = self.features[at]
        fold = self._fold[features]
        # laid out as SLICES x rows x dimensions of a slice
        place = (fold // SLICE * len(rows) + np.repeat(np.arange(len(rows)), sizes)) * SLICE + fold % SLICE
        sketch = np.bincount(place, self.weights[at] * self._sign[features], minlength=len(rows) * SKETCH)
        folded = sketch.astype(np.float32).reshape(SKETCH // SLICE, len(rows), SLICE)
        # One product would be handed to several threads, which cost a busy machine milliseconds; these stay below
        # OpenBLAS's limit for that (64 * 64 * 64 multiplications).
        found: Weights = np.matmul(folded, folded.transpose(0, 2, 1).copy()).sum(axis=0)
        np.fill_diagonal(found, 1.0)
        return found


class Segment:
    """Some rows of the index turned round: for each feature the rows that have it."""

    def __init__(self, index: Index, rows: Ints) -> None:
        self.rows = rows
        starts = index.indptr[rows]
        sizes = index.indptr[rows + 1] - starts
        source = spans(starts, sizes)
        features = index.features[source]
        order = np.argsort(features, kind="stable")
        self._rows = np.repeat(np.arange(len(rows), dtype=np.int32), sizes)[order]
        self._weights = index.weights[source][order]
        self._indptr = np.searchsorted(features[order], np.arange(index.width + 1)).astype(np.int32)

    def __len__(self) -> int:
        return len(self.rows)

    def similarities(self, query: Query) -> tuple[Floats, bool]:
        """Similarity of every row, and whether it is exact: features that very many rows share are left out."""
        starts = self._indptr[query.features]
        sizes = self._indptr[query.features + 1] - starts
        weights = query.weights
        exact = len(self.rows) <= LONG_LIST
        if not exact and (short := sizes <= LONG_LIST).any() and not short.all():
            starts, sizes, weights = starts[short], sizes[short], weights[short]
        else:
            exact = True
        at = spans(starts, sizes)
        found = np.bincount(self._rows[at], self._weights[at] * np.repeat(weights, sizes), minlength=len(self.rows))
        return np.asarray(found, dtype=np.float64), exact


def spans(starts: NDArray[np.integer[Any]], sizes: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """Indices of several spans laid one after another."""
    ends = np.cumsum(sizes)
    return np.repeat(starts - (ends - sizes), sizes) + np.arange(ends[-1] if len(ends) else 0)

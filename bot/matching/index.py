"""The vector space of wordings: TF-IDF over words and over characters, as immutable arrays."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.matching.words import stem

WORD_WEIGHT = 0.49  # of word similarity, beside 1.0 of character similarity
MIN_GRAM, MAX_GRAM = 2, 5  # characters, within words
_CACHED_WORDS = 20_000

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
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
class Vector:
    """One text in one space: the features it has there, and their weights (length 1 together)."""

    features: Ints
    weights: Floats


class Space:
    """One kind of features: their numbers and inverse document frequencies."""

    def __init__(self, rows: Iterable[Sequence[str]]) -> None:
        """Number the features of all `rows` and weigh them by how few rows have each."""
        numbers: dict[str, int] = {}
        flat: list[int] = []
        sizes: list[int] = []
        for row in rows:
            flat.extend([numbers.setdefault(feature, len(numbers)) for feature in row])
            sizes.append(len(row))
        self._numbers = numbers
        width = max(1, len(numbers))
        row_of = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
        keys, counts = np.unique(row_of * width + np.asarray(flat, dtype=np.int64), return_counts=True)
        row_of, features = keys // width, keys % width
        frequency = np.bincount(features, minlength=width)
        self.idf: Floats = np.log((1 + len(sizes)) / (1 + frequency)) + 1
        self.rarest = math.log(1 + len(sizes)) + 1  # what a feature that no row has would weigh
        weights = (1 + np.log(counts)) * self.idf[features]
        lengths = np.sqrt(np.bincount(row_of, weights * weights, minlength=len(sizes)))
        self.indptr: NDArray[np.int64] = np.searchsorted(row_of, np.arange(len(sizes) + 1))
        self.features: Ints = features.astype(np.int32)
        self.weights: Floats = weights / np.where(lengths == 0, 1, lengths)[row_of]
        self._words: dict[str, Ints] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, feature: str) -> int | None:
        """The feature's number; None where no row has it."""
        return self._numbers.get(feature)

    def weight(self, feature: str) -> float:
        """Inverse document frequency; of an unknown feature that of one that no row has."""
        number = self._numbers.get(feature)
        return self.rarest if number is None else float(self.idf[number])

    def numbers_of(self, features: Iterable[str]) -> list[int]:
        """Numbers of those features that are known here."""
        known = self._numbers.get
        return [number for feature in features if (number := known(feature)) is not None]

    def numbers_of_word(self, word: str) -> Ints:
        """Numbers of a word's character n-grams; remembered, since words return."""
        found = self._words.get(word)
        if found is None:
            found = np.asarray(self.numbers_of(grams_of(word)), dtype=np.int32)
            if len(self._words) >= _CACHED_WORDS:
                self._words.clear()
            self._words[word] = found
        return found

    def vector(self, numbers: Ints) -> Vector:
        """Weigh features that may repeat."""
        features, counts = np.unique(numbers, return_counts=True)
        weights = (1 + np.log(counts)) * self.idf[features]
        length = math.sqrt(float(weights @ weights))
        return Vector(features, weights / length if length else weights)


@dataclass(frozen=True, slots=True)
class Query:
    """One text in both spaces."""

    words: tuple[str, ...]
    term: Vector
    char: Vector


class Postings:
    """Rows of one space, turned round: for each feature the rows that have it."""

    def __init__(self, space: Space, rows: Ints) -> None:
        sizes = (space.indptr[rows + 1] - space.indptr[rows]) if len(rows) else np.zeros(0, np.int64)
        source = spans(space.indptr[rows] if len(rows) else np.zeros(0, np.int64), sizes)
        features = space.features[source]
        order = np.argsort(features, kind="stable")
        self._rows = np.repeat(np.arange(len(rows), dtype=np.int32), sizes)[order]
        self._weights = space.weights[source][order].astype(np.float32)
        self._indptr = np.searchsorted(features[order], np.arange(len(space) + 1)).astype(np.int32)
        self._size = len(rows)

    def similarities(self, vector: Vector) -> Floats:
        """Cosine similarity of every row to the vector."""
        starts = self._indptr[vector.features]
        sizes = self._indptr[vector.features + 1] - starts
        at = spans(starts, sizes)
        return np.bincount(self._rows[at], self._weights[at] * np.repeat(vector.weights, sizes), minlength=self._size)


class Segment:
    """Some rows of the index in a form that is quick to search."""

    def __init__(self, index: Index, rows: Ints) -> None:
        self.rows = rows
        self._terms = Postings(index.terms, rows)
        self._chars = Postings(index.chars, rows)

    def similarities(self, query: Query) -> tuple[Floats, Floats]:
        """Similarity by words and by characters, one value per row of the segment."""
        return self._terms.similarities(query.term), self._chars.similarities(query.char)


class Index:
    """All wordings in both spaces; immutable. A row is one wording, in the order given."""

    def __init__(self, wordings: Sequence[Words]) -> None:
        self.wordings = tuple(tuple(words) for words in wordings)
        self.terms = Space(terms_of(words) for words in self.wordings)
        self.chars = Space([gram for word in words for gram in grams_of(word)] for words in self.wordings)

    def query(self, words: Words) -> Query:
        """Put a question's words into the space; what no wording has is left out."""
        chars = [self.chars.numbers_of_word(word) for word in words]
        return Query(
            tuple(words),
            self.terms.vector(np.asarray(self.terms.numbers_of(terms_of(words)), dtype=np.int32)),
            self.chars.vector(np.concatenate(chars) if chars else np.zeros(0, np.int32)),
        )


def mix(by_words: Floats, by_characters: Floats) -> Floats:
    """The one similarity from the two."""
    return (WORD_WEIGHT * by_words + by_characters) / (WORD_WEIGHT + 1)


def spans(starts: NDArray[np.integer], sizes: NDArray[np.integer]) -> NDArray[np.int64]:
    """Indices of several spans laid one after another."""
    total = int(sizes.sum())
    ends = np.cumsum(sizes)
    return np.repeat(starts - (ends - sizes), sizes) + np.arange(total)

"""How much features tell: their inverse document frequencies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import TERM, Codes, Words, gram_codes, term_code, term_codes
from bot.matching.words import QUESTION_WORDS, stem

WORD_WEIGHT = 0.49  # of word similarity, beside 1.0 of character similarity
PARTS = (math.sqrt(1 / (1 + WORD_WEIGHT)), math.sqrt(WORD_WEIGHT / (1 + WORD_WEIGHT)))  # characters, words
COMMON = 0.002  # share of the wordings that have a word, from which a first search remembers where
_CACHED_WORDS = 8_192
_CHUNK = 4_096  # texts weighed at once, so that little memory is needed on the way

Weights = NDArray[np.float32]
Counts = NDArray[np.uint8]
Sizes = NDArray[np.int64]
K = TypeVar("K")
T = TypeVar("T")


class Profile(NamedTuple):
    """A text's stems with their weights, the sum of these, the text, and the question words in it."""

    stems: Mapping[str, float]
    mass: float
    text: str
    asks: frozenset[str]


class Lexicon:
    """Features with their weights, taken from one state of a knowledge base.

    A later state extends it: what is known keeps its weight, so that everything prepared with it stays valid.
    """

    def __init__(self, tables: tuple[tuple[Codes, Weights], ...], rows: int) -> None:
        self._tables = tables
        self.rows = rows  # wordings that it was taken from
        self.rarest = math.log(1 + rows) + 1  # what a feature that no wording has would weigh
        self._common = -math.log(COMMON) + 1
        self._words: dict[str, tuple[Codes, Weights]] = {}
        self._stems: dict[str, float] = {}
        self._texts: dict[tuple[str, ...], Profile] = {}

    @classmethod
    def of(cls, codes: Codes, rows: int) -> Lexicon:
        """Take the weights from the features of all wordings, each wording's once."""
        return cls((_table(codes, rows),), rows)

    def extended(self, codes: Codes) -> Lexicon:
        """The same with features of further wordings, each wording's once, where they are new."""
        new = codes[self.weights_of(codes) == 0]
        if not len(new):
            return self
        more, weights = _table(new, self.rows)
        for known, held in self._tables[1:]:
            order = np.concatenate((known, more)).argsort()
            more, weights = np.concatenate((known, more))[order], np.concatenate((held, weights))[order]
        return Lexicon((self._tables[0], (more, weights)), self.rows)

    def weights_of(self, codes: Codes) -> Weights:
        """Inverse document frequencies, 0 of what is unknown."""
        found = np.zeros(len(codes), dtype=np.float32)
        for known, weights in self._tables:
            at = np.minimum(known.searchsorted(codes), len(known) - 1) if len(known) else None
            if at is not None:
                found += np.where(known[at] == codes, weights[at], np.float32(0))
        return found

    def __contains__(self, form: str) -> bool:
        return self._weight_or_0(form) > 0

    def weight(self, form: str) -> float:
        """A stem's weight; of an unknown one that of one that no wording has."""
        return self._weight_or_0(form) or self.rarest

    def is_common(self, word: str) -> bool:
        """Whether at least `COMMON` of all wordings have a word."""
        return 0 < self._weight_or_0(stem(word)) <= self._common

    def profile(self, words: tuple[str, ...]) -> Profile:
        """What two texts are compared by beyond their features; remembered, since wordings return."""
        found = self._texts.get(words)
        if found is None:
            weights = {form: self.weight(form) for form in map(stem, words)}
            found = Profile(weights, sum(weights.values()), " ".join(words), QUESTION_WORDS.intersection(words))
            _remember(self._texts, words, found)
        return found

    def _weight_or_0(self, form: str) -> float:
        found = self._stems.get(form)
        if found is None:
            found = float(self.weights_of(np.array([term_code(form)], dtype=np.uint32))[0])
            _remember(self._stems, form, found)
        return found

    def grams(self, word: str) -> tuple[Codes, Weights]:
        """A word's known character n-grams, which may repeat, with their weights; remembered, since words return."""
        found = self._words.get(word)
        if found is None:
            codes = gram_codes(word)
            weights = self.weights_of(codes)
            found = (codes[weights > 0], weights[weights > 0])
            _remember(self._words, word, found)
        return found

    def terms(self, words: Words) -> tuple[Codes, Weights]:
        """The known stems of words and pairs of them, which may repeat, with their weights."""
        codes = term_codes(words)
        weights = self.weights_of(codes)
        known = weights > 0
        return codes[known], weights[known]

    def weighted(self, codes: Codes, counts: Counts, sizes: Sizes) -> Weights:
        """Weights of texts' features; the character part and the word part have length 1 together."""
        found = np.empty(len(codes), dtype=np.float32)
        edges = np.concatenate(([0], np.cumsum(sizes)))
        for first in range(0, len(sizes), _CHUNK):
            some = slice(edges[first], edges[min(first + _CHUNK, len(sizes))])
            found[some] = self._weighted(codes[some], counts[some], sizes[first : first + _CHUNK])
        return found

    def _weighted(self, codes: Codes, counts: Counts, sizes: Sizes) -> Weights:
        weights = self.weights_of(codes)
        weights *= DAMPED[counts]
        part = np.arange(0, 2 * len(sizes), 2).repeat(sizes)
        part += codes >= TERM
        lengths = np.sqrt(np.bincount(part, weights * weights, minlength=2 * len(sizes)))
        scale = np.tile(PARTS, len(sizes)) / np.where(lengths == 0, 1, lengths)
        weights *= scale.astype(np.float32)[part]
        return weights


DAMPED = np.concatenate(([0], 1 + np.log(np.arange(1, 256)))).astype(np.float32)  # sublinear counts


def _table(codes: Codes, rows: int) -> tuple[Codes, Weights]:
    every = np.sort(codes)
    starts = np.flatnonzero(np.concatenate(([True], every[1:] != every[:-1]))) if len(every) else np.zeros(0, np.int64)
    frequency = np.diff(starts, append=len(every))
    return every[starts], (np.log((1 + rows) / (1 + frequency)) + 1).astype(np.float32)


def _remember(known: dict[K, T], key: K, value: T) -> None:
    if len(known) >= _CACHED_WORDS:
        known.clear()
    known[key] = value

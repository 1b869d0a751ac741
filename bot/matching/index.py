"""Wordings as vectors: compared exactly where few are left, searched by inverted lists where there are many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import TERM, Codes, Words, spans
from bot.matching.lexicon import DAMPED, PARTS, Lexicon, Weights
from bot.matching.senses import senses

LARGE = 20_000  # rows, in a segment of more than which
LOOKED_UP = (
    5_000  # rows after which a first search looks no rarer words' features up; it begins with those that tell most
)
LONG_LIST = 1_000  # the first search knows of a feature that more have only those in which it weighs most
# Features that are multiplied at once when wordings are compared with each other. A larger product would be handed to
# several threads, which cost a busy machine milliseconds; OpenBLAS's limit for that is 64 * 64 * 64 multiplications.
SLICE = 64
TYPICAL = 3.0  # length of a question's character part in proportion to its word part, for the first search
_AT_ONCE = 64  # rows that are compared with a segment in one go
_KEPT_BYTES = 16_000_000  # of words' similarities to all wordings of a segment,
_KEPT_WORDS = 4_096  # which are kept for at most so many words

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Query:
    """A text in the space: features, ascending, and weights; its character and word part have length 1 together."""

    words: tuple[str, ...]
    codes: Codes
    weights: Weights
    characters: int  # how many of the features, at the beginning, are of characters


def query_of(words: Words, lexicon: Lexicon) -> Query:
    """Put a question's words into the space; what no wording has is left out."""
    if not words:
        return Query((), np.zeros(0, np.uint32), np.zeros(0, np.float32), 0)
    grams = [lexicon.grams(word) for word in words]
    terms, term_weights = lexicon.terms(words)
    codes = np.concatenate((*(part for part, _ in grams), terms))
    weights = np.concatenate((*(part for _, part in grams), term_weights))
    order = codes.argsort()
    codes = codes[order]
    first = np.empty(len(codes), dtype=bool)
    first[:1] = True
    np.not_equal(codes[1:], codes[:-1], out=first[1:])
    starts = first.nonzero()[0]
    counts = np.empty(len(starts), dtype=np.int64)
    np.subtract(starts[1:], starts[:-1], out=counts[:-1])
    counts[-1:] = len(codes) - starts[-1:]
    codes, weights = codes[starts], weights[order[starts]] * DAMPED[np.minimum(counts, 255)]
    characters = int(codes.searchsorted(TERM))
    for part, share in zip((weights[:characters], weights[characters:]), PARTS, strict=True):
        if len(part):
            np.multiply(part, np.float32(share / math.sqrt(part @ part)), out=part)
    return Query(tuple(words), codes, weights, characters)


@dataclass(frozen=True, slots=True)
class Rows:
    """Wordings in the space, one a row: the features of row i are those from `starts[i]` to `starts[i + 1]`."""

    codes: Codes
    weights: Weights
    starts: Ints
    senses: NDArray[np.int8]  # directions, beside the features

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def of(cls, codes: Codes, weights: Weights, sizes: Ints, senses: NDArray[np.int8]) -> Rows:
        """Rows that have so many features each."""
        starts = np.zeros(len(sizes) + 1, dtype=np.int64)
        np.cumsum(sizes, out=starts[1:])
        return cls(codes, weights, starts, senses)

    @classmethod
    def joined(cls, parts: Sequence[Rows]) -> Rows:
        """Rows of several parts, one behind another."""
        filled = [part for part in parts if len(part)]
        if not filled:
            return cls.of(np.zeros(0, np.uint32), np.zeros(0, np.float32), np.zeros(0, np.int64), senses([]))
        if len(filled) == 1:
            return filled[0]
        return cls.of(
            np.concatenate([part.codes for part in filled]),
            np.concatenate([part.weights for part in filled]),
            np.concatenate([part.sizes for part in filled]),
            np.concatenate([part.senses for part in filled]),
        )

    @property
    def sizes(self) -> Ints:
        """How many features each row has."""
        return self.starts[1:] - self.starts[:-1]

    def take(self, rows: NDArray[np.integer[Any]]) -> Rows:
        """Some of the rows."""
        starts = self.starts[rows]
        sizes = self.starts[rows + 1] - starts
        at = spans(starts, sizes)
        return Rows.of(self.codes[at], self.weights[at], sizes, self.senses[rows])

    def part(self, first: int, last: int) -> Rows:
        """The rows from `first` to `last`, sharing memory."""
        at = slice(self.starts[first], self.starts[last])
        starts = self.starts[first : last + 1] - self.starts[first]
        return Rows(self.codes[at], self.weights[at], starts, self.senses[first:last])

    def turned(self) -> Turned:
        """The rows' features in order, for comparing a few rows."""
        keys = np.arange(len(self.codes), dtype="<u8")
        halves = keys.view("<u4").reshape(-1, 2)  # where a feature stands, and its number, which counts for more
        halves[:, 1] = self.codes
        keys.sort()
        order = halves[:, 0]
        owners = np.arange(len(self)).repeat(self.sizes)[order]
        return Turned(len(self), halves[:, 1].copy(), owners, self.weights[order])


@dataclass(frozen=True, slots=True)
class Turned:
    """The features of a few rows, ascending, each with the row it is of and its weight."""

    count: int
    codes: Codes
    owners: Ints
    weights: Weights

    def similarities(self, query: Query) -> tuple[Floats, Floats]:
        """Exact similarity of every row by characters and by words, each 0 to 1."""
        first = self.codes.searchsorted(query.codes)
        sizes = self.codes.searchsorted(query.codes, "right") - first
        at = spans(first, sizes)
        return _by_part(self.owners[at], query, sizes, self.weights[at], self.count)

    def gram(self) -> Floats:
        """Similarity of the rows to each other; 1 on the diagonal."""
        again = np.zeros(len(self.codes) + 1, dtype=bool)  # whether the feature before is the same one, of another row
        np.equal(self.codes[1:], self.codes[:-1], out=again[1:-1])
        shared = (again[:-1] | again[1:]).nonzero()[0]
        column = (~again[shared]).cumsum() - 1
        slices = -(-int(column[-1] + 1 if len(column) else 0) // SLICE)
        dense = np.zeros((slices, SLICE, self.count), dtype=np.float32)
        dense.put(column * self.count + self.owners[shared], self.weights[shared])
        found: Floats = np.matmul(dense.transpose(0, 2, 1), dense).sum(axis=0, dtype=np.float64)
        np.fill_diagonal(found, 1.0)
        return found


def _by_part(
    rows: NDArray[np.integer[Any]], query: Query, sizes: Ints, weights: Weights, count: int
) -> tuple[Floats, Floats]:
    """Add up what a query's features are worth in `rows`, so many for each, by characters and by words."""
    products = weights * query.weights.repeat(sizes)
    cut = int(sizes[: query.characters].sum())
    by_characters = np.bincount(rows[:cut], products[:cut], minlength=count)
    by_words = np.bincount(rows[cut:], products[cut:], minlength=count)
    return by_characters / PARTS[0] ** 2, by_words / PARTS[1] ** 2


class Segment:
    """Rows turned round: for each feature the rows that have it."""

    def __init__(self, rows: Rows, lexicon: Lexicon) -> None:
        self.rows = rows
        self.lexicon = lexicon
        # Features and where they stand as one number each, feature first, which sorts several times faster than
        # `argsort`; both halves are looked at in place, since there may be ten million of them.
        keys = np.arange(len(rows.codes), dtype="<u8")
        halves = keys.view("<u4").reshape(-1, 2)
        halves[:, 1] = rows.codes
        keys.sort()
        new = np.ones(len(keys), dtype=bool)
        np.not_equal(halves[1:, 1], halves[:-1, 1], out=new[1:])
        starts = new.nonzero()[0]
        self._codes: Codes = halves[starts, 1]
        source = halves[:, 0].copy()
        del keys, halves, new
        sizes = np.diff(starts, append=len(source))
        kept = np.ones(len(source), dtype=bool)
        longest = LONG_LIST if len(rows) > LARGE else len(rows)
        for place in np.flatnonzero(sizes > longest):
            listed = slice(starts[place], starts[place] + sizes[place])
            weights = rows.weights[source[listed]]
            kept[listed] = False
            kept[starts[place] + np.argpartition(-weights, longest)[:longest]] = True
        source = source[kept]
        sizes = np.minimum(sizes, longest)
        self._rows = np.repeat(np.arange(len(rows), dtype=np.int32), rows.sizes)[source]
        self._weights = rows.weights[source]
        self._sizes = sizes
        self._starts = np.cumsum(sizes) - sizes
        self._words: dict[str, Weights] = {}
        self._limit = min(_KEPT_WORDS, _KEPT_BYTES // (4 * max(1, len(rows))))

    def __len__(self) -> int:
        return len(self.rows)

    def scores(self, words: Words) -> Weights:
        """Similarity of every row to a text, nearly and not to scale: what the first search goes by."""
        found = np.zeros(len(self), dtype=np.float32)
        rest = []
        for word in words:
            kept = self._words.get(word)
            if kept is None and len(self) <= LARGE and self.lexicon.is_common(word):
                kept = self._of_word(word)
            if kept is None:
                rest.append(word)
            else:
                found += kept
        if rest:
            found += self._summed(*self._features(rest), LOOKED_UP)
        return found

    def _features(self, words: Words) -> tuple[Codes, Weights]:
        """Features of a text, which may repeat, as a first search weighs them."""
        terms, heavier = self.lexicon.terms(words)
        parts = [*map(self.lexicon.grams, words), (terms, heavier * np.float32(TYPICAL * PARTS[1] / PARTS[0]))]
        return np.concatenate([codes for codes, _ in parts]), np.concatenate([weights for _, weights in parts])

    def _of_word(self, word: str) -> Weights:
        found = self._summed(*self._features((word,)))
        if len(self._words) < self._limit:
            self._words[word] = found
        return found

    def similarities(self, query: Query) -> tuple[Floats, Floats]:
        """Similarity of every row by characters and by words, each 0 to 1: exact where there are no long lists."""
        at, listed = self._listed(query.codes)
        sizes = np.zeros(len(query.codes), dtype=np.int64)
        sizes[listed] = self._sizes[at]
        where = spans(self._starts[at], self._sizes[at])
        return _by_part(self._rows[where], query, sizes, self._weights[where], len(self))

    def products(self, rows: Rows) -> Floats:
        """Similarity of some rows, one a line, to every row of the segment: exact where there are no long lists."""
        found = np.zeros((len(rows), len(self)))
        for first in range(0, len(rows), _AT_ONCE):
            some = rows.part(first, min(first + _AT_ONCE, len(rows)))
            at, listed = self._listed(some.codes)
            owner = np.arange(len(some)).repeat(some.sizes)[listed] * len(self)
            sizes = self._sizes[at]
            where = spans(self._starts[at], sizes)
            places = owner.repeat(sizes) + self._rows[where]
            products = self._weights[where] * some.weights[listed].repeat(sizes)
            found[first : first + len(some)] = np.bincount(places, products, minlength=len(some) * len(self)).reshape(
                len(some), len(self)
            )
        return found

    def _listed(self, codes: Codes) -> tuple[Ints, Ints]:
        """Which lists belong to codes that have one, and where these codes stand."""
        if not len(self._codes):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        at = np.minimum(self._codes.searchsorted(codes), len(self._codes) - 1)
        listed = (self._codes[at] == codes).nonzero()[0]
        return at[listed], listed

    def _summed(self, codes: Codes, weights: Weights, most: int | None = None) -> Weights:
        """Add up what features are worth in each row; the heaviest ones alone whose lists are `most` long together."""
        at, listed = self._listed(codes)
        weights = weights[listed]
        if most is not None:
            heaviest = (-weights).argsort(kind="stable")
            heaviest = heaviest[: 1 + self._sizes[at[heaviest]].cumsum().searchsorted(most)]
            at, weights = at[heaviest], weights[heaviest]
        sizes = self._sizes[at]
        where = spans(self._starts[at], sizes)
        products = self._weights[where] * weights.repeat(sizes)
        return np.bincount(self._rows[where], products, minlength=len(self)).astype(np.float32)


def take(segments: Sequence[Segment], places: Ints) -> Rows:
    """Some rows, ascending, of several segments that stand behind one another."""
    edges = np.cumsum([0, *map(len, segments)])
    cuts = places.searchsorted(edges).tolist()
    return Rows.joined(
        [
            segment.rows.take(places[first:last] - edge)
            for segment, edge, first, last in zip(segments, edges.tolist(), cuts, cuts[1:], strict=False)
            if first < last
        ]
    )


def likely(segments: Sequence[Segment], words: Words, count: int) -> Ints:
    """Rows of several segments among which the nearest to a text are, ascending."""
    scores = [segment.scores(words) for segment in segments if len(segment)]
    total = np.concatenate(scores) if scores else np.zeros(0, dtype=np.float32)
    if len(total) <= count:
        return np.arange(len(total))
    rough = np.arange(len(total))
    if len(total) > LARGE and len(found_at := (total > 0).nonzero()[0]) >= count:
        rough = found_at  # to part very many rows, most of which were not looked up, takes as long as all else
    near = total[rough]
    found = rough[near.argpartition(len(near) - count)[len(near) - count :]]
    found.sort()
    return found


def closest(segments: Sequence[Segment], query: Query, count: int) -> tuple[Ints, Floats]:
    """The rows of several segments that are nearest to a text, nearest first, and their similarity."""
    places = likely(segments, query.words, count)
    by_characters, by_words = take(segments, places).turned().similarities(query)
    near = PARTS[0] ** 2 * by_characters + PARTS[1] ** 2 * by_words
    order = (-near).argsort(kind="stable")
    return places[order], near[order]

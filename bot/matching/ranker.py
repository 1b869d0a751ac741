"""Rank targets by kernel ridge regression over the wordings nearest to a question.

Solving for the neighbourhood alone costs the same whatever the knowledge base holds, and ranks better than one
solution for all wordings: docs/matching.md has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.index import WORD_WEIGHT, Floats, Index, Ints, Query, Segment

RIDGE = 0.5  # lambda; the outcome is flat around it
BALANCE = 0.5  # exponent of a wording's weight, (mean count / count of its target's wordings) ** BALANCE
NAME_WEIGHT = 0.5  # of agreement in who is named, beside the similarity of the words
NEIGHBOURS = 40  # wordings that the ridge is solved over
RESCORED = 128  # wordings that are compared exactly when the first search was not exact

Places = NDArray[np.intp]
People = frozenset[str]
NOBODY: People = frozenset()


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The wordings nearest to a question, nearest first; arrays of one length, similarities from 0 to 1."""

    places: Places
    targets: Places
    by_words: Floats
    by_characters: Floats
    similarity: Floats
    options: Places  # the targets among them, ascending,
    ridge: Floats  # each one's score


class Ranker:
    """The wordings of one scope: shared ones, in which people are slots, and a film's own, which name people."""

    def __init__(self, index: Index, segments: Sequence[Segment], targets: Places, people: Sequence[People]) -> None:
        """`targets` and `people` have one value per row of all segments; target -1 takes no part in ranking."""
        self.targets = targets
        self._index = index
        self._segments = tuple(segments)
        self._rows: Ints = np.concatenate([segment.rows for segment in segments])
        self.people = tuple(people)
        self._named = np.array([bool(one) for one in people], dtype=bool)
        self._own = len(segments[0])  # where the film's own wordings begin
        sizes = np.bincount(targets[targets >= 0]) if len(targets) else np.zeros(0)
        mean = sizes[sizes > 0].mean() if len(sizes) else 1.0
        self._penalty: Floats = RIDGE * (sizes[targets] / mean) ** BALANCE

    def neighbours(self, query: Query, people: People) -> Neighbours:
        """Find the nearest wordings and rank their targets; `people` are those named in the question."""
        places, by_characters, by_words = self._nearest(query)
        words = (WORD_WEIGHT * by_words + by_characters) / (WORD_WEIGHT + 1)
        kernel, similarity = words, words
        own = places >= self._own
        named = [self.people[place] for place in places]
        if people or self._named[places].any():
            agreement = np.array([_agreement(people, one) for one in named])
            kernel = words + NAME_WEIGHT * agreement
            length = np.where(self._named[places], 1 + NAME_WEIGHT, 1.0) * (1 + NAME_WEIGHT if people else 1.0)
            similarity = np.where(own, kernel / np.sqrt(length), words)
        order = np.argsort(-similarity, kind="stable")
        places, by_characters, by_words = places[order], by_characters[order], by_words[order]
        kernel, similarity = kernel[order], similarity[order]
        targets = self.targets[places]
        options, ridge = self._solved(places, targets, kernel)
        return Neighbours(places, targets, by_words, by_characters, similarity, options, ridge)

    def _nearest(self, query: Query) -> tuple[Places, Floats, Floats]:
        found = [segment.similarities(query) for segment in self._segments if len(segment)]
        near = np.concatenate([np.zeros(0), *(similarity for similarity, _ in found)])
        count = NEIGHBOURS if all(exact for _, exact in found) else RESCORED
        places = np.argpartition(-near, count)[:count] if len(near) > count else np.arange(len(near))
        by_characters, by_words = self._index.similarities(query, self._rows[places])
        if len(places) > NEIGHBOURS:
            best = np.argpartition(-(WORD_WEIGHT * by_words + by_characters), NEIGHBOURS)[:NEIGHBOURS]
            places, by_characters, by_words = places[best], by_characters[best], by_words[best]
        order = np.argsort(places)  # ties are then broken by the wordings' order, whatever the partition did
        return np.asarray(places[order], dtype=np.intp), by_characters[order], by_words[order]

    def _solved(self, places: Places, targets: Places, kernel: Floats) -> tuple[Places, Floats]:
        live = targets >= 0
        places, targets, kernel = places[live], targets[live], kernel[live]
        gram = self._index.gram(self._rows[places]).astype(np.float64)
        named = np.flatnonzero(self._named[places])
        if len(named) > 1:
            people = [self.people[places[at]] for at in named]
            agreement = np.array([[_agreement(one, other) for other in people] for one in people])
            gram[np.ix_(named, named)] += NAME_WEIGHT * agreement
        gram[np.diag_indices(len(places))] += self._penalty[places]
        weights = np.linalg.solve(gram, kernel)
        options, at = np.unique(targets, return_inverse=True)
        return options, np.asarray(np.bincount(at, weights, minlength=len(options)), dtype=np.float64)


def _agreement(one: People, other: People) -> float:
    """Cosine of two sets of people."""
    return len(one & other) / (len(one) * len(other)) ** 0.5 if one and other else 0.0

"""Rank targets by kernel ridge regression over wordings.

A small scope is solved once and whole. In a large one each question is solved over the wordings nearest to it, which
costs the same whatever the knowledge base holds, and ranks nearly as well: docs/matching.md has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.index import WORD_WEIGHT, Floats, Index, Ints, Query, Segment
from bot.matching.senses import WHOLE as WHOLE_SENSE
from bot.matching.senses import alike, sense

RIDGE = 0.5  # lambda; the outcome is flat around it
BALANCE = 1.0  # exponent of a wording's weight, (mean count / count of its target's wordings) ** BALANCE
SENSE_WEIGHT = 0.4  # of what words have in common beyond their letters, beside the similarity of the words,
SHARPNESS = 1.25  # exponent of the two together
NAME_WEIGHT = 0.5  # of agreement in who is named, beside both
WHOLE = 1_000  # wordings up to which a scope is solved as a whole
NEIGHBOURS = 40  # wordings that are looked at closely; in a large scope the ridge is solved over them
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
    by_sense: Floats
    similarity: Floats
    options: Places  # the targets among them, ascending,
    ridge: Floats  # each one's score


class Ranker:
    """The wordings of one scope: shared ones, in which people are slots, and a film's own, which name people."""

    def __init__(
        self,
        index: Index,
        segments: Sequence[Segment],
        targets: Places,
        people: Sequence[People],
        senses: NDArray[np.int8],
    ) -> None:
        """`targets` and `people` have one value per row of all segments; target -1 takes no part in ranking.

        `senses` has one row per row of the index.
        """
        self.targets = targets
        self._index = index
        self._segments = tuple(segments)
        self._rows: Ints = np.concatenate([segment.rows for segment in segments])
        self._senses = senses
        self.people = tuple(people)
        self._named = np.array([bool(one) for one in people], dtype=bool)
        self._own = len(segments[0])  # where the film's own wordings begin
        sizes = np.bincount(targets[targets >= 0]) if len(targets) else np.zeros(0)
        mean = sizes[sizes > 0].mean() if len(sizes) else 1.0
        self._penalty: Floats = RIDGE * (sizes[targets] / mean) ** BALANCE
        self._whole = self._solved_whole() if 0 < len(targets) <= WHOLE else None

    def neighbours(self, query: Query, people: People) -> Neighbours:
        """Find the nearest wordings and rank their targets; `people` are those named in the question."""
        near, exact = self._near(query)
        places, by_characters, by_words = self._nearest(query, near, exact=exact)
        words = (WORD_WEIGHT * by_words + by_characters) / (WORD_WEIGHT + 1)
        meant = sense(query.words)
        by_sense = alike(self._senses[self._rows[places]], meant)
        kernel, similarity = _mixed(words, by_sense), words
        if people or self._named[places].any():
            agreement = np.array([_agreement(people, self.people[place]) for place in places])
            length = np.where(self._named[places], 1 + NAME_WEIGHT, 1.0) * (1 + NAME_WEIGHT if people else 1.0)
            kernel = kernel + NAME_WEIGHT * agreement
            similarity = np.where(places >= self._own, (words + NAME_WEIGHT * agreement) / np.sqrt(length), words)
        targets = self.targets[places]
        if self._whole is None:
            options, ridge = self._solved(places, targets, kernel)
        else:
            options = np.unique(targets[targets >= 0])
            ridge = self._kernel(near, meant, people) @ self._whole[:, options]
        order = np.argsort(-similarity, kind="stable")
        return Neighbours(
            places[order],
            targets[order],
            by_words[order],
            by_characters[order],
            by_sense[order],
            similarity[order],
            options,
            ridge,
        )

    def _near(self, query: Query) -> tuple[Floats, bool]:
        """Similarity of all wordings, and whether it is exact."""
        found = [segment.similarities(query) for segment in self._segments if len(segment)]
        near = np.concatenate([np.zeros(0), *(similarity for similarity, _ in found)])
        return near, all(exact for _, exact in found)

    def _nearest(self, query: Query, near: Floats, *, exact: bool) -> tuple[Places, Floats, Floats]:
        count = NEIGHBOURS if exact else RESCORED
        places = np.argpartition(-near, count)[:count] if len(near) > count else np.arange(len(near))
        by_characters, by_words = self._index.similarities(query, self._rows[places])
        if len(places) > NEIGHBOURS:
            best = np.argpartition(-(WORD_WEIGHT * by_words + by_characters), NEIGHBOURS)[:NEIGHBOURS]
            places, by_characters, by_words = places[best], by_characters[best], by_words[best]
        order = np.argsort(places)  # ties are then broken by the wordings' order, whatever the partition did
        return np.asarray(places[order], dtype=np.intp), by_characters[order], by_words[order]

    def _kernel(self, near: Floats, meant: NDArray[np.float32], people: People) -> Floats:
        """The kernel of a text with every wording."""
        kernel = _mixed(near, alike(self._senses[self._rows], meant))
        if people:
            for place in np.flatnonzero(self._named).tolist():
                kernel[place] += NAME_WEIGHT * _agreement(people, self.people[place])
        return kernel

    def _solved_whole(self) -> Floats:
        """Weights of all wordings for all targets."""
        index, rows = self._index, self._rows
        gram = np.empty((len(rows), len(rows)))
        for place, row in enumerate(rows.tolist()):
            span = slice(index.indptr[row], index.indptr[row + 1])
            near, _ = self._near(Query((), index.features[span], index.weights[span]))
            gram[place] = self._kernel(near, self._senses[row].astype(np.float32) / WHOLE_SENSE, self.people[place])
        live = np.flatnonzero(self.targets >= 0)
        goal = np.zeros((len(rows), int(self.targets.max()) + 1))
        goal[live, self.targets[live]] = 1.0
        weights = np.zeros_like(goal)
        weights[live] = np.linalg.solve(gram[np.ix_(live, live)] + np.diag(self._penalty[live]), goal[live])
        return weights

    def _solved(self, places: Places, targets: Places, kernel: Floats) -> tuple[Places, Floats]:
        """Solve for the neighbourhood alone."""
        live = targets >= 0
        places, targets, kernel = places[live], targets[live], kernel[live]
        meant = self._senses[self._rows[places]].astype(np.float64) / WHOLE_SENSE
        gram = _mixed(self._index.gram(self._rows[places]).astype(np.float64), meant @ meant.T)
        named = np.flatnonzero(self._named[places])
        if len(named) > 1:
            people = [self.people[places[at]] for at in named]
            agreement = np.array([[_agreement(one, other) for other in people] for one in people])
            gram[np.ix_(named, named)] += NAME_WEIGHT * agreement
        gram[np.diag_indices(len(places))] += self._penalty[places]
        weights = np.linalg.solve(gram, kernel)
        options, at = np.unique(targets, return_inverse=True)
        return options, np.asarray(np.bincount(at, weights, minlength=len(options)), dtype=np.float64)


def _mixed(words: Floats, by_sense: Floats) -> Floats:
    """Similarity by letters and by sense as one kernel; what is unlike counts as nothing."""
    mixed: Floats = np.maximum(words + SENSE_WEIGHT * by_sense, 0) / (1 + SENSE_WEIGHT)
    return mixed**SHARPNESS


def _agreement(one: People, other: People) -> float:
    """Cosine of two sets of people."""
    return len(one & other) / (len(one) * len(other)) ** 0.5 if one and other else 0.0

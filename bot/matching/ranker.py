"""Rank targets by kernel ridge regression over wordings.

A small scope is solved once and whole. In a large one each question is solved over the wordings nearest to it, which
costs the same whatever the knowledge base holds, and ranks nearly as well: docs/matching.md has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.index import Floats, Query, Rows, Segment, Turned, likely, take
from bot.matching.lexicon import WORD_WEIGHT
from bot.matching.senses import WHOLE as WHOLE_SENSE
from bot.matching.senses import alike, sense

RIDGE = 0.5  # lambda; the outcome is flat around it
BALANCE = 1.0  # exponent of a wording's weight, (mean count / count of its target's wordings) ** BALANCE
SENSE_WEIGHT = 0.4  # of what words have in common beyond their letters, beside the similarity of the words,
SHARPNESS = 1.25  # exponent of the two together
NAME_WEIGHT = 0.5  # of agreement in who is named, beside both
WHOLE = 1_000  # wordings up to which a scope is solved as a whole
NEIGHBOURS = 64  # wordings that are looked at closely; in a large scope the ridge is solved over them

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

    def __init__(self, shared: Sequence[Segment], own: Segment, targets: Places, people: Sequence[People]) -> None:
        """`targets` has one value per row of all segments, -1 taking no part in ranking; `people` one per own row."""
        self.targets = targets
        self._segments = tuple(segment for segment in (*shared, own) if len(segment))
        self._own = sum(map(len, shared))  # where the film's own wordings begin
        numbers = {NOBODY: 0}
        self._who = np.zeros(len(targets), dtype=np.int32)
        self._who[self._own :] = [numbers.setdefault(one, len(numbers)) for one in people]
        self._sets = tuple(numbers)
        sizes = np.bincount(targets[targets >= 0]) if len(targets) else np.zeros(0)
        mean = sizes[sizes > 0].mean() if sizes.any() else 1.0
        self._penalty: Floats = RIDGE * (sizes[targets] / mean) ** BALANCE
        self._whole: Floats | None = None
        if 0 < len(targets) <= WHOLE:
            self._senses = np.concatenate([segment.rows.senses for segment in self._segments])
            self._whole = self._solved_whole()

    def neighbours(self, query: Query, people: People) -> Neighbours:
        """Find the nearest wordings and rank their targets; `people` are those named in the question."""
        meant = sense(query.words)
        if self._whole is None:
            places = likely(self._segments, query.words, NEIGHBOURS)
            rows = take(self._segments, places)
            turned, near_senses = rows.turned(), rows.senses
            by_characters, by_words = turned.similarities(query)
            words = _weighed(by_characters, by_words)
        else:
            parts = [segment.similarities(query) for segment in self._segments]
            by_characters, by_words = (np.concatenate(part) for part in zip(*parts, strict=True))
            every = _weighed(by_characters, by_words)
            places = _best(every, NEIGHBOURS)
            by_characters, by_words, words = by_characters[places], by_words[places], every[places]
            near_senses = self._senses[places]
        by_sense = alike(near_senses, meant)
        kernel, similarity = _mixed(words, by_sense), words
        numbers = self._who[places]
        named, which = (NOBODY,), np.zeros(len(places), dtype=np.intp)
        if people or numbers.any():
            who, which = np.unique(numbers, return_inverse=True)
            named = tuple(self._sets[number] for number in who.tolist())
            agreement = np.array([_agreement(people, one) for one in named])[which]
            length = np.array([1 + NAME_WEIGHT if one else 1.0 for one in named])[which]
            length *= 1 + NAME_WEIGHT if people else 1.0
            kernel = kernel + NAME_WEIGHT * agreement
            similarity = np.where(places >= self._own, (words + NAME_WEIGHT * agreement) / np.sqrt(length), words)
        targets = self.targets[places]
        if self._whole is None:
            gram = self._gram(turned, near_senses, named, which)
            options, ridge = self._solved(places, targets, gram, kernel)
        else:
            options = np.array(sorted({*targets.tolist()} - {-1}), dtype=np.intp)
            ridge = self._whole[options] @ self._kernel(every, meant, people)
        order = (-similarity).argsort(kind="stable")
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

    def _kernel(self, near: Floats, meant: NDArray[np.float32], people: People) -> Floats:
        """The kernel of a text with every wording."""
        kernel = _mixed(near, alike(self._senses, meant))
        if people:
            kernel += NAME_WEIGHT * np.array([_agreement(people, one) for one in self._sets])[self._who]
        return kernel

    def _solved_whole(self) -> Floats:
        """Weights of all wordings, a line for each target."""
        everything = Rows.joined([segment.rows for segment in self._segments])
        words = np.concatenate([segment.products(everything) for segment in self._segments], axis=1)
        meant = self._senses.astype(np.float32) / np.float32(WHOLE_SENSE)
        gram = _mixed(words, (meant @ meant.T).astype(np.float64))
        if len(self._sets) > 1:
            agreement = np.array([[_agreement(one, other) for other in self._sets] for one in self._sets])
            gram += NAME_WEIGHT * agreement[self._who[:, None], self._who]
        live = np.flatnonzero(self.targets >= 0)
        goal = np.zeros((len(gram), int(self.targets.max(initial=-1)) + 1))
        goal[live, self.targets[live]] = 1.0
        weights = np.zeros_like(goal)
        weights[live] = np.linalg.solve(gram[np.ix_(live, live)] + np.diag(self._penalty[live]), goal[live])
        return np.ascontiguousarray(weights.T)

    @staticmethod
    def _gram(rows: Turned, senses: NDArray[np.int8], named: Sequence[People], which: Places) -> Floats:
        """The kernel of some wordings with each other."""
        meant = senses.astype(np.float32) / np.float32(WHOLE_SENSE)
        half = meant.shape[1] // 2  # in two products, each too small for OpenBLAS to hand out to threads
        gram = _mixed(rows.gram(), meant[:, :half] @ meant[:, :half].T + meant[:, half:] @ meant[:, half:].T)
        if any(named):
            agreement = np.array([[_agreement(one, other) for other in named] for one in named])
            gram += NAME_WEIGHT * agreement[which[:, None], which]
        return gram

    def _solved(self, places: Places, targets: Places, gram: Floats, kernel: Floats) -> tuple[Places, Floats]:
        """Solve for the neighbourhood alone."""
        live = targets >= 0
        if not live.all():
            places, targets, kernel, gram = places[live], targets[live], kernel[live], gram[live][:, live]
        gram.flat[:: len(places) + 1] += self._penalty[places]
        weights = np.linalg.solve(gram, kernel)
        options, at = np.unique(targets, return_inverse=True)
        return options, np.asarray(np.bincount(at, weights, minlength=len(options)), dtype=np.float64)


def _best(values: Floats, count: int) -> Places:
    """Where the greatest values are, ascending, so that ties are broken by the wordings' order."""
    if len(values) <= count:
        return np.arange(len(values))
    found = values.argpartition(len(values) - count)[len(values) - count :]
    found.sort()
    return found


def _weighed(by_characters: Floats, by_words: Floats) -> Floats:
    """Similarity by letters, characters and words together."""
    return (WORD_WEIGHT * by_words + by_characters) / (WORD_WEIGHT + 1)


def _mixed(words: Floats, by_sense: Floats) -> Floats:
    """Similarity by letters and by sense as one kernel; what is unlike counts as nothing."""
    mixed: Floats = np.maximum(words + SENSE_WEIGHT * by_sense, 0) / (1 + SENSE_WEIGHT)
    return mixed**SHARPNESS


def _agreement(one: People, other: People) -> float:
    """Cosine of two sets of people."""
    return len(one & other) / (len(one) * len(other)) ** 0.5 if one and other else 0.0

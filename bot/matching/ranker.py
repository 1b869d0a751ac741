"""Rank targets by kernel ridge regression over wordings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.index import Floats, Index, Query, Segment, mix

RIDGE = 0.5  # lambda; the outcome is flat around it
BALANCE = 0.5  # exponent of a wording's weight, (mean count / count of its target's wordings) ** BALANCE
NAME_WEIGHT = 0.5  # of agreement in who is named, beside the similarity of the words

Targets = NDArray[np.intp]
People = frozenset[str]


@dataclass(frozen=True, slots=True)
class Scores:
    """One question against one scope: per wording its similarities (0 to 1), per target its ridge score."""

    by_words: Floats
    by_characters: Floats
    similarity: Floats
    ridge: Floats


class Named:
    """Who is named in each row. Shared wordings have a slot where people stand; own ones tell them apart."""

    def __init__(self, rows: Sequence[People]) -> None:
        places: dict[str, list[int]] = {}
        for row, people in enumerate(rows):
            for person in people:
                places.setdefault(person, []).append(row)
        self._places = {person: np.array(found, dtype=np.intp) for person, found in places.items()}
        self.counts = np.array([len(people) for people in rows], dtype=np.float64)

    def agreement(self, people: People) -> Floats:
        """Cosine between each row's people and these."""
        found = np.zeros(len(self.counts))
        for person in sorted(people):
            if (rows := self._places.get(person)) is not None:
                found[rows] += 1 / np.sqrt(self.counts[rows] * len(people))
        return found


class Ranker:
    """The wordings that all films share, solved once; `extended` adds one film's own at the cost of those alone."""

    def __init__(self, shared: Segment, targets: Targets, count: int, gram: Floats) -> None:
        """`targets` gives each row's target out of `count`; `gram` holds the rows' similarities to each other."""
        self.segments: tuple[Segment, ...] = (shared,)
        self.targets = targets
        self.named: Named | None = None
        self._inverse = np.linalg.inv(gram + np.diag(_penalty(targets, count)))
        self.alpha = self._inverse @ _one_hot(targets, count)

    def extended(
        self, own: Segment, targets: Targets, count: int, *, people: Sequence[People], across: Floats, gram: Floats
    ) -> Ranker:
        """Add rows by the Schur complement.

        `across` is the similarity of the shared rows (down) to the new ones, `gram` that of the new rows to each
        other, `people` who is named in each new row. Rows with target -1 take no part in ranking.
        """
        grown = object.__new__(Ranker)
        grown.segments = (*self.segments, own)
        grown.named = Named(people)
        grown.targets = np.concatenate((self.targets, targets))
        grown._inverse = self._inverse
        live = targets >= 0
        names = [grown.named.agreement(row) for row in people]
        full = gram + NAME_WEIGHT * np.stack(names) if names else gram
        full, across = full[np.ix_(live, live)], across[:, live]
        shared_hot, own_hot = _one_hot(self.targets, count), _one_hot(targets[live], count)
        penalty = _penalty(np.concatenate((self.targets, targets[live])), count)[len(self.targets) :]
        projected = self._inverse @ across
        own_alpha = own_hot
        if live.any():
            complement = full + np.diag(penalty) - across.T @ projected
            own_alpha = np.linalg.solve(complement, own_hot - projected.T @ shared_hot)
        grown.alpha = np.zeros((len(grown.targets), count))
        grown.alpha[: len(self.targets)] = self._inverse @ (shared_hot - across @ own_alpha)
        grown.alpha[len(self.targets) :][live] = own_alpha
        return grown

    def scores(self, query: Query, people: People) -> Scores:
        """Score a question whose names are slots; `people` says who they are."""
        found = [segment.similarities(query) for segment in self.segments]
        by_words = np.concatenate([words for words, _ in found])
        by_characters = np.concatenate([characters for _, characters in found])
        similarity = mix(by_words, by_characters)
        kernel = similarity
        if self.named is not None and (people or self.named.counts.any()):
            own = len(similarity) - len(self.named.counts)
            kernel, similarity = similarity.copy(), similarity.copy()
            if people:
                kernel[own:] += NAME_WEIGHT * self.named.agreement(people)
            length = np.where(self.named.counts > 0, 1 + NAME_WEIGHT, 1.0) * (1 + NAME_WEIGHT if people else 1.0)
            similarity[own:] = kernel[own:] / np.sqrt(length)
        return Scores(by_words, by_characters, similarity, kernel @ self.alpha)


def gram_of(segment: Segment, index: Index, wordings: Iterable[Sequence[str]]) -> Floats:
    """Similarity of a segment's rows (down) to wordings (across)."""
    columns = [mix(*segment.similarities(index.query(words))) for words in wordings]
    return np.stack(columns, axis=1) if columns else np.zeros((len(segment.rows), 0))


def _one_hot(targets: Targets, count: int) -> Floats:
    hot = np.zeros((len(targets), count))
    hot[np.arange(len(targets)), targets] = 1.0
    return hot


def _penalty(targets: Targets, count: int) -> Floats:
    """Ridge per row: rows of targets with many wordings weigh less, so that these are not preferred."""
    sizes = np.bincount(targets, minlength=count)
    weights = (sizes[sizes > 0].mean() / sizes[targets]) ** BALANCE
    return np.asarray(RIDGE / weights)

"""What a question about one film can be about: shared patterns, general knowledge and the film's own wordings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.knowledge import Entry
from bot.matching.corpus import Wording
from bot.matching.index import Floats
from bot.matching.names import Names
from bot.matching.ranker import Ranker, Scores

SAME = 0.62  # similarity from which an own wording asks for a fact that the film's file does not have


@dataclass(frozen=True, slots=True)
class Option:
    """One target of a scope, and the entries it leads to; none when the film lacks the fact."""

    target: str
    entries: tuple[Entry, ...] = ()
    slotted: tuple[Entry, ...] = ()  # entries that depend on a name in the question

    def resolved(self, named: frozenset[str]) -> tuple[Entry, ...]:
        """The entries meant, given the ids of entries whose names stand in the question."""
        return tuple(entry for entry in self.slotted if entry.id in named) if self.slotted else self.entries


@dataclass(frozen=True)
class Scope:
    """Targets, the wordings that lead to them, and everything that is looked up per question."""

    film: str | None
    options: tuple[Option, ...]
    wordings: tuple[Wording, ...]  # one per row
    ranker: Ranker  # its targets are places in `options`
    names: Names
    exact_shared: Mapping[tuple[str, ...], int]  # matched words with slots -> option
    exact_own: Mapping[tuple[tuple[str, ...], frozenset[str]], int]  # and who is named
    vetoes: Mapping[int, tuple[int, ...]]  # option -> rows that must not lead to it
    stems: frozenset[str]  # what the film's questions and texts are made of
    order: NDArray[np.intp] = field(init=False)
    starts: NDArray[np.intp] = field(init=False)
    sizes: NDArray[np.intp] = field(init=False)

    def __post_init__(self) -> None:
        targets = self.ranker.targets
        order = np.argsort(targets, kind="stable")[int((targets < 0).sum()) :]
        present, starts, sizes = np.unique(targets[order], return_index=True, return_counts=True)
        assert len(present) == len(self.options), "every option has a wording"  # noqa: S101 - built so
        object.__setattr__(self, "order", order)
        object.__setattr__(self, "starts", starts)
        object.__setattr__(self, "sizes", sizes)

    def rows_of(self, option: int) -> NDArray[np.intp]:
        """Rows of an option's wordings."""
        start = self.starts[option]
        return self.order[start : start + self.sizes[option]]

    def nearest(self, similarity: Floats) -> Floats:
        """Each option's most similar wording's similarity."""
        return np.maximum.reduceat(similarity[self.order], self.starts)

    def vetoed(self, option: int, scores: Scores, nearest: Floats) -> bool:
        """Whether a near miss that must not lead to the option is nearer than all that may."""
        rows = self.vetoes.get(option)
        return bool(rows) and float(scores.similarity[list(rows or ())].max()) >= max(0.6, float(nearest[option]))


def aliases(
    missing: Sequence[int], shared_targets: NDArray[np.intp], own: Sequence[str], across: Floats
) -> dict[int, str]:
    """Facts that a film's file lacks and its own FAQ answers: option -> entry id.

    `across` holds the similarity of shared wordings (down) to own ones, whose targets `own` names.
    """
    found: dict[int, str] = {}
    if not len(own) or not across.size:
        return found
    best = across.argmax(axis=0)
    votes: dict[int, dict[str, float]] = defaultdict(dict)
    for column, row in enumerate(best):
        option, similarity = int(shared_targets[row]), float(across[row, column])
        if option in missing and similarity >= SAME:
            held = votes[option]
            held[own[column]] = held.get(own[column], 0.0) + similarity
    for option, held in votes.items():
        found[option] = min(held, key=lambda entry: (-held[entry], entry))
    return found

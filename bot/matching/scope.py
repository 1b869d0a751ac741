"""What a question about one film can be about: shared patterns, general knowledge and the film's own wordings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.knowledge import Entry
from bot.matching.corpus import Wording
from bot.matching.names import Names
from bot.matching.ranker import Neighbours, Ranker

CLOSE = 0.6  # similarity that a near miss must have to matter


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
    own: int  # how many of them, at the end, are the film's own
    ranker: Ranker  # its targets are places in `options`
    names: Names
    exact_shared: Mapping[tuple[str, ...], int]  # matched words with slots -> option
    exact_general: Mapping[tuple[str, ...], int]  # of these, what leads to general knowledge
    exact_own: Mapping[tuple[tuple[str, ...], frozenset[str]], int]  # and who is named
    vetoes: Mapping[int, frozenset[int]]  # option -> rows that must not lead to it
    stems: frozenset[str]  # what the film's questions and texts are made of

    def vetoed(self, option: int, found: Neighbours) -> bool:
        """Whether a near miss that must not lead to the option is nearer than all that may."""
        rows = self.vetoes.get(option)
        if not rows:
            return False
        nearest = found.similarity[found.targets == option].max(initial=CLOSE)
        return bool(
            max((found.similarity[at] for at, place in enumerate(found.places.tolist()) if place in rows), default=0.0)
            >= nearest
        )

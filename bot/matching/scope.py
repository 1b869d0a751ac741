"""What a question about one film can be about: shared patterns, general knowledge and the film's own wordings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

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


class Explained:
    """The union of sets of stems and pairs of stems, which scopes share."""

    def __init__(self, *sets: frozenset[str]) -> None:
        self._sets = sets

    def __contains__(self, form: str) -> bool:
        return any(form in one for one in self._sets)


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
    near_misses: Mapping[int, str]  # row -> id of the entry that it must not lead to
    stems: Explained  # what the film's questions and texts are made of

    @cached_property
    def own_words(self) -> frozenset[str]:
        """The words of the film's own wordings, its title left out."""
        return frozenset(word for wording in self.wordings[len(self.wordings) - self.own :] for word in wording.matched)

    def missed(self, found: Neighbours) -> dict[str, float]:
        """Entries that near misses among the neighbours must not lead to, with the nearest one's similarity."""
        missed: dict[str, float] = {}
        for place, similarity in zip(found.places.tolist(), found.similarity.tolist(), strict=True):
            if similarity < CLOSE:  # nearest first
                break
            if (entry := self.near_misses.get(place)) is not None:
                missed.setdefault(entry, similarity)
        return missed

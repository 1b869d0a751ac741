"""Build what questions about each film can be about, once, when first asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np

from bot.knowledge import Document, KnowledgeBase, Pattern, Target, fact_targets
from bot.matching.corpus import (
    BEYOND,
    Remembered,
    Wording,
    beyond_wordings,
    facts_of_entries,
    near_misses,
    own_wordings,
    pattern_wordings,
)
from bot.matching.index import Index, Segment
from bot.matching.names import Names
from bot.matching.normalize import tokens_of
from bot.matching.ranker import NOBODY, People, Ranker
from bot.matching.scope import Option, Scope
from bot.matching.senses import senses
from bot.matching.words import DEICTIC, stem

KEPT = 64  # films whose scope is kept ready
NEAR_MISS = f"{BEYOND}/near-misses"
ANSWERED = 0.6  # similarity to another entry's wording from which a near miss counts as that entry's question
SAME = 0.62  # similarity from which an own wording asks for a fact that the film's file does not have
_TEXTS = 20  # films whose texts explain words where no film is meant


@dataclass(frozen=True, slots=True)
class _Rows:
    """Places of one document's wordings in the index."""

    own: range
    near_misses: range


@dataclass(frozen=True, slots=True)
class _Part:
    """What one document gives, whatever the others hold: its names, and its wordings with the names masked."""

    names: Names | None  # of a film
    own: tuple[tuple[Wording, People], ...]
    near_misses: tuple[tuple[Wording, People], ...]


class Scopes:
    """All wordings of a knowledge base in one index, and a scope for each film on demand."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self.patterns, beyond = _of_all_films(base.patterns)
        documents = [base.documents[key] for key in sorted(base.documents)]
        self._general = [document for document in documents if not document.film]
        parts = {document.id: _part_of(document) for document in documents}
        self.names = {name: part.names for name, part in parts.items() if part.names is not None}
        shared = [wording for wording in self.patterns if wording.matched]
        shared += [wording for document in self._general for wording, _ in parts[document.id].own]
        shared += beyond
        masked: list[tuple[Wording, People]] = [(wording, NOBODY) for wording in shared]
        self._rows: dict[str, _Rows] = {}
        for document in documents:
            part = parts[document.id]
            own = _appended(masked, part.own if document.film else ())
            self._rows[document.id] = _Rows(own, _appended(masked, part.near_misses))
        self.wordings = tuple(wording for wording, _ in masked)
        self._people = tuple(people for _, people in masked)
        self.index = Index([wording.matched for wording in self.wordings])
        self._senses = senses([wording.matched for wording in self.wordings])
        self._targets = sorted({wording.target for wording in shared})
        self._segment = Segment(self.index, np.arange(len(shared), dtype=np.int32))
        number = {target: place for place, target in enumerate(self._targets)}
        self._shared_targets = np.array([number[wording.target] for wording in shared], dtype=np.intp)
        self._shared = tuple(shared)
        # Shared targets come first in every scope's options, so that these are the same for all.
        self._exact_shared = {wording.matched: number[wording.target] for wording in reversed(shared)}
        self._exact_general = {
            wording.matched: number[wording.target] for wording in reversed(shared) if wording.document
        }
        self._nobody = [NOBODY] * len(shared)
        self._shared_stems = frozenset(
            found for wording in shared if self._explains(wording) for found in _stems_and_pairs(wording.words)
        )
        self._kept: OrderedDict[str | None, Scope] = OrderedDict()
        self._lock = threading.Lock()

    def beside(self, first: str, second: str) -> bool:
        """Whether two words, or others of their stems, stand beside each other in some wording."""
        return f"{stem(first)} {stem(second)}" in self.index.terms

    def __call__(self, film: str | None) -> Scope:
        """What a question about one film, or about no film in particular, can be about."""
        with self._lock:
            if (kept := self._kept.get(film)) is not None:
                self._kept.move_to_end(film)
                return kept
        built = self._build(film)
        with self._lock:
            self._kept[film] = built
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return built

    def _build(self, film: str | None) -> Scope:
        documents = [self.base.documents[key] for key in ([film] if film else sorted(self.base.films))]
        facts = {document.id: fact_targets(document) for document in documents}
        own = [row for document in documents for row in self._rows[document.id].own]
        near = [row for document in (*documents, *self._general) for row in self._rows[document.id].near_misses]
        nearest = self._nearest_shared(own)
        lacking = {
            target
            for target in self._targets
            if self._is_fact(target) and not any(target in found for found in facts.values())
        }
        asked = self._asked(own, nearest, lacking)  # an own entry -> the fact it answers
        leading = {entry: fact for document in documents for entry, fact in facts_of_entries(document).items()} | asked
        targets = [asked.get(self.wordings[row].target, self.wordings[row].target) for row in own]
        banned = [leading.get(self.wordings[row].target, self.wordings[row].target) for row in near]
        segment = Segment(self.index, np.array([*own, *near], dtype=np.int32))
        nothing = [not self._answered(row, target, segment, targets) for row, target in zip(near, banned, strict=True)]
        known = {*targets, *([NEAR_MISS] if any(nothing) else [])}
        order = [*self._targets, *sorted(known.difference(self._targets))]
        number = {target: place for place, target in enumerate(order)}
        leads = [*(number[target] for target in targets), *(number[NEAR_MISS] if alone else -1 for alone in nothing)]
        ranker = Ranker(
            self.index,
            (self._segment, segment),
            np.concatenate((self._shared_targets, np.array(leads, dtype=np.intp))),
            (*self._nobody, *(self._people[row] for row in (*own, *near))),
            self._senses,
        )
        answers = {fact: entry for entry, fact in asked.items()}
        names = self.names[film] if film else Names(*documents)
        return Scope(
            film=film,
            options=tuple(self._option(target, facts, answers.get(target)) for target in order),
            wordings=(*self._shared, *(self.wordings[row] for row in (*own, *near))),
            own=len(own) + len(near),
            ranker=ranker,
            names=names,
            exact_shared=self._exact_shared,
            exact_general=self._exact_general,
            exact_own={
                (self.wordings[row].matched, self._people[row]): number[target]
                for row, target in reversed(list(zip(own, targets, strict=True)))
            },
            near_misses={
                place: self.wordings[row].target for place, row in enumerate(near, len(self._shared) + len(own))
            },
            stems=self._stems(documents, own, names),
        )

    def _explains(self, wording: Wording) -> bool:
        """Whether a shared wording's words belong to questions about films; small talk can be about anything."""
        if wording.target.startswith(BEYOND):
            return False
        entry = self.base.entries.get(wording.target)
        return entry is None or not entry.smalltalk

    def _nearest_shared(self, rows: Sequence[int]) -> list[tuple[str, float]]:
        """For each row the target of the most similar shared wording, and the similarity."""
        found = []
        for row in rows:
            near, _ = self._segment.similarities(self.index.query(self.wordings[row].matched))
            best = int(near.argmax()) if len(near) else 0
            found.append((self._targets[self._shared_targets[best]], float(near[best])) if len(near) else ("", 0.0))
        return found

    def _asked(self, own: Sequence[int], nearest: Sequence[tuple[str, float]], lacking: set[str]) -> dict[str, str]:
        """Own entries that ask for a fact which the film's file lacks: they answer it."""
        votes: dict[str, dict[str, float]] = {}
        for row, (fact, similarity) in zip(own, nearest, strict=True):
            if fact in lacking and similarity >= SAME:
                held = votes.setdefault(fact, {})
                entry = self.wordings[row].target
                held[entry] = held.get(entry, 0.0) + similarity
        return {min(held, key=lambda entry: (-held[entry], entry)): fact for fact, held in sorted(votes.items())}

    def _is_fact(self, target: str) -> bool:
        return target not in self.base.entries and not target.startswith(BEYOND)

    def _answered(self, row: int, banned: str, own: Segment, targets: Sequence[str]) -> bool:
        """Whether what must not lead to one entry is nearly a wording of another, and so has an answer."""
        query = self.index.query(self.wordings[row].matched)
        near, _ = own.similarities(query)
        shared, _ = self._segment.similarities(query)
        others = [value for value, target in zip(near, targets, strict=False) if target != banned]
        others += [
            value
            for value, target in zip(shared, self._shared_targets, strict=True)
            if value >= ANSWERED and self._targets[target] != banned and not self._targets[target].startswith(BEYOND)
        ]
        return max(others, default=0.0) >= ANSWERED

    def _option(self, target: str, facts: Mapping[str, Mapping[str, tuple[Target, ...]]], alias: str | None) -> Option:
        entries = self.base.entries
        if alias or target in entries:
            return Option(target, (entries[alias or target],))
        found = [one for targets in facts.values() for one in targets.get(target, ())]
        if any(one.slots for one in found):
            return Option(target, slotted=tuple(entries[one.entry_id] for one in found))
        return Option(target, tuple(entries[one.entry_id] for one in found))

    def _stems(self, documents: Sequence[Document], own: Iterable[int], names: Names) -> frozenset[str]:
        """Everything that explains words: stems, and pairs of them, of wordings, names and the films' texts."""
        found = set(self._shared_stems) | {stem(word) for word in names.words}
        for row in own:
            found.update(_stems_and_pairs(self.wordings[row].words))
        for document in documents[:_TEXTS]:
            for line in document.text.splitlines():
                found.update(_stems_and_pairs(tokens_of(line)))
        return frozenset(found)


def _stems_and_pairs(words: Sequence[str]) -> Iterator[str]:
    """Stems, and neighbouring ones in pairs, words that point at films left out between them."""
    yield from map(stem, words)
    content = [stem(word) for word in words if word not in DEICTIC]
    yield from map(" ".join, pairwise(content))


def _appended(rows: list[tuple[Wording, People]], more: Iterable[tuple[Wording, People]]) -> range:
    start = len(rows)
    rows.extend(more)
    return range(start, len(rows))


@lru_cache(maxsize=2)
def _of_all_films(patterns: tuple[Pattern, ...]) -> tuple[tuple[Wording, ...], tuple[Wording, ...]]:
    """The patterns' wordings, and those that no file answers; the same after every edit but one of the patterns."""
    return tuple(pattern_wordings(patterns)), tuple(beyond_wordings()) if patterns else ()


def _masked(wording: Wording, names: Names | None) -> tuple[Wording, People]:
    if names is None:
        return wording, NOBODY
    words, found = names.mask(wording.words)
    return replace(wording, words=tuple(words)), frozenset(name.key for name in found)


def _derived(document: Document) -> _Part:
    names = Names(document) if document.film else None
    return _Part(
        names,
        tuple(_masked(wording, names) for wording in own_wordings(document)),
        tuple(_masked(wording, names) for wording in near_misses(document)),
    )


_part_of = Remembered(_derived)

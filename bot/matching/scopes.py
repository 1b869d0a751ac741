"""Build what questions about each film can be about, once, when first asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.knowledge import Document, KnowledgeBase, Target, fact_targets
from bot.matching.corpus import (
    BEYOND,
    Wording,
    beyond_wordings,
    facts_of_entries,
    near_misses,
    own_wordings,
    pattern_wordings,
)
from bot.matching.index import Floats, Index, Segment
from bot.matching.names import Names
from bot.matching.normalize import tokens_of
from bot.matching.ranker import People, Ranker, gram_of
from bot.matching.scope import Option, Scope, aliases
from bot.matching.words import stem

KEPT = 64  # films whose scope is kept ready
NEAR_MISS = f"{BEYOND}/near-misses"
ANSWERED = 0.6  # similarity to another entry's wording from which a near miss counts as that entry's question
_TEXTS = 20  # films whose texts explain words where no film is meant


@dataclass(frozen=True, slots=True)
class _Rows:
    """Places of one document's wordings in the index."""

    own: range
    near_misses: range


class Scopes:
    """All wordings of a knowledge base in one index, and a scope for each film on demand."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self.patterns = tuple(pattern_wordings(base.patterns))
        documents = [base.documents[key] for key in sorted(base.documents)]
        self._general = [document for document in documents if not document.film]
        self.names = {document.id: Names(document) for document in documents if document.film}
        shared = [wording for wording in self.patterns if wording.matched]
        shared += [wording for document in self._general for wording in own_wordings(document)]
        if base.patterns:
            shared += beyond_wordings()
        wordings = list(shared)
        self._rows: dict[str, _Rows] = {}
        for document in documents:
            own = _appended(wordings, own_wordings(document) if document.film else ())
            self._rows[document.id] = _Rows(own, _appended(wordings, near_misses(document)))
        masked = [self._masked(wording) for wording in wordings]
        self.wordings = tuple(wording for wording, _ in masked)
        self._people = tuple(people for _, people in masked)
        self.index = Index([wording.matched for wording in self.wordings])
        self._targets = sorted({wording.target for wording in shared})
        self._segment = Segment(self.index, np.arange(len(shared), dtype=np.int32))
        number = {target: place for place, target in enumerate(self._targets)}
        self._ranker = Ranker(
            self._segment,
            np.array([number[wording.target] for wording in shared], dtype=np.intp),
            len(number),
            gram_of(self._segment, self.index, [wording.matched for wording in shared]),
        )
        self._shared = tuple(shared)
        self._shared_stems = frozenset(stem(word) for wording in shared for word in wording.words)
        self._kept: OrderedDict[str | None, Scope] = OrderedDict()
        self._lock = threading.Lock()

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

    def _masked(self, wording: Wording) -> tuple[Wording, People]:
        names = self.names.get(wording.document or "")
        if names is None:
            return wording, frozenset()
        words, found = names.mask(wording.words)
        return replace(wording, words=tuple(words)), frozenset(name.key for name in found)

    def _build(self, film: str | None) -> Scope:
        documents = [self.base.documents[key] for key in ([film] if film else sorted(self.base.films))]
        facts = {document.id: fact_targets(document) for document in documents}
        own = [row for document in documents for row in self._rows[document.id].own]
        near = [row for document in (*documents, *self._general) for row in self._rows[document.id].near_misses]
        across = self._across(own)
        lacking = [
            place
            for place, target in enumerate(self._targets)
            if self._is_fact(target) and not any(target in found for found in facts.values())
        ]
        alias = aliases(lacking, self._ranker.targets, [self.wordings[row].target for row in own], across)
        asked = {entry: self._targets[option] for option, entry in alias.items()}  # an own entry -> the fact it answers
        leading = {entry: fact for document in documents for entry, fact in facts_of_entries(document).items()} | asked
        targets = [asked.get(self.wordings[row].target, self.wordings[row].target) for row in own]

        rows = [*own, *near]
        banned = [leading.get(self.wordings[row].target, self.wordings[row].target) for row in near]
        segment = Segment(self.index, np.array(rows, dtype=np.int32))
        gram = gram_of(segment, self.index, [self.wordings[row].matched for row in rows])
        across = np.concatenate((across, self._across(near)), axis=1)
        nothing = [not self._answered(place, target, targets, across, gram) for place, target in enumerate(banned)]
        known = {*targets, *([NEAR_MISS] if any(nothing) else [])}
        order = [*self._targets, *sorted(known.difference(self._targets))]
        number = {target: place for place, target in enumerate(order)}
        leads = [*(number[target] for target in targets), *(number[NEAR_MISS] if alone else -1 for alone in nothing)]
        ranker = self._ranker.extended(
            segment,
            np.array(leads, dtype=np.intp),
            len(order),
            people=[self._people[row] for row in rows],
            across=across,
            gram=gram,
        )
        vetoes: dict[int, tuple[int, ...]] = {}
        for place, target in enumerate(banned, len(self._shared) + len(own)):
            if (option := number.get(target)) is not None:
                vetoes[option] = (*vetoes.get(option, ()), place)
        names = self.names[film] if film else Names.joined([self.names[document.id] for document in documents])
        return Scope(
            film=film,
            options=tuple(self._option(target, facts, alias.get(place)) for place, target in enumerate(order)),
            wordings=(*self._shared, *(self.wordings[row] for row in rows)),
            ranker=ranker,
            names=names,
            exact_shared={wording.matched: number[wording.target] for wording in reversed(self._shared)},
            exact_own={
                (self.wordings[row].matched, self._people[row]): number[target]
                for row, target in reversed(list(zip(own, targets, strict=True)))
            },
            vetoes=vetoes,
            stems=self._stems(documents, own, names),
        )

    def _across(self, rows: Sequence[int]) -> Floats:
        """Similarity of the shared wordings (down) to some rows."""
        return gram_of(self._segment, self.index, [self.wordings[row].matched for row in rows])

    def _is_fact(self, target: str) -> bool:
        return target not in self.base.entries and not target.startswith(BEYOND)

    def _answered(self, place: int, banned: str, targets: Sequence[str], across: Floats, gram: Floats) -> bool:
        """Whether what must not lead to one entry is nearly a wording of another, and so has an answer."""
        count = len(targets)
        others = np.array([target != banned for target in targets], dtype=bool)
        shared = np.array([self._targets[option] != banned for option in self._ranker.targets], dtype=bool)
        near_own = gram[:count, count + place][others].max(initial=0.0)
        near_shared = across[shared, count + place].max(initial=0.0)
        return bool(max(near_own, near_shared) >= ANSWERED)

    def _option(self, target: str, facts: Mapping[str, Mapping[str, tuple[Target, ...]]], alias: str | None) -> Option:
        entries = self.base.entries
        if alias or target in entries:
            return Option(target, (entries[alias or target],))
        found = [one for targets in facts.values() for one in targets.get(target, ())]
        if any(one.slots for one in found):
            return Option(target, slotted=tuple(entries[one.entry_id] for one in found))
        return Option(target, tuple(entries[one.entry_id] for one in found))

    def _stems(self, documents: Sequence[Document], own: Iterable[int], names: Names) -> frozenset[str]:
        """Everything that explains a word: shared and own wordings, names, and the films' texts."""
        words = {word for row in own for word in self.wordings[row].words} | names.words
        for document in documents[:_TEXTS]:
            words.update(word for line in document.text.splitlines() for word in tokens_of(line))
        return self._shared_stems | frozenset(map(stem, words))


def _appended(wordings: list[Wording], more: Iterable[Wording]) -> range:
    start = len(wordings)
    wordings.extend(more)
    return range(start, len(wordings))

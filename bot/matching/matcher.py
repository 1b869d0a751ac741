"""The engine's front: from a question to a match, with everything built once and never changed."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.knowledge import Document, Entry, KnowledgeBase, fact_targets
from bot.matching.confidence import Head, shipped
from bot.matching.corpus import (
    Names,
    Wording,
    facts_of_entries,
    own_wordings,
    pattern_wordings,
)
from bot.matching.evidence import BEST, Evidence, gather
from bot.matching.explanation import Explanation, explained
from bot.matching.films import FilmReader, Reading
from bot.matching.frames import Frames
from bot.matching.index import Floats, Index, Query, Segment
from bot.matching.match import Candidate, Decision, Match, Reason
from bot.matching.normalize import tokens_of
from bot.matching.ranker import People, Ranker, gram_of
from bot.matching.scope import Option, Scope, aliases
from bot.matching.spelling import Speller, count_words
from bot.matching.titles import Titles
from bot.matching.words import stem

LIMIT = 5
EXACT = 0.99  # confidence in an entry whose own wording is the question
_SCOPES = 64  # films whose scope is kept ready
_LOOKED_AT = 12  # options by ridge score from which the best that can be answered are taken


@dataclass(frozen=True, slots=True)
class Trace:
    """What happened to one question, for `explain`."""

    match: Match
    words: tuple[str, ...]
    reading: Reading | None = None
    scope: Scope | None = None
    evidence: Evidence | None = None
    probabilities: tuple[float, ...] = ()
    exact: str | None = None


class Matcher:
    """Matches questions against one knowledge base; immutable, safe to share between threads."""

    def __init__(self, base: KnowledgeBase, *, head: Head | None = None) -> None:
        self.base = base
        self.head = head or shipped()
        documents = [base.documents[key] for key in sorted(base.documents)]
        self._shared = [wording for wording in pattern_wordings(base.patterns) if wording.matched]
        self._shared += [wording for document in documents if not document.film for wording in own_wordings(document)]
        wordings: list[Wording] = list(self._shared)
        self._own: dict[str, tuple[int, int]] = {}
        self._near_misses: dict[str, tuple[int, int]] = {}
        for document in documents:
            if document.film:
                self._own[document.id] = _appended(wordings, own_wordings(document))
        for document in documents:
            self._near_misses[document.id] = _appended(wordings, _near_misses(document))
        titles = Titles(base.films.values())
        self._names = {document.id: Names(document) for document in documents if document.film}
        self._people: list[People] = []
        for place, wording in enumerate(wordings):
            names = self._names.get(wording.document or "")
            masked, found = names.mask(wording.words) if names else (wording.words, ())
            wordings[place] = replace(wording, words=tuple(masked))
            self._people.append(frozenset(name.key for name in found))
        self._wordings = wordings
        self._index = Index([wording.matched for wording in wordings])
        vocabulary = count_words(wording.matched for wording in wordings)
        for word in titles.words.union(*(names.words for names in self._names.values())):
            vocabulary.setdefault(word, 1)
        self.speller = Speller(vocabulary)
        patterns = list(pattern_wordings(base.patterns))
        self._films = FilmReader(titles, Frames(patterns), tuple(sorted(base.films)))
        self._alone = next((wording.target for wording in patterns if not wording.matched), None)
        self._shared_segment = Segment(self._index, np.arange(len(self._shared), dtype=np.int32))
        self._shared_targets = sorted({wording.target for wording in self._shared})
        number = {target: place for place, target in enumerate(self._shared_targets)}
        self._shared_ranker = Ranker(
            self._shared_segment,
            np.array([number[wording.target] for wording in self._shared], dtype=np.intp),
            len(number),
            gram_of(self._shared_segment, self._index, [wording.matched for wording in self._shared]),
        )
        self._scopes: OrderedDict[str | None, Scope] = OrderedDict()
        self._lock = threading.Lock()

    def match(self, question: str, *, film: str | None = None, limit: int = LIMIT) -> Match:
        """Find the entry a question asks for; `film` is the current film's id, which a film named in it overrules."""
        return self.trace(question, film=film, limit=limit).match

    def explain(self, question: str, *, film: str | None = None) -> Explanation:
        """Match and say why."""
        return explained(self.trace(question, film=film), self.head)

    def overlaid(self, documents: Iterable[Document]) -> Matcher:
        """A matcher that knows some documents more, or in place of those with the same ids."""
        merged = {**self.base.documents, **{document.id: document for document in documents}}
        return Matcher(replace_documents(self.base, merged), head=self.head)

    def trace(self, question: str, *, film: str | None = None, limit: int = LIMIT) -> Trace:
        """Match, keeping what was seen on the way."""
        begun = time.perf_counter_ns()
        typed = tokens_of(question)
        normalized = " ".join(typed)
        if film not in self.base.films:
            film = None

        def ended(trace: Trace) -> Trace:
            elapsed = (time.perf_counter_ns() - begun) / 1000
            return replace(trace, match=replace(trace.match, elapsed_us=elapsed))

        if not typed:
            empty = Match(question, normalized, Decision.ABSTAIN, 0.0, (), reason=Reason.EMPTY)
            return ended(Trace(empty, ()))
        words, corrections = self.speller.correct(typed)
        current = self.scope(film or self._films.only)
        reading = self._films.read(question, typed, words, film, current.stems.__contains__)
        scope = current if reading.unknown else self.scope(reading.film)
        match = Match(
            question, normalized, Decision.ABSTAIN, 0.0, (),
            film=reading.film, film_source=reading.source, unknown_film=reading.unknown, corrections=corrections,
        )  # fmt: skip
        trace = Trace(match, tuple(words), reading, scope)
        return ended(self._decided(trace, reading, scope, limit))

    def _decided(self, trace: Trace, reading: Reading, scope: Scope, limit: int) -> Trace:
        match = trace.match
        words = reading.words
        masked, names = scope.names.mask(words)
        named = frozenset(entry for name in names for entry in name.entries)
        people = frozenset(name.key for name in names)
        certain = self._exact(scope, tuple(masked), people, reading)
        query = self._index.query(masked)
        if certain is not None:
            found = self._entries(scope.options[certain], named, reading)
            if found:
                match = self._concluded(match, [(found, EXACT, certain)], reading, limit)
                return replace(trace, match=match, exact=scope.options[certain].target)
        evidence, probabilities = self.weigh(scope, query, people, named, corrections=len(match.corrections))
        ranked: list[tuple[tuple[Entry, ...], float, int]] = []
        for option, probability in zip(evidence.options, probabilities, strict=True):
            ranked.append((self._entries(scope.options[option], named, reading), float(probability), option))
        ranked.sort(key=lambda item: (-item[1], item[2]))
        match = self._concluded(match, ranked, reading, limit, scope)
        return replace(trace, match=match, evidence=evidence, probabilities=tuple(map(float, probabilities)))

    def weigh(
        self, scope: Scope, query: Query, people: People, named: frozenset[str], *, corrections: int
    ) -> tuple[Evidence, Floats]:
        """Score the scope's options and look closely at the best."""
        scores = scope.ranker.scores(query, people)
        nearest = scope.nearest(scores.similarity)
        order = np.argsort(-scores.ridge, kind="stable")[:_LOOKED_AT]
        options: list[int] = []
        for option in map(int, order):
            meant = scope.options[option]
            if (meant.slotted and not meant.resolved(named)) or scope.vetoed(option, scores, nearest):
                continue
            options.append(option)
            if len(options) == BEST:
                break
        evidence = gather(scope, self._index, query, scores, options, nearest=nearest, corrections=corrections)
        return evidence, self.head.probabilities(evidence)

    def _exact(self, scope: Scope, words: tuple[str, ...], people: People, reading: Reading) -> int | None:
        if reading.unknown:
            return None
        if not words and self._alone and reading.films:
            return next((place for place, option in enumerate(scope.options) if option.target == self._alone), None)
        own = scope.exact_own.get((words, people))
        return own if own is not None else scope.exact_shared.get(words)

    def _entries(self, option: Option, named: frozenset[str], reading: Reading) -> tuple[Entry, ...]:
        found = option.resolved(named)
        if len(reading.films) > 1:
            return tuple(entry for entry in found if entry.document in reading.films)
        return found

    def _concluded(
        self,
        match: Match,
        ranked: Sequence[tuple[tuple[Entry, ...], float, int]],
        reading: Reading,
        limit: int,
        scope: Scope | None = None,
    ) -> Match:
        """Turn ranked options into candidates and a decision."""
        scores: dict[str, float] = {}
        entries: dict[str, Entry] = {}
        which_film = False
        missing = 0.0
        lacking: str | None = None
        for place, (found, probability, option) in enumerate(ranked):
            if not found:
                if probability > missing:
                    missing, lacking = probability, scope.options[option].target if scope else None
                continue
            several = reading.film is None and len({entry.document for entry in found}) > 1
            which_film = which_film or (several and place == 0)
            share = probability / len(found) if several else probability
            for order, entry in enumerate(found[: max(limit, 1)]):
                entries.setdefault(entry.id, entry)
                scores[entry.id] = scores.get(entry.id, 0.0) + (share if several or order == 0 else 0.0)
        best = sorted(entries, key=lambda key: -scores[key])[:limit]
        candidates = tuple(Candidate(entries[key], min(scores[key], EXACT)) for key in best)
        confidence = candidates[0].score if candidates else 0.0
        if reading.unknown:
            return replace(match, candidates=candidates, confidence=confidence * 0.1, reason=Reason.UNKNOWN_FILM)
        match = replace(match, candidates=candidates, confidence=confidence)
        if lacking and missing > confidence:
            if missing >= self.head.ask:
                return replace(match, reason=Reason.MISSING_FACT, missing=lacking)
        if which_film and sum(candidate.score for candidate in candidates) >= self.head.ask:
            return replace(match, decision=Decision.ASK_BACK, reason=Reason.WHICH_FILM)
        if confidence >= self.head.answer:
            film = match.film or (
                candidates[0].entry.document if candidates[0].entry.document in self.base.films else None
            )
            return replace(match, decision=Decision.ANSWER, film=film)
        if confidence >= self.head.ask:
            return replace(match, decision=Decision.ASK_BACK, reason=Reason.UNSURE)
        return replace(match, reason=Reason.UNSURE)

    def scope(self, film: str | None) -> Scope:
        """What a question about one film, or about no film in particular, can be about; built when first asked for."""
        with self._lock:
            found = self._scopes.get(film)
            if found is not None:
                self._scopes.move_to_end(film)
                return found
        built = self._build_scope(film)
        with self._lock:
            self._scopes[film] = built
            while len(self._scopes) > _SCOPES:
                self._scopes.popitem(last=False)
        return built

    def _build_scope(self, film: str | None) -> Scope:
        films = [film] if film else sorted(self.base.films)
        documents = [self.base.documents[key] for key in films]
        general = [self.base.documents[key] for key in sorted(self.base.documents) if key not in self.base.films]
        own = [row for key in films for row in range(*self._own[key])]
        misses = [row for document in (*documents, *general) for row in range(*self._near_misses[document.id])]
        shared_count = len(self._shared)
        named = [self._names[key] for key in films]
        names = named[0] if len(named) == 1 else Names.joined(named)
        across = gram_of(self._shared_segment, self._index, (self._wordings[row].matched for row in own))
        targets_by_document = {document.id: fact_targets(document) for document in documents}
        missing = [
            place
            for place, target in enumerate(self._shared_targets)
            if target.count("/") == 1 and not any(target in targets for targets in targets_by_document.values())
        ]
        alias = aliases(missing, self._shared_ranker.targets, [self._wordings[row].target for row in own], across)
        taken = {entry: self._shared_targets[option] for option, entry in alias.items()}
        own_targets = [taken.get(self._wordings[row].target, self._wordings[row].target) for row in own]
        names_of_targets = list(self._shared_targets)
        names_of_targets += sorted(set(own_targets).difference(self._shared_targets))
        number = {target: place for place, target in enumerate(names_of_targets)}
        segment = Segment(self._index, np.array([*own, *misses], dtype=np.int32))
        ranker = self._shared_ranker.extended(
            segment,
            np.array([*(number[target] for target in own_targets), *(-1 for _ in misses)], dtype=np.intp),
            len(number),
            people=[self._people[row] for row in (*own, *misses)],
            across=across,
            gram=gram_of(segment, self._index, (self._wordings[row].matched for row in own)),
        )
        wordings = (*self._shared, *(self._wordings[row] for row in (*own, *misses)))
        facts = {entry: fact for document in documents for entry, fact in facts_of_entries(document).items()}
        facts |= taken
        vetoes: dict[int, tuple[int, ...]] = {}
        for place, row in enumerate(misses):
            entry = self._wordings[row].target
            option = number.get(facts.get(entry, entry))
            if option is not None:
                vetoes[option] = (*vetoes.get(option, ()), shared_count + len(own) + place)
        options = tuple(
            self._option(target, documents, targets_by_document, alias.get(place))
            for place, target in enumerate(names_of_targets)
        )
        exact_shared = {wording.matched: number[wording.target] for wording in reversed(self._shared)}
        exact_own = {
            (self._wordings[row].matched, self._people[row]): number[target]
            for row, target in reversed(list(zip(own, own_targets, strict=True)))
        }
        stems = {stem(word) for wording in wordings for word in wording.words}
        for document in documents[:20]:
            stems |= {stem(word) for word in set(_words_of_text(document.text))}
        stems |= {stem(word) for word in names.words}
        return Scope(
            film, options, wordings, ranker.targets, ranker, names, exact_shared, exact_own, vetoes, frozenset(stems)
        )

    def _option(self, target: str, documents, targets_by_document, alias: str | None) -> Option:  # type: ignore[no-untyped-def]
        entries = self.base.entries
        if alias:
            return Option(target, (entries[alias],))
        if target in entries:
            return Option(target, (entries[target],))
        found = [one for document in documents for one in targets_by_document[document.id].get(target, ())]
        if any(one.slots for one in found):
            return Option(target, (), tuple((one, entries[one.entry_id]) for one in found))
        return Option(target, tuple(entries[one.entry_id] for one in found))


def replace_documents(base: KnowledgeBase, documents: dict[str, Document]) -> KnowledgeBase:
    return KnowledgeBase(documents=documents, patterns=base.patterns, warnings=base.warnings, root=base.root)


def _appended(wordings: list[Wording], more: Iterable[Wording]) -> tuple[int, int]:
    start = len(wordings)
    wordings.extend(more)
    return start, len(wordings)


def _near_misses(document: Document) -> Iterable[Wording]:
    for entry in sorted(document.entries, key=lambda entry: entry.id):
        for text in sorted(set(entry.must_not_match)):
            if words := tokens_of(text):
                yield Wording(text, tuple(words), entry.id, document.id)


def _words_of_text(text: str) -> list[str]:
    return [word for line in text.splitlines() for word in tokens_of(line)]

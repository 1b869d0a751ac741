"""Build what questions about each film can be about, once, when first asked for."""

from __future__ import annotations

import heapq
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from itertools import compress

import numpy as np

from bot.knowledge import Document, KnowledgeBase, Target, fact_targets
from bot.matching.claims import NAMING, Claims, best_of_each, homes
from bot.matching.corpus import BEYOND, Wording, facts_of_entries
from bot.matching.features import term_codes
from bot.matching.index import Rows, Segment, closest, query_of
from bot.matching.names import Names
from bot.matching.ranker import NOBODY, Places, Ranker
from bot.matching.scope import Explained, Option, Scope
from bot.matching.shelf import Shelf, explained_by, stems_of

PREPARED = 4  # films whose scope is built before the first question comes
KEPT = 64  # films whose scope is kept ready
NEAR_MISS = f"{BEYOND}/near-misses"
ANSWERED = 0.6  # similarity to another entry's wording from which a near miss counts as that entry's question
_TEXTS = 20  # films whose texts explain words where no film is meant
_LOOKED_AT = 16  # wordings that a first search finds for one of which near ones are sought

_Facts = Mapping[str, Sequence[Target]]


class Unbuilt(Exception):  # noqa: N818 - no error: it is to be asked again where there is time
    """A question needs a scope that has not been built, which takes up to a second."""


class Scopes:
    """A scope for each film on demand."""

    def __init__(self, base: KnowledgeBase, *, last: Scopes | None = None, over: bool = False) -> None:
        """Make them afresh, keeping of the last ones what is as it was; `over` them, what further documents leave so."""
        self.base = base
        self.shelf: Shelf = Shelf(base, last=last.shelf if last else None, over=over)
        self.lexicon = self.shelf.lexicon
        self.names = {key: part.names for key, part in self.shelf.films.items()}
        self._shared = self.shelf.shared
        self._targets = sorted({wording.target for wording in self._shared})
        number = {target: place for place, target in enumerate(self._targets)}
        self._shared_leads = np.array([number[wording.target] for wording in self._shared], dtype=np.intp)
        self._claims = Claims(self.shelf, self._targets, self._shared_leads)
        answers = np.array([not target.startswith(BEYOND) for target in self._targets], dtype=bool)
        self._answering = (
            np.where(answers[self._shared_leads], self._shared_leads, -1) if self._shared else self._shared_leads
        )
        self._exact = {wording.matched: number[wording.target] for wording in reversed(self._shared)}
        self._exact_general = {
            wording.matched: number[wording.target] for wording in reversed(self._shared) if wording.document
        }
        explaining = (wording.words for wording in self._shared if self._explains(wording))
        self._stems = frozenset(explained_by(explaining))
        self._near = [wording for part in self.shelf.general.values() for wording in part.near]
        self._only_film = self._films_asking()
        self._kept: OrderedDict[str | None, Scope] = OrderedDict()
        self._lock = threading.Lock()
        self._building: defaultdict[str | None, threading.Lock] = defaultdict(threading.Lock)
        self.builds = True
        self._recent = last.recent if last else ()
        if last and last.shelf.segments == self.shelf.segments:
            self._kept.update(self._as_they_were(last))

    @property
    def recent(self) -> tuple[str, ...]:
        """Films whose scopes were wanted, here or in the states before, the last one at the end."""
        with self._lock:
            here = [film for film in self._kept if film is not None]
        return tuple(dict.fromkeys(reversed((*self._recent, *here))))[:KEPT][::-1]

    @property
    def at_once(self) -> Scopes:
        """The same, which raise `Unbuilt` rather than build."""
        found = copy(self)
        found.builds = False
        return found

    @property
    def patterns(self) -> tuple[Wording, ...]:
        return self.shelf.patterns

    @property
    def wordings(self) -> Iterator[Wording]:
        """Every wording of the knowledge base, and every near miss."""
        return self.shelf.wordings

    def prepare(self, stop: Callable[[], bool] = bool) -> None:
        """Build the scopes of the films with the most wordings of their own, of recent ones, and of no film.

        `stop` is asked before each, whether enough has been done.
        """
        parts = self.shelf.films
        likely = heapq.nlargest(PREPARED, parts, key=lambda film: (len(parts[film]), film))
        recent = [film for film in self.recent if film in parts and film not in likely]
        for film in (*likely, *recent[-(KEPT - PREPARED - 1) :], *([None] if len(parts) != 1 else [])):
            if stop():
                break
            self(film)

    def changed(self, last: Scopes) -> frozenset[str] | None:
        """Stems and pairs of them that only one of two states knows; None where they differ in what is asked, too."""
        if self.shelf.segments != last.shelf.segments or self.shelf.parts != last.shelf.parts:
            return None
        found = self._stems ^ last._stems
        for key, document in self.base.documents.items():
            if document is not (before := last.base.documents[key]):
                found |= stems_of(document) ^ stems_of(before)
        return found

    def only_film_asking(self, words: tuple[str, ...]) -> str | None:
        """The film one of whose own entries has a wording, if just one film does and no fact of all films."""
        return self._only_film.get(words) if words not in self._exact else None

    def _films_asking(self) -> Mapping[tuple[str, ...], str | None]:
        """The only film with a wording of its own, None where several have it."""
        found: dict[tuple[str, ...], str | None] = {}
        for film, part in self.shelf.films.items():
            for wording in part.own:
                if wording.target in self.base.entries:  # and is no fact, for which every film may be asked
                    found[wording.matched] = film if found.get(wording.matched, film) == film else None
        return found

    def beside(self, first: str, second: str) -> bool:
        """Whether two words, or others of their stems, stand beside each other in some wording."""
        codes = term_codes((first, second))
        return bool(self.lexicon.weights_of(codes[2:])[0])

    def __call__(self, film: str | None) -> Scope:
        """What a question about one film, or about no film in particular, can be about."""
        kept = self._kept.get(film)
        if kept is None:
            if not self.builds:
                raise Unbuilt(film)
            with self._building[film]:  # whoever comes meanwhile waits for the one
                kept = self._kept.get(film) or self._build(film)
        with self._lock:
            self._kept[film] = kept
            self._kept.move_to_end(film)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return kept

    def _as_they_were(self, last: Scopes) -> Iterator[tuple[str | None, Scope]]:
        """The last scopes whose wordings are all the same, with the entries as they are now."""
        with last._lock:
            kept = list(last._kept.items())
        shelf, before = self.shelf, last.shelf
        general = [key for key in self.base.documents if key not in shelf.films]
        for film, scope in kept:
            films = [film] if film else list(shelf.films)
            if film is None and shelf.films.keys() != before.films.keys():
                continue
            if all(shelf.films.get(key) is before.films.get(key) for key in films):
                same = all(self.base.documents[key] is last.base.documents.get(key) for key in (*films, *general))
                yield film, scope if same else self._renewed(scope, films)

    def _renewed(self, scope: Scope, films: Sequence[str]) -> Scope:
        """A scope of which nothing has changed but what entries say."""
        entries = self.base.entries
        options = tuple(
            replace(
                option,
                entries=tuple(entries[entry.id] for entry in option.entries),
                slotted=tuple(entries[entry.id] for entry in option.slotted),
            )
            for option in scope.options
        )
        return replace(scope, options=options, stems=self._explained([self.base.documents[key] for key in films]))

    def _explained(self, documents: Sequence[Document]) -> Explained:
        return Explained(self._stems, *map(stems_of, documents[:_TEXTS]))

    def _build(self, film: str | None) -> Scope:
        keys = [film] if film else list(self.shelf.films)
        documents = [self.base.documents[key] for key in keys]
        parts = [self.shelf.films[key] for key in keys]
        rows = [self.shelf.near_rows(), *(self.shelf.film_rows(key) for key in keys)]
        segment = Segment(Rows.joined(rows), self.lexicon)
        facts = _joined(fact_targets(document) for document in documents)
        lacking = {target for target in self._targets if self._is_fact(target) and target not in facts}
        votes = self._claims.votes(keys, lacking)
        # Wordings of a fact lead to one film's own entry, or else to the fact, which several films' entries answer.
        answers = {} if film else {fact: best_of_each(held) for fact, held in votes.items()}
        asked = homes(votes, answers)  # an own entry -> the fact with which it is one option
        leading = {entry: fact for document in documents for entry, fact in facts_of_entries(document).items()} | asked
        # General near misses, and then wordings and near misses film by film, as in the segment.
        wordings = [*self._near, *(wording for part in parts for wording in (*part.own, *part.near))]
        people = [*[NOBODY] * len(self._near), *(one for part in parts for one in part.people)]
        own = np.array([False] * len(self._near) + [it for part in parts for it in part.shape], dtype=bool)
        targets = [asked.get(wording.target, wording.target) for wording in wordings]
        order = [*self._targets, *sorted({NEAR_MISS, *compress(targets, own)}.difference(self._targets))]
        number = {target: place for place, target in enumerate(order)}
        leads = np.full(len(wordings), -1, dtype=np.intp)
        leads[own] = [number[target] for target in compress(targets, own)]
        owners = leads.copy()
        shared = self._claims.leads(segment, owners, votes, number) if film else self._shared_leads.copy()
        shared[np.isin(shared, [number[fact] for fact in NAMING & lacking])] = -1  # whose names cannot be known
        moved = (shared != self._shared_leads).nonzero()[0].tolist()
        near = (~own).nonzero()[0].tolist()
        for place in near:
            wording = wordings[place]
            banned = number.get(leading.get(wording.target, wording.target), -1)
            if not self._answered(wording, banned, segment, owners, shared):
                leads[place] = number[NEAR_MISS]
        exact = zip(wordings, people, leads.tolist(), own.tolist(), strict=True)
        names = self.shelf.films[film].names if film else Names(*documents)
        return Scope(
            film=film,
            options=tuple(self._option(target, facts, answers.get(target, ())) for target in order),
            wordings=(*self._shared, *wordings),
            own=len(wordings),
            ranker=Ranker(self.shelf.segments, segment, np.concatenate((shared, leads)), people),
            names=names,
            exact_shared=self._exact
            | {self._shared[at].matched: int(shared[at]) for at in reversed(moved) if shared[at] >= 0},
            exact_general=self._exact_general,
            exact_own={
                (wording.matched, named): lead for wording, named, lead, is_own in reversed(list(exact)) if is_own
            },
            near_misses={len(self._shared) + place: wordings[place].target for place in near},
            stems=self._explained(documents),
        )

    def _explains(self, wording: Wording) -> bool:
        """Whether a shared wording's words belong to questions about films; small talk can be about anything."""
        if wording.target.startswith(BEYOND):
            return False
        entry = self.base.entries.get(wording.target)
        return entry is None or not entry.smalltalk

    def _answered(self, wording: Wording, banned: int, own: Segment, owners: Places, shared: Places) -> bool:
        """Whether what must not lead to one entry is nearly a wording of another, and so has an answer."""
        query = query_of(wording.matched, self.lexicon)
        answering = np.where(self._answering < 0, -1, shared)
        for segments, leads in (((own,), owners), (self.shelf.segments, answering)):
            places, near = closest(segments, query, _LOOKED_AT)
            others = leads[places]
            if ((near >= ANSWERED) & (others != banned) & (others >= 0)).any():
                return True
        return False

    def _is_fact(self, target: str) -> bool:
        return target not in self.base.entries and not target.startswith(BEYOND)

    def _option(self, target: str, facts: _Facts, aliases: Sequence[str]) -> Option:
        entries = self.base.entries
        if aliases or target in entries:
            return Option(target, tuple(entries[one] for one in aliases or (target,)))
        found = facts.get(target, ())
        meant = tuple(entries[one.entry_id] for one in found)
        return Option(target, slotted=meant) if any(one.slots for one in found) else Option(target, meant)


def _joined(facts: Iterable[Mapping[str, Sequence[Target]]]) -> dict[str, list[Target]]:
    """The targets of several films' facts, fact by fact."""
    found: dict[str, list[Target]] = {}
    for one in facts:
        for fact, targets in one.items():
            found.setdefault(fact, []).extend(targets)
    return found

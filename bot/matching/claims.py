"""Own entries of films that ask for the same as shared wordings do, and so answer these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from bot.knowledge.facts import FACTS, FILM
from bot.matching.corpus import BEYOND, Wording
from bot.matching.index import Ints, Rows, Segment, closest, query_of, take
from bot.matching.ranker import Places
from bot.matching.shelf import Shelf

SAME = 0.64  # similarity from which an own wording asks for the same as a shared one
ABOUT = 0.25  # share of an entry's wordings that ask for one thing, from which the entry is about that
WORTH = 0.3  # of the votes for the best own entry, from which another one answers a part of the questions
DERIVED = "film/"  # facts made from a film's title and year
NAMING = frozenset(name for name, fact in FACTS.items() if not {FILM}.issuperset(fact.slots))  # asked with a name
_AT_ONCE = 500  # shared wordings that a film's are compared with in one go
_LOOKED_AT = 16  # wordings that a first search finds for one of which the nearest is sought

Votes = Mapping[str, Mapping[str, float]]  # by the target of shared wordings, by own entry


class Claims:
    """What own entries ask for, among what the shared wordings ask for."""

    def __init__(self, shelf: Shelf, targets: Sequence[str], leads: Places) -> None:
        """`leads` has the place in `targets` of what each shared wording leads to."""
        self._shelf = shelf
        self._targets = targets
        self._facts = frozenset(targets)
        self._leads = leads

    def votes(self, films: Sequence[str], lacking: set[str]) -> Votes:
        """How much own entries ask for facts that the films' files lack; the names in some nobody knows then.

        Where just one film is meant, an entry of which a good part asks for it also answers what otherwise is derived
        from the title and year, or known to lead nowhere: what somebody wrote comes first.
        """
        contested = {target for target in self._targets if target.startswith((DERIVED, BEYOND))}
        wanted = (lacking | contested if len(films) == 1 else lacking) - NAMING
        some: list[Segment] = []
        votes: dict[str, dict[str, float]] = {}
        for film in films:
            part = self._shelf.films[film]
            count = Counter(wording.target for wording in part.own if wording.target not in self._facts)
            places = np.array([at for at, wording in enumerate(part.own) if wording.target in count], dtype=np.intp)
            if not len(places):  # nothing but facts
                continue
            some = some or self._segments(self._rows_of(wanted))
            for place in places[_near_some(self._shelf.film_rows(film).take(places), some)].tolist():
                entry = part.own[place].target
                target, similarity = self._nearest(part.own[place])
                if target not in wanted or similarity < SAME or (target in contested and part.people[place]):
                    continue
                held = votes.setdefault(target, {})
                held[entry] = held.get(entry, 0.0) + similarity
            for target in contested & votes.keys():
                held = votes[target]
                votes[target] = {
                    entry: votes_of for entry, votes_of in held.items() if votes_of >= ABOUT * count[entry]
                }
        return {target: held for target, held in sorted(votes.items()) if held}

    def leads(self, own: Segment, owners: Places, votes: Votes, number: Mapping[str, int]) -> Places:
        """Where the shared wordings lead for a film: to the own entries that have votes, each to the nearest one's.

        Args:
            own: the film's wordings.
            owners: the numbers of their entries, -1 for what is no wording.
            number: the number of each target and entry.
        """
        leads = self._leads.copy()
        for target, held in votes.items():
            least = WORTH * max(held.values())
            entries = [number[entry] for entry, votes_of in held.items() if votes_of >= least]
            rows = self._rows_of({target})
            live = np.isin(owners, entries).nonzero()[0]
            best = [segment.products(own.rows.take(live)).argmax(axis=0) for segment in self._segments(rows)]
            leads[rows] = owners[live[np.concatenate(best)]]
        return leads

    def _rows_of(self, targets: set[str]) -> Ints:
        return np.isin(self._leads, [place for place, one in enumerate(self._targets) if one in targets]).nonzero()[0]

    def _segments(self, rows: Ints) -> list[Segment]:
        """Some shared wordings, turned round."""
        return [
            Segment(take(self._shelf.segments, rows[first : first + _AT_ONCE]), self._shelf.lexicon)
            for first in range(0, len(rows), _AT_ONCE)
        ]

    def _nearest(self, wording: Wording) -> tuple[str, float]:
        """The target of the shared wording that is most similar, and the similarity."""
        query = query_of(wording.matched, self._shelf.lexicon)
        places, near = closest(self._shelf.segments, query, _LOOKED_AT)
        return self._targets[self._leads[places[0]]], float(near[0])


def best_of_each(held: Mapping[str, float]) -> tuple[str, ...]:
    """Of each film the own entry with the most votes."""
    best: dict[str, str] = {}
    for entry in sorted(held, key=lambda entry: (-held[entry], entry)):
        best.setdefault(entry.partition("/")[0], entry)
    return tuple(sorted(best.values()))


def homes(votes: Votes, answers: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """For each entry that answers facts the one that it asks for most."""
    found: dict[str, str] = {}
    for fact in sorted(answers):
        for entry in answers[fact]:
            if entry not in found or votes[fact][entry] > votes[found[entry]][entry]:
                found[entry] = fact
    return found


def _near_some(rows: Rows, segments: Iterable[Segment]) -> list[int]:
    """Which rows are as near as `SAME` to a wording of some segments."""
    found = np.zeros(len(rows), dtype=bool)
    for segment in segments:
        found |= segment.products(rows).max(axis=1) >= SAME
    return found.nonzero()[0].tolist()

"""All wordings of a knowledge base in one space; a later state keeps what it has in common with an earlier one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import chain, pairwise

from bot.knowledge import Document, KnowledgeBase, Pattern, fact_targets
from bot.matching.corpus import Remembered, Wording, beyond_wordings, near_misses, own_wordings, pattern_wordings
from bot.matching.features import counted
from bot.matching.index import Rows, Segment
from bot.matching.lexicon import Lexicon
from bot.matching.names import Names
from bot.matching.normalize import tokens_of
from bot.matching.ranker import NOBODY, People
from bot.matching.senses import senses
from bot.matching.words import DEICTIC, stem

# Documents that are laid over others may have so many wordings for one that these have; a feature's weight is then off
# by log(1.25) = 0.2, of 1 to 10, at most.
LAID_OVER = 0.25


class Part:
    """One document's wordings and near misses; in a film's, names are slots."""

    def __init__(self, document: Document) -> None:
        self.asks = _asks(document)
        self.names = Names(document) if document.film else Names()
        masked = [self._masked(wording) for wording in own_wordings(document)]
        self.own = tuple(wording for wording, _ in masked)
        missed = [self._masked(wording) for wording in near_misses(document)]
        self.near = tuple(wording for wording, _ in missed)
        self.people: tuple[People, ...] = tuple(people for _, people in (*masked, *missed))

    def __len__(self) -> int:
        return len(self.own) + len(self.near)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Everything in wordings and names that explains words."""
        return frozenset(chain(explained_by(wording.words for wording in self.own), map(stem, self.names.words)))

    @property
    def shape(self) -> list[bool]:
        """For each row whether it is a wording, and not a near miss."""
        return [True] * len(self.own) + [False] * len(self.near)

    def _masked(self, wording: Wording) -> tuple[Wording, People]:
        words, found = self.names.mask(wording.words)
        if not found:
            return wording, NOBODY
        return replace(wording, words=tuple(words)), frozenset(name.key for name in found)


def _asks(document: Document) -> tuple[object, ...]:
    """All that a part is made from: an edit of an answer leaves it as it is."""
    wordings = tuple((entry.id, entry.wordings, entry.must_not_match) for entry in document.entries)
    return (wordings, tuple(fact_targets(document).items()))


def _stems_of(document: Document) -> frozenset[str]:
    return part_of(document).stems.union(explained_by(map(tokens_of, document.text.splitlines())))


@lru_cache(maxsize=2)
def _of_all_films(patterns: tuple[Pattern, ...]) -> tuple[tuple[Wording, ...], tuple[Wording, ...]]:
    """The patterns' wordings, and those that no file answers; the same after every edit but one of the patterns."""
    return tuple(pattern_wordings(patterns)), tuple(beyond_wordings()) if patterns else ()


part_of = Remembered(Part)
stems_of = Remembered(_stems_of)  # everything that explains words: stems and pairs of them, of wordings, names and text


class Shelf:
    """The parts of a knowledge base, and what all its films share: patterns and general knowledge."""

    parts: dict[str, Part]  # by document
    laid: bool  # whether documents are laid over: then features have the weights of another state
    lexicon: Lexicon
    patterns: tuple[Wording, ...]
    shared: tuple[Wording, ...]  # of all films: of patterns, of what no file answers, of general knowledge
    segments: tuple[Segment, ...]  # the same turned round

    def __init__(self, base: KnowledgeBase, *, last: Shelf | None = None, over: bool = False) -> None:
        """Make it afresh; or lay it `over` the last one, which costs what its further documents cost.

        Laid over another, it keeps the weights of features, which then do not know of the further documents. Where all
        documents are matched as they were, there are none, and it is what it would be if made afresh.
        """
        self.base = base
        known = last.parts if last else {}
        self.parts = {key: _part_of(document, known.get(key)) for key, document in sorted(base.documents.items())}
        self.laid = last is not None and (last.laid or self.parts != known)
        self.films = {key: part for key, part in self.parts.items() if base.documents[key].film}
        self.general = {key: part for key, part in self.parts.items() if not base.documents[key].film}
        self.own: dict[str, Rows] = {}
        self.near: dict[str, Rows] = {}
        keeps = last is not None and base.patterns == last.base.patterns and (over or not self.laid)
        if last is None or not keeps or not self._lies_over(last):
            self._begin()
            self.laid = False

    @property
    def wordings(self) -> Iterator[Wording]:
        """Every wording there is, and every near miss."""
        yield from self.shared
        for part in self.films.values():
            yield from part.own
        for part in self.parts.values():
            yield from part.near

    def film_rows(self, film: str) -> Rows:
        """A film's own wordings and its near misses."""
        return Rows.joined([self.own[film], self.near[film]])

    def near_rows(self) -> Rows:
        """Near misses of general knowledge."""
        return Rows.joined([self.near[key] for key in self.general])

    def _begin(self) -> None:
        """Take the weights of features from all wordings as they are now."""
        self.patterns, beyond = _of_all_films(self.base.patterns)
        self._anyones = (*(wording for wording in self.patterns if wording.matched), *beyond)
        places = [
            *((self.own, key, part.own) for key, part in self.general.items()),
            *((self.near, key, part.near) for key, part in self.general.items()),
            *((self.own, key, part.own) for key, part in self.films.items()),
            *((self.near, key, part.near) for key, part in self.films.items()),
        ]
        texts = chain(self._anyones, *(wordings for _, _, wordings in places))
        matched = [wording.matched for wording in texts]
        codes, counts, sizes = counted(matched)
        self.lexicon = Lexicon.of(codes, len(sizes))
        rows = Rows.of(codes, self.lexicon.weighted(codes, counts, sizes), sizes, senses(matched))
        first = len(self._anyones)
        for rows_of, key, wordings in places:
            rows_of[key] = rows.part(first, first + len(wordings))
            first += len(wordings)
        self.shared = (*self._anyones, *chain.from_iterable(part.own for part in self.general.values()))
        self.segments = (Segment(rows.part(0, len(self.shared)), self.lexicon),)

    def _lies_over(self, over: Shelf) -> bool:
        """Keep what `over` has; False if that is not worth it, or if general knowledge of it has changed."""
        fresh = {key: part for key, part in self.parts.items() if over.parts.get(key) is not part}
        if any(key in fresh or key not in self.parts for key in over.general):
            return False
        if sum(map(len, fresh.values())) > LAID_OVER * over.lexicon.rows:
            return False
        self.patterns, self.lexicon = over.patterns, over.lexicon
        for key, part in self.parts.items():
            if key in fresh:
                rows, self.lexicon = _rows_of((*part.own, *part.near), self.lexicon)
                self.own[key], self.near[key] = rows.part(0, len(part.own)), rows.part(len(part.own), len(part))
            else:
                self.own[key], self.near[key] = over.own[key], over.near[key]
        general = [key for key in fresh if key in self.general]
        self.shared, self.segments = over.shared, over.segments
        if general:
            self.shared = (*over.shared, *chain.from_iterable(self.parts[key].own for key in general))
            further = Rows.joined([self.own[key] for key in general])
            self.segments = (*over.segments, Segment(further, self.lexicon))
        return True


def _part_of(document: Document, last: Part | None) -> Part:
    """A document's part; the last one where that is the same, by which what was made from it is known again."""
    if last is not None and last.asks == _asks(document):
        part_of.note(document, last)
    return part_of(document)


def _rows_of(wordings: Sequence[Wording], lexicon: Lexicon) -> tuple[Rows, Lexicon]:
    """Wordings in the space, and the lexicon that knows their features too."""
    matched = [wording.matched for wording in wordings]
    codes, counts, sizes = counted(matched)
    lexicon = lexicon.extended(codes)
    return Rows.of(codes, lexicon.weighted(codes, counts, sizes), sizes, senses(matched)), lexicon


def explained_by(texts: Iterable[Sequence[str]]) -> Iterator[str]:
    """Stems, and neighbouring ones in pairs, words that point at films left out between them."""
    for words in texts:
        yield from map(stem, words)
        yield from map(" ".join, pairwise(stem(word) for word in words if word not in DEICTIC))

"""What autocomplete offers while a member types, and what a typed option means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz, process, utils

from bot.answers import answerable, clip
from bot.knowledge import Document, Entry, Film, KnowledgeBase, Spoiler
from bot.knowledge.facts import FACTS

LABEL_LENGTH = 100
"""Characters an autocomplete choice may show; entry ids, its values, are shorter by the file format."""

LEAST_LIKENESS = 50.0
"""Score of rapidfuzz's WRatio below which a question is no completion of what was typed."""

SAME_FILM = 88.0
"""Score above which a typed title is a misspelling of a film's name."""


class Suggestion(NamedTuple):
    """One autocomplete choice: what is sent back, and what is shown (at most 100 characters)."""

    value: str
    label: str


class _Pool(NamedTuple):
    """Choices with their texts prepared for comparison, in the order shown to somebody who typed nothing."""

    choices: tuple[Suggestion, ...]
    processed: tuple[str, ...]

    @classmethod
    def of(cls, choices: Iterable[Suggestion]) -> _Pool:
        kept = tuple(choices)
        return cls(kept, tuple(utils.default_process(choice.label) for choice in kept))

    @classmethod
    def joined(cls, pools: Sequence[_Pool]) -> _Pool:
        return cls(
            tuple(choice for pool in pools for choice in pool.choices),
            tuple(text for pool in pools for text in pool.processed),
        )

    def best(self, typed: str, limit: int) -> list[Suggestion]:
        query = utils.default_process(typed[:LABEL_LENGTH])
        if not query:
            return list(self.choices[:limit])
        found = process.extract(
            query, self.processed, scorer=fuzz.WRatio, processor=None, limit=limit, score_cutoff=LEAST_LIKENESS
        )
        return [self.choices[index] for _text, _score, index in found]


SHORTEST_BEGINNING = 3
"""Letters of a title from which a beginning that no other film has may stand for all of it."""


class Suggestions:
    """Prepared from one knowledge base; every lookup is a scan of short texts in memory, well under 5 ms."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        several = len(base.films) > 1
        named = [_questions(document, named=several) for document in base.documents.values()]
        self._everywhere = _Pool.joined(named)
        self._of_film = {film: _questions(base.documents[film], named=False) for film in base.films}
        self._films = _Pool.of(Suggestion(film.id, clip(film.label, LABEL_LENGTH)) for film in base.films.values())
        self._characters = {film: _characters(base, film) for film in base.films}
        self._names = {
            utils.default_process(name): film.id
            for film in reversed(
                tuple(base.films.values())
            )  # of two films with one name the first in the folder keeps it
            for name in (*film.also_known_as, film.title, film.label, film.id)
        }
        self._by_numbers: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for name in self._names:
            self._by_numbers[_numbers(name)].append(name)

    def questions(self, typed: str, *, film: str | None = None, limit: int = 25) -> list[Suggestion]:
        """Canonical questions like what was typed; of one film, or of all with the film's name."""
        return self._of_film.get(film or "", self._everywhere).best(typed, limit)

    def films(self, typed: str, *, limit: int = 25) -> list[Suggestion]:
        """Films whose name is like what was typed."""
        return self._films.best(typed, limit)

    def characters(self, typed: str, *, film: str | None = None, limit: int = 25) -> list[Suggestion]:
        """Who is quoted, in one film or in all."""
        pools = [self._characters[film]] if film in self._characters else list(self._characters.values())
        return [choice for pool in pools for choice in pool.best(typed, limit)][:limit]

    def film(self, typed: str) -> str | None:
        """The id of the film that an option names: an id, a title, the beginning of one, or a misspelt one; None for no film."""
        query = utils.default_process(typed[:LABEL_LENGTH])
        if query in self._names:
            return self._names[query]
        names = self._by_numbers.get(_numbers(query), ())  # part 2 is no misspelt part 3
        begun = {self._names[name] for name in names if name.startswith(query)}
        if len(begun) == 1 and len(query) >= SHORTEST_BEGINNING:
            return begun.pop()
        found = process.extractOne(query, names, scorer=fuzz.ratio, score_cutoff=SAME_FILM)
        name: str | None = found[0] if found else None
        return self._names[name] if name is not None else None

    def entry(self, typed: str) -> Entry | None:
        """The entry whose id was sent by a chosen suggestion."""
        entry = self._base.entries.get(typed.strip())
        return entry if entry and answerable(entry) else None


def _numbers(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", name))


_known: WeakKeyDictionary[Document, dict[bool, _Pool]] = WeakKeyDictionary()


def _questions(document: Document, *, named: bool) -> _Pool:
    """A document's questions, `named` with its film; prepared once a document, since most outlive many reloads."""
    pools = _known.setdefault(document, {})
    if named not in pools:
        film = document.film if named else None
        pools[named] = _Pool.of(_question(entry, film) for entry in document.entries if _is_offered(entry))
    return pools[named]


def _is_offered(entry: Entry) -> bool:
    """Questions give nothing away; an item of a list that would is called like the whole list, which is offered itself."""
    veiled = entry.spoiler is not Spoiler.NONE and f"{entry.section}/all" in FACTS and not entry.derived
    return answerable(entry) and not entry.smalltalk and not veiled


def _question(entry: Entry, film: Film | None) -> Suggestion:
    label = entry.question
    if film and film.title not in label:
        label = f"{clip(label, LABEL_LENGTH - min(len(film.title), 40) - 3)} · {film.title}"
    return Suggestion(entry.id, clip(label, LABEL_LENGTH))


def _characters(base: KnowledgeBase, film: str) -> _Pool:
    names: Sequence[str] = [
        by
        for entry in base.documents[film].entries
        if entry.section == "quotes" and entry.spoiler is Spoiler.NONE and (by := getattr(entry.value, "by", None))
    ]
    return _Pool.of(Suggestion(clip(name, LABEL_LENGTH), clip(name, LABEL_LENGTH)) for name in dict.fromkeys(names))

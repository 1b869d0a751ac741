"""The entries of the files as moderators look for them: completed, searched, listed, and what a film lacks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process, utils

from bot.answers import clip
from bot.knowledge import FACTS, Document, Entry, fact_targets
from bot.knowledge.naming import FIELD_SECTIONS, LIST_SECTIONS, RESERVED, SINGLE_SECTIONS
from bot.matching import Decision, FilmSource, Match, Unbuilt
from bot.services.library import Library, Snapshot
from bot.services.suggestions import LABEL_LENGTH, LEAST_LIKENESS, Suggestion

FAQ = "faq"

LEAST_SCORE = 0.02
"""Probability below which the matcher's candidate is not worth showing."""


class Found(NamedTuple):
    """An entry and how sure the matcher is that it was meant, 0 where words alone have found it."""

    entry: Entry
    score: float


class Entries:
    """Looks into the snapshot in force; every method takes a moment at most."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._of: Snapshot | None = None
        self._labels: dict[str, str] = {}
        self._processed: dict[str, str] = {}
        self._texts: dict[str, str] = {}  # ids with their wordings, small

    async def complete(self, typed: str, *, film: str | None = None, limit: int = 25) -> list[Suggestion]:
        """Entries that what was typed may mean; labels give nothing away.

        The id itself comes first, then ids that begin so, then what the words may ask for or look like: of the film they
        name, else of `film`, before the others.
        """
        labels = self._known()
        query = utils.default_process(typed[:LABEL_LENGTH])
        if not query:
            own = [entry.id for entry in self.of(film or "")]
            return [Suggestion(entry, labels[entry]) for entry in list(dict.fromkeys([*own, *labels]))[:limit]]
        match = await self._match(typed[:LABEL_LENGTH], film, limit)
        asked = [candidate.entry.id for candidate in match.candidates if candidate.entry.id in labels]
        alike = process.extract(
            query, self._processed, scorer=fuzz.WRatio, processor=None, limit=None, score_cutoff=LEAST_LIKENESS
        )
        meant = match.film if match.film_source is FilmSource.NAMED else film
        ranked = dict.fromkeys([*asked, *self._containing(query.split()), *(entry for _text, _score, entry in alike)])
        ordered = sorted(ranked, key=lambda entry: entry.partition("/")[0] != meant)
        sure = asked[:1] if match.decision is Decision.ANSWER else []
        found = dict.fromkeys([*self._called(typed.strip().casefold(), film), *sure, *ordered])
        return [Suggestion(entry, labels[entry]) for entry in found][:limit]

    async def named(self, typed: str, *, film: str | None = None, most: int, limit: int = 25) -> list[Suggestion]:
        """Documents, `most` of them, and entries: those first that are called so."""
        documents = self.documents(typed, limit=most)
        words = typed.strip().casefold()
        meant = self._library.snapshot.suggestions.film(typed) if words else None
        called = [one for one in documents if one.value == meant or words in f"{one.value} {one.label}".casefold()]
        return [*called, *await self.complete(typed, film=film, limit=limit), *documents]

    def find(self, typed: str) -> Entry | None:
        """The entry of a file that an option names by its id; derived ones are of no file."""
        entry = self._library.snapshot.base.entries.get(typed.strip())
        return entry if entry and not entry.derived else None

    def likely(self, words: str, *, film: str | None = None, limit: int = 25) -> list[Suggestion]:
        """Entries that words may be a wording of: those the matcher thinks of, then the rest of its film's, FAQ first.

        Without words the film's alone, and no matching.
        """
        labels = self._known()
        near: list[str] = []
        if words:
            match = self._library.snapshot.matcher.match(words, film=film, limit=limit)
            near = [candidate.entry.id for candidate in match.candidates if candidate.entry.id in labels]
            film = match.film or film
        rest = sorted(self.of(film or ""), key=lambda entry: entry.section != FAQ)
        return [Suggestion(entry, labels[entry]) for entry in dict.fromkeys([*near, *(one.id for one in rest)])][:limit]

    async def search(self, words: str, *, film: str | None = None, limit: int = 10) -> Sequence[Found]:
        """Entries that the words may mean: by the matcher first, then those in whose wordings they stand."""
        self._known()
        match = await self._match(words, film, limit)
        found = {
            entry.id: Found(entry, score)
            for entry, score in match.candidates
            if score >= LEAST_SCORE and not entry.derived and (film is None or entry.document == film)
        }
        entries = self._library.snapshot.base.entries
        for key in self._containing(words.casefold().split()):
            if (entry := entries.get(key)) and key not in found and (film is None or entry.document == film):
                found[key] = Found(entry, 0.0)
        return list(found.values())[:limit]

    def of(self, document: str) -> Sequence[Entry]:
        """A document's entries in the order of its file."""
        found = self._library.snapshot.base.documents.get(document)
        return [entry for entry in found.entries if not entry.derived] if found else []

    def lacks(self, document: str) -> Sequence[str]:
        """The facts that a film's file does not have, as `<section>/<name>`, `quotes` for a whole section."""
        found = self._library.snapshot.base.documents.get(document)
        if found is None or found.film is None:
            return ()
        has = fact_targets(found)
        there = {entry.section for entry in found.entries if not entry.derived}
        lacking = []
        for fact in FACTS:
            section, _, name = fact.partition("/")
            if name == RESERVED and section in LIST_SECTIONS:
                if section not in there:
                    lacking.append(section)
            elif fact not in has and (name in FIELD_SECTIONS.get(section, ()) or SINGLE_SECTIONS.get(section) == name):
                lacking.append(fact)
        return lacking

    def documents(self, typed: str, *, limit: int = 25) -> list[Suggestion]:
        """Documents like what was typed: films first, general knowledge behind them."""
        snapshot = self._library.snapshot
        general = [
            Suggestion(document.id, _general(document))
            for document in snapshot.base.documents.values()
            if document.film is None and typed.casefold() in document.id
        ]
        return [*snapshot.suggestions.films(typed, limit=limit - len(general)), *general][:limit]

    async def _match(self, words: str, film: str | None, limit: int) -> Match:
        """What the words ask for; what has to be built for it first is built in a thread."""
        matcher = self._library.snapshot.matcher
        try:
            return matcher.at_once.match(words, film=film, limit=limit)
        except Unbuilt:
            return await asyncio.to_thread(matcher.match, words, film=film, limit=limit)

    def _called(self, typed: str, film: str | None) -> list[str]:
        """Entries by their ids: this one, then what begins so; without a film's id those of `film` come first."""
        if typed.isalpha() or " " in typed:  # words: no id
            return []
        begun = [entry for entry in self._labels if entry.startswith(typed)]
        within = [entry for entry in self._labels if f"/{typed}" in entry]
        within.sort(key=lambda entry: entry.partition("/")[0] != film)
        return sorted(begun, key=lambda entry: entry != typed) + within

    def _containing(self, words: Sequence[str]) -> list[str]:
        """Entries in whose ids and wordings all the words stand."""
        return [entry for entry, text in self._texts.items() if words and all(word in text for word in words)]

    def _known(self) -> dict[str, str]:
        snapshot = self._library.snapshot
        if snapshot is not self._of:
            several = len(snapshot.base.films) > 1
            entries = [entry for entry in snapshot.base if not entry.derived]
            self._labels = {entry.id: clip(_name(entry, several=several), LABEL_LENGTH) for entry in entries}
            self._processed = {entry: utils.default_process(label) for entry, label in self._labels.items()}
            self._texts = {entry.id: " ".join((entry.id, *entry.wordings)).casefold() for entry in entries}
            self._of = snapshot
        return self._labels


def _name(entry: Entry, *, several: bool) -> str:
    """Question and place: items of a list share their question, and a spoiler's says nothing."""
    place = entry.id if several else f"{entry.section}/{entry.name}"
    return f"{clip(entry.question, LABEL_LENGTH - len(place) - 3)} · {place}"


def _general(document: Document) -> str:
    return f"{document.id.capitalize()} (no film)" if document.id != "general" else "General (no film)"

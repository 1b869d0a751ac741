"""One thing that can be answered, and the knowledge base that holds them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from pathlib import Path

from pydantic import BaseModel

from bot.knowledge.problem import Problem


class Spoiler(IntEnum):
    """How much a text gives away; a channel shows openly what is not above its own level."""

    NONE = 0
    MILD = 1
    ENDING = 2

    @property
    def label(self) -> str:
        """The word that stands in knowledge files."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from, as a document's `sources:` names it."""

    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One thing that can be answered; compared and hashed by identity, its `id` is unique in a knowledge base."""

    id: str  # <document>/<section>/<name>
    document: str
    section: str
    name: str
    question: (
        str  # canonical wording, fit for a button or a list; of a fact: its pattern with the film's title filled in
    )
    also_asked: tuple[str, ...]  # the entry's own further wordings, without those that patterns give it
    value: BaseModel  # the validated value this entry answers from; see `model`
    derived: bool = False  # computed from other values of its film; has no place of its own in the file
    smalltalk: bool = False
    spoiler: Spoiler = Spoiler.NONE
    mature: bool = False
    source: str | None = None  # key into the document's sources
    checked: date | None = None
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()
    line: int = 1  # from 1; of a derived entry: where its film's values begin
    column: int = 1

    @property
    def wordings(self) -> tuple[str, ...]:
        """What leads here by the file's own words; empty for facts that only patterns ask for."""
        own = (self.question,) if self.section == "faq" else ()
        return own + self.also_asked


@dataclass(frozen=True, slots=True)
class Film:
    """A film as it is named: by title, other titles and year."""

    id: str
    title: str
    year: int
    also_known_as: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Title and year, as shown to members."""
        return f"{self.title} ({self.year})"


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Document:
    """One YAML file: a film when `film` is given, else general knowledge."""

    id: str
    path: Path
    text: str  # as decoded, without a BOM
    model: BaseModel  # FilmFile or GeneralFile of `bot.knowledge.model`
    entries: tuple[Entry, ...]  # in file order, derived ones last
    film: Film | None = None
    sources: Mapping[str, Source] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """Wordings that all films share for one fact; slots are `<film>`, `<character>` and `<actor>`."""

    fact: str  # a name in `bot.knowledge.facts.FACTS`
    question: str
    also_asked: tuple[str, ...] = ()

    @property
    def wordings(self) -> tuple[str, ...]:
        """All wordings, the canonical one first."""
        return (self.question, *self.also_asked)


@dataclass(frozen=True, slots=True, eq=False)
class KnowledgeBase:
    """All documents that are loaded; immutable, replaced whole on reload."""

    documents: Mapping[str, Document]
    patterns: tuple[Pattern, ...]
    warnings: tuple[Problem, ...] = ()
    root: Path | None = None
    entries: Mapping[str, Entry] = field(init=False)
    films: Mapping[str, Film] = field(init=False)

    def __post_init__(self) -> None:
        entries = {entry.id: entry for document in self.documents.values() for entry in document.entries}
        films = {document.id: document.film for document in self.documents.values() if document.film}
        object.__setattr__(self, "entries", entries)
        object.__setattr__(self, "films", films)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def film_of(self, entry: Entry) -> Film | None:
        """The film the entry belongs to; None for general knowledge."""
        return self.films.get(entry.document)

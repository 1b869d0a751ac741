"""One file's text as a document with its entries, or everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot.knowledge.code import Code, Fault
from bot.knowledge.derive import derive
from bot.knowledge.entry import Document, Entry, Film, Source, Spoiler
from bot.knowledge.model import DEFAULT_SPOILERS, Common, FilmFile, GeneralFile, PartsFact, Shape
from bot.knowledge.naming import FIELD_SECTIONS, LIST_SECTIONS, MAX_DOCUMENT, Place, places, slug
from bot.knowledge.problem import KnowledgeError, Severity, in_order
from bot.knowledge.questions import question_of
from bot.knowledge.quoting import shown
from bot.knowledge.reading import Reading, problems_of, read_text_of
from bot.knowledge.tree import MappingNode, Node, ScalarNode, SequenceNode
from bot.knowledge.validation import did_you_mean, validate
from bot.knowledge.values import MAX_ANSWER

SUFFIXES = (".yaml", ".yml")
_ID = re.compile(rf"[a-z0-9-]{{1,{MAX_DOCUMENT}}}")
_FILM_SECTIONS = (set(FilmFile.model_fields) - set(GeneralFile.model_fields)) - {"film"}


def parse_document(text: str | bytes, *, path: Path) -> Document:
    """A film when the text has a top-level `film:`, else general knowledge; the path's stem is its id.

    Raises:
        KnowledgeError: with every problem of the text.
    """
    return document_of(read_text_of(text), path=path)


def document_of(reading: Reading, *, path: Path) -> Document:
    """The document in a text that has been read already; raises like `parse_document`."""
    faults = [*_name_faults(path), *reading.faults]
    if isinstance(reading.root, MappingNode):
        return _Parsing(path, reading, reading.root, faults).document()
    if reading.root is not None:
        message = "a film's file begins with `film: {title: …, year: …}`, any other with `faq:`"
        faults.append(Fault(reading.root.start, Code.NOT_A_MAPPING, message))
    raise KnowledgeError(problems_of(faults, path=path, reading=reading))


class _Parsing:
    def __init__(self, path: Path, reading: Reading, root: MappingNode, faults: list[Fault]) -> None:
        self.path, self.reading, self.root, self.faults = path, reading, root, faults
        self.id = path.stem
        self.is_film = root.key("film") is not None
        self.places, found = places(root)
        self.faults += found

    def document(self) -> Document:
        model = self._model()
        self.faults += _unknown_sources(self.root)
        entries: tuple[Entry, ...] = ()
        film = None
        if isinstance(model, FilmFile):
            film = Film(self.id, model.film.title, model.film.year, model.film.also_known_as)
        if model is not None:
            entries = tuple(self._entries(model, film))
        problems = tuple(
            sorted(problems_of(self.faults, path=self.path, reading=self.reading, places=self.places), key=in_order)
        )
        if model is None or any(problem.severity is Severity.ERROR for problem in problems):
            raise KnowledgeError(problems)
        if isinstance(model, FilmFile):
            entries += tuple(self._derived(model, entries))
        sources = {key: Source(row.title, row.url) for key, row in model.sources.items()}
        return Document(self.id, self.path, self.reading.text, model, entries, film, sources, problems)

    def _model(self) -> FilmFile | GeneralFile | None:
        kind: type[FilmFile | GeneralFile] = FilmFile if self.is_film else GeneralFile
        if not self.is_film:
            strays = [key for key, _ in self.root.pairs if key.text in _FILM_SECTIONS]
            if strays:  # saying that each key is unknown would lead astray
                message = "this belongs to a film; begin the file with `film: {title: …, year: …}`"
                self.faults.append(Fault(strays[0].start, Code.NO_FILM, message))
                kind = FilmFile
        model, faults = validate(kind, self.root, self.reading.mended or self.reading.text)
        if kind is FilmFile and not self.is_film:
            faults = [fault for fault in faults if fault.start != self.root.start or fault.code is not Code.MISSING]
            model = None
        self.faults += faults
        return model

    def _entries(self, model: FilmFile | GeneralFile, film: Film | None) -> Iterator[Entry]:
        smalltalk = isinstance(model, GeneralFile) and model.smalltalk
        for place in self.places:
            value = _value_at(model, place)
            if value is None:
                continue
            if isinstance(value, PartsFact) and sum(len(part.text) + 2 for part in value.value) - 2 > MAX_ANSWER:
                message = f"all parts together are longer than {MAX_ANSWER:,} characters; shorten them"
                self.faults.append(Fault(place.start, Code.TOO_LONG, message))
            yield self._entry(place.section, place.name, value, film, smalltalk=smalltalk, start=place.start)

    def _derived(self, model: FilmFile, entries: tuple[Entry, ...]) -> Iterator[Entry]:
        film = Film(self.id, model.film.title, model.film.year, model.film.also_known_as)
        for derivation in derive(model, entries):
            key = self.root.key(derivation.section)
            start = key.start if key else self.root.start
            yield self._entry(derivation.section, derivation.name, derivation.value, film, start=start, derived=True)

    def _entry(
        self,
        section: str,
        name: str,
        value: BaseModel,
        film: Film | None,
        *,
        start: int,
        smalltalk: bool = False,
        derived: bool = False,
    ) -> Entry:
        line, column = self.reading.lines.place(start)
        keys: dict[str, Any] = {}
        spoiler = DEFAULT_SPOILERS.get((section, name), Spoiler.NONE)
        if isinstance(value, Common):
            spoiler = spoiler if value.spoiler is None else value.spoiler
            keys = {
                "also_asked": value.also_asked,
                # One part is enough: an answer is shown or kept back whole.
                "mature": value.mature or (isinstance(value, PartsFact) and any(part.mature for part in value.value)),
                "source": value.source,
                "checked": value.checked,
                "must_match": value.must_match,
                "must_not_match": value.must_not_match,
            }
        return Entry(
            id=f"{self.id}/{section}/{name}",
            document=self.id,
            section=section,
            name=name,
            question=question_of(section, name, value, film=film.title if film else "", spoiler=spoiler),
            value=value,
            derived=derived,
            smalltalk=smalltalk,
            spoiler=spoiler,
            line=line,
            column=column,
            **{"also_asked": (), **keys},
        )


def _value_at(model: Shape, place: Place) -> BaseModel | None:
    section = getattr(model, place.section, None)
    if place.section in FIELD_SECTIONS:
        return getattr(section, place.name, None)
    if place.section in LIST_SECTIONS and isinstance(section, tuple):
        index = place.path[-1]
        return section[index] if isinstance(index, int) else None
    return section


def _unknown_sources(root: MappingNode) -> Iterator[Fault]:
    rows = root.present.get("sources")
    known = list(rows.present) if isinstance(rows, MappingNode) else []
    for node in used_sources(root):
        if node.text not in known:
            hint = did_you_mean(node.text, known) or "; add it under `sources:` at the head of the file"
            yield Fault(node.start, Code.UNKNOWN_SOURCE, f"`{shown(node.text)}` is no key of `sources`{hint}")


def used_sources(root: MappingNode) -> Iterator[ScalarNode]:
    """Every value of a `source:` key in the file."""
    waiting: list[Node] = [value for key, value in root.pairs if key.text != "sources"]
    while waiting:
        node = waiting.pop()
        if isinstance(node, SequenceNode):
            waiting += node.items
        elif isinstance(node, MappingNode):
            for key, value in node.pairs:
                if key.text == "source" and isinstance(value, ScalarNode) and value.given:
                    yield value
                else:
                    waiting.append(value)


def _name_faults(path: Path) -> Iterator[Fault]:
    if not _ID.fullmatch(path.stem):
        better = slug(path.stem, MAX_DOCUMENT) or "my-film"
        message = f"a file's name has a-z, 0-9 and - only, at most {MAX_DOCUMENT} characters; call it {better}{path.suffix or '.yaml'}"
        yield Fault(0, Code.BAD_DOCUMENT_ID, message)

"""Load a knowledge folder: find its files, parse each, report all problems of all files together."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Protocol
from weakref import WeakKeyDictionary

from bot.knowledge.code import Code
from bot.knowledge.document import SUFFIXES, parse_document
from bot.knowledge.entry import Document, Entry, Film, KnowledgeBase, Pattern
from bot.knowledge.model import FilmFile, PatternRow, SimilarFilm
from bot.knowledge.patterns import FILE_STEM, merged, parse_patterns, shipped_patterns
from bot.knowledge.problem import KnowledgeError, KnowledgeFolderError, Problem, Severity, in_order
from bot.knowledge.questions import question_of
from bot.knowledge.reading import MAX_BYTES
from bot.knowledge.validation import did_you_mean

FILMS = "films"  # the folder of film files
_NO_OVERLAY: Mapping[str, str] = MappingProxyType({})
_TITLED: WeakKeyDictionary[Document, Document] = WeakKeyDictionary()  # as parsed -> with the titles of similar films


class Parse(Protocol):
    """`parse_document`, or what stands for it."""

    def __call__(self, text: str | bytes, *, path: Path) -> Document:
        """Raises KnowledgeError with every problem of the text."""


def load_knowledge(folder: Path, *, overlay: Mapping[str, str] = _NO_OVERLAY) -> KnowledgeBase:
    """Load every `.yaml` and `.yml` file below the folder; hidden files and other kinds are passed over.

    Args:
        overlay: texts that take the place of files, or are added, by path inside the folder (`films/her.yaml`).

    Raises:
        KnowledgeFolderError: there is no such folder.
        KnowledgeError: with every problem of every file.
    """
    documents, rows, problems = read_folder(folder, overlay=overlay)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise KnowledgeError(problems)
    return merge(documents, rows=rows, root=folder, warnings=problems)


def read_folder(
    folder: Path, *, overlay: Mapping[str, str] = _NO_OVERLAY, parse: Parse = parse_document
) -> tuple[list[Document], tuple[PatternRow, ...], list[Problem]]:
    """The sound documents, the folder's own pattern rows, and the problems of all other files.

    Args:
        parse: what makes a file's text a document; a reload has one that remembers those it has seen.
    """
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "does not exist"
        raise KnowledgeFolderError(f"the knowledge folder {folder} {what}; `film-faq-bot init {folder}` makes one")
    problems: list[Problem] = []
    documents: list[Document] = []
    rows: tuple[PatternRow, ...] = ()
    texts = dict.fromkeys(_files(folder, problems)) | {folder / name: text for name, text in overlay.items()}
    for path, given in sorted(texts.items()):
        inside = path.relative_to(folder).parts
        try:
            data = given if given is not None else _read(path)
            if path.stem != FILE_STEM:
                document = parse(data, path=path)
                problems += [*document.warnings, *_place_problems(document, inside)]
                documents.append(document)
            elif len(inside) == 1:
                rows += parse_patterns(data, path=path)
            else:
                message = f"{FILE_STEM}.yaml stands at the top of the knowledge folder; move it there"
                problems.append(Problem(str(path), 1, 1, Code.WRONG_PLACE, message))
        except KnowledgeError as error:
            problems += error.problems
        except OSError as error:
            message = f"the file cannot be read: {error.strerror or error}"
            problems.append(Problem(str(path), 1, 1, Code.UNREADABLE, message))
    if not texts and not problems:
        message = f"there is no knowledge in this folder; `film-faq-bot init {folder}` puts some there"
        problems.append(Problem(str(folder), 1, 1, Code.EMPTY_FOLDER, message))
    problems += _same_ids(texts)
    return documents, rows, sorted(problems, key=in_order)


def merge(
    documents: Iterable[Document],
    *,
    rows: Sequence[PatternRow] = (),
    root: Path | None = None,
    warnings: Iterable[Problem] = (),
) -> KnowledgeBase:
    """Documents as one knowledge base over the shipped patterns; what only shows between documents becomes warnings."""
    by_id = {document.id: document for document in documents}
    films = {document.id: document.film for document in by_id.values() if document.film}
    by_id = {name: _titled(document, films) for name, document in by_id.items()}
    found = sorted({*warnings, *_between(by_id)}, key=in_order)
    return KnowledgeBase(MappingProxyType(by_id), patterns_with(rows), tuple(found), root)


def patterns_with(rows: Sequence[PatternRow] = ()) -> tuple[Pattern, ...]:
    """The shipped patterns with a folder's rows applied."""
    return merged(shipped_patterns(), rows)


def _titled(document: Document, films: Mapping[str, Film]) -> Document:
    """The document with similar films called by their titles, which only their own files know.

    The same one again for the same document and titles: after an edit it is seen that all others are as they were.
    """
    entries = tuple(_entry_titled(entry, document, films) for entry in document.entries)
    if entries == document.entries:
        return document
    known = _TITLED.get(document)
    if known is None or [entry.question for entry in known.entries] != [entry.question for entry in entries]:
        known = _TITLED[document] = replace(document, entries=entries)
    return known


def _entry_titled(entry: Entry, document: Document, films: Mapping[str, Film]) -> Entry:
    other = films.get(entry.value.film or "") if isinstance(entry.value, SimilarFilm) else None
    if not (other and document.film and isinstance(entry.value, SimilarFilm)):
        return entry
    value = entry.value.model_copy(update={"title": entry.value.title or other.title})
    question = question_of(entry.section, entry.name, value, film=document.film.title, spoiler=entry.spoiler)
    return entry if question == entry.question else replace(entry, question=question)


def _files(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Knowledge files below the folder; a folder reached twice, by a link to itself, is read once."""
    waiting, seen = [folder], set[str]()
    while waiting:
        current = waiting.pop()
        real = os.path.realpath(current)
        if real in seen:
            continue
        seen.add(real)
        try:
            entries = sorted(os.scandir(current), key=lambda entry: entry.name)
        except OSError as error:
            message = f"the folder cannot be read: {error.strerror or error}"
            problems.append(Problem(str(current), 1, 1, Code.UNREADABLE, message))
            continue
        for entry in entries:
            if entry.name.startswith("."):  # editors' and our own temporary files, .git
                continue
            if _is_folder(entry):
                waiting.append(Path(entry.path))
            elif entry.name.lower().endswith(SUFFIXES):
                yield Path(entry.path)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _read(path: Path) -> bytes:
    """At most a byte more than is allowed; a pipe or a device would never end."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, "it is not a regular file")
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _place_problems(document: Document, inside: tuple[str, ...]) -> Iterator[Problem]:
    in_films = inside[0] == FILMS and len(inside) > 1
    if document.film is None and in_films:
        message = f"files in {FILMS}/ are about a film; begin with `film: {{title: …, year: …}}`, or move it out"
        yield Problem(str(document.path), 1, 1, Code.NO_FILM, message)
    elif document.film is not None and not in_films:
        message = f"files about a film belong in {FILMS}/; move it to {FILMS}/{inside[-1]}"
        yield Problem(str(document.path), 1, 1, Code.WRONG_PLACE, message, severity=Severity.WARNING)


def _same_ids(paths: Iterable[Path]) -> Iterator[Problem]:
    first: dict[str, Path] = {}
    for path in sorted(paths):
        other = first.setdefault(path.stem, path)
        if other is not path:
            message = f"{other} has the same name, so that both would be `{path.stem}`; rename one"
            yield Problem(str(path), 1, 1, Code.DUPLICATE_DOCUMENT, message)


def _between(documents: Mapping[str, Document]) -> Iterator[Problem]:
    titles: dict[tuple[str, int], Document] = {}
    films = [document for document in documents.values() if document.film]
    for document in films:
        if document.film:
            other = titles.setdefault((document.film.title.casefold(), document.film.year), document)
            if other is not document:
                message = f"{document.film.label} has a file already: {other.path}; put the two together"
                yield Problem(str(document.path), 1, 1, Code.SAME_FILM, message, severity=Severity.WARNING)
        yield from _unknown_films(document, [film.id for film in films])


def _unknown_films(document: Document, known: list[str]) -> Iterator[Problem]:
    items = document.model.similar if isinstance(document.model, FilmFile) else ()
    entries = [entry for entry in document.entries if entry.section == "similar" and not entry.derived]
    for entry, item in zip(entries, items, strict=True):
        if item.film and item.film not in known:
            hint = did_you_mean(item.film, known, list_all=False) or "; write `title:` and `year:` instead"
            yield Problem(
                str(document.path),
                entry.line,
                entry.column,
                Code.UNKNOWN_FILM,
                f"there is no file on a film `{item.film}`{hint}",
                entry.id,
                Severity.WARNING,
            )

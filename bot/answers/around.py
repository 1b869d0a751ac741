"""What is said of what lies around a film: similar and related works, music, trivia, curiosities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import cast

from bot.answers.answer import Items, Link, Text
from bot.answers.neighbours import known_film
from bot.answers.subject import Blocks, Subject
from bot.answers.wording import listed, literal, sentence
from bot.knowledge import KnowledgeBase
from bot.knowledge.model import Bonus, Common, Related, SimilarFilm, Soundtrack, Trivia
from bot.texts import text


def similar(subject: Subject) -> Blocks:
    """One film, and what the two share."""
    yield Text(_similar(cast(SimilarFilm, subject.entry.value), subject.base), subject.level)
    yield from _known([cast(SimilarFilm, subject.entry.value)], subject)


def all_similar(subject: Subject) -> Blocks:
    """Every similar film in a line, and which of them can be asked about."""
    yield Text(text("similar/all", film=subject.name), subject.level)
    yield from _lines(subject, lambda item: _similar(cast(SimilarFilm, item), subject.base))
    yield from _known(cast(Sequence[SimilarFilm], subject.items), subject)


def _similar(other: SimilarFilm, base: KnowledgeBase) -> str:
    known = known_film(other, base)
    title, year = (known.title, known.year) if known else (other.title or other.film or "", other.year)
    key = "similar.dated" if year else "similar.name"
    name = text(key, title=literal(title), year=year)
    return text("similar.why", name=name, why=sentence(other.why)) if other.why else name


def _known(others: Sequence[SimilarFilm], subject: Subject) -> Blocks:
    openly = [other for other in others if subject.level_of(other) == subject.level]
    titles = [f"*{literal(film.title)}*" for other in openly if (film := known_film(other, subject.base))]
    if titles:
        yield subject.say("similar.known", films=listed(titles))


def related(subject: Subject) -> Blocks:
    """One work: what it is, and where to find it."""
    work = cast(Related, subject.entry.value)
    yield Text(_related(work), subject.level)
    if work.url:
        yield Link(work.title, work.url, subject.level)


def all_related(subject: Subject) -> Blocks:
    """Every work in a line."""
    yield Text(text("related/all", film=subject.name), subject.level)
    yield from _lines(subject, lambda item: _related(cast(Related, item)))
    works = cast(Sequence[Related], subject.items)
    yield from (Link(work.title, work.url, subject.level_of(work)) for work in works if work.url)


def _related(work: Related) -> str:
    name = (
        text("related.kind", title=work.title, kind=work.kind) if work.kind else text("related.name", title=work.title)
    )
    return text("related.about", name=name, about=work.about) if work.about else name


def soundtrack(subject: Subject) -> Blocks:
    """The album, who wrote it, where to listen."""
    album = cast(Soundtrack, subject.entry.value)
    if album.title or album.composer:
        key = "soundtrack" + (".title" if album.title else "") + (".composer" if album.composer else "")
        yield subject.say(key, title=album.title, composer=album.composer)
    if album.about:
        yield Text(sentence(album.about), subject.level)
    if album.services:
        yield subject.say("soundtrack.services", services=listed(album.services))
    if album.url:
        yield Link(album.title or text("link.listen"), album.url, subject.level)


def trivia(subject: Subject) -> Blocks:
    """One thing from behind the scenes."""
    yield Text(cast(Trivia, subject.entry.value).text, subject.level)


def all_trivia(subject: Subject) -> Blocks:
    """Everything from behind the scenes."""
    yield from _lines(subject, lambda item: cast(Trivia, item).text)


def bonus(subject: Subject) -> Blocks:
    """One curiosity."""
    yield Text(_bonus(cast(Bonus, subject.entry.value)), subject.level)


def all_bonus(subject: Subject) -> Blocks:
    """Every curiosity."""
    yield from _lines(subject, lambda item: _bonus(cast(Bonus, item)))


def _bonus(item: Bonus) -> str:
    return (
        text("bonus.about", title=item.title, about=item.about) if item.about else text("bonus.name", title=item.title)
    )


def _lines(subject: Subject, line: Callable[[Common], str]) -> Blocks:
    """A list a spoiler level, in the order of the file within each."""
    for level, group in groupby(sorted(subject.items, key=subject.level_of), key=subject.level_of):
        yield Items(tuple(map(line, group)), level)

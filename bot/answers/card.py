"""What is said of a film as a whole: the overview card, its year, age and other titles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

from bot.answers.answer import Rows, Text
from bot.answers.subject import Blocks, Subject
from bot.answers.wording import day, listed, literal, runtime, sentence
from bot.knowledge import Spoiler
from bot.knowledge.derive import Age
from bot.knowledge.model import Common, MinutesFact, Part, RatingsFact, TextsFact
from bot.texts import text

MOST_ACTORS = 4
"""Names on the card; the cast has an answer of its own."""

ROWS = ("director", "writers", "cast", "runtime_minutes", "certificate", "ratings", "also_known_as")
SHOWN = ("genres", "logline", "director", "writers", "runtime_minutes", "certificate", "ratings")


def about(subject: Subject) -> Blocks:
    """A sentence and rows of what is known; nothing that has a spoiler level."""
    genres = _openly(subject, "genres")
    kind = listed(genres.value) if isinstance(genres, TextsFact) else ""
    yield subject.say("film/about" if kind else "film/about.plain", year=subject.file.film.year, kind=kind)
    logline = _openly(subject, "logline")
    if isinstance(logline, TextsFact):
        yield Text(sentence(" ".join(logline.value)))
    elif story := _beginning(subject):
        yield Text(sentence(story.text))
    if rows := tuple((text(f"row.{name}"), value) for name, value in _rows(subject)):
        yield Rows(rows)


def _rows(subject: Subject) -> Iterator[tuple[str, str]]:
    for name in ROWS:
        if name == "cast":
            value = _actors(subject)
        elif name == "also_known_as":
            value = listed([literal(title) for title in subject.file.film.also_known_as])
        else:
            value = _short(_openly(subject, name))
        if value:
            yield name, value


def shown_facts(subject: Subject) -> Iterator[Common]:
    """The facts that the card is made of."""
    found = {name: _openly(subject, name) for name in SHOWN}
    yield from (fact for fact in found.values() if isinstance(fact, Common))
    if not found["logline"] and (story := _beginning(subject)):
        yield story


def _beginning(subject: Subject) -> Part | None:
    """The story's first paragraph, where it may be read by anybody."""
    synopsis = subject.file.plot.synopsis
    if synopsis is None or synopsis.mature:
        return None
    first = synopsis.value[0]
    openly = not first.mature and max(subject.level_of(synopsis), subject.level_of(first)) is Spoiler.NONE
    return first if openly else None


def _actors(subject: Subject) -> str:
    actors = [row.actor for row in subject.file.cast if row.actor and subject.level_of(row) is Spoiler.NONE]
    return listed(actors) if len(actors) <= MOST_ACTORS else text("list.more", first=", ".join(actors[:MOST_ACTORS]))


def _openly(subject: Subject, name: str) -> object:
    fact = getattr(subject.file.overview, name)
    return None if fact is None or fact.mature or subject.level_of(fact) > Spoiler.NONE else fact


def _short(fact: object) -> str:
    match fact:
        case TextsFact():
            return listed(fact.value)
        case MinutesFact():
            return runtime(fact.value)
        case RatingsFact():
            return ", ".join(f"{row.by} {row.score}" for row in fact.value)
        case _:
            return ""


def year(subject: Subject) -> Blocks:
    """The year, and the day where it is known."""
    yield subject.say("film/year", year=subject.file.film.year)
    if (when := _released(subject)) and when <= subject.today:
        yield subject.say("film/year.day", day=day(when))


def age(subject: Subject) -> Blocks:
    """Whole years since the day it came out, or since its year where no day is known."""
    out = cast(Age, subject.entry.value)
    years = out.on(subject.today)
    when = day(out.released) if out.released else str(out.year)
    if years < 0:
        yield subject.say("film/age.ahead", when=when)
    elif years == 0:
        yield subject.say("film/age.new", when=when)
    else:
        key = "film/age" if out.released else "film/age.about"
        yield subject.say(f"{key}.one" if years == 1 else key, years=years, when=when)


def _released(subject: Subject) -> date | None:
    fact = subject.file.overview.released
    return fact.value if fact and isinstance(fact.value, date) else None


def also_known_as(subject: Subject) -> Blocks:
    """Other titles, the one in its own language among them."""
    titles = (*subject.file.film.also_known_as, *_original(subject))
    yield subject.say("film/also_known_as", value=listed([f"*{literal(title)}*" for title in dict.fromkeys(titles)]))


def _original(subject: Subject) -> tuple[str, ...]:
    fact = _openly(subject, "original_title")
    return fact.value if isinstance(fact, TextsFact) else ()

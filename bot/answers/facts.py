"""What is said of a film's facts: overview, plot, reviews, content."""

from __future__ import annotations

from datetime import date
from typing import cast

from bot.answers.answer import Link, Rows, Text
from bot.answers.subject import Blocks, Subject
from bot.answers.wording import day, is_sentence, listed, runtime, sentence
from bot.knowledge.model import Faq, MinutesFact, PartsFact, Rating, RatingsFact, TextsFact, WhenFact
from bot.texts import text


def faq(subject: Subject) -> Blocks:
    """A moderator's own words."""
    yield Text(cast(Faq, subject.entry.value).answer, subject.level)


def texts(subject: Subject) -> Blocks:
    """Names or phrases in a sentence of the catalogue; whole sentences as they were written."""
    values = cast(TextsFact, subject.entry.value).value
    if any(map(is_sentence, values)):
        yield Text("\n".join(values), subject.level)
    else:
        yield subject.say(subject.fact, value=listed(values))


def parts(subject: Subject) -> Blocks:
    """Paragraphs, each at its own level, with whose words they are."""
    for part in cast(PartsFact, subject.entry.value).value:
        words = text("part.by", by=part.by, text=part.text) if part.by else part.text
        yield Text(words, subject.level_of(part))
        if part.url:
            yield Link(part.by or text("link.read"), part.url, subject.level_of(part))


def trailer(subject: Subject) -> Blocks:
    """A link, or what is known of one."""
    values = cast(TextsFact, subject.entry.value).value
    links = [value for value in values if value.startswith(("https://", "http://"))]
    words = [sentence(value) for value in values if value not in links]
    yield Text("\n".join(words), subject.level) if words else subject.say("overview/trailer")
    yield from (Link(text("link.trailer"), link, subject.level) for link in links)


def released(subject: Subject) -> Blocks:
    """The day it came, or comes, to cinemas."""
    when = cast(WhenFact, subject.entry.value).value
    if isinstance(when, date):
        yield subject.say("overview/released.ahead" if when > subject.today else "overview/released", value=day(when))
    elif is_sentence(when):
        yield Text(when, subject.level)
    else:
        yield subject.say("overview/released.text", value=when)


def length(subject: Subject) -> Blocks:
    """Hours and minutes."""
    minutes = cast(MinutesFact, subject.entry.value).value
    key = "overview/runtime_minutes" if minutes >= 60 else "overview/runtime_minutes.short"  # noqa: PLR2004  # an hour
    yield subject.say(key, value=runtime(minutes), minutes=minutes)


def ratings(subject: Subject) -> Blocks:
    """A row a site, with votes and the day it was read."""
    rows = cast(RatingsFact, subject.entry.value).value
    yield Text(text("overview/ratings", film=subject.name), subject.level)
    yield Rows(tuple((row.by, _rating(row)) for row in rows), subject.level)
    yield from (Link(row.by, row.url, subject.level) for row in rows if row.url)


def _rating(row: Rating) -> str:
    votes = text("rating.votes", votes=f"{row.votes:,}") if row.votes else ""
    checked = text("rating.checked", day=day(row.checked)) if row.checked else ""
    rest = ", ".join(part for part in (votes, checked) if part)
    return f"{row.score} ({rest})" if rest else row.score

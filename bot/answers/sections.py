"""Which composer answers which kind of entry, and where an entry's values come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from bot.answers import around, card, facts, money, offers, people
from bot.answers.answer import Block
from bot.answers.subject import Blocks, Subject
from bot.knowledge import Entry
from bot.knowledge.model import Faq, PartsFact, RatingsFact

COMPOSERS: Mapping[str, Callable[[Subject], Blocks]] = {
    "film/about": card.about,
    "film/year": card.year,
    "film/age": card.age,
    "film/also_known_as": card.also_known_as,
    "overview": facts.texts,
    "overview/ratings": facts.ratings,
    "overview/released": facts.released,
    "overview/runtime_minutes": facts.length,
    "overview/trailer": facts.trailer,
    "plot": facts.parts,
    "cast": people.cast_member,
    "cast/all": people.whole_cast,
    "quotes": people.quote,
    "quotes/all": people.all_quotes,
    "box_office": money.figure,
    "box_office/profit": money.profit,
    "reviews": facts.parts,
    "content": facts.texts,
    "awards": people.award,
    "awards/all": people.all_awards,
    "trivia": around.trivia,
    "trivia/all": around.all_trivia,
    "watch/offers": offers.watch,
    "similar": around.similar,
    "similar/all": around.all_similar,
    "related": around.related,
    "related/all": around.all_related,
    "soundtrack/album": around.soundtrack,
    "bonus": around.bonus,
    "bonus/all": around.all_bonus,
    "faq": facts.faq,
}
"""By section and name where a name has its own way, else by section."""


def answerable(entry: Entry) -> bool:
    """Whether an entry answers questions; those of the quiz are asked instead."""
    return entry.section in COMPOSERS or f"{entry.section}/{entry.name}" in COMPOSERS


def blocks_of(subject: Subject) -> tuple[Block, ...]:
    """What the entry says."""
    composer = facts.faq if isinstance(subject.entry.value, Faq) else COMPOSERS.get(subject.fact)
    return tuple((composer or COMPOSERS[subject.entry.section])(subject))


def sources_of(subject: Subject) -> Iterator[str | None]:
    """The source keys of all values that the answer shows, the entry's own first."""
    entry = subject.entry
    yield entry.source
    if entry.derived and entry.name == "all":
        yield from (item.source for item in subject.items)
    elif isinstance(entry.value, PartsFact):
        yield from (part.source for part in entry.value.value)
    elif isinstance(entry.value, RatingsFact):
        yield from (row.source for row in entry.value.value)
    elif entry.section == "box_office":
        yield from (fact.source for _name, fact in money.figures(subject))
    elif subject.fact == "film/about":
        yield from (fact.source for fact in card.shown_facts(subject))


def rows_checked(subject: Subject) -> Iterator[date]:
    """The days on which single rows of the entry were seen to hold."""
    if isinstance(subject.entry.value, RatingsFact):
        yield from (row.checked for row in subject.entry.value.value if row.checked)

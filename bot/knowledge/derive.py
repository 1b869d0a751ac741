"""Answers that follow from other values of a film: its age, its profit, a section as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.knowledge.entry import Entry
from bot.knowledge.model import FilmFile

WHOLE = "all"  # the name of the entry that stands for a list section
COLLECTED = ("cast", "quotes", "trivia", "awards", "similar", "related", "bonus")


class Derived(BaseModel):
    """A value that stands in no file."""

    model_config = ConfigDict(frozen=True)


class Age(Derived):
    """How old a film is depends on the day it is asked."""

    year: int
    released: date | None = None

    def on(self, today: date) -> int:
        """Whole years since the release; by the calendar year where no day is known."""
        if self.released is None:
            return today.year - self.year
        before = (today.month, today.day) < (self.released.month, self.released.day)
        return today.year - self.released.year - before


class Profit(Derived):
    """What a film earned against what it cost to make, in whole units of `currency`."""

    budget: int
    earned: int
    scope: Literal["worldwide", "domestic"]
    currency: str | None = None

    @property
    def difference(self) -> int:
        """What is left, below zero for a loss; without marketing and the cinemas' share, which no file knows."""
        return self.earned - self.budget


class Collection(Derived):
    """All entries of one section, in file order."""

    section: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Derivation:
    """A derived entry before it has a document: its name, its value, and where its film's values begin."""

    section: str
    name: str
    value: BaseModel


def derive(file: FilmFile, entries: tuple[Entry, ...]) -> Iterator[Derivation]:
    """What follows from a film's values; only what its facts allow."""
    yield Derivation("film", "about", file)
    yield Derivation("film", "year", file.film)
    yield Derivation("film", "age", _age(file))
    if file.film.also_known_as or file.overview.original_title:
        yield Derivation("film", "also_known_as", file.film)
    profit = _profit(file)
    if profit:
        yield Derivation("box_office", "profit", profit)
    for section in COLLECTED:
        ids = tuple(entry.id for entry in entries if entry.section == section)
        if ids:
            yield Derivation(section, WHOLE, Collection(section=section, entries=ids))


def _age(file: FilmFile) -> Age:
    released = file.overview.released.value if file.overview.released else None
    return Age(year=file.film.year, released=released if isinstance(released, date) else None)


def _profit(file: FilmFile) -> Profit | None:
    money = file.box_office
    if money.budget is None:
        return None
    if money.worldwide:
        return Profit(
            budget=money.budget.value, earned=money.worldwide.value, scope="worldwide", currency=money.currency
        )
    if money.domestic:
        return Profit(budget=money.budget.value, earned=money.domestic.value, scope="domestic", currency=money.currency)
    return None

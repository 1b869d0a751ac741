"""What is said of money: each figure, and whether the film made it back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from bot.answers.answer import Rows, Text
from bot.answers.subject import Blocks, Subject
from bot.answers.wording import amount, both_amounts, exact_amount
from bot.knowledge.derive import Profit
from bot.knowledge.model import AmountFact
from bot.texts import text

FIGURES = ("budget", "opening", "domestic", "international", "worldwide")

CLEARLY = 2.0
"""Earnings over budget below which it is "only" so much: cinemas keep about half of the price of a ticket."""


def figure(subject: Subject) -> Blocks:
    """One figure in a sentence, and all that are known beneath it."""
    value = cast(AmountFact, subject.entry.value).value
    yield subject.say(subject.fact, amount=both_amounts(value, subject.file.box_office.currency))
    yield from _all_figures(subject)


def profit(subject: Subject) -> Blocks:
    """What it earned against what it cost, and what that leaves out."""
    money = cast(Profit, subject.entry.value)
    ratio = money.earned / money.budget if money.budget else CLEARLY
    verdict = "yes" if ratio >= CLEARLY else "barely" if ratio >= 1 else "no"
    yield subject.say(
        f"box_office/profit.{verdict}",
        earned=amount(money.earned, money.currency),
        where=text(f"earned.{money.scope}"),
        cost=amount(money.budget, money.currency),
        ratio=f"{ratio:.1f}",
    )
    yield Text(text("box_office/profit.note"), subject.level)
    yield from _all_figures(subject)


def figures(subject: Subject) -> Iterator[tuple[str, AmountFact]]:
    """The figures that may stand beside the entry's own: those that give no more away."""
    for name in FIGURES:
        fact: AmountFact | None = getattr(subject.file.box_office, name)
        if fact is not None and subject.level_of(fact) == subject.level and not fact.mature:
            yield name, fact


def _all_figures(subject: Subject) -> Blocks:
    currency = subject.file.box_office.currency
    rows = tuple((text(f"row.{name}"), exact_amount(fact.value, currency)) for name, fact in figures(subject))
    if len(rows) > 1:
        yield Rows(rows, subject.level)

"""What is said of people: cast, quotes, awards."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import cast

from bot.answers.answer import Items, Quotation, Rows, Text
from bot.answers.subject import Blocks, Subject
from bot.answers.wording import listed, sentence
from bot.knowledge.model import Award, CastMember, Quote
from bot.texts import text


def cast_member(subject: Subject) -> Blocks:
    """Who plays a character, and who that is."""
    member = cast(CastMember, subject.entry.value)
    key = "cast/actor" if member.actor else "cast/character"
    yield subject.say(key, actor=member.actor, character=member.character)
    if member.about:
        yield Text(sentence(member.about), subject.level)


def whole_cast(subject: Subject) -> Blocks:
    """A row a character; characters that give something away apart."""
    yield Text(text("cast/all", film=subject.name), subject.level)
    members = cast(Sequence[CastMember], subject.items)
    for level, group in groupby(
        sorted(members, key=subject.level_of), key=subject.level_of
    ):  # sorted() keeps the order
        yield Rows(tuple((member.character, member.actor or text("cast.unknown")) for member in group), level)


def quote(subject: Subject) -> Blocks:
    """The words, whose they are, and a remark on them."""
    said = cast(Quote, subject.entry.value)
    yield _quotation(said, subject)
    if said.note:
        yield Text(text("quote.note", note=sentence(said.note)), subject.level)


def all_quotes(subject: Subject) -> Blocks:
    """Every quote of the film, as many as an answer holds."""
    yield from (_quotation(cast(Quote, item), subject) for item in subject.items)


def _quotation(said: Quote, subject: Subject) -> Quotation:
    return Quotation(said.text, said.by or text("quote.unknown"), said.context, subject.level_of(said))


def award(subject: Subject) -> Blocks:
    """Who got what, where, and when."""
    prize = cast(Award, subject.entry.value)
    key = f"award.{_result(prize)}" + (".who" if prize.who else "") + (".category" if prize.category else "")
    who = listed(prize.who)
    who = who[:1].upper() + who[1:] if who.startswith("the ") else who  # no name, and it may begin the sentence
    category = prize.category or ""
    the = text("award.the", category=category) if _needs_article(category) else category
    yield subject.say(key, who=who, category=the, award=_where(prize))
    if prize.result and _result(prize) == "other":
        yield Text(text("award.result", result=sentence(prize.result)), subject.level)
    if _result(prize) == "nominated" and not _won_at(
        prize.award, subject
    ):  # "did it win one" is asked in the same words
        yield Text(text("award.no_win", award=prize.award), subject.level)


def _won_at(award_name: str, subject: Subject) -> bool:
    prizes = cast(Sequence[Award], subject.file.awards)
    return any(_result(prize) == "won" and prize.award.casefold() == award_name.casefold() for prize in prizes)


def all_awards(subject: Subject) -> Blocks:
    """How many, then each in a line."""
    prizes = cast(Sequence[Award], subject.items)
    won = sum(_result(prize) == "won" for prize in prizes)
    nominated = sum(_result(prize) == "nominated" for prize in prizes)
    if won or nominated:
        counts = [_count("awards.won", won), _count("awards.nominated", nominated)]
        yield subject.say("awards/all", counts=listed([count for count in counts if count]))
    for level, group in groupby(sorted(prizes, key=subject.level_of), key=subject.level_of):
        yield Items(tuple(map(_line, group)), level)


def _count(key: str, number: int) -> str:
    return text(key if number != 1 else f"{key}.one", number=number) if number else ""


def _line(prize: Award) -> str:
    where = _where(prize)
    what = text("award.line", award=where, category=prize.category) if prize.category else where
    known = [*prize.who, *([prize.result] if prize.result else [])]
    return text("award.line.who", what=what, who=", ".join(known)) if known else what


def _where(prize: Award) -> str:
    return text("award.year", award=prize.award, year=prize.year) if prize.year else prize.award


def _needs_article(category: str) -> bool:
    """`the Audience Award`, but plain `Best Actress`."""
    return not category.casefold().startswith(("best ", "the "))


def _result(prize: Award) -> str:
    result = (prize.result or "").casefold()
    return result if result in {"won", "nominated"} else "other"

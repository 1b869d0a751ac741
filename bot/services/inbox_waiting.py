"""What a question waits for, what it means, and whether today's knowledge has done what it waits for."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from bot.knowledge import KnowledgeBase
from bot.matching import Decision, Reason
from bot.services.grouping import Meaning, meaning, most_used
from bot.services.inbox_readings import UNREAD, Reading
from bot.services.library import Snapshot
from bot.services.stores import AskedQuestion, Refusal, Settled, WaitingQuestion

MOST_WAITING = 5_000
"""Questions looked at, the newest; what lies deeper comes up when these are settled."""

_BESIDE = frozenset({"the", "a", "an", "movie", "film"})
"""Words that make no difference between films' names."""


class Awaits(StrEnum):
    """Which list of the moderators' a question is in; it is in one at most."""

    ANSWER = "answer"  # the inbox
    FILM = "film"  # the wishes
    CONSENT = "consent"  # the proposed wordings


def awaits(waiting: WaitingQuestion) -> Awaits | None:
    """What a question waits for; None where a member chose the film that was meant, which teaches nothing."""
    asked = waiting.asked
    if asked.entry is None:
        return Awaits.FILM if asked.unknown_film is not None else Awaits.ANSWER
    if waiting.unhelpful:
        return Awaits.ANSWER
    unsure = asked.decision == Decision.ASK_BACK and asked.reason == Reason.UNSURE
    return Awaits.CONSENT if unsure else None


def is_objected(waiting: WaitingQuestion) -> bool:
    """Whether the question was answered, and somebody said that it was not."""
    return waiting.asked.entry is not None and waiting.unhelpful > 0


def meaning_of(waiting: WaitingQuestion, reading: Reading) -> Meaning:
    """What is compared of a question in the inbox.

    Questions that were answered badly are grouped apart by the entry that was shown, and by their words alone: of
    these the matcher was wrong to think that they mean one thing.
    """
    asked = waiting.asked
    return _meaning(asked.text, asked.film, asked.entry if is_objected(waiting) else None, reading)


def ignored_meaning(refusal: Refusal, reading: Reading) -> Meaning:
    """What is compared of a wording whose meaning is ignored."""
    return _meaning(refusal.text, refusal.film, refusal.entry, reading)


def _meaning(text: str, film: str | None, shown: str | None, reading: Reading) -> Meaning:
    if shown is not None:
        return meaning(text, block=(film, shown))
    return meaning(text, block=(film, None), topic=reading.topic, sure=reading.sure)


def is_done(waiting: WaitingQuestion, reading: Reading, snapshot: Snapshot) -> bool:
    """Whether today's knowledge answers it; one that was answered badly, with something else than then."""
    asked = waiting.asked
    if reading is UNREAD:
        return asked.settled is Settled.SINCE
    if awaits(waiting) is Awaits.FILM:
        return is_known(film_meaning(asked.unknown_film or ""), snapshot.base)
    if awaits(waiting) is Awaits.CONSENT:
        return reading.answer == asked.entry
    return reading.answer is not None and not (is_objected(waiting) and reading.answer == asked.entry)


def channels_of(asked: Iterable[AskedQuestion]) -> tuple[int, ...]:
    """Where questions were asked, the most used channel first; that of a direct message is nobody's to know."""
    return most_used((one.channel_id for one in asked if one.guild_id is not None), order=int)


def film_meaning(name: str) -> Meaning:
    """What is compared of a film's name; Aliens is not Alien, and part 2 not part 3."""
    return meaning(name, light=_BESIDE, stemmed=False)


def is_known(name: Meaning, base: KnowledgeBase) -> bool:
    """Whether a document is about a film of that name, give or take its spelling."""
    return any(name.is_like(known) for known in _names(base))


@lru_cache(maxsize=1)
def _names(base: KnowledgeBase) -> frozenset[Meaning]:
    films = base.films.values()
    return frozenset(film_meaning(name) for film in films for name in (film.title, film.label, *film.also_known_as))

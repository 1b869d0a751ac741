"""Answers members' questions: which film is meant, the match, the reply, and what is remembered of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.answers import (
    Abstention,
    Answer,
    AskBack,
    Choice,
    Reply,
    choice_between_films,
    compose,
    gone,
    reply_to,
    same_fact,
)
from bot.answers import unknown_film as unknown_film_reply
from bot.knowledge import Entry
from bot.matching import Decision, FilmSource, Match, Matcher, Reason, Unbuilt
from bot.services.clock import utc_now
from bot.services.errors import StoreError
from bot.services.films import CurrentFilm
from bot.services.library import Library, Snapshot
from bot.services.names import Today, unchanged
from bot.services.question import Outcome, Place, Question
from bot.services.stores import AskedQuestion, QuestionStore
from bot.services.suggestions import Suggestion

log = logging.getLogger(__name__)

MOST_CHOICES = 5
"""Candidates asked of the matcher, and so choices of an ask-back at most."""

UNASKED_CONFIDENCE = 0.9
"""From which an answer is worth giving to somebody who has not asked the bot."""


class Asking:
    """What every way of asking calls. `ask` and `show` are synchronous and wait for no I/O; take their time as none.

    Only where the matcher has to build something for a question first does `ask` take long: who holds others up asks by
    `answer`, which then waits for a thread.

    The film of a question is the one chosen by an option, else named in it, else the place's (`CurrentFilm`).
    """

    def __init__(
        self,
        library: Library,
        questions: QuestionStore,
        *,
        films: CurrentFilm | None = None,
        today: Today = unchanged,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._library = library
        self._questions = questions
        self._films = films or CurrentFilm()
        self._today = today
        self._clock = clock

    def ask(self, question: Question) -> Outcome:
        """Answer, ask back or abstain. `text` may be an entry id from autocomplete, `film` an id or a typed title."""
        snapshot = self._library.snapshot
        return self._ask(question, snapshot, snapshot.matcher)

    async def answer(self, question: Question) -> Outcome:
        """`ask` without holding the event loop up."""
        snapshot = self._library.snapshot
        try:
            return self._ask(question, snapshot, snapshot.matcher.at_once)
        except Unbuilt:
            await asyncio.to_thread(self._match, question, snapshot, snapshot.matcher)
            return self._ask(question, snapshot, snapshot.matcher)

    def film_of(self, place: Place) -> str | None:
        """The film that is meant in a place where a question names none."""
        return self._films.of(place, self._library.snapshot.base)

    async def knows(self, question: Question) -> bool:
        """Whether what nobody asked the bot can be answered for sure; nothing is remembered. Courtesies are no answers."""
        snapshot = self._library.snapshot
        try:
            match = self._match(question, snapshot, snapshot.matcher.at_once)
        except Unbuilt:
            match = await asyncio.to_thread(self._match, question, snapshot, snapshot.matcher)
        return match.decision is Decision.ANSWER and match.confidence >= UNASKED_CONFIDENCE and not _is_small(match)

    def show(self, entry_id: str, place: Place) -> Answer | Abstention:
        """The answer of one entry, for a button; an abstention that says so when a reload has removed it."""
        snapshot = self._library.snapshot
        entry = snapshot.suggestions.entry(self._today(entry_id, snapshot.base.entries))
        if entry is None:
            return gone()
        answer = self._compose(entry, snapshot)
        self._note_film(answer, place)
        return answer

    async def choose(self, question_id: int, entry_id: str, place: Place) -> Outcome:
        """Answer with the choice a member took from an ask-back, and note it; a store at fault does not keep it away."""
        reply = self.show(entry_id, place)
        if isinstance(reply, Answer):
            try:
                await self._questions.choose(question_id, reply.entry)
            except StoreError as error:
                log.warning("A choice was not noted: %s", error)
        return Outcome(question_id, reply, place)

    def other_films(self, entry_id: str) -> tuple[Choice, ...]:
        """The same fact of the other films, for "another film?"; in the order of the files, best clipped by the caller."""
        base = self._library.snapshot.base
        entry = base.entries.get(self._today(entry_id, base.entries))
        return () if entry is None else same_fact(entry, base)

    def resolve(self, value: str) -> str | None:
        """The entry id in an autocomplete option's value; None when the member typed free text."""
        entry = self._library.snapshot.suggestions.entry(value)
        return entry.id if entry else None

    def suggest_questions(
        self, typed: str, *, film: str | None = None, place: Place | None = None, limit: int = 25
    ) -> list[Suggestion]:
        """Questions for autocomplete: of the film option as typed so far, else of the place's film, else of all."""
        snapshot = self._library.snapshot
        chosen = snapshot.suggestions.film(film) if film else None
        if chosen is None and place is not None:
            chosen = self._films.of(place, snapshot.base)
        return snapshot.suggestions.questions(typed, film=chosen, limit=limit)

    def suggest_films(self, typed: str, *, limit: int = 25) -> list[Suggestion]:
        """Films for autocomplete."""
        return self._library.snapshot.suggestions.films(typed, limit=limit)

    def suggest_characters(
        self, typed: str, *, film: str | None = None, place: Place | None = None, limit: int = 25
    ) -> list[Suggestion]:
        """Characters with quotes, for autocomplete; the film is found as for `suggest_questions`."""
        snapshot = self._library.snapshot
        chosen = snapshot.suggestions.film(film) if film else None
        if chosen is None and place is not None:
            chosen = self._films.of(place, snapshot.base)
        return snapshot.suggestions.characters(typed, film=chosen, limit=limit)

    def _ask(self, question: Question, snapshot: Snapshot, matcher: Matcher) -> Outcome:
        chosen = snapshot.suggestions.film(question.film) if question.film else None
        if question.film and chosen is None:
            return self._unknown_film(question, snapshot)
        if entry := snapshot.suggestions.entry(question.text):
            reply: Reply = self._compose(entry, snapshot)
            self._remember(replace(question, text=entry.question), reply, 1.0)
        else:
            match = self._match(question, snapshot, matcher)
            reply = self._reply(match, snapshot, chosen, chosen or self._films.of(question.place, snapshot.base))
            if _is_small(match):
                return Outcome(question.id, reply, question.place, kept=False)
            self._remember(question, reply, match.confidence, reason=match.reason, unknown_film=match.unknown_film)
        self._note_film(reply, question.place)
        return Outcome(question.id, reply, question.place)

    def _match(self, question: Question, snapshot: Snapshot, matcher: Matcher) -> Match:
        chosen = snapshot.suggestions.film(question.film) if question.film else None
        film = chosen or self._films.of(question.place, snapshot.base)
        return matcher.match(question.text, film=film, limit=MOST_CHOICES)

    def _reply(self, match: Match, snapshot: Snapshot, chosen: str | None, current: str | None) -> Reply:
        today = self._clock().date()
        reply = reply_to(match, snapshot.base, today=today, current=current)
        if isinstance(reply, Answer) and match.best and chosen and match.film_source is FilmSource.NAMED:
            return choice_between_films(match.best, chosen, snapshot.base) or reply
        return reply

    def _compose(self, entry: Entry, snapshot: Snapshot) -> Answer:
        return compose(entry, snapshot.base, today=self._clock().date())

    def _unknown_film(self, question: Question, snapshot: Snapshot) -> Outcome:
        current = self._films.of(question.place, snapshot.base)
        reply = unknown_film_reply(question.film or "", snapshot.base, current=current)
        self._remember(question, reply, 0.0, reason=Reason.UNKNOWN_FILM, unknown_film=question.film)
        return Outcome(question.id, reply, question.place)

    def _note_film(self, reply: Reply, place: Place) -> None:
        if isinstance(reply, Answer) and reply.film:
            self._films.note(place, reply.film.id)

    def _remember(
        self,
        question: Question,
        reply: Reply,
        confidence: float,
        *,
        reason: Reason | None = None,
        unknown_film: str | None = None,
    ) -> None:
        self._questions.remember(
            AskedQuestion(
                id=question.id,
                text=question.text,
                channel_id=question.place.channel_id,
                guild_id=question.place.guild_id,
                film=reply.film.id if reply.film else None,
                decision=_decision(reply).value,
                entry=reply.entry if isinstance(reply, Answer) else None,
                confidence=confidence,
                choices=tuple(choice.entry for choice in reply.choices) if isinstance(reply, AskBack) else (),
                asked_at=self._clock(),
                reason=reason.value if reason else None,
                unknown_film=unknown_film,
            )
        )


def _decision(reply: Reply) -> Decision:
    if isinstance(reply, Answer):
        return Decision.ANSWER
    return Decision.ASK_BACK if isinstance(reply, AskBack) else Decision.ABSTAIN


def _is_small(match: Match) -> bool:
    """Courtesies, and messages without a word, are no questions to keep."""
    courtesy = match.decision is Decision.ANSWER and match.best is not None and match.best.smalltalk
    return courtesy or match.reason is Reason.EMPTY

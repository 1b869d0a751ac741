"""What the engine returns: candidates with scores, a confidence and a decision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from bot.knowledge import Entry


class Decision(StrEnum):
    """What to do with a question."""

    ANSWER = "answer"
    ASK_BACK = "ask_back"
    ABSTAIN = "abstain"


class FilmSource(StrEnum):
    """How the film of a question was found."""

    NAMED = "named"  # in the question itself
    CONTEXT = "context"  # the caller's `film`: a thread's, channel's or guild's current film
    ONLY = "only"  # there is no other
    NONE = "none"  # no film is meant, or it is not known which


class Reason(StrEnum):
    """Why a question was not answered outright."""

    EMPTY = "empty"  # nothing is left after normalising (emoji, punctuation)
    UNKNOWN_FILM = "unknown_film"  # `Match.unknown_film` names a film that no document is about
    MISSING_FACT = "missing_fact"  # the question is understood, the film's file lacks the fact `Match.missing`
    WHICH_FILM = "which_film"  # the candidates are one question about several films
    UNSURE = "unsure"


class Candidate(NamedTuple):
    """An entry and the probability that it is the one meant; scores of a match add up to at most 1."""

    entry: Entry
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """The outcome of matching one question."""

    question: str
    normalized: str
    decision: Decision
    confidence: (
        float  # calibrated probability that the top candidate is right, after the film rule; 0.0 without candidates
    )
    candidates: tuple[Candidate, ...]  # best first, at most `limit`
    film: str | None = None  # id of the film that is meant
    film_source: FilmSource = FilmSource.NONE
    unknown_film: str | None = None  # as the member wrote it
    missing: str | None = (
        None  # what no file has: a fact's name, `overview/director`, or what files never answer, `beyond/sequel`
    )
    reason: Reason | None = None  # None when answered
    corrections: tuple[tuple[str, str], ...] = ()  # (typed, read as)
    elapsed_us: float = 0.0

    @property
    def best(self) -> Entry | None:
        """The top candidate, whatever the decision."""
        return self.candidates[0].entry if self.candidates else None

"""From ranked options to a decision: answer, ask back or abstain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.knowledge import Entry
from bot.matching.asked import Reading
from bot.matching.confidence import Head
from bot.matching.corpus import BEYOND
from bot.matching.evidence import Evidence
from bot.matching.match import Candidate, Decision, Reason
from bot.matching.scope import Scope

EXACT = 0.99  # confidence in an entry whose own wording is the question; no confidence is higher
RIVAL = 0.7  # share of the best candidate's probability from which the second is offered beside it
UNKNOWN_FILM = 0.1  # of the confidence is left when the question names a film that is not known


@dataclass(frozen=True, slots=True)
class Ranked:
    """One option of a scope, the entries it leads to for this question, and its probability."""

    target: str
    entries: tuple[Entry, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known of a question read in one way; `ranked` is best first."""

    reading: Reading
    scope: Scope
    ranked: tuple[Ranked, ...]
    nearest: float = 0.0  # similarity of the nearest wording
    exact: str | None = None  # the target whose wording the question is
    evidence: Evidence | None = None
    probabilities: tuple[float, ...] = field(default=())  # of the options in `evidence`

    @property
    def wording(self) -> tuple[str, ...]:
        """The words of the best option's nearest wording."""
        if self.evidence is None or not self.probabilities:
            return tuple(self.reading.words) if self.exact else ()
        best = max(range(len(self.probabilities)), key=self.probabilities.__getitem__)
        return self.scope.wordings[self.evidence.rows[best]].words

    @property
    def confidence(self) -> float:
        """The best probability of an option that leads somewhere."""
        return max((option.probability for option in self.ranked if option.entries), default=0.0)


class Verdict(NamedTuple):
    """What to do with a question, as in `Match`."""

    decision: Decision = Decision.ABSTAIN
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    reason: Reason | None = Reason.UNSURE
    missing: str | None = None


def decide(outcome: Outcome, head: Head, limit: int) -> Verdict:
    """Answer, ask back or abstain; offer `limit` candidates at most."""
    candidates, which_film = _candidates(outcome, limit)
    confidence = candidates[0].score if candidates else 0.0
    if outcome.reading.unknown:
        return Verdict(Decision.ABSTAIN, UNKNOWN_FILM * confidence, candidates, Reason.UNKNOWN_FILM)
    nowhere = next((option for option in outcome.ranked if not option.entries), None)
    if nowhere and nowhere.probability > confidence:
        if nowhere.target.startswith(BEYOND):
            return Verdict(Decision.ABSTAIN, confidence, candidates, missing=nowhere.target)
        if nowhere.probability >= head.ask:
            return Verdict(Decision.ABSTAIN, confidence, candidates, Reason.MISSING_FACT, nowhere.target)
    if which_film and sum(candidate.score for candidate in candidates) >= head.ask:
        return Verdict(Decision.ASK_BACK, confidence, candidates, Reason.WHICH_FILM)
    if confidence >= head.answer and not _contested(candidates):
        return Verdict(Decision.ANSWER, confidence, candidates, None)
    return Verdict(Decision.ASK_BACK if confidence >= head.ask else Decision.ABSTAIN, confidence, candidates)


def _contested(candidates: Sequence[Candidate]) -> bool:
    """Whether the second best is so likely that both are worth offering."""
    return len(candidates) > 1 and candidates[1].score >= RIVAL * candidates[0].score


def _candidates(outcome: Outcome, limit: int) -> tuple[tuple[Candidate, ...], bool]:
    """Entries by probability, and whether the best are one question about several films."""
    scores: dict[str, float] = {}
    entries: dict[str, Entry] = {}
    which_film = False
    leading = [option for option in outcome.ranked if option.entries]
    for place, option in enumerate(leading):
        several = outcome.reading.film is None and len({entry.document for entry in option.entries}) > 1
        which_film = which_film or (several and place == 0)
        for order, entry in enumerate(option.entries[: max(limit, 1)]):
            # One fact of several films is one film's by chance; of several entries of one film the first is meant.
            share = option.probability / len(option.entries) if several else option.probability * (order == 0)
            entries.setdefault(entry.id, entry)
            scores[entry.id] = scores.get(entry.id, 0.0) + share
    best = sorted(entries, key=lambda key: -scores[key])[:limit]
    return tuple(Candidate(entries[key], min(scores[key], EXACT)) for key in best), which_film

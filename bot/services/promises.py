"""What `must_match` and `must_not_match` promise: questions that must, or must not, lead to an entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from bot.knowledge import Entry, KnowledgeBase, Problem
from bot.matching import Decision, Match, Matcher

MUST_MATCH = "must-match"
MUST_NOT_MATCH = "must-not-match"


def broken_promises(
    base: KnowledgeBase,
    matcher: Matcher,
    *,
    entries: Iterable[Entry] | None = None,
    at_stake: Callable[[Entry, str], bool] = lambda _entry, _question: True,
) -> Iterator[Problem]:
    """Ask every such question, with the entry's film as the current one; a promise that does not hold is a problem.

    Args:
        entries: those whose promises are looked at; all when None.
        at_stake: whether one of their questions is looked at.
    """
    for entry in base if entries is None else entries:
        film = base.film_of(entry)
        for question in (one for one in entry.must_match if at_stake(entry, one)):
            match = matcher.match(question, film=film.id if film else None)
            if not _leads_to(match, entry):
                message = f"“{question}” must lead here, but {_outcome(match)}; add it to `also_asked`"
                yield _problem(entry, base, MUST_MATCH, message)
        for question in (one for one in entry.must_not_match if at_stake(entry, one)):
            match = matcher.match(question, film=film.id if film else None)
            if _leads_to(match, entry):
                message = f"“{question}” must not lead here, but does; write an entry that answers it"
                yield _problem(entry, base, MUST_NOT_MATCH, message)


def _leads_to(match: Match, entry: Entry) -> bool:
    return match.decision is Decision.ANSWER and match.best is entry


def _outcome(match: Match) -> str:
    if match.best is None:
        return "leads nowhere"
    return f"leads to {match.best.id}" if match.decision is Decision.ANSWER else f"is not sure (best: {match.best.id})"


def _problem(entry: Entry, base: KnowledgeBase, code: str, message: str) -> Problem:
    path = base.documents[entry.document].path
    return Problem(str(path), entry.line, entry.column, code, message, entry=entry.id)

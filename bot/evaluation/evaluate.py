"""Ask a matcher a list of questions whose answers are known."""

from __future__ import annotations

from collections.abc import Iterable

from bot.evaluation.questions import Case
from bot.evaluation.report import Outcome, Report
from bot.matching import Matcher


def evaluate(matcher: Matcher, questions: Iterable[Case], *, film: str | None = None) -> Report:
    """Measure the matcher; a question's own `film` is its current film, else `film` is."""
    cases = list(questions)
    for case in cases[:1]:
        matcher.match(case.question, film=case.film or film)  # what is built at the first question is not its time
    return Report(tuple(Outcome(case, matcher.match(case.question, film=case.film or film)) for case in cases))

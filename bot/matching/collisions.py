"""Wordings that collide: nearly the same words leading to different entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.knowledge import Problem, Severity
from bot.matching.matcher import Matcher

COLLIDING = 0.92  # similarity from which two wordings are taken for one another
CODE = "collision"


@dataclass(frozen=True, slots=True)
class Collision:
    """Two wordings and the targets they lead to."""

    text: str
    target: str
    other_text: str
    other_target: str
    similarity: float


def collisions(matcher: Matcher, film: str) -> Iterator[Collision]:
    """A film's own wordings that collide with each other; over patterns, which all films share, they win anyway."""
    scope = matcher.scopes(film)
    first = len(scope.wordings) - scope.own
    targets, people = scope.ranker.targets, scope.ranker.people
    for place in range(first, len(scope.wordings)):
        wording, target = scope.wordings[place], int(targets[place])
        if target < 0 or not scope.options[target].entries:
            continue  # a near miss
        found = scope.ranker.neighbours(matcher.scopes.index.query(wording.matched), people[place])
        for other, leads, similarity in zip(found.places, found.targets, found.similarity, strict=True):
            if similarity < COLLIDING:
                break
            if other > place and leads not in (target, -1) and scope.options[int(leads)].entries:
                yield Collision(
                    wording.text,
                    wording.target,
                    scope.wordings[int(other)].text,
                    scope.wordings[int(other)].target,
                    float(similarity),
                )


def check_matching(matcher: Matcher) -> tuple[Problem, ...]:
    """Warnings about wordings of films that lead to another entry as easily as to their own."""
    problems = []
    for film, document in sorted(matcher.base.documents.items()):
        if not document.film:
            continue
        by_text = {text: entry for entry in document.entries for text in entry.wordings}
        for collision in collisions(matcher, film):
            entry = matcher.base.entries.get(collision.target) or by_text[collision.text]
            message = (
                f"“{collision.text}” is nearly “{collision.other_text}”, which leads to {collision.other_target} "
                f"(similarity {collision.similarity:.2f}); make one of them more specific"
            )
            place = (str(document.path), entry.line, entry.column)
            problems.append(Problem(*place, CODE, message, entry.id, Severity.WARNING))
    return tuple(sorted(set(problems)))

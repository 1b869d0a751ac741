"""Wordings that collide: nearly the same words leading to different entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.knowledge import Problem, Severity
from bot.matching.corpus import BEYOND
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


def collisions(matcher: Matcher, film: str | None) -> Iterator[Collision]:
    """A film's own wordings that collide with each other or with what all films share; all of them for None."""
    scope = matcher.scopes(film)
    own_from = len(scope.wordings) - scope.own
    for place in range(own_from, len(scope.wordings)):
        if scope.ranker.targets[place] < 0:
            continue
        wording = scope.wordings[place]
        query = matcher.scopes.index.query(wording.matched)
        found = scope.ranker.neighbours(query, scope.ranker.people[place])
        for other, target, similarity in zip(found.places, found.targets, found.similarity, strict=True):
            leads = scope.options[int(target)].target if target >= 0 else BEYOND
            if similarity < COLLIDING:
                break
            known = int(other) < own_from or int(other) > place  # each pair of own wordings once
            if known and target != scope.ranker.targets[place] and not leads.startswith(BEYOND):
                text = scope.wordings[int(other)].text
                mine = scope.options[int(scope.ranker.targets[place])].target
                yield Collision(wording.text, mine, text, leads, float(similarity))


def check_matching(matcher: Matcher) -> tuple[Problem, ...]:
    """Warnings about wordings of films that lead to another entry's answer as easily as to their own."""
    problems = []
    for film, document in sorted(matcher.base.documents.items()):
        if not document.film:
            continue
        entries = {entry.id: entry for entry in document.entries}
        by_text = {text: entry for entry in document.entries for text in entry.wordings}
        for collision in collisions(matcher, film):
            entry = entries.get(collision.target) or by_text.get(collision.text)
            if entry is None or entry.id == collision.other_target:
                continue
            message = (
                f"“{collision.text}” is nearly “{collision.other_text}”, which leads to {collision.other_target} "
                f"(similarity {collision.similarity:.2f}); make one of them more specific"
            )
            problems.append(
                Problem(str(document.path), entry.line, entry.column, CODE, message, entry.id, Severity.WARNING)
            )
    return tuple(sorted(set(problems)))

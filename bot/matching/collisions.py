"""Wordings that collide: nearly the same words leading to different entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.knowledge import Problem, Severity
from bot.matching.index import Segment, closest, query_of
from bot.matching.matcher import Matcher

COLLIDING = 0.92  # similarity from which two wordings are taken for one another
LOOKED_AT = 8  # wordings that are nearest to one
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
    scopes = matcher.scopes
    part = scopes.shelf.films[film]
    rows = scopes.shelf.film_rows(film).part(0, len(part.own))
    segment = Segment(rows, scopes.lexicon)
    for place, wording in enumerate(part.own):
        near = closest((segment,), query_of(wording.matched, scopes.lexicon), LOOKED_AT)
        for at, similarity in zip(*(values.tolist() for values in near), strict=True):
            other = part.own[at]
            same_people = part.people[at] == part.people[place]
            if similarity >= COLLIDING and at > place and other.target != wording.target and same_people:
                yield Collision(wording.text, wording.target, other.text, other.target, similarity)


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

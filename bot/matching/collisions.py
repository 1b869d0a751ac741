"""Wordings that collide: nearly the same words leading to different entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.knowledge import Problem, Severity
from bot.matching.corpus import Wording
from bot.matching.index import Rows, Segment, closest, query_of
from bot.matching.matcher import Matcher

COLLIDING = 0.92  # similarity from which two wordings are taken for one another
LOOKED_AT = 8  # wordings that are nearest to one
CODE = "collision"


@dataclass(frozen=True, slots=True)
class Collision:
    """A wording, another that leads elsewhere, and how alike they are, 0 to 1."""

    wording: Wording
    other: Wording
    similarity: float


def collisions(matcher: Matcher, *documents: str) -> Iterator[Collision]:
    """Wordings of documents that collide with each other; over patterns, which all films share, they win anyway."""
    shelf, lexicon = matcher.scopes.shelf, matcher.scopes.lexicon
    wordings = [wording for key in documents for wording in shelf.parts[key].own]
    people = [one for key in documents for one in shelf.parts[key].people[: len(shelf.parts[key].own)]]
    segment = Segment(Rows.joined([shelf.own[key] for key in documents]), lexicon)
    for place, wording in enumerate(wordings):
        near = closest((segment,), query_of(wording.matched, lexicon), LOOKED_AT)
        for at, similarity in zip(*(values.tolist() for values in near), strict=True):
            other = wordings[at]
            if (
                similarity >= COLLIDING
                and at > place
                and other.target != wording.target
                and people[at] == people[place]
            ):
                yield Collision(wording, other, similarity)


def overruled(matcher: Matcher, film: str) -> Iterator[Collision]:
    """A film's wordings that lead elsewhere: general knowledge is asked for in just these words."""
    general = {wording.matched: wording for wording in matcher.scopes.shelf.shared if wording.document}
    for wording in matcher.scopes.shelf.films[film].own:
        if (other := general.get(wording.words)) is not None:
            yield Collision(wording, other, 1.0)


def check_matching(matcher: Matcher) -> tuple[Problem, ...]:
    """Warnings about wordings that lead to another entry as easily as to their own, or only there."""
    shelf = matcher.scopes.shelf
    groups = [*((film,) for film in shelf.films), tuple(shelf.general)]
    found = [
        (collision, "is nearly", "make one of them more specific, or take it out")
        for group in groups
        for collision in collisions(matcher, *group)
    ]
    found += [
        (collision, "leads elsewhere: it is", "take it out of one of them")
        for film in shelf.films
        for collision in overruled(matcher, film)
    ]
    problems = {
        _problem(matcher, collision, f"“{collision.wording.text}” {how} “{collision.other.text}”", advice)
        for collision, how, advice in found
    }
    return tuple(sorted(problems))


def _problem(matcher: Matcher, collision: Collision, what: str, advice: str) -> Problem:
    document = matcher.base.documents[collision.wording.document or ""]
    entry = next(entry for entry in document.entries if collision.wording.text in entry.wordings)
    other = f"of {collision.other.target} (similarity {collision.similarity:.2f})"
    place = (str(document.path), entry.line, entry.column)
    return Problem(*place, CODE, f"{what} {other}; {advice}", entry.id, Severity.WARNING)

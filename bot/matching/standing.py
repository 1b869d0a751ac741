"""Where a title that is not known stands in a question whatever its wording: in front, as its subject, beside a person."""

from __future__ import annotations

from collections.abc import Iterator

from bot.matching.frames import CLAUSES, LONGEST_TITLE, LOOSE, OPENING
from bot.matching.titles import years_in
from bot.matching.words import ARTICLES, FUNCTION, POINTING, QUESTION_WORDS, english
from bot.matching.world import RARE, World

_AUXILIARIES = frozenset(("is", "was", "are", "were", "does", "did", "has", "will"))
_ASKING = QUESTION_WORDS | _AUXILIARIES | {"do", "whose", "whom", "any", "have"}
_ADVERBS = ("ly", "wise")
_LONG = 4  # letters of a title's word that begins a question
_NEVER = CLAUSES | POINTING | {"my", "our", "your", "a", "an"}  # in no title that is typed small and set off


def standing_title(world: World) -> tuple[int, int, str] | None:
    """The first and the last but one of a title's words, and where it stands."""
    for how, start, end in (*_in_front(world), *_subject(world), *_beside_somebody(world)):
        if 0 < end - start <= LONGEST_TITLE and _can_be(world, start, end):
            return start, end, how
    return None


def _in_front(world: World) -> Iterator[tuple[str, int, int]]:
    """`blue ruin: how much ...`, `ballast (2008), did ...`, `twister with helen hunt, who ...`."""
    asked = world.asked
    for place, word in enumerate(asked.words[:LONGEST_TITLE]):
        if place and place in years_in(asked.words):
            yield "with its year in front", 0, place + 1
        elif word == "with" and place + 1 in asked.people and any(map(asked.pauses, range(place, len(asked.words)))):
            yield "in front, with somebody", 0, place
        elif asked.pauses(place):
            rest = asked.words[place + 1 :]
            if len(rest) > 1 and (rest[0] in _ASKING or asked.question.rstrip().endswith("?")):
                yield "in front", 0, place + 1
            return


def _subject(world: World) -> Iterator[tuple[str, int, int]]:
    """`was oppenheimer shot in ...`, `oppenheimer was ...`, `in oppenheimer does he ...`."""
    words = world.asked.words
    begun = next((place for place, word in enumerate(words) if word not in OPENING or word in _AUXILIARIES), 0)
    start = begun + (words[begun] in _AUXILIARIES or words[begun] == "in")
    end = start
    while end < len(words) and (world.strange(end) or (start < end and _joins(world, end))):
        end += 1
    if not start < end < len(words):
        return
    named = any(len(word) >= _LONG and word not in english() for word in words[start:end])
    if start > begun or (not begun and named and (end > start + 1 or words[end] in _AUXILIARIES)):
        yield "as its subject", start, end


def _joins(world: World, place: int) -> bool:
    """Whether a short word stands between two that are strange: `cidade de deus`."""
    words = world.asked.words
    return len(words[place]) < _LONG and place + 1 < len(words) and world.strange(place + 1)


def _beside_somebody(world: World) -> Iterator[tuple[str, int, int]]:
    """`which part did helen hunt have in fargo`."""
    asked = world.asked
    for place, word in enumerate(asked.words):
        if word == "in" and place and min(asked.people, default=place) < place:
            end = next((end + 1 for end in range(place + 1, len(asked.words)) if asked.pauses(end)), len(asked.words))
            yield "beside somebody", place + 1, end


def _can_be(world: World, start: int, end: int) -> bool:
    """Whether these words are strange enough, and nothing else is among them."""
    asked = world.asked
    words = asked.words[start:end]
    if not _NEVER.isdisjoint(words) or words[-1] in LOOSE | ARTICLES or words[0] in OPENING:
        return False
    places = [place for place in range(start, end) if asked.words[place] not in FUNCTION]
    if any(place in asked.people or world.own_name(place) for place in places):
        return False
    strange = [place for place in places if world.strange(place) and asked.telling(place)]
    if len(places) == 1 and words[-1].endswith(_ADVERBS):
        return False
    rare = any(english().get(asked.typed[place], 0) < RARE for place in strange)
    return 2 * len(strange) >= len(places) and (rare or (bool(strange) and len(places) > 1))

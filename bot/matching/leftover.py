"""The title of a film that is not known, in what no wording explains of a question."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.matching.asked import Asked
from bot.matching.corpus import NAME_SLOTS, SLOT_WORDS
from bot.matching.frames import CLAUSES, LINKS, LONGEST_TITLE, LOOSE, SUBJECTS, VAGUE, Slot
from bot.matching.words import DEICTIC, FUNCTION, POINTING, PRONOUNS, QUESTION_WORDS, english, stem

RARE = 2.5e7  # count in the English dictionary below which a strange word names something, wherever it stands
_SEEN = frozenset(("loved", "liked", "enjoyed", "hated", "saw", "seen", "watched"))  # a film, when something strange
_FILLER = VAGUE | FUNCTION | _SEEN | frozenset(("love", "like", "watch", "watching"))  # no title's own words
_ASKING = QUESTION_WORDS | frozenset(("did", "was", "are", "were", "has", "have"))
_JOINING = frozenset(
    ("as", "or", "no", "before", "than", "if", "so", "any", "i")
)  # parts of a question, not of a title
_NAMES = frozenset(SLOT_WORDS[slot] for slot in NAME_SLOTS)


@dataclass(frozen=True)
class Leftover:
    """What one of the nearest wordings does not have of a question."""

    asked: Asked
    wording: Sequence[str]
    places: Sequence[int]  # of content words that the wording lacks
    nearest: frozenset[str]  # stems of all the nearest wordings

    @property
    def place(self) -> tuple[int, int]:
        """From the first to the last of them, with an article before."""
        start = self.places[0]
        while start and self.asked.words[start - 1] in ("the", "a", "an"):
            start -= 1
        return start, self.places[-1] + 1

    @cached_property
    def rare(self) -> list[int]:
        """Places of words that are strange to the film, or were read as a word that is not meant, and rare."""
        asked = self.asked
        return [
            place
            for place in self.places
            if english().get(asked.words[place], 0) < RARE
            and (
                not asked.known(asked.stems[place])
                or (place in asked.corrected and asked.stems[place] not in self.nearest)
            )
        ]

    @cached_property
    def content(self) -> set[str]:
        """Stems of the wording's content words."""
        return {stem(word) for word in self.wording if word not in _FILLER and word.isalnum()}

    @property
    def whole(self) -> bool:
        """Whether it is one piece that a title can be: nobody of the film, and nothing between its words."""
        if not self.places:
            return False
        start, end = self.place
        between = (self.asked.words[place] for place in range(start, end) if place not in self.places)
        return (
            end - start <= LONGEST_TITLE
            and self.asked.people.isdisjoint(range(start, end))
            and _FILLER.issuperset(between)
        )

    def capitals(self) -> tuple[int, int] | None:
        """The words written large that it belongs to."""
        first, last = self.places[0], self.places[-1]
        return next(
            (span for span in self.asked.capitals if span[0] <= first < span[1] or span[0] <= last < span[1]), None
        )

    def fills(self, slot: Slot) -> bool:
        """Whether it stands in a film's place, with nothing around it there but what titles have."""
        if slot.vague or len(slot) > LONGEST_TITLE or self.places[0] < slot.start or self.places[-1] >= slot.end:
            return False
        inside = self.asked.words[slot.start : slot.end]
        around = [word for place, word in enumerate(inside, slot.start) if place not in self.places]
        if inside[-1] in LOOSE or POINTING.intersection(inside) or CLAUSES.intersection(around):
            return False
        if not _FILLER.issuperset(around):
            return False
        if not slot.keyword:
            return inside[0] not in SUBJECTS
        return (
            POINTING.isdisjoint(self.asked.words)
            and inside[0] not in LOOSE
            and _JOINING.isdisjoint(around)
            and self.content.issubset(self.asked.stems)
            and self.asked.is_new_phrase(self.places, known=0.5)
        )

    def beside(self) -> bool:
        """Whether the wording is there whole beside it, and it stands as titles do outside sentences."""
        start, end = self.place
        words = self.asked.words
        rest = [word for word in self.asked.without(start, end) if word not in DEICTIC]
        before = words[start - 1] if start else ""
        pointed = not POINTING.isdisjoint(words)
        if rest == [word for word in self.wording if word not in DEICTIC and word.isalnum()]:
            if not start and self.asked.pauses(end - 1):  # `batman, who wrote it`
                return True
            if before in LINKS and not pointed and (self.rare or self.asked.is_new_phrase(self.places)):
                return True
        if 2 * len(self.rare) < len(self.places) or before in ("i", "you") or not CLAUSES.isdisjoint(words[start:end]):
            return False
        if before in _SEEN:
            return True
        asks = len(self.content) > 1 or not _ASKING.isdisjoint((*self.wording, *rest))
        return asks and not pointed and PRONOUNS.isdisjoint(words) and self.content.issubset(self.asked.stems)


@dataclass(frozen=True, slots=True)
class LeftTitle:
    """Where a title stands, and the wording beside which it is left over."""

    place: tuple[int, int]
    wording: Sequence[str]


def left_title(
    asked: Asked, wordings: Sequence[Sequence[str]], slots: Sequence[Slot], ordinary: Container[str]
) -> LeftTitle | None:
    """The question is one of the nearest wordings, likeliest first, and a title more; none if one explains it all.

    Stems that are `ordinary` in questions about films (`which actors appear in ...`) may be left over beside a title.
    """
    nearest = frozenset(stem(word) for wording in wordings for word in wording)
    found = [Leftover(asked, wording, _lacking(asked, wording), nearest) for wording in wordings]
    if not all(left.places for left in found):
        return None
    for left in found:
        place = left.capitals()
        if place is None and left.whole:
            place = next(((slot.start, slot.end) for slot in slots if left.fills(slot)), None)
        if place is None:
            place = next((own.place for own in (left, _rid_of(left, ordinary)) if own.whole and own.beside()), None)
        if place:
            return LeftTitle(place, left.wording)
    return None


def _rid_of(left: Leftover, ordinary: Container[str]) -> Leftover:
    """What is left over without ordinary words."""
    return replace(left, places=[place for place in left.places if left.asked.stems[place] not in ordinary])


def _lacking(asked: Asked, wording: Sequence[str]) -> list[int]:
    """Places of content words of the question that a wording lacks; who is named is there where it has a name."""
    there = set(map(stem, wording))
    named = {
        place for span in asked.capitals for place in range(*span) if place in asked.corrected
    }  # `Trois` is not `this`
    named = {place for place in named if asked.words[place] in _FILLER}
    people: frozenset[int] = frozenset() if _NAMES.isdisjoint(wording) else asked.people
    return [
        place
        for place, word in enumerate(asked.words)
        if (word not in _FILLER or place in named)
        and (asked.stems[place] not in there or place in named)
        and place not in people
        and asked.telling(place)
    ]

"""The title of a film that is not known, in what no wording explains of a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.matching.asked import Asked
from bot.matching.corpus import NAME_SLOTS, SLOT_WORDS
from bot.matching.frames import CLAUSES, LINKS, LONGEST_TITLE, LOOSE, SAYING, SUBJECTS, UNENDING, VAGUE, Place, Slot
from bot.matching.words import ARTICLES, BRIDGES, DEICTIC, FUNCTION, POINTING, PRONOUNS, QUESTION_WORDS, english, stem
from bot.matching.world import ORDINARY, RARE, World

_SEEN = frozenset(("loved", "liked", "enjoyed", "hated", "saw", "seen", "watched"))  # a film, when something strange
_FILLER = VAGUE | FUNCTION | _SEEN | frozenset(("love", "like", "watch", "watching"))  # no title's own words
_ASKING = QUESTION_WORDS | frozenset(("did", "was", "are", "were", "has", "have"))
_NAMES = frozenset(SLOT_WORDS[slot] for slot in NAME_SLOTS)


@dataclass(frozen=True)
class Leftover:
    """What one of the nearest wordings does not have of a question."""

    world: World
    wording: Sequence[str]
    places: Sequence[int]  # of content words that the wording lacks
    nearest: frozenset[str]  # stems of all the nearest wordings

    @property
    def asked(self) -> Asked:
        return self.world.asked

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
        for start, end in self.asked.capitals:
            if (start <= first < end or start <= last < end) and not self.world.explains(start, end):
                return start, end
        return None

    def fills(self, slot: Slot) -> bool:
        """Whether it stands in a film's place, with nothing around it there but what titles have."""
        inside = self.asked.words[slot.start : slot.end]
        around = [word for place, word in enumerate(inside, slot.start) if place not in self.places]
        if not self._can_fill(slot, inside, around):
            return False
        if slot.loose(inside) and not self.rare and (inside[0] in ARTICLES or not self._is_new):
            return False
        if not slot.keyword:
            return inside[0] not in SUBJECTS
        return (
            POINTING.isdisjoint(self.asked.words)
            and inside[0] not in LOOSE
            and BRIDGES.issuperset(around)
            and self.content.issubset(self.asked.stems)
            and self.asked.is_new_phrase(self.places, known=0.5)
            and not (slot.place is Place.APART and any(self.world.ordinary([place]) for place in self.places))
            and not slot.said_of(self.asked.words)
        )

    def beside(self) -> bool:
        """Whether the wording is there whole beside it, and it stands as titles do outside sentences."""
        if self._explained or not (self.asked.people or _NAMES.isdisjoint(self.wording)):
            return False
        return self._behind_wording() or self._among_wording()

    def _can_fill(self, slot: Slot, inside: Sequence[str], around: Sequence[str]) -> bool:
        within = slot.start <= self.places[0] and self.places[-1] < slot.end
        if slot.vague or len(slot) > LONGEST_TITLE or not within or inside[-1] in UNENDING:
            return False
        if not (POINTING.isdisjoint(inside) and CLAUSES.isdisjoint(around) and _FILLER.issuperset(around)):
            return False
        return not (self.world.ordinary(self.places) or (slot.place is not Place.SAID and self._explained))

    @property
    def _explained(self) -> bool:
        return any(map(self.world.own_name, self.places))

    @property
    def _is_new(self) -> bool:
        return self.asked.is_new_phrase(self.places)

    @property
    def _pointed(self) -> bool:
        return not POINTING.isdisjoint(self.asked.words)

    @property
    def _before(self) -> str:
        start, _ = self.place
        return self.asked.words[start - 1] if start else ""

    @property
    def _rest(self) -> list[str]:
        return [word for word in self.asked.without(*self.place) if word not in DEICTIC]

    def _behind_wording(self) -> bool:
        """`who directed it in fargo`; before it and set off: `batman, who wrote it`; its subject: `is room <true>`."""
        start, end = self.place
        rest, whole = self._rest, [word for word in self.wording if word not in DEICTIC and word.isalnum()]
        new = bool(self.asked.strange(start, end)) or self._is_new
        if rest == whole:
            set_off = not start and self.asked.pauses(end - 1)
            return new and (
                set_off or (self._before in LINKS and not self._pointed and not self.asked.pauses(start - 1))
            )
        subject = start == 1 and rest[:1] == [self._before] and self._before in SAYING and rest[1:] == whole
        return subject and (new or (end - start == 1 and self.world.is_bare(start)))

    def _among_wording(self) -> bool:
        """`who was the director on zoolander`: rare, where little else is."""
        inside = self.asked.words[slice(*self.place)]
        clause = self._before in ("i", "you") or inside[0] in ("a", "an") or not CLAUSES.isdisjoint(inside)
        if clause or 2 * len(self.rare) < len(self.places):
            return False
        if self._before in _SEEN:
            return True
        asks = len(self.content) > 1 or (bool(self.content) and not _ASKING.isdisjoint(self._rest))
        pointed = self._pointed or not PRONOUNS.isdisjoint(self.asked.words)
        return asks and not pointed and self.content.issubset(self.asked.stems)


@dataclass(frozen=True, slots=True)
class LeftTitle:
    """Where a title stands, and the wording beside which it is left over."""

    place: tuple[int, int]
    wording: Sequence[str]


def left_title(world: World, wordings: Sequence[Sequence[str]], slots: Sequence[Slot]) -> LeftTitle | None:
    """The question is one of the nearest wordings, likeliest first, and a title more; none if one explains it all.

    Words that are ordinary in questions about films (`which actors appear in ...`) may be left over beside a title.
    """
    nearest = frozenset(stem(word) for wording in wordings for word in wording)
    found = [Leftover(world, wording, _lacking(world.asked, wording), nearest) for wording in wordings]
    if not all(left.places for left in found):
        return None
    for left in found:
        place = left.capitals()
        if place is None and left.whole:
            place = next(((slot.start, slot.end) for slot in slots if left.fills(slot)), None)
        if place is None:
            place = next((own.place for own in (left, _rid_of(left)) if own.whole and own.beside()), None)
        if place:
            return LeftTitle(place, left.wording)
    return None


def _rid_of(left: Leftover) -> Leftover:
    """What is left over without ordinary words."""
    return replace(left, places=[place for place in left.places if not left.world.ordinary([place], ORDINARY)])


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

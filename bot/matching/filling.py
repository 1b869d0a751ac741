"""What stands in a question where wordings have the film: another film's title, or something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.matching.frames import CLAUSES, JOINING, LONGEST_TITLE, SUBJECTS, UNENDING, VAGUE, Place, Slot
from bot.matching.words import ARTICLES, DEICTIC, POINTING, PRONOUNS, QUESTION_WORDS, english
from bot.matching.world import RARE, World

_ONLY_TITLES = frozenset(
    ["up", "her", "us", "them", "him", "his", "out", "off", "over", "under", "after", "before", "big"]
)  # alone in a film's place
_LEADING = (["of"], ["for"], ["from"])
_NEVER = JOINING | {"a", "an"}  # at the beginning of no title that stands beside a keyword


@dataclass(frozen=True)
class Filling:
    """The words in one slot of a question."""

    world: World
    slot: Slot

    @property
    def is_title(self) -> bool:
        """Whether they name a film that is not known."""
        inside, slot = self.inside, self.slot
        if len(inside) > LONGEST_TITLE or POINTING.intersection(inside[1:]) or inside[0] in SUBJECTS:
            return False
        someone = not self.world.asked.people.isdisjoint(self._places)  # a film's people are in no other title
        if not (slot.vague or someone) and self.world.asked.large(slot.start, slot.end):
            return not (slot.keyword and self.world.names(slot.start, slot.end))
        if someone or inside[-1] in UNENDING or any(map(self.world.own_name, self._places)):
            return False
        return self._beside_keyword() if slot.keyword else self._in_sentence()

    @cached_property
    def inside(self) -> Sequence[str]:
        return self.world.asked.words[self.slot.start : self.slot.end]

    @cached_property
    def _places(self) -> list[int]:
        words = self.world.asked.words
        return [place for place in range(self.slot.start, self.slot.end) if words[place] not in DEICTIC]

    @cached_property
    def _strange(self) -> list[str]:
        asked = self.world.asked
        places = filter(asked.telling, asked.strange(self.slot.start, self.slot.end))
        return [asked.words[place] for place in places if asked.words[place] not in VAGUE]

    @property
    def _rare(self) -> bool:
        return any(english().get(word, 0) < RARE for word in self._strange)

    def _beside_keyword(self) -> bool:
        asked, start, end = self.world.asked, self.slot.start, self.slot.end
        pointed = not POINTING.isdisjoint(asked.without(start, end))
        if pointed or self.inside[0] in _NEVER or not CLAUSES.isdisjoint(self.inside) or self.slot.said_of(asked.words):
            return False
        if self._rare:
            return not (start and asked.pauses(start - 1))
        linked = end == len(asked.words) and asked.words[start - 1 : start] in _LEADING
        return linked and asked.is_new_phrase(self._places) and not self.world.ordinary(self._places)

    def _in_sentence(self) -> bool:
        inside, slot = self.inside, self.slot
        single = len(self._places) == 1
        if slot.loose(inside) and not self._rare:
            return False
        if self._strange:
            return not (slot.vague and inside[0] in ARTICLES) and (len(inside) == 1 or inside[0] not in PRONOUNS)
        if single and slot.place is Place.SAID and self.world.asked.words[self._places[0]] in _ONLY_TITLES:
            return True
        if slot.vague or inside[0] in PRONOUNS or self.world.ordinary(self._places):
            return False
        if len(inside) == 1:
            return slot.place is Place.SAID and self.world.is_bare(slot.start)
        return inside[-1] not in QUESTION_WORDS and self.world.asked.is_new_phrase(self._places)

"""What is known around a question: names of the film's world, and words that films are spoken of with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.matching.asked import Asked
from bot.matching.frames import CLAUSES, VAGUE
from bot.matching.titles import years_in
from bot.matching.words import FUNCTION, INDEFINITE, english, stem

RARE = 2.5e7  # count in the English dictionary below which a word names something, wherever it stands
BRAND = 6e7  # and this, below which one that wordings have is a name: `Oscars`, `Amazon`
SPOKEN = 4  # wordings that films share which have such a name
OFTEN = 8  # and those which have a word that films are spoken of with
ORDINARY = 12  # and those which have a word that may be left over beside a title
_SHORT = 3  # letters of what is no name when it is all capitals: `DVD`
_MISREAD = 4  # letters of a name that may be misspelt beside another one


@dataclass(frozen=True)
class World:
    """A question and what its words may be besides another film's title."""

    asked: Asked
    proper: frozenset[str]  # stems that the film's own texts write large
    spoken: Mapping[str, int]  # how many of the wordings that films share have a stem

    def ordinary(self, places: Iterable[int], often: int = OFTEN) -> bool:
        """Whether all these words are those that films are spoken of with."""
        return all(self.spoken.get(self.asked.stems[place], 0) >= often for place in places)

    def strange(self, place: int) -> bool:
        """Whether a word is neither known as it was typed nor one that is only misspelt."""
        asked = self.asked
        typed = asked.typed[place]
        return not asked.known(stem(typed)) and (typed in english() or typed == asked.words[place])

    def is_bare(self, place: int) -> bool:
        """Whether a word lacks an article that it would have if it were no title: `is <room> based on ...`."""
        word = self.asked.words[place]
        return not (word.endswith("s") or word in VAGUE | CLAUSES | INDEFINITE or self._proper(place))

    def own_name(self, place: int) -> bool:
        """Whether a word, however it is written, is a name of the film's world and nothing else."""
        beside = not self.asked.people.isdisjoint((place - 1, place + 1))
        return self._rare(place) and (self._proper(place) or (beside and self._nearly(place)))

    def explains(self, start: int, end: int) -> bool:
        """Whether words written large are something else than a title that is not known."""
        return self.names(start, end) or self._abbreviation(start, end) or self._beside_person(start)

    def names(self, start: int, end: int) -> bool:
        """Whether these words, written large, are names known already, perhaps with one that is misspelt."""
        asked = self.asked
        years = years_in(asked.typed)
        places = [place for place in range(start, end) if asked.typed[place] not in FUNCTION and place not in years]
        if len(places) == end - start == 1 and self._spoken_of(asked.typed[start]):
            return True
        known = [place for place in places if self._proper(place)]
        misread = [place for place in places if place not in known and self._nearly(place)]
        together = misread or not asked.people.isdisjoint(places) or not asked.is_new_phrase(places)
        return bool(together) and len(known) + len(misread) == len(places) and len(known) >= len(misread)

    def _abbreviation(self, start: int, end: int) -> bool:
        """Whether it is a few capitals, as `DVD` is."""
        written = self.asked.typed_as(start, end)
        return len(written) <= _SHORT and written.isupper()

    def _beside_person(self, start: int) -> bool:
        """Whether it is named in the place of somebody of the film: `was it Hawkes or ...`."""
        return self.asked.words[start - 1 : start] == ["or"] and start - 2 in self.asked.people

    def _nearly(self, place: int) -> bool:
        word = self.asked.typed[place]
        return len(word) >= _MISREAD and any(OSA.distance(word, name, score_cutoff=1) <= 1 for name in self.proper)

    def _proper(self, place: int) -> bool:
        return stem(self.asked.typed[place]) in self.proper

    def _spoken_of(self, word: str) -> bool:
        return self.spoken.get(stem(word), 0) >= SPOKEN and english().get(word, 0) < BRAND

    def _rare(self, place: int) -> bool:
        word = self.asked.typed[place]
        return max(english().get(word, 0), english().get(stem(word), 0)) < RARE

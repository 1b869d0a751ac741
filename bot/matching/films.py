"""Which film a question is about: a known one, the current one, or one that is not in the knowledge base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.knowledge import Document
from bot.matching.asked import Asked, Reading
from bot.matching.corpus import FILM_WORD
from bot.matching.filling import Filling
from bot.matching.frames import CLAUSES, LONGEST_TITLE, Frames
from bot.matching.leftover import left_title
from bot.matching.match import FilmSource
from bot.matching.normalize import tokens_of
from bot.matching.proper import names_of
from bot.matching.standing import standing_title
from bot.matching.titles import Mention, Titles, years_in
from bot.matching.words import ARTICLES, DEICTIC, POINTING, stem
from bot.matching.world import World

_NOUNS = frozenset(("movie", "film", "flick", "picture"))
_COMPARING = (["or"], ["than"], ["vs"], ["versus"])


class FilmReader:
    """Reads the film out of questions."""

    def __init__(self, titles: Titles, frames: Frames, films: Mapping[str, Document]) -> None:
        """`films` are the films' documents by their ids."""
        self._titles = titles
        self._frames = frames
        self._films = films
        self.only = next(iter(films)) if len(films) == 1 else None

    def _world(self, asked: Asked) -> World:
        """What is known of the film that is being talked about."""
        film = asked.current or self.only
        return World(asked, names_of(self._films[film]) if film else frozenset(), self._frames.spoken)

    def read(self, asked: Asked) -> Reading:
        """Read one question."""
        if not self._films:
            return Reading(tuple(asked.words), how="there are no films")
        mentions = self._titles.mentions(asked.typed, asked.words)
        if both := _compared(mentions, asked):
            return both
        for mention in mentions:
            if not mention.weak or self._stands_as_title(mention, asked):
                return self._named(asked, mention)
        if foreign := self._foreign(asked) or self._standing(asked):
            return foreign
        if not (asked.current or self.only):  # common words name a film where none is being talked about
            for mention in mentions:
                if mention.exact and not DEICTIC.issuperset(mention.name):
                    return self._named(asked, mention)
        return self.unnamed(asked)

    def beside(self, asked: Asked) -> Reading:
        """The reading that the current film is meant, and the other one that is named belongs to the question."""
        reading = replace(self.unnamed(asked), how="the current film, whose wordings name the other one")
        for mention in self._titles.mentions(asked.typed, asked.words):
            if asked.current in mention.films:
                return replace(reading, words=asked.without(mention.start, mention.end), source=FilmSource.NAMED)
        return reading

    def unnamed(self, asked: Asked) -> Reading:
        """The reading of a question that names no film."""
        if asked.current:
            return Reading(tuple(asked.words), (asked.current,), FilmSource.CONTEXT, how="the current film")
        if self.only:
            return Reading(tuple(asked.words), (self.only,), FilmSource.ONLY, how="the only film")
        return Reading(tuple(asked.words), how="no film is named")

    def left_over(self, asked: Asked, wordings: Sequence[Sequence[str]]) -> Reading | None:
        """The reading that a film which is not known is named by what none of the nearest wordings explains."""
        if not self._films:
            return None
        found = left_title(self._world(asked), wordings, self._frames.slots(asked.words))
        return asked.unknown(*found.place, f"left over beside: {' '.join(found.wording)}") if found else None

    def _named(self, asked: Asked, mention: Mention) -> Reading:
        start, end, films = mention.start, mention.end, mention.films
        words = asked.words
        if start and words[start - 1] in ("the", "a") and mention.exact:
            start -= 1
        year_at = next((place for place in years_in(words) if place in (start - 1, end)), None)
        if year_at is not None:
            start, end = min(start, year_at), max(end, year_at + 1)
            gap = {film: abs(self._titles.year_of(film) - int(words[year_at])) for film in films}
            if min(gap.values()) > 1:
                return asked.unknown(start, end, "no film of that name is from that year")
            films = tuple(film for film in films if gap[film] == min(gap.values()))
        elif end < len(words) and words[end].isdigit() and len(words[end]) < 3:  # noqa: PLR2004 - a sequel's number
            return asked.unknown(start, end + 1, "another number behind a known title")
        masked = [*words[:start], FILM_WORD, *words[end:]]
        for slot in () if asked.pauses(end - 1) else self._frames.slots(masked):
            inside = masked[slot.start : slot.end]
            if FILM_WORD not in inside or slot.keyword or slot.vague or POINTING.intersection(inside[1:]):
                continue
            extra = [word for word in inside if word != FILM_WORD and word not in DEICTIC]
            if not extra:
                break
            strange = CLAUSES.isdisjoint(extra) and any(not asked.known(stem(word)) for word in extra)
            if strange and len(inside) <= LONGEST_TITLE:
                return asked.unknown(
                    slot.start, slot.end + end - start - 1, "more than a known title in a film's place"
                )
        if asked.current in films and films != (asked.current,):
            films = (asked.current,)  # of equal names the one that is being talked about
        rest = asked.without(start, end)
        title = mention.name
        points = bool(POINTING.intersection(rest)) or self._names_current(asked, rest)
        return Reading(rest, films, FilmSource.NAMED, how=f"named: {' '.join(title)}", points=points, title=title)

    def _names_current(self, asked: Asked, words: Sequence[str]) -> bool:
        mentions = self._titles.mentions(words, words)
        return any(asked.current in mention.films and not mention.weak for mention in mentions)

    def _stands_as_title(self, mention: Mention, asked: Asked) -> bool:
        """Whether common words are meant as a name: written large, beside `movie` or a year, or in a film's place."""
        words = asked.words
        large = _written_large(asked.question, words, mention)
        named_so = words[mention.start - 1 : mention.start] and words[mention.start - 1] in _NOUNS
        if len(mention) == 1 and words[mention.start] in DEICTIC and not large:
            return bool(named_so) and mention.end == len(words)  # `the movie it`
        around = (*words[max(0, mention.start - 1) : mention.start], *words[mention.end : mention.end + 1])
        if _NOUNS.intersection(around) or years_in(around) or large:
            return True
        masked = [*words[: mention.start], FILM_WORD, *words[mention.end :]]
        return any(masked[slot.start : slot.end] == [FILM_WORD] for slot in self._frames.slots(masked))

    def _foreign(self, asked: Asked) -> Reading | None:
        """A film that is not known: what stands in a film's place and is not explained otherwise."""
        world = self._world(asked)
        for slot in self._frames.slots(asked.words):
            if DEICTIC.issuperset(asked.typed[slot.start : slot.end]):
                return None
            if Filling(world, slot).is_title:
                start = slot.start
                while asked.typed[start] in DEICTIC and asked.typed[start] not in ARTICLES:
                    start += 1
                title = " ".join(asked.words[slot.start : slot.end])
                return asked.unknown(start, slot.end, f"strange, in a film's place: {title}")
        return None

    def _standing(self, asked: Asked) -> Reading | None:
        """A film that is not known, by where it stands."""
        found = standing_title(self._world(asked))
        return asked.unknown(found[0], found[1], f"strange, {found[2]}") if found else None


def _written_large(question: str, words: Sequence[str], mention: Mention) -> bool:
    """Whether the name begins with a capital inside a sentence that is not all capitals, or stands in quotes."""
    if question.isupper():
        return False
    text = " ".join(words[mention.start : mention.end])
    for place, chunk in enumerate(question.split()):
        if tokens_of(chunk)[:1] == [words[mention.start]]:
            if chunk[:1] in "\"“'*_«" and len(chunk) > 1:
                return True
            if place and chunk[:1].isupper() and (len(chunk) > 1 or text == chunk.lower()):
                return True
    return False


def _compared(mentions: Sequence[Mention], asked: Asked) -> Reading | None:
    """The reading that two films are asked about: `which is longer, the one or the other`."""
    firm = sorted((mention for mention in mentions if not mention.weak), key=lambda mention: mention.start)
    for first, second in pairwise(firm):
        between = [word for word in asked.words[first.end : second.start] if word not in ARTICLES]
        films = {*first.films, *second.films}
        if len(first.films) == len(second.films) == 1 and len(films) == 2 and between[-1:] in _COMPARING:  # noqa: PLR2004
            if between[-1] != "than" and len(between) > 1:
                continue
            rest = (*asked.words[: first.start], *between[:-1], *asked.words[second.end :])
            how = f"two films compared: {' '.join(first.name)}, {' '.join(second.name)}"
            return Reading(rest, tuple(sorted(films)), FilmSource.NAMED, how=how, title=(*first.name, *second.name))
    return None

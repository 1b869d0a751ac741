"""Which film a question is about: a known one, the current one, or one that is not in the knowledge base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.matching.asked import Asked, Reading
from bot.matching.corpus import FILM_WORD
from bot.matching.frames import CLAUSES, LONGEST_TITLE, LOOSE, SUBJECTS, Frames, Slot
from bot.matching.leftover import left_title
from bot.matching.match import FilmSource
from bot.matching.normalize import tokens_of
from bot.matching.titles import Mention, Titles, years_in
from bot.matching.words import DEICTIC, POINTING, QUESTION_WORDS, english, stem

# Count in the English dictionary. A word beside a mere keyword is taken for part of a title only when it is rarer;
# inside a sentence that asks for a film any strange word will do.
RARE_BESIDE_KEYWORD = 1.5e8
_NOUNS = frozenset(("movie", "film", "flick", "picture"))
_ONLY_TITLES = frozenset(
    ["up", "her", "us", "them", "him", "his", "out", "off", "over", "under", "after", "before", "big"]
)  # alone in a film's place


class FilmReader:
    """Reads the film out of questions."""

    def __init__(self, titles: Titles, frames: Frames, films: Sequence[str]) -> None:
        self._titles = titles
        self._frames = frames
        self._any = bool(films)
        self.only = films[0] if len(films) == 1 else None

    def read(self, asked: Asked) -> Reading:
        """Read one question."""
        if not self._any:
            return Reading(tuple(asked.words), how="there are no films")
        mentions = self._titles.mentions(asked.typed, asked.words)
        for mention in mentions:
            if not mention.weak or self._stands_as_title(mention, asked):
                return self._named(asked, mention)
        if foreign := self._foreign(asked):
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
        if not self._any:
            return None
        found = left_title(asked, wordings, self._frames.slots(asked.words), self._frames.ordinary)
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
        for slot in self._frames.slots(masked):
            inside = masked[slot.start : slot.end]
            if FILM_WORD not in inside or slot.keyword or POINTING.intersection(inside[1:]):
                continue
            extra = [word for word in inside if word != FILM_WORD and word not in DEICTIC]
            if not extra:
                break
            if any(not asked.known(stem(word)) for word in extra) and len(inside) <= LONGEST_TITLE:
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
        for slot in self._frames.slots(asked.words):
            inside = asked.words[slot.start : slot.end]
            content = [word for word in inside if word not in DEICTIC]
            if not content:
                return None
            if self._is_title(slot, content, inside, asked):
                start = slot.start
                while asked.words[start] in DEICTIC and asked.words[start] not in ("the", "a", "an"):
                    start += 1
                return asked.unknown(start, slot.end, f"strange, in a film's place: {' '.join(inside)}")
        return None

    @staticmethod
    def _is_title(slot: Slot, content: Sequence[str], inside: Sequence[str], asked: Asked) -> bool:
        if len(inside) > LONGEST_TITLE or POINTING.intersection(inside[1:]) or inside[0] in SUBJECTS:
            return False
        places = [place for place in range(slot.start, slot.end) if asked.words[place] not in DEICTIC]
        strange = [asked.words[place] for place in asked.strange(slot.start, slot.end) if asked.telling(place)]
        named = asked.people.intersection(range(slot.start, slot.end))  # a film's people are in no other title
        if not slot.vague and not named and asked.large(slot.start, slot.end):
            return True
        clause = slot.keyword and (
            POINTING.intersection(asked.without(slot.start, slot.end)) or CLAUSES.intersection(inside)
        )
        if clause or named:
            return False
        if slot.keyword and all(english().get(word, 0) > RARE_BESIDE_KEYWORD for word in strange):
            return _linked(slot, asked) and asked.is_new_phrase(places)
        if strange or (len(content) == 1 and content[0] in _ONLY_TITLES):
            return True
        return not slot.vague and inside[-1] not in LOOSE | QUESTION_WORDS and asked.is_new_phrase(places)


def _linked(slot: Slot, asked: Asked) -> bool:
    """Whether `of` or the like leads from the keyword to what stands beside it, up to the end."""
    return slot.end == len(asked.words) and asked.words[slot.start - 1 : slot.start] in (["of"], ["for"], ["from"])


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

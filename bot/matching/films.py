"""Which film a question is about: a known one, the current one, or one that is not in the knowledge base."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.matching.corpus import FILM_WORD
from bot.matching.frames import Frames
from bot.matching.match import FilmSource
from bot.matching.normalize import tokens_of
from bot.matching.titles import Mention, Titles, is_weak, years_in
from bot.matching.words import DEICTIC, english, stem

RARE = 6e6  # a word less frequent than this in the English dictionary, and strange to the film, may be a title
_NOUNS = frozenset(("movie", "film", "flick", "picture"))

Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question says about its film, and its words without it."""

    words: tuple[str, ...]
    films: tuple[str, ...] = ()  # more than one: equal names
    source: FilmSource = FilmSource.NONE
    unknown: str | None = None  # a film that no document is about, as typed
    how: str = ""  # one line for `explain`

    @property
    def film(self) -> str | None:
        """The film that is meant, when it is just one."""
        return self.films[0] if len(self.films) == 1 else None


class FilmReader:
    """Reads the film out of questions."""

    def __init__(self, titles: Titles, frames: Frames, films: Sequence[str]) -> None:
        self._titles = titles
        self._frames = frames
        self._any = bool(films)
        self.only = films[0] if len(films) == 1 else None

    def read(
        self, question: str, typed: Sequence[str], words: Sequence[str], current: str | None, known: Known
    ) -> Reading:
        """Read one question; `known` says whether a stem occurs in what the current film's questions are made of."""
        if not self._any:
            return Reading(tuple(words), how="there are no films")
        fallback = current or self.only
        for mention in self._titles.mentions(words):
            if mention.weak and fallback and not self._stands_as_title(mention, words, question):
                continue
            reading = self._named(question, typed, words, mention, known)
            if reading:
                return reading
        foreign = self._foreign(question, typed, words, known)
        if foreign:
            start, end, how = foreign
            rest = (*words[:start], *words[end:])
            return Reading(rest, unknown=as_typed(question, typed, start, end), how=how)
        if current:
            return Reading(tuple(words), (current,), FilmSource.CONTEXT, how="the current film")
        if self.only:
            return Reading(tuple(words), (self.only,), FilmSource.ONLY, how="the only film")
        return Reading(tuple(words), how="no film is named")

    def _named(
        self, question: str, typed: Sequence[str], words: Sequence[str], mention: Mention, known: Known
    ) -> Reading | None:
        start, end, films = mention.start, mention.end, mention.films
        if start and words[start - 1] in ("the", "a") and mention.exact:
            start -= 1
        year_at = next((place for place in years_in(words) if place in (start - 1, end)), None)
        if year_at is not None:
            year = int(words[year_at])
            same = tuple(film for film in films if abs(self._titles.year_of(film) - year) <= 1)
            exact = tuple(film for film in same if self._titles.year_of(film) == year)
            start, end = min(start, year_at), max(end, year_at + 1)
            if not same:
                unknown = as_typed(question, typed, start, end)
                return Reading((*words[:start], *words[end:]), unknown=unknown, how=f"no film of that name from {year}")
            films = exact or same
        elif end < len(words) and words[end].isdigit():  # a sequel's number
            unknown = as_typed(question, typed, start, end + 1)
            return Reading(
                (*words[:start], *words[end + 1 :]), unknown=unknown, how="another number after a known title"
            )
        masked = [*words[:start], FILM_WORD, *words[end:]]
        for left, right in self._frames.slots(masked):
            slot = masked[left:right]
            if FILM_WORD not in slot:
                continue
            extra = [word for word in slot if word != FILM_WORD and word not in DEICTIC]
            if not extra:
                break
            if any(not known(stem(word)) for word in extra):
                shift = end - start - 1
                stop = right + shift
                unknown = as_typed(question, typed, left, stop)
                return Reading(
                    (*words[:left], *words[stop:]), unknown=unknown, how="more than a known title in its place"
                )
        rest = [word for word in masked if word != FILM_WORD]
        how = f"named: {' '.join(words[start:end])}"
        return Reading(tuple(rest), films, FilmSource.NAMED, how=how)

    def _stands_as_title(self, mention: Mention, words: Sequence[str], question: str) -> bool:
        """Whether common words are meant as a name: written large, beside `movie` or a year, or in a film's place."""
        if len(mention) == 1 and words[mention.start] in DEICTIC and not _written_large(question, words, mention):
            return False
        around = (*words[max(0, mention.start - 1) : mention.start], *words[mention.end : mention.end + 1])
        if _NOUNS.intersection(around) or years_in(around) or _written_large(question, words, mention):
            return True
        masked = [*words[: mention.start], FILM_WORD, *words[mention.end :]]
        return any(masked[left:right] == [FILM_WORD] for left, right in self._frames.slots(masked))

    def _foreign(
        self, question: str, typed: Sequence[str], words: Sequence[str], known: Known
    ) -> tuple[int, int, str] | None:
        """A film that is not known: what stands in a film's place and is not explained otherwise."""
        for start, end in self._frames.slots(words):
            slot = words[start:end]
            content = [word for word in slot if word not in DEICTIC]
            if not content:
                return None
            strange = [word for word in content if not known(stem(word))]
            if strange or (len(content) == 1 and is_weak(content)):
                left = start
                while left < end and words[left] in DEICTIC and words[left] not in ("the", "a", "an"):
                    left += 1
                return left, end, f"in a film's place: {' '.join(slot)}"
        return self._rare(words, known)

    def _rare(self, words: Sequence[str], known: Known) -> tuple[int, int, str] | None:
        places = [
            place
            for place, word in enumerate(words)
            if not known(stem(word)) and english().get(word, 0) < RARE and not word.isdigit()
        ]
        if not places:
            return None
        start, end = places[0], places[-1] + 1
        if any(second - first > 2 for first, second in pairwise(places)):  # noqa: PLR2004
            end = start + 1
        return start, end, f"rare and strange to the film: {' '.join(words[start:end])}"


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


def as_typed(question: str, typed: Sequence[str], start: int, end: int) -> str:
    """The part of a question that normalises to words `start` to `end`, as it was typed."""
    chunks: list[tuple[int, int, str]] = []
    at = 0
    for chunk in question.split():
        size = len(tokens_of(chunk))
        chunks.append((at, at + size, chunk))
        at += size
    if at != len(typed):  # forms that only open beside each other
        return " ".join(typed[start:end])
    part = [chunk for first, last, chunk in chunks if first < end and last > start]
    return " ".join(part).strip("?!.,;:\"'“”‘’()*_`")

"""Which film a question is about: a known one, the current one, or one that is not in the knowledge base."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.matching.corpus import FILM_WORD
from bot.matching.frames import Frames, Slot
from bot.matching.match import FilmSource
from bot.matching.normalize import tokens_of
from bot.matching.titles import Mention, Titles, years_in
from bot.matching.words import DEICTIC, POINTING, PRONOUNS, QUESTION_WORDS, english, stem

# Counts in the English dictionary. A word that stands beside a keyword or anywhere else is taken for part of a title
# only when it is rarer than these; inside a sentence that asks for a film any strange word will do.
RARE_BESIDE_KEYWORD = 1.5e8
RARE_ANYWHERE = 2.5e7
LONGEST_TITLE = 9  # words; what is longer in a film's place is a clause
_NOUNS = frozenset(("movie", "film", "flick", "picture"))
_ONLY_TITLES = frozenset(
    ["up", "her", "us", "them", "him", "his", "out", "off", "over", "under", "after", "before", "big"]
)  # alone in a film's place
_SUBJECTS = frozenset(("it", "this", "there", "that"))  # what follows them in a film's place is no title
_CLAUSES = (
    PRONOUNS | QUESTION_WORDS | frozenset(("i", "you", "me", "am", "are", "was", "were", "did", "do", "has", "have"))
)
_BRIDGES = frozenset(
    ["the", "a", "an", "of", "and", "in", "on", "to", "for", "at", "with", "from", "my", "s"]
)  # inside titles

Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question says about its film, and its words without it."""

    words: tuple[str, ...]
    films: tuple[str, ...] = ()  # more than one: equal names
    source: FilmSource = FilmSource.NONE
    unknown: str | None = None  # a film that no document is about, as typed
    how: str = ""  # one line for `explain`
    points: bool = False  # at the current film, with its name, `it` or `this movie`, beside the one that is named
    title: tuple[str, ...] = ()  # the words that name the film

    @property
    def film(self) -> str | None:
        """The film that is meant, when it is just one."""
        return self.films[0] if len(self.films) == 1 else None


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on its way to a reading."""

    question: str
    typed: Sequence[str]  # normalised
    words: Sequence[str]  # and its spelling corrected
    current: str | None
    names: frozenset[str]  # words of the names of the current film's people
    known: Known  # whether a stem, or two with a blank between, occur in what the current film's questions and texts are made of

    def without(self, start: int, end: int) -> tuple[str, ...]:
        return (*self.words[:start], *self.words[end:])

    def large(self, start: int, end: int) -> bool:
        """Whether these words begin with a capital behind a word that does not."""
        before = self.typed_as(0, start)
        return before[-1:].islower() and before.split()[-1].islower() and self.typed_as(start, end)[:1].isupper()

    def typed_as(self, start: int, end: int) -> str:
        """Words `start` to `end` as they were typed."""
        return as_typed(self.question, self.typed, start, end)

    def unknown(self, start: int, end: int, how: str) -> Reading:
        """The reading that words `start` to `end` name a film that is not known."""
        title = self.typed_as(start, end)
        return Reading(self.without(start, end), unknown=title, how=how)


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
        fallback = asked.current or self.only
        for mention in self._titles.mentions(asked.words):
            if mention.weak and fallback and not self._stands_as_title(mention, asked):
                continue
            if reading := self._named(asked, mention):
                return reading
        return self._foreign(asked) or self.unnamed(asked)

    def beside(self, asked: Asked) -> Reading:
        """The reading that the current film is meant, and the other one that is named belongs to the question."""
        reading = replace(self.unnamed(asked), how="the current film, whose wordings name the other one")
        for mention in self._titles.mentions(asked.words):
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

    def suspect(self, asked: Asked) -> tuple[int, int] | None:
        """Words that are strange to the film and rare, in a question that points at no film otherwise."""
        words = asked.words
        if not self._any or (POINTING | PRONOUNS).intersection(words):
            return None
        strange = [not asked.known(stem(word)) and not word.isdigit() for word in words]
        if not any(odd and english().get(word, 0) < RARE_ANYWHERE for odd, word in zip(strange, words, strict=True)):
            return None
        first, last = strange.index(True), len(words) - strange[::-1].index(True)
        if any(
            not odd and word not in _BRIDGES for odd, word in zip(strange[first:last], words[first:last], strict=True)
        ):
            return None
        while first and words[first - 1] in ("the", "a", "an"):
            first -= 1
        return (first, last) if last - first <= LONGEST_TITLE else None

    def _named(self, asked: Asked, mention: Mention) -> Reading | None:
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
        title = tuple(words[start:end])
        points = bool(POINTING.intersection(rest)) or self._names_current(asked, rest)
        return Reading(rest, films, FilmSource.NAMED, how=f"named: {' '.join(title)}", points=points, title=title)

    def _names_current(self, asked: Asked, words: Sequence[str]) -> bool:
        return any(asked.current in mention.films and not mention.weak for mention in self._titles.mentions(words))

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
        if len(inside) > LONGEST_TITLE or POINTING.intersection(inside[1:]) or inside[0] in _SUBJECTS:
            return False
        strange = [word for word in content if not asked.known(stem(word))]
        if not slot.vague and asked.large(slot.start, slot.end) and not asked.names.intersection(content):
            return True
        clause = slot.keyword and (
            POINTING.intersection(asked.without(slot.start, slot.end)) or _CLAUSES.intersection(inside)
        )
        if clause or asked.names.intersection(content):  # a film's people are in no other title
            return False
        if slot.keyword and all(english().get(word, 0) > RARE_BESIDE_KEYWORD for word in strange):
            return _linked(slot, asked) and _new_phrase(content, asked)
        if strange or (len(content) == 1 and content[0] in _ONLY_TITLES):
            return True
        return not slot.vague and _new_phrase(content, asked)


def _linked(slot: Slot, asked: Asked) -> bool:
    """Whether `of` or the like leads from the keyword to what stands beside it, up to the end."""
    return slot.end == len(asked.words) and asked.words[slot.start - 1 : slot.start] in (["of"], ["for"], ["from"])


def _new_phrase(content: Sequence[str], asked: Asked) -> bool:
    """Whether known words stand together as they do nowhere in what is known of the film: `the good night`."""
    stems = [stem(word) for word in content if word not in asked.names]
    return len(stems) == len(content) > 1 and not any(
        asked.known(f"{first} {second}") for first, second in pairwise(stems)
    )


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

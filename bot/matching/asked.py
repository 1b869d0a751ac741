"""One question on its way through the engine: as it was typed, as it is read, and what film it names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.matching.match import FilmSource
from bot.matching.normalize import tokens_of
from bot.matching.words import BRIDGES, FUNCTION, english, stem

TELLING = 3  # letters of a strange word that can be part of a title
_I = ("I", "I'm", "I’m", "I've", "I’ve", "I'd", "I’d", "I'll", "I’ll")

Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question says about its film, and its words without it."""

    words: tuple[str, ...]
    films: tuple[str, ...] = ()  # more than one: equal names
    source: FilmSource = FilmSource.NONE
    unknown: str | None = None  # a film that no document is about, as typed
    span: tuple[int, int] = (0, 0)  # where it stands in the question
    how: str = ""  # one line for `explain`
    points: bool = False  # at the current film, with its name, `it` or `this movie`, beside the one that is named
    title: tuple[str, ...] = ()  # the words that name the film

    @property
    def film(self) -> str | None:
        """The film that is meant, when it is just one."""
        return self.films[0] if len(self.films) == 1 else None


@dataclass(frozen=True)
class Asked:
    """One question on its way to a reading."""

    question: str
    typed: Sequence[str]  # normalised
    words: Sequence[str]  # and its spelling corrected
    current: str | None
    people: frozenset[int]  # places of words that name people of the current film
    known: Known  # whether a stem, or two with a blank between, occur in what the current film's questions and texts are made of

    elsewhere: tuple[tuple[int, int], tuple[str, ...]] | None = None  # a name from other films: its place, the films

    @property
    def corrections(self) -> tuple[tuple[str, str], ...]:
        """What was read differently, as (typed, read as)."""
        return tuple((self.typed[place], self.words[place]) for place in self.corrected)

    @cached_property
    def corrected(self) -> list[int]:
        """Places of words that were read differently."""
        return [place for place, word in enumerate(self.words) if word != self.typed[place]]

    def without(self, start: int, end: int) -> tuple[str, ...]:
        return (*self.words[:start], *self.words[end:])

    def large(self, start: int, end: int) -> bool:
        """Whether these words begin with a capital behind a word that does not, or all do and what follows does not."""
        if not start:
            inside = self.typed_as(0, end).split()
            return len(inside) > 1 and all(map(str.istitle, inside)) and self.typed_as(end, end + 1)[:1].islower()
        before = self.typed_as(0, start)
        return before[-1:].islower() and before.split()[-1].islower() and self.typed_as(start, end)[:1].isupper()

    @cached_property
    def capitals(self) -> list[tuple[int, int]]:
        """Parts of a question that is not all capitals whose words begin with one, as names do."""
        found: list[tuple[int, int]] = []
        chunks = self.chunks
        if not any(chunk[:1].islower() for _, _, chunk in chunks):
            return found
        for start, end, chunk in chunks:
            large = chunk.lstrip("\"'“‘(*_")[:1]
            if not (large.isupper() or large.isdigit()) or chunk in _I or (not start and chunk.lower() in FUNCTION):
                continue
            bridge = self.typed[found[-1][1] : start] if found else ["-"]
            if found and BRIDGES.issuperset(bridge) and len(bridge) < 3:  # noqa: PLR2004 - `of the`
                found[-1] = (found[-1][0], end)
            elif large.isupper() and end > start and (start or len(chunks) > 1):
                found.append((start, end))
        return [
            (start, end) for start, end in found if not self.people.issuperset(range(start, end)) and (start or end > 1)
        ]

    def typed_as(self, start: int, end: int) -> str:
        """Words `start` to `end` as they were typed."""
        if not self.chunks:
            return " ".join(self.typed[start:end])
        part = [chunk for first, last, chunk in self.chunks if first < end and last > start]
        text = " ".join(part).strip("?!.,;:\"'“”‘’()*_`")
        return f"{text})" if text.count("(") > text.count(")") else text  # `Ballast (2008)`

    @cached_property
    def chunks(self) -> list[tuple[int, int, str]]:
        """The question's parts between blanks, each with its place among the words.

        None where chat forms are opened only beside each other.
        """
        found: list[tuple[int, int, str]] = []
        at = 0
        for chunk in self.question.split():
            size = len(tokens_of(chunk))
            found.append((at, at + size, chunk))
            at += size
        return found if at == len(self.typed) else []

    def pauses(self, place: int) -> bool:
        """Whether a comma or the like stands behind a word."""
        return any(end == place + 1 and chunk[-1] in ",:;-" for _, end, chunk in self.chunks)

    def unknown(self, start: int, end: int, how: str) -> Reading:
        """The reading that words `start` to `end` name a film that is not known."""
        title = self.typed_as(start, end)
        return Reading(self.without(start, end), unknown=title, span=(start, end), how=how)

    @cached_property
    def stems(self) -> list[str]:
        """Of the words as they are read, and as they were typed where the film's texts have them so."""
        typed = map(stem, self.typed)
        return [one if self.known(one) else stem(word) for one, word in zip(typed, self.words, strict=True)]

    def is_new_phrase(self, places: Sequence[int], *, known: float = 0.0) -> bool:
        """Whether words stand together as they do nowhere in what is known of the film: `the good night`.

        `known` is the share of neighbouring pairs that may.
        """
        pairs = [self.known(f"{self.stems[first]} {self.stems[second]}") for first, second in pairwise(places)]
        return bool(pairs) and sum(pairs) <= known * len(pairs)

    def strange(self, start: int, end: int) -> list[int]:
        """Places from `start` to `end` of words that neither the film's wordings nor its texts have."""
        return [place for place in range(start, end) if not self.known(self.stems[place])]

    def telling(self, place: int) -> bool:
        """Whether a strange word can be part of a title: one or two letters are more likely a slip of the hand."""
        word = self.words[place]
        if len(word) >= TELLING or word in english() or not word.isalpha():
            return True
        return self.large(place, place + 1)

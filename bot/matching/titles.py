"""Find the titles of known films in a question."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.knowledge import Film
from bot.matching.normalize import tokens_of
from bot.matching.words import english

COMMON = 1.5e8  # a word more frequent than this in the English dictionary names no film by itself
SIMILAR = 84.0  # fuzz.ratio from which a part of the question is a misspelt title
COVERED = 0.55  # share of a title's information that a part of the question must hold
_MAX_POSTINGS = 400  # words in more titles than this say nothing about which
_FUNCTION = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "and",
        "in",
        "on",
        "to",
        "for",
        "at",
        "is",
        "it",
        "with",
        "from",
        "by",
        "my",
        "your",
        "i",
        "s",
    ]
)
_ARTICLES = frozenset(("the", "a", "an"))
_SUBTITLE = re.compile(r"\s*(?::|\s[-\N{EN DASH}\N{EM DASH}]\s)\s*")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Mention:
    """A part of the question, words `start` to `end`, that names films."""

    start: int
    end: int
    films: tuple[str, ...]
    exact: bool
    weak: bool  # made of common words alone: needs more evidence than standing there
    words: int = 0

    def __len__(self) -> int:
        return self.end - self.start


class Titles:
    """All films' titles and other names, exactly and by what they have in common with a question."""

    def __init__(self, films: Iterable[Film]) -> None:
        self._films = {film.id: film for film in sorted(films, key=lambda film: film.id)}
        self._exact: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for film in self._films.values():
            for title in (film.title, *film.also_known_as):
                for words in _variants(title):
                    self._exact[words].add(film.id)
        self._names = sorted(self._exact)
        self._first = frozenset(words[0] for words in self._names)
        self._longest = max(map(len, self._names), default=0)
        self._postings: dict[str, list[int]] = defaultdict(list)
        for number, words in enumerate(self._names):
            for word in set(words) - _FUNCTION:
                self._postings[word].append(number)
        total = len(self._names) + 1
        self._weight = {word: math.log(total / len(rows)) + 1 for word, rows in self._postings.items()}
        self._mass = [sum(self._weight.get(word, 0.0) for word in set(words)) for words in self._names]

    @property
    def words(self) -> set[str]:
        """All words of all titles."""
        return {word for words in self._names for word in words}

    def year_of(self, film: str) -> int:
        return self._films[film].year

    def exactly(self, words: Sequence[str]) -> tuple[str, ...]:
        """Films that are called just so; an article before the name is no matter."""
        key = tuple(words)
        found = self._exact.get(key)
        if not found and key and key[0] in _ARTICLES:
            found = self._exact.get(key[1:])
        return tuple(sorted(found)) if found else ()

    def mentions(self, words: Sequence[str]) -> list[Mention]:
        """Names of known films in a question, longest first; near ones only where no exact one is firm."""
        found = self._exact_mentions(words)
        if not any(not mention.weak for mention in found):
            found += self._near_mentions(words)
        return sorted(found, key=lambda mention: (mention.weak, -len(mention), mention.start))

    def _exact_mentions(self, words: Sequence[str]) -> list[Mention]:
        found = []
        taken = 0
        for start, word in enumerate(words):
            if start < taken or word not in self._first:
                continue
            for end in range(min(len(words), start + self._longest), start, -1):
                films = self._exact.get(tuple(words[start:end]))
                if films:
                    found.append(Mention(start, end, tuple(sorted(films)), exact=True, weak=is_weak(words[start:end])))
                    if not found[-1].weak:
                        taken = end
                    break
        return found

    def _near_mentions(self, words: Sequence[str]) -> list[Mention]:
        held: dict[int, float] = defaultdict(float)
        for word in set(words):
            rows = self._postings.get(word, ())
            if len(rows) <= _MAX_POSTINGS:
                for row in rows:
                    held[row] += self._weight[word]
        likely = sorted(
            (row for row, mass in held.items() if mass >= COVERED * self._mass[row]),
            key=lambda row: (-held[row], self._mass[row], self._names[row]),
        )[:8]
        found = [mention for row in likely if (mention := self._aligned(self._names[row], words))]
        return [mention for mention in found if len(mention) == max(map(len, found))]

    def _aligned(self, name: tuple[str, ...], words: Sequence[str]) -> Mention | None:
        """Where the name stands in the question, misspelt or shortened; numbers must be the same."""
        places = [place for place, word in enumerate(words) if word in name and word not in _FUNCTION]
        if not places:
            return None
        best: tuple[float, int, int] | None = None
        text = " ".join(name)
        for start in range(max(0, places[0] - len(name) + 1), places[0] + 1):
            for size in (len(name), len(name) - 1, len(name) + 1):
                end = start + size
                if size < 1 or end > len(words) or end <= places[0]:
                    continue
                score = fuzz.ratio(text, " ".join(words[start:end]), score_cutoff=SIMILAR)
                if score and (best is None or score > best[0]):
                    best = (score, start, end)
        if best is None:
            inside = words[places[0] : places[-1] + 1]
            distinct = {word for word in inside if word in name and word not in _FUNCTION}
            if len(distinct) < 2 or len(inside) > len(name):  # noqa: PLR2004 - one word of many names no film
                return None
            best = (COVERED * 100, places[0], places[-1] + 1)
        _, start, end = best
        if _digits(words[start:end]) != _digits(name):
            return None
        return Mention(start, end, tuple(sorted(self._exact[name])), exact=False, weak=is_weak(words[start:end]))


def is_weak(words: Sequence[str]) -> bool:
    """Whether a name is made of words so common that it may stand in a question without being meant."""
    return all(word in _FUNCTION or english().get(word, 0) > COMMON for word in words)


def years_in(words: Sequence[str]) -> list[int]:
    """Places of words that are years of films."""
    return [place for place, word in enumerate(words) if _YEAR.fullmatch(word)]


def _digits(words: Sequence[str]) -> list[str]:
    return sorted(word for word in words if any(char.isdigit() for char in word))


def _variants(title: str) -> set[tuple[str, ...]]:
    """A title's words; without its article; its part before a subtitle, where that is more than a common word."""
    whole = tuple(tokens_of(title))
    head, *rest = _SUBTITLE.split(title, maxsplit=1)
    found = {whole}
    if rest and (short := tuple(tokens_of(head))) and not is_weak(short) and len(head) > 4:  # noqa: PLR2004
        found.add(short)
    found |= {words[1:] for words in found if len(words) > 1 and words[0] in _ARTICLES and not is_weak(words[1:])}
    return {words for words in found if words}

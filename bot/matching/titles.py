"""Find the titles of known films in a question."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.knowledge import Film
from bot.matching.corpus import FILM_WORD, Wording
from bot.matching.normalize import tokens_of
from bot.matching.words import english

COMMON = 1.5e8  # a word more frequent than this in the English dictionary names no film by itself
SIMILAR = 0.84  # share of letters that agree from which a part of the question is a misspelt title
COVERED = 0.55  # share of a title's information that a part of the question must hold
MISSPELT = 0.7  # of its information is left of a title's word when it is misspelt
MIN_WORD = 2  # letters of a title's word that can be misspelt
SHORTEST = 5  # letters of a title that can be misspelt; shorter ones are too near to each other
TWO_EDITS = 9  # letters from which a title may be misspelt twice
EDIT = 4  # letters that must agree for one that does not
LIKELY = 24  # titles that are compared letter by letter
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
    name: tuple[str, ...]  # the words of the title, where it is misspelt

    def __len__(self) -> int:
        return self.end - self.start

    def within(self, other: Mention) -> bool:
        """Whether it is a smaller part of another one."""
        return other.start <= self.start and self.end <= other.end and len(self) < len(other)


class Titles:
    """All films' titles and other names, exactly and by what they have in common with a question."""

    def __init__(self, films: Iterable[Film]) -> None:
        self._films = {film.id: film for film in sorted(films, key=lambda film: film.id)}
        self._exact: dict[tuple[str, ...], set[str]] = defaultdict(set)
        whole_titles = {film.id: tuple(tokens_of(film.title)) for film in self._films.values()}
        self._own = {film: words for film, words in whole_titles.items() if not is_weak(words)}
        shortened: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for film in self._films.values():
            for title in (film.title, *film.also_known_as):
                if whole := tuple(tokens_of(title)):
                    self._exact[whole].add(film.id)
                for words in _shortened(title):
                    shortened[words].add(film.id)
        for words, ids in shortened.items():
            self._exact.setdefault(words, ids)  # `Die Hard` is the film that is called so, not its sequels
        self._names = sorted(self._exact)
        self._first = frozenset(words[0] for words in self._names)
        self._longest = max(map(len, self._names), default=0)
        self._postings: dict[str, list[int]] = defaultdict(list)
        for number, words in enumerate(self._names):
            for word in set(words) - _FUNCTION:
                self._postings[word].append(number)
        self._misspelt: dict[str, list[str]] = defaultdict(list)
        for word in self._postings:
            for key in _with_one_missing(word):
                self._misspelt[key].append(word)
        total = len(self._names) + 1
        self._weight = {word: math.log(total / len(rows)) + 1 for word, rows in self._postings.items()}
        self._mass = [sum(self._weight.get(word, 0.0) for word in set(words)) for words in self._names]

    @property
    def words(self) -> set[str]:
        """All words of all titles."""
        return {word for words in self._names for word in words}

    def slotted(self, wording: Wording) -> tuple[str, ...]:
        """A film's own wording with the slot in the place of its title; other names may mean somebody in it."""
        words = wording.words
        title = self._own.get(wording.document or "", ())
        for start in range(len(words) - len(title) + 1 if title else 0):
            if words[start : start + len(title)] == title:
                return (*words[:start], FILM_WORD, *words[start + len(title) :])
        return words

    def year_of(self, film: str) -> int:
        return self._films[film].year

    def mentions(self, typed: Sequence[str], words: Sequence[str]) -> list[Mention]:
        """Names of known films in a question as typed, or else as its spelling was corrected; firm ones first.

        A misspelt title wins over an exact one that it holds: `war gamse` is not `War`.
        """
        found = self._exact_mentions(typed)
        near = self._near_mentions(typed)
        found = [mention for mention in found if not any(mention.within(other) for other in near)]
        if words != typed and not near and all(mention.weak for mention in found):
            found += [mention for mention in self._exact_mentions(words) if mention not in found]
        return sorted(found + near, key=lambda mention: (mention.weak, -len(mention), mention.start))

    def _exact_mentions(self, words: Sequence[str]) -> list[Mention]:
        found = []
        taken = 0
        for start, word in enumerate(words):
            if start < taken or word not in self._first:
                continue
            for end in range(min(len(words), start + self._longest), start, -1):
                films = self._exact.get(tuple(words[start:end]))
                if films:
                    found.append(
                        Mention(
                            start, end, tuple(sorted(films)), True, is_weak(words[start:end]), tuple(words[start:end])
                        )
                    )
                    if not found[-1].weak:
                        taken = end
                    break
        return found

    def _near_mentions(self, words: Sequence[str]) -> list[Mention]:
        """The name that the largest part of the question is nearly, unless a name stands there exactly."""
        held: dict[int, dict[str, float]] = defaultdict(dict)
        places: dict[str, list[int]] = defaultdict(list)
        for place, typed in enumerate(words):
            for word, share in self._meant(typed):
                places[word].append(place)
                for row in self._postings[word] if len(self._postings[word]) <= _MAX_POSTINGS else ():
                    held[row][word] = max(share * self._weight[word], held[row].get(word, 0.0))
        mass = {row: sum(found.values()) for row, found in held.items()}
        likely = sorted(
            (row for row in mass if mass[row] >= COVERED * self._mass[row]),
            key=lambda row: (-mass[row] * mass[row] / self._mass[row], self._names[row]),
        )[:LIKELY]
        found: list[tuple[bool, float, tuple[str, ...], Mention]] = []
        for row in likely:
            name = self._names[row]
            anchor = max(sorted(held[row]), key=held[row].__getitem__)
            aligned = self._aligned(name, words, places[anchor]) or self._abridged(name, words)
            if aligned:
                found.append((aligned[1].weak, -aligned[0], name, aligned[1]))
        best = min(found)[3] if found else None
        return [best] if best and not best.exact else []

    def _meant(self, typed: str) -> Iterator[tuple[str, float]]:
        """Words of titles that a typed word may stand for, and how much of one is left."""
        if typed in self._postings:
            yield typed, 1.0
        if len(typed) >= MIN_WORD and typed.isalpha():
            near = {word for key in _with_one_missing(typed) for word in self._misspelt.get(key, ())}
            for word in sorted(near - {typed}):
                yield word, MISSPELT

    def _aligned(
        self, name: tuple[str, ...], words: Sequence[str], anchors: Sequence[int]
    ) -> tuple[float, Mention] | None:
        """Where the name stands in the question, perhaps misspelt, with the letters that agree; numbers must."""
        text = " ".join(name)
        reach = _reach(text)
        best: tuple[int, bool, int, int] | None = None
        for start in sorted({start for at in anchors for start in range(max(0, at - len(name)), at + 1)}):
            for end in range(start + max(1, len(name) - 1), min(len(words), start + len(name) + 1) + 1):
                part = " ".join(words[start:end])
                distance = OSA.distance(text, part, score_cutoff=reach)
                if distance <= reach and _digits(words[start:end]) == _digits(name):
                    found = (distance, len(part) > len(text), start, end)
                    best = min(best or found, found)
        if best is None:
            return None
        distance, _, start, end = best
        weak = is_weak(words[start:end]) or (distance > 0 and len(name) == 1 and words[start] in english())
        films = tuple(sorted(self._exact[name]))
        return len(text) - EDIT * distance - best[1] / 2, Mention(start, end, films, distance == 0, weak, name)

    def _abridged(self, name: tuple[str, ...], words: Sequence[str]) -> tuple[float, Mention] | None:
        """A part of the question with at least two of a longer name's own words and no others."""
        places = [place for place, word in enumerate(words) if word in name and word not in _FUNCTION]
        inside = words[places[0] : places[-1] + 1] if places else ()
        own = {word for word in inside if word in name and word not in _FUNCTION}
        if len(own) < 2 or is_weak(inside) or _digits(inside) != _digits(name):  # noqa: PLR2004 - not one word
            return None
        if any(word not in name and word not in _FUNCTION for word in inside):
            return None
        if sum(map(self._weight.__getitem__, own)) < COVERED * sum(self._weight.get(word, 0.0) for word in set(name)):
            return None
        films = tuple(sorted(self._exact[name]))
        mention = Mention(places[0], places[-1] + 1, films, False, is_weak(inside), tuple(inside))
        return sum(map(len, own)) - EDIT * (len(name) - len(inside)), mention


def is_weak(words: Sequence[str]) -> bool:
    """Whether a name is made of words so common that it may stand in a question without being meant."""
    return all(word in _FUNCTION or english().get(word, 0) > COMMON for word in words)


def years_in(words: Sequence[str]) -> list[int]:
    """Places of words that are years of films."""
    return [place for place, word in enumerate(words) if _YEAR.fullmatch(word)]


def _digits(words: Sequence[str]) -> list[str]:
    return sorted(word for word in words if any(char.isdigit() for char in word))


def _reach(text: str) -> int:
    """Edits that a misspelt title may be away."""
    return 0 if len(text) < SHORTEST else 1 if len(text) < TWO_EDITS else max(2, int((1 - SIMILAR) * len(text) / 2))


def _with_one_missing(word: str) -> set[str]:
    """The word, and it with one letter missing: words that share one of these are at most two slips apart."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _shortened(title: str) -> set[tuple[str, ...]]:
    """A title without its article; its part before a subtitle, where that is more than a common word."""
    whole = tuple(tokens_of(title))
    head, *rest = _SUBTITLE.split(title, maxsplit=1)
    found = {whole}
    if rest and (short := tuple(tokens_of(head))) and not is_weak(short) and len(head) > 4:  # noqa: PLR2004
        found.add(short)
    found |= {words[1:] for words in found if len(words) > 1 and words[0] in _ARTICLES and not is_weak(words[1:])}
    return {words for words in found if words}

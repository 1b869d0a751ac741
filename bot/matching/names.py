"""Find characters' and actors' names in a question and put slots in their place."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.knowledge import Document, fact_targets
from bot.knowledge.facts import CHARACTER
from bot.matching.corpus import SLOT_WORDS
from bot.matching.normalize import tokens_of

SHORTEST = 3  # letters of a name whose possessive is known without an apostrophe
_LOOSE = frozenset(("the", "a", "an", "of"))


@dataclass(frozen=True, slots=True)
class Name:
    """A character's or an actor's name found in a question."""

    slot: str
    start: int
    end: int
    entries: frozenset[str]

    @property
    def key(self) -> str:
        """Who it is, whatever the name: their cast entry's id where there is one."""
        return min(self.entries, key=lambda entry: ("/cast/" not in entry, entry))


class Names:
    """The names that questions about films may hold in their slots."""

    def __init__(self, *documents: Document) -> None:
        self._names: dict[tuple[str, ...], dict[str, set[str]]] = {}
        self.proper: set[tuple[str, ...]] = set()  # names that are no description like `the priest`, in their words
        for document in documents:
            for targets in fact_targets(document).values():
                for target in targets:
                    for slot, names in target.slots.items():
                        for name in names:
                            self._add(name, slot, target.entry_id)
        self._longest = _longest_by_first(self._names)

    def _add(self, name: str, slot: str, entry: str) -> None:
        words = tuple(tokens_of(name))
        while words and words[0] in _LOOSE:
            words = words[1:]
        if words:
            self._names.setdefault(words, {}).setdefault(slot, set()).add(entry)
            if name[:1].isupper():
                self.proper.add(words)

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of all names."""
        return frozenset(word for name in self._names for word in name)

    def mask(self, words: Sequence[str]) -> tuple[list[str], tuple[Name, ...]]:
        """Put slots in the place of names, longest names first to be found."""
        masked: list[str] = []
        found: list[Name] = []
        place = 0
        while place < len(words):
            for length in range(min(self._longest.get(words[place], 0), len(words) - place), 0, -1):
                if slots := self._names.get(_bare(words[place : place + length], self._names)):
                    break
            else:
                masked.append(words[place])
                place += 1
                continue
            if masked and masked[-1] in ("the", "a"):
                masked.pop()
            slot = CHARACTER if CHARACTER in slots else next(iter(sorted(slots)))
            masked.append(SLOT_WORDS[slot])
            found.extend(Name(kind, place, place + length, frozenset(slots[kind])) for kind in sorted(slots))
            place += length
        return masked, tuple(found)


def _longest_by_first(names: Iterable[tuple[str, ...]]) -> dict[str, int]:
    """For each word that may begin a name, how many words such names have at most."""
    longest: dict[str, int] = {}
    for name in names:
        for first in (name[0], f"{name[0]}s") if len(name) == 1 else (name[0],):
            longest[first] = max(len(name), longest.get(first, 0))
    return longest


def _bare(words: Sequence[str], names: Container[tuple[str, ...]]) -> tuple[str, ...]:
    """A name without the s of a possessive that was typed without its apostrophe, where that makes it a known one."""
    name = tuple(words)
    if name not in names and len(name[-1]) > SHORTEST and name[-1].endswith("s"):
        return (*name[:-1], name[-1][:-1])
    return name


class Everybody:
    """The people of all films: in which film a name is to be found."""

    def __init__(self, names: Mapping[str, Names]) -> None:
        """`names` are those of each film by its id."""
        films: dict[tuple[str, ...], list[str]] = {}
        for film in sorted(names):
            for name in names[film].proper:
                films.setdefault(name, []).append(film)
        self._films = films
        self._longest = _longest_by_first(films)

    def named(self, words: Sequence[str]) -> tuple[tuple[int, int], tuple[str, ...]] | None:
        """The longest name in a question, from word to word, and the films it belongs to."""
        found = [
            (length, -start)
            for start, word in enumerate(words)
            for length in range(1, min(self._longest.get(word, 0), len(words) - start) + 1)
            if _bare(words[start : start + length], self._films) in self._films
        ]
        if not found:
            return None
        length, start = max(found)
        name = words[-start : length - start]
        return (-start, length - start), tuple(self._films[_bare(name, self._films)])

"""Every wording of a knowledge base in matching form, and what it leads to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.knowledge import Document, Pattern, fact_targets
from bot.knowledge.facts import ACTOR, CHARACTER, FILM
from bot.matching.normalize import tokens_of

# Slots as words that nobody types: letters of Unicode's private use area, so that they share no n-gram with any word.
SLOT_WORDS = {FILM: "\ue0f1\ue0f2\ue0f3", CHARACTER: "\ue0c1\ue0c2\ue0c3", ACTOR: "\ue0a1\ue0a2\ue0a3"}
FILM_WORD = SLOT_WORDS[FILM]
NAME_SLOTS = (CHARACTER, ACTOR)

_SLOT = re.compile(rf"<({'|'.join(SLOT_WORDS)})>")
_LOOSE = frozenset(("the", "a", "an", "of"))


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to ask for one target: a fact's name, or an entry's id."""

    text: str
    words: tuple[str, ...]  # slots as `SLOT_WORDS`
    target: str
    document: str | None = None  # None: a pattern, shared by all films

    @property
    def matched(self) -> tuple[str, ...]:
        """The words without the film, as they are compared: `it` says no more than a title that was taken out."""
        return tuple(word for word in self.words if word != FILM_WORD)


def slotted_words(text: str) -> tuple[str, ...]:
    """Normalised words of a pattern's wording, each slot as one word."""
    words: list[str] = []
    for place, part in enumerate(_SLOT.split(text)):
        words.extend([SLOT_WORDS[part]] if place % 2 else tokens_of(part))
    return tuple(words)


def pattern_wordings(patterns: Iterable[Pattern]) -> Iterator[Wording]:
    """All wordings of all patterns, ordered by fact so that file order does not matter."""
    for pattern in sorted(patterns, key=lambda pattern: pattern.fact):
        for text in sorted(set(pattern.wordings)):
            yield Wording(text, slotted_words(text), pattern.fact)


def own_wordings(document: Document) -> Iterator[Wording]:
    """The wordings of a document's entries; those of an entry that a fact leads to count as the fact's."""
    facts = facts_of_entries(document)
    for entry in sorted(document.entries, key=lambda entry: entry.id):
        target = facts.get(entry.id, entry.id)
        for text in sorted(set(entry.wordings)):
            if words := tokens_of(text):
                yield Wording(text, tuple(words), target, document.id)


def facts_of_entries(document: Document) -> Mapping[str, str]:
    """Which fact leads to an entry, for entries with just one such fact, asked without a name."""
    leading: dict[str, list[str]] = {}
    for fact, targets in fact_targets(document).items():
        for target in targets:
            leading.setdefault(target.entry_id, []).append("" if target.slots else fact)
    return {entry: facts[0] for entry, facts in leading.items() if len(facts) == 1 and facts[0]}


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
    """The names that a film's questions may hold in their slots."""

    def __init__(self, document: Document | None = None) -> None:
        self._names: dict[tuple[str, ...], dict[str, set[str]]] = {}
        for targets in fact_targets(document).values() if document else ():
            for target in targets:
                for slot, names in target.slots.items():
                    for name in names:
                        self._add(tuple(tokens_of(name)), slot, target.entry_id)
        self._longest = max(map(len, self._names), default=0)

    def _add(self, words: tuple[str, ...], slot: str, entry: str) -> None:
        while words and words[0] in _LOOSE:
            words = words[1:]
        if words:
            self._names.setdefault(words, {}).setdefault(slot, set()).add(entry)

    @classmethod
    def joined(cls, several: Iterable[Names]) -> Names:
        """The names of several films."""
        joined = cls()
        for names in several:
            for words, slots in names._names.items():
                for slot, entries in slots.items():
                    joined._names.setdefault(words, {}).setdefault(slot, set()).update(entries)
        joined._longest = max(map(len, joined._names), default=0)
        return joined

    @property
    def words(self) -> set[str]:
        """All words of all names."""
        return {word for name in self._names for word in name}

    def mask(self, words: Sequence[str]) -> tuple[list[str], tuple[Name, ...]]:
        """Put slots in the place of names, longest names first to be found."""
        masked: list[str] = []
        found: list[Name] = []
        place = 0
        while place < len(words):
            for length in range(min(self._longest, len(words) - place), 0, -1):
                if slots := self._names.get(tuple(words[place : place + length])):
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

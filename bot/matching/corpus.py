"""Every wording of a knowledge base in matching form, and what it leads to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from sys import intern
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from bot.knowledge import Document, Pattern, fact_targets
from bot.knowledge.facts import ACTOR, CHARACTER, FILM
from bot.matching.normalize import tokens_of

# Slots as words that nobody types: letters of Unicode's private use area, so that they share no n-gram with any word.
SLOT_WORDS = {FILM: "\ue0f1\ue0f2\ue0f3", CHARACTER: "\ue0c1\ue0c2\ue0c3", ACTOR: "\ue0a1\ue0a2\ue0a3"}
FILM_WORD = SLOT_WORDS[FILM]
NAME_SLOTS = (CHARACTER, ACTOR)

_Found = TypeVar("_Found")
_SLOT = re.compile(rf"<({'|'.join(SLOT_WORDS)})>")
BEYOND = "beyond"  # first part of targets that lead nowhere


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to ask for one target: a fact's name, or an entry's id."""

    text: str
    words: tuple[str, ...]  # slots as `SLOT_WORDS`
    target: str
    document: str | None = None  # None: a pattern, shared by all films
    # The words without the film, as they are compared: `it` says no more than a title that was taken out.
    matched: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        words = self.words
        matched = tuple(word for word in words if word != FILM_WORD) if FILM_WORD in words else words
        object.__setattr__(self, "matched", matched)


@lru_cache(maxsize=16_384)
def slotted_words(text: str) -> tuple[str, ...]:
    """Normalised words of a pattern's wording, each slot as one word."""
    words: list[str] = []
    for place, part in enumerate(_SLOT.split(text)):
        words.extend([SLOT_WORDS[part]] if place % 2 else tokens_of(part))
    return tuple(words)


def _words(text: str) -> tuple[str, ...]:
    """Normalised words, each kept once in memory however many wordings have it."""
    return tuple(map(intern, tokens_of(text)))


def pattern_wordings(patterns: Iterable[Pattern]) -> Iterator[Wording]:
    """All wordings of all patterns, ordered by fact so that file order does not matter."""
    for pattern in sorted(patterns, key=lambda pattern: pattern.fact):
        for text in sorted(set(pattern.wordings)):
            yield Wording(text, slotted_words(text), pattern.fact)


class Remembered(Generic[_Found]):
    """What is worked out from a document alone, once, and forgotten with it: after an edit all others are as they were."""

    def __init__(self, work: Callable[[Document], _Found]) -> None:
        self._work = work
        self._known: WeakKeyDictionary[Document, _Found] = WeakKeyDictionary()

    def __call__(self, document: Document) -> _Found:
        found = self._known.get(document)
        if found is None:
            found = self._known[document] = self._work(document)
        return found

    def note(self, document: Document, found: _Found) -> None:
        """Spare the work for a document of which the outcome is known."""
        self._known[document] = found


def own_wordings(document: Document) -> Iterator[Wording]:
    """The wordings of a document's entries; those of an entry that a fact leads to count as the fact's."""
    facts = facts_of_entries(document)
    for entry in sorted(document.entries, key=lambda entry: entry.id):
        target = facts.get(entry.id, entry.id)
        for text in sorted(set(entry.wordings)):
            if words := _words(text):
                yield Wording(text, words, target, document.id)


def facts_of_entries(document: Document) -> Mapping[str, str]:
    """Which fact leads to an entry, for entries with just one such fact, asked without a name."""
    leading: dict[str, list[str]] = {}
    for fact, targets in fact_targets(document).items():
        for target in targets:
            leading.setdefault(target.entry_id, []).append("" if target.slots else fact)
    return {entry: facts[0] for entry, facts in leading.items() if len(facts) == 1 and facts[0]}


def near_misses(document: Document) -> Iterator[Wording]:
    """Questions that must not lead to an entry, with that entry as target."""
    for entry in sorted(document.entries, key=lambda entry: entry.id):
        for text in sorted(set(entry.must_not_match)):
            if words := _words(text):
                yield Wording(text, words, entry.id, document.id)


def beyond_wordings() -> Iterator[Wording]:
    """What is often asked about films and no knowledge file answers; targets begin with `BEYOND`."""
    group = ""
    for line in files("bot.matching").joinpath("beyond.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            group = line.removeprefix("#").strip()
        elif line.strip() and group:
            yield Wording(line, slotted_words(line), f"{BEYOND}/{group}")

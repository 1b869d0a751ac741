"""Which entries of a film a fact leads to, and what its question's slots may be filled with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.knowledge.derive import Collection
from bot.knowledge.entry import Document, Entry
from bot.knowledge.facts import ACTOR, CHARACTER, FACTS
from bot.knowledge.model import Award, CastMember, Quote

_NO_SLOTS: Mapping[str, tuple[str, ...]] = MappingProxyType({})
# Words of a name that name nobody by themselves.
_TITLES = frozenset(
    [
        "a",
        "an",
        "and",
        "aunt",
        "brother",
        "captain",
        "chief",
        "colonel",
        "cousin",
        "detective",
        "doctor",
        "dr",
        "father",
        "general",
        "grandma",
        "grandpa",
        "jr",
        "judge",
        "king",
        "lady",
        "little",
        "lord",
        "madame",
        "major",
        "man",
        "miss",
        "mister",
        "mother",
        "mr",
        "mrs",
        "ms",
        "nurse",
        "of",
        "officer",
        "old",
        "prince",
        "princess",
        "prof",
        "professor",
        "queen",
        "reverend",
        "senior",
        "sergeant",
        "sir",
        "sister",
        "sr",
        "st",
        "the",
        "uncle",
        "von",
        "de",
        "van",
        "del",
        "der",
        "di",
        "la",
        "le",
        "woman",
        "young",
        "boy",
        "girl",
        "ii",
        "iii",
        "iv",
    ],
)


@dataclass(frozen=True, slots=True)
class Target:
    """An entry that a fact's question leads to when its slots hold one of these names; without slots, always."""

    entry_id: str
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_SLOTS)


def fact_targets(document: Document) -> Mapping[str, tuple[Target, ...]]:
    """The facts that this film has, in the order of `FACTS`; empty for general knowledge."""
    if document.film is None:
        return {}
    plain = {f"{entry.section}/{entry.name}": (Target(entry.id),) for entry in document.entries}
    targets = plain | _slotted(document)
    return {name: targets[name] for name in FACTS if targets.get(name)}


def _slotted(document: Document) -> dict[str, tuple[Target, ...]]:
    cast = [(entry, entry.value) for entry in document.entries if isinstance(entry.value, CastMember)]
    characters = _names(member.character for _, member in cast)
    actors = _names((member.actor for _, member in cast if member.actor), last_only=True)
    called = {
        member.character: tuple(dict.fromkeys((*characters[member.character], *member.also_called)))
        for _, member in cast
    }
    return {
        "cast/actor": tuple(
            Target(entry.id, {CHARACTER: called[member.character]}) for entry, member in cast if member.actor
        ),
        "cast/character": tuple(Target(entry.id, {CHARACTER: called[member.character]}) for entry, member in cast),
        "cast/role": tuple(Target(entry.id, {ACTOR: actors[member.actor]}) for entry, member in cast if member.actor),
        "quotes/by": _quotes(document, called),
        "awards/who": _awards(document, actors),
    }


def _quotes(document: Document, called: Mapping[str, tuple[str, ...]]) -> tuple[Target, ...]:
    quotes = [(entry, entry.value) for entry in document.entries if isinstance(entry.value, Quote)]
    known = {name.casefold(): names for names in called.values() for name in names}
    return tuple(
        Target(entry.id, {CHARACTER: known.get(quote.by.casefold(), (quote.by,))})
        for entry, quote in quotes
        if quote.by
    )


def _awards(document: Document, actors: Mapping[str, tuple[str, ...]]) -> tuple[Target, ...]:
    """The awards that name somebody; who acts in the film and is named nowhere leads to all of them."""
    awards = [(entry, entry.value) for entry in document.entries if isinstance(entry.value, Award)]
    named = {name for _, award in awards for name in award.who}
    names = _names([*actors, *sorted(named - actors.keys())], last_only=True)
    found = [Target(entry.id, {ACTOR: names[name]}) for entry, award in awards for name in award.who]
    whole = next((entry for entry in document.entries if _is_whole(entry, "awards")), None)
    if whole is not None:
        found += [Target(whole.id, {ACTOR: names[name]}) for name in actors if name not in named]
    return tuple(found)


def _is_whole(entry: Entry, section: str) -> bool:
    return entry.section == section and isinstance(entry.value, Collection)


def _names(full: Iterable[str], *, last_only: bool = False) -> dict[str, tuple[str, ...]]:
    """Each full name with its single words, or its last one, that belong to nobody else here and are no title."""
    full = list(dict.fromkeys(full))
    words = {name: _words(name)[-1:] if last_only else _words(name) for name in full}
    count = Counter(word.casefold() for name in full for word in set(words[name]))
    return {
        name: tuple(dict.fromkeys((name, *(word for word in words[name] if count[word.casefold()] == 1))))
        for name in full
    }


def _words(name: str) -> list[str]:
    words = re.findall(r"[^\W\d_](?:[\w'’-]*\w)", name)
    return [word for word in words if word.casefold() not in _TITLES]

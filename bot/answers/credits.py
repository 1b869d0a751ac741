"""In which of the known films a person has a part, or made something."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from bot.answers.wording import listed, literal
from bot.knowledge import Entry, Film, KnowledgeBase, Spoiler
from bot.knowledge.model import CastMember, TextsFact
from bot.matching import normalize
from bot.texts import text

_MAKING = {"director": "credit.director", "writers": "credit.writer"}
_SHORTEST = 4  # letters of a family name that is enough


def credited(question: str, base: KnowledgeBase) -> tuple[str, dict[Film, list[str]]] | None:
    """The person whom a normalised question names, and what they did in each film; None where it names nobody."""
    parts: dict[str, dict[Film, list[str]]] = {}
    for film in base.films.values():
        for entry in base.documents[film.id].entries:
            for person, credit in _credits(entry):
                parts.setdefault(person, {}).setdefault(film, []).append(credit)
    asked = f" {question} "
    names = sorted(parts, key=lambda person: (-len(person), person))
    for length in range(2):  # whole names, then family names
        for person in names:
            if (name := _spoken(person)[length]) and f" {name} " in asked:
                return person, parts[person]
    return None


def films_of(person: str, parts: dict[Film, list[str]]) -> str:
    """What is said of a person's films."""
    films = [
        text("credit.film", title=literal(film.title), year=film.year, credit=listed([literal(one) for one in done]))
        for film, done in parts.items()
    ]
    return text("credit.films", person=literal(person), films=listed(films))


def _credits(entry: Entry) -> Iterator[tuple[str, str]]:
    """People with what they did; what gives something away is left out."""
    value = entry.value
    if entry.spoiler is not Spoiler.NONE or entry.mature:
        return
    if isinstance(value, CastMember) and value.actor:
        yield value.actor, value.character
    elif isinstance(value, TextsFact) and entry.section == "overview" and entry.name in _MAKING:
        yield from ((person, text(_MAKING[entry.name])) for person in value.value)


@lru_cache(maxsize=16_384)
def _spoken(person: str) -> tuple[str, str]:
    """A name as it stands in a normalised question, and the family name alone; remembered, for films share many people."""
    whole = normalize(person)
    family = whole.rpartition(" ")[2]
    return whole, family if len(family) >= _SHORTEST else ""

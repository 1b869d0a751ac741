"""Where an entry can be added to a document, and how a moderator finds that by typing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.knowledge import Document
from bot.knowledge.edit import fields_of
from bot.knowledge.edit.fields import items_of, keys_of
from bot.knowledge.model import FilmFile, Shape
from bot.knowledge.naming import FIELD_SECTIONS, FIELD_SHAPES, LIST_SECTIONS, SINGLE_SECTIONS
from bot.services.entries import FAQ
from bot.services.suggestions import Suggestion

ITEM = "[]"
"""Behind an entry's place: one more item of its list."""

_ALSO_CALLED: Mapping[str, str] = {
    "faq": "question answer",
    "overview/runtime_minutes": "length duration running time",
    "overview/ratings": "imdb rotten tomatoes metacritic score",
    "overview/certificate": "age rating mpaa fsk",
    "overview/released": "release date year",
    "overview/filming_locations": "shot location",
    "plot": "story summary",
    "cast": "actor role played star",
    "quotes": "line said",
    "box_office": "money gross",
    "content": "trigger parents age",
    "awards": "oscar prize nomination",
    "trivia": "fun fact behind scenes",
    "watch": "stream rent buy netflix available online",
    "similar": "recommendation like next",
    "soundtrack": "song score album",
}


class Section(NamedTuple):
    """A place for an entry: `faq`, a fact with its name, `overview/director`, or an item, `watch/offers[]`."""

    where: str
    label: str
    taken: bool  # a fact that is there already: it is changed, not added

    @property
    def is_item(self) -> bool:
        """Whether it is one more item of an entry's list."""
        return self.where.endswith(ITEM)


def sections(document: Document | None) -> Sequence[Section]:
    """What can be added: FAQ, lists and items, then the facts that are lacking, then those that are there."""
    if document is not None and document.film is None:
        return [Section(FAQ, _label(FAQ), taken=False)]
    has = {f"{entry.section}/{entry.name}" for entry in document.entries if not entry.derived} if document else set()
    return sorted(_places(has), key=lambda section: (section.taken, not section.is_item and "/" in section.where))


def complete_section(typed: str, document: Document | None, *, limit: int = 25) -> list[Suggestion]:
    """Sections like what was typed, or that are about it: those that are called so first."""
    wanted = _words(typed)
    joined = "".join(wanted)
    ranked = []
    for section in sections(document):
        called = f"{section.where} {section.label}"
        about = _words(f"{called} {_about(section.where)}")
        if typed.strip() == section.where:
            ranked.append((-1, section))
        elif joined in "".join(_words(section.where)) or joined in "".join(_words(section.label)):
            ranked.append((0, section))
        elif all(any(word.startswith(one) for word in about) for one in wanted):
            ranked.append((1, section))
    ranked.sort(key=lambda pair: pair[0])
    return [Suggestion(section.where, section.label) for _, section in ranked][:limit]


def _places(has: Collection[str]) -> Iterator[Section]:
    for section in dict.fromkeys((FAQ, *FIELD_SECTIONS, *SINGLE_SECTIONS, *LIST_SECTIONS)):
        if section in FIELD_SECTIONS:
            places = [f"{section}/{name}" for name in keys_of(section) if fields_of(section, name)]
        elif section in SINGLE_SECTIONS:
            places = [f"{section}/{SINGLE_SECTIONS[section]}"]
        else:
            places = [section]
        for where in places:
            name = where.partition("/")[2]
            items = items_of(section, name if section in FIELD_SECTIONS else None)
            yield Section(where, _label(where), taken=where in has)
            if items is not None:
                yield Section(f"{where}{ITEM}", _item_label(section, name, items.kind), taken=False)


def _about(where: str) -> str:
    """The words that the models and moderators have for a place."""
    place = where.removesuffix(ITEM)
    section, _, name = place.partition("/")
    shape: type[Shape] = FIELD_SHAPES.get(section, FilmFile)
    said = (
        shape.model_fields[name if section in FIELD_SECTIONS else section].description,
        _ALSO_CALLED.get(section),
        _ALSO_CALLED.get(place),
    )
    return " ".join(one for one in said if one)


def _label(where: str) -> str:
    section, _, name = where.replace("_", " ").partition("/")
    return f"{section.capitalize()}: {name}" if name else section.upper() if where == FAQ else section.capitalize()


def _item_label(section: str, name: str, kind: str) -> str:
    """`Watch: offer`, but `Plot: synopsis part`: a text of several has no name of its own."""
    return f"{_label(section)}: {name.replace('_', ' ')} {kind}" if kind == "part" else f"{_label(section)}: {kind}"


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())

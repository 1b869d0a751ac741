"""What an answer is about: an entry, its film, and what the answer depends on besides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import cast

from bot.answers.answer import Block, Text
from bot.answers.wording import literal, sentence
from bot.knowledge import Entry, KnowledgeBase, Source, Spoiler
from bot.knowledge.model import Common, FilmFile
from bot.texts import text

Blocks = Iterable[Block]


class Subject:
    """One entry to be answered, with its film's file at hand."""

    def __init__(
        self,
        entry: Entry,
        base: KnowledgeBase,
        *,
        today: date,
        country: str | None = None,
        service: str | None = None,
    ) -> None:
        self.entry = entry
        self.base = base
        self.today = today
        self.country = country
        self.service = service
        self.film = base.film_of(entry)
        self.level = entry.spoiler

    @property
    def fact(self) -> str:
        """Section and name."""
        return f"{self.entry.section}/{self.entry.name}"

    @property
    def sources(self) -> dict[str, Source]:
        """What the document's source keys stand for."""
        return dict(self.base.documents[self.entry.document].sources)

    @cached_property
    def file(self) -> FilmFile:
        """The film's whole file; of entries of a film only."""
        return cast(FilmFile, self.base.documents[self.entry.document].model)

    @cached_property
    def name(self) -> str:
        """The film's title, set off in a sentence."""
        return f"**{literal(self.file.film.title)}**"

    @property
    def items(self) -> Sequence[Common]:
        """The items of the entry's section, of list sections only; mature ones only where the whole entry is."""
        items = cast(Sequence[Common], getattr(self.file, self.entry.section))
        return [item for item in items if self.entry.mature or not item.mature]

    def level_of(self, item: Common) -> Spoiler:
        """The spoiler level of a part or an item: at least the entry's."""
        return max(self.level, item.spoiler or Spoiler.NONE)

    def say(self, key: str, **values: object) -> Text:
        """A sentence of the catalogue about the film, at the entry's level."""
        return Text(sentence(text(key, film=self.name, **values)), self.level)

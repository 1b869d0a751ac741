"""What the slash commands show without a question: films, casts, quotes, trivia, offers, similar films."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from random import Random
from typing import cast

from rapidfuzz import fuzz, process, utils

from bot.answers import (
    Abstention,
    Answer,
    Reply,
    compose,
    film_list,
    missing_fact,
    no_quote_by,
    nothing_found,
    unknown_film,
    which_film,
)
from bot.knowledge import Entry, KnowledgeBase
from bot.knowledge.model import FilmFile
from bot.services.clock import utc_now
from bot.services.films import CurrentFilm
from bot.services.library import Library, Snapshot
from bot.services.question import Place

LEAST_LIKENESS = 75.0
"""Score of rapidfuzz's partial_ratio below which a quote is not what was searched for, or spoken by somebody else."""


class Browsing:
    """One method a command. `film` is an option's value: an id, a typed title, or None for the place's film.

    Every method may return an AskBack (which film?) or an Abstention (unknown film, nothing written about it). They are
    synchronous and take their time as `Asking.show` does.
    """

    def __init__(
        self, library: Library, *, films: CurrentFilm | None = None, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._library = library
        self._films = films or CurrentFilm()
        self._clock = clock

    def films(self) -> Answer | Abstention:
        """Every film with its year; the next steps lead to the films' cards, all of them: clip what does not fit."""
        return film_list(self._library.snapshot.base)

    def film_card(self, place: Place, *, film: str | None = None) -> Reply:
        """The overview card of a film."""
        return self._fact("film/about", place, film)

    def cast(self, place: Place, *, film: str | None = None) -> Reply:
        """Everybody in a film."""
        return self._fact("cast/all", place, film)

    def watch(self, place: Place, *, film: str | None = None, country: str | None = None) -> Reply:
        """Where a film can be seen now; `country` is a code or an English name, and leaves out other countries' offers."""
        return self._fact("watch/offers", place, film, country=country)

    def similar(self, place: Place, *, film: str | None = None) -> Reply:
        """What to watch next."""
        return self._fact("similar/all", place, film)

    def trivia(self, place: Place, *, film: str | None = None, rng: Random) -> Reply:
        """One thing from behind the scenes, chosen by `rng`."""
        return self._one_of("trivia", place, film, rng)

    def quote(
        self,
        place: Place,
        *,
        film: str | None = None,
        character: str | None = None,
        search: str | None = None,
        rng: Random,
    ) -> Reply:
        """One quote: the nearest to `search`, else one chosen by `rng`; of one character where `character` is given."""
        return self._one_of("quotes", place, film, rng, character=character, search=search)

    def _film(self, typed: str | None, place: Place, snapshot: Snapshot) -> str | None:
        return snapshot.suggestions.film(typed) if typed else self._films.of(place, snapshot.base)

    def _unknown(self, typed: str, place: Place, base: KnowledgeBase) -> Abstention:
        return unknown_film(typed, base, current=self._films.of(place, base))

    def _fact(self, fact: str, place: Place, typed: str | None, *, country: str | None = None) -> Reply:
        snapshot = self._library.snapshot
        base = snapshot.base
        film = self._film(typed, place, snapshot)
        if film is None:
            return self._unknown(typed, place, base) if typed else which_film(fact, base)
        entry = base.entries.get(f"{film}/{fact}")
        if entry is None:
            return missing_fact(fact, base.films[film], base)
        return self._shown(entry, place, snapshot, country=country)

    def _one_of(
        self,
        section: str,
        place: Place,
        typed: str | None,
        rng: Random,
        *,
        character: str | None = None,
        search: str | None = None,
    ) -> Reply:
        snapshot = self._library.snapshot
        base = snapshot.base
        film = self._film(typed, place, snapshot)
        if film is None and typed:
            return self._unknown(typed, place, base)
        pool = [
            entry
            for entry in base
            if entry.section == section and not entry.derived and (film is None or entry.document == film)
        ]
        if not pool:
            return missing_fact(f"{section}/all", base.films[film], base) if film else nothing_found(base, film=None)
        if character:
            names = _called(character, [film] if film else list(base.films), base)
            spoken = [entry for entry in pool if (entry.document, _text(entry, "by")) in names]
            if names and not spoken:
                return no_quote_by(next(iter(names))[1], base, film=base.films[film] if film else None)
            pool = spoken
        if search and pool:
            pool = _nearest(search, pool)
        if not pool:
            return nothing_found(base, film=base.films[film] if film else None)
        open_here = [entry for entry in pool if entry.spoiler <= place.spoilers and not entry.mature]
        return self._shown(rng.choice(open_here or pool), place, snapshot)

    def _shown(self, entry: Entry, place: Place, snapshot: Snapshot, *, country: str | None = None) -> Answer:
        answer = compose(entry, snapshot.base, today=self._clock().date(), country=country)
        if answer.film:
            self._films.note(place, answer.film.id)
        return answer


def _called(typed: str, films: Iterable[str], base: KnowledgeBase) -> dict[tuple[str, str], None]:
    """Films and characters whose name, other name or actor is most like what was typed, in the order of the files."""
    wanted = _bare(typed)
    likeness: dict[tuple[str, str], float] = {}
    for film in films:
        for character, names in _names(cast(FilmFile, base.documents[film].model)):
            likeness[film, character] = max(_likeness(wanted, _bare(name)) for name in names)
    best = max(likeness.values(), default=0.0)
    return {key: None for key, score in likeness.items() if score == best >= LEAST_LIKENESS}


def _names(file: FilmFile) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Everybody in the cast, and who is quoted without being in it."""
    for member in file.cast:
        yield member.character, (member.character, *member.also_called, *([member.actor] if member.actor else []))
    cast_names = {member.character for member in file.cast}
    for speaker in dict.fromkeys(quote.by for quote in file.quotes if quote.by and quote.by not in cast_names):
        yield speaker, (speaker,)


def _likeness(typed: str, name: str) -> float:
    """A part of a name is enough, but a short name within what was typed is not: “hero” stands in “cheryl cohen”."""
    return fuzz.partial_ratio(typed, name) if len(typed) <= len(name) else fuzz.ratio(typed, name)


def _bare(name: str) -> str:
    return utils.default_process(name).removeprefix("the ")


def _nearest(search: str, quotes: Sequence[Entry]) -> list[Entry]:
    texts = [_text(entry, "text") for entry in quotes]
    found = process.extractOne(
        search, texts, scorer=fuzz.partial_ratio, processor=utils.default_process, score_cutoff=LEAST_LIKENESS
    )
    return [quotes[found[2]]] if found else []


def _text(entry: Entry, field: str) -> str:
    return getattr(entry.value, field, None) or ""

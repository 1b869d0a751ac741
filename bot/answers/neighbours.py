"""Which entries lie next to one: of the same film, and the same fact of other films."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from bot.answers.answer import Choice, NextStep
from bot.answers.wording import BUTTON_LENGTH, clip
from bot.knowledge import Entry, Film, KnowledgeBase, Spoiler
from bot.knowledge.model import FilmFile, SimilarFilm
from bot.texts import text

MOST_STEPS = 3

NEXT: Mapping[str, tuple[str, ...]] = {
    "film": ("plot/synopsis", "cast/all", "overview/director"),
    "overview": ("film/about", "cast/all", "plot/synopsis"),
    "plot": ("cast/all", "reviews/consensus", "trivia/all"),
    "cast": ("cast/all", "quotes/all", "awards/all"),
    "quotes": ("quotes/all", "cast/all", "trivia/all"),
    "box_office": ("box_office/profit", "box_office/worldwide", "awards/all"),
    "reviews": ("reviews/consensus", "overview/ratings", "awards/all"),
    "content": ("content/warnings", "content/audience", "plot/synopsis"),
    "awards": ("awards/all", "reviews/professional", "cast/all"),
    "trivia": ("trivia/all", "quotes/all", "cast/all"),
    "watch": ("overview/runtime_minutes", "content/warnings", "similar/all"),
    "similar": ("similar/all", "related/all", "watch/offers"),
    "related": ("related/all", "soundtrack/album", "similar/all"),
    "soundtrack": ("related/all", "watch/offers", "quotes/all"),
    "bonus": ("trivia/all", "quotes/all", "plot/badly_explained"),
    "faq": ("plot/synopsis", "cast/all", "trivia/all"),
}
"""What members ask next after a section, nearest first."""

EVERYWHERE = (
    "film/about",
    "plot/synopsis",
    "cast/all",
    "reviews/consensus",
    "watch/offers",
    "overview/director",
    "trivia/all",
    "quotes/all",
    "similar/all",
)


def steps_from(entry: Entry, base: KnowledgeBase, *, limit: int = MOST_STEPS) -> tuple[NextStep, ...]:
    """Up to `limit` other entries of the same film; none that gives away more than this one does."""
    if entry.document not in base.films:
        return ()
    facts = dict.fromkeys((*NEXT.get(entry.section, ()), *EVERYWHERE))
    found = _present(facts, entry.document, base, openly=entry.spoiler)
    near = [step for step, other in found if other is not entry]
    return (*_recommended(entry, base), *near)[:limit]


def steps_of(film: Film, base: KnowledgeBase, *, limit: int = MOST_STEPS) -> tuple[NextStep, ...]:
    """What can be asked about a film to begin with."""
    return tuple(step for step, _entry in _present(dict.fromkeys(EVERYWHERE), film.id, base))[:limit]


def same_fact(entry: Entry, base: KnowledgeBase) -> tuple[Choice, ...]:
    """The same fact of every other film that has it; of a list's item: the other films' whole lists."""
    if entry.document not in base.films:
        return ()
    return tuple(
        Choice(other.id, clip(film.label, BUTTON_LENGTH), 0.0)
        for film in base.films.values()
        if film.id != entry.document and (other := fact_of(entry, film.id, base))
    )


def fact_of(entry: Entry, film: str, base: KnowledgeBase) -> Entry | None:
    """What answers the entry's question about another film."""
    same = base.entries.get(f"{film}/{entry.section}/{entry.name}")
    return same or base.entries.get(f"{film}/{entry.section}/all")


def known_film(other: SimilarFilm, base: KnowledgeBase) -> Film | None:
    """The film that a recommendation is about, where there is a document on it."""
    if known := base.films.get(other.film or ""):
        return known
    return next((film for film in base.films.values() if (film.title, film.year) == (other.title, other.year)), None)


def cards_of(films: Iterable[Film], base: KnowledgeBase) -> tuple[NextStep, ...]:
    """The overview cards of films, one step each."""
    return tuple(
        NextStep(f"{film.id}/film/about", clip(film.label, BUTTON_LENGTH))
        for film in films
        if f"{film.id}/film/about" in base.entries
    )


def _recommended(entry: Entry, base: KnowledgeBase) -> tuple[NextStep, ...]:
    """The films that a recommendation leads to; the one case in which a next step is about another film."""
    if entry.section != "similar":
        return ()
    file = cast(FilmFile, base.documents[entry.document].model)
    others = file.similar if entry.derived else (cast(SimilarFilm, entry.value),)
    openly = [other for other in others if (other.spoiler or Spoiler.NONE) <= entry.spoiler]
    return cards_of((film for other in openly if (film := known_film(other, base))), base)


def _present(
    facts: Mapping[str, object], film: str, base: KnowledgeBase, *, openly: Spoiler = Spoiler.NONE
) -> Iterator[tuple[NextStep, Entry]]:
    for fact in facts:
        entry = base.entries.get(f"{film}/{fact}")
        if entry and entry.spoiler <= openly and not entry.mature:
            yield NextStep(entry.id, text(f"step.{fact}")), entry

"""Turns a match into what is said: an answer, a question back, or a plain "I do not know" with what is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.answers.answer import Abstention, Answer, AskBack, Choice, Items, Reply
from bot.answers.compose import compose
from bot.answers.credits import credited, films_of
from bot.answers.neighbours import cards_of, fact_of, steps_of
from bot.answers.offers import service_in
from bot.answers.regions import named_in
from bot.answers.wording import BUTTON_LENGTH, clip, listed, literal, typed_name
from bot.knowledge import Entry, Film, KnowledgeBase, Spoiler
from bot.knowledge.facts import FACTS
from bot.knowledge.model import TextsFact
from bot.matching import Decision, Match, Reason
from bot.texts import text

MOST_CHOICES = 5
"""Buttons of a question back, and films offered where nothing was found."""

MOST_FILMS_NAMED = 10

OTHER_WORK = "beyond/person-films"
"""What `Match.missing` is when somebody asks what else a person has done."""

TOPICS = (
    "plot", "cast", "quotes", "trivia", "reviews", "awards", "box_office", "watch", "similar", "content", "soundtrack",
)  # fmt: skip
"""Sections named to somebody who does not know what to ask, in this order."""


def reply_to(match: Match, base: KnowledgeBase, *, today: date, current: str | None = None) -> Reply:
    """What is said to a question; `current` is the film that would have been meant, had the question named none."""
    if match.decision is Decision.ANSWER and match.best:
        asked = match.question if match.best.section == "watch" else ""
        return compose(match.best, base, today=today, country=named_in(asked), service=service_in(asked))
    film = base.films.get(match.film or "")
    if match.decision is Decision.ASK_BACK and match.candidates:
        return _ask_back(match, film, base)
    if match.reason is Reason.UNKNOWN_FILM:
        return unknown_film(match.unknown_film or "", base, current=current)
    if match.reason is Reason.MISSING_FACT and match.missing and film:
        return missing_fact(match.missing, film, base)
    if match.missing == OTHER_WORK and (named := credited(match.normalized, base)):
        return Abstention(films_of(*named), film=film, next_steps=cards_of(named[1], base))
    keys = {Reason.WHICH_FILM: "abstain.which_film", Reason.EMPTY: "abstain.empty"}
    return _abstain(keys.get(match.reason or Reason.UNSURE, "abstain.unsure"), base, film)


def unknown_film(typed: str, base: KnowledgeBase, *, current: str | None = None) -> Abstention:
    """No document is about the film that was named; `typed` is shown as plain text, whatever it holds.

    The films that are known follow, the current one first, and those that are named have a button.
    """
    name = typed_name(typed)
    key = "abstain.unknown_film" if name else "abstain.unknown_film.unnamed"
    films = sorted(base.films.values(), key=lambda film: film.id != current)
    return Abstention(
        text(key, name=name, films=_film_names(films)) if films else text("abstain.no_films"),
        next_steps=cards_of(films, base)[:MOST_FILMS_NAMED],
    )


def missing_fact(fact: str, film: Film, base: KnowledgeBase) -> Abstention:
    """The film is known; what was asked is not written down."""
    known = FACTS.get(fact)
    asked = known.asked(character=text("slot.character"), actor=text("slot.actor")) if known else fact
    return Abstention(
        text("abstain.missing_fact", film=f"**{literal(film.title)}**", asked=asked),
        film=film,
        next_steps=steps_of(film, base),
        topics=_topics(base, film),
    )


def nothing_found(base: KnowledgeBase, *, film: Film | None) -> Abstention:
    """A search among what is known found nothing."""
    return _abstain("abstain.nothing_found", base, film)


def no_quote_by(character: str, base: KnowledgeBase, *, film: Film | None) -> Abstention:
    """Somebody who is in a film, and of whom no words are written down."""
    key = "abstain.no_quote_by" if film else "abstain.no_quote_by.no_film"
    return Abstention(
        text(key, character=literal(character), film=f"**{literal(film.title)}**" if film else ""),
        film=film,
        next_steps=steps_of(film, base) if film else (),
    )


def gone() -> Abstention:
    """The entry behind a button is no longer in the knowledge base."""
    return Abstention(text("abstain.gone"))


def which_film(fact: str, base: KnowledgeBase) -> AskBack | Abstention:
    """Which film is meant, where a fact is asked for without one."""
    having = [film for film in base.films.values() if f"{film.id}/{fact}" in base.entries]
    if not having:
        return _abstain("abstain.nothing_found", base, None)
    return AskBack(
        text("ask_back.which_film"),
        tuple(Choice(f"{film.id}/{fact}", clip(film.label, BUTTON_LENGTH), 0.0) for film in having[:MOST_CHOICES]),
    )


def choice_between_films(named: Entry, chosen: str, base: KnowledgeBase) -> AskBack | None:
    """Asks when a question names one film while another was chosen beside it; None where only one of them can answer."""
    film = base.film_of(named)
    other = fact_of(named, chosen, base)
    if film is None or film.id == chosen or other is None:
        return None
    entries = (other, named)
    return AskBack(
        text("ask_back.two_films", chosen=literal(base.films[chosen].title), named=literal(film.title)),
        tuple(Choice(entry.id, clip(base.films[entry.document].label, BUTTON_LENGTH), 0.5) for entry in entries),
    )


def film_list(base: KnowledgeBase) -> Answer | Abstention:
    """Every film that is known, each one press away. The answer's `entry` is empty: it is no single entry's."""
    if not base.films:
        return Abstention(text("abstain.no_films"))
    films = sorted(base.films.values(), key=lambda film: (film.title.casefold().removeprefix("the "), film.year))
    return Answer(
        entry="",
        title=text("films.title", number=len(films)),
        blocks=(Items(tuple(_film_line(film, base) for film in films)),),
        next_steps=cards_of(films, base),
    )


def _film_line(film: Film, base: KnowledgeBase) -> str:
    """A film with who made it: its title alone stands on its button."""
    fact = base.entries.get(f"{film.id}/overview/director")
    value = fact.value if fact and fact.spoiler is Spoiler.NONE and not fact.mature else None
    director = listed(value.value) if isinstance(value, TextsFact) else ""
    key = "films.line.by" if director else "films.line"
    return text(key, title=literal(film.title), year=film.year, director=director)


def _ask_back(match: Match, film: Film | None, base: KnowledgeBase) -> AskBack:
    found = tuple(dict.fromkeys(candidate.entry for candidate in match.candidates))
    entries = (tuple(entry for entry in found if not entry.smalltalk) or found)[
        :MOST_CHOICES
    ]  # nobody means a courtesy
    films = {entry.document for entry in entries}
    several = len(films) > 1
    by_film = match.reason is Reason.WHICH_FILM and len(films) == len(entries)
    scores = {candidate.entry: candidate.score for candidate in match.candidates}
    return AskBack(
        text("ask_back.which_film" if by_film else "ask_back.unsure" if len(entries) > 1 else "ask_back.unsure.one"),
        tuple(
            Choice(entry.id, _choice_label(entry, base, by_film=by_film, several=several), scores[entry])
            for entry in entries
        ),
        film=film,
    )


def _choice_label(entry: Entry, base: KnowledgeBase, *, by_film: bool, several: bool) -> str:
    film = base.film_of(entry)
    if film is None:
        return clip(entry.question, BUTTON_LENGTH)
    if by_film:
        return clip(film.label, BUTTON_LENGTH)
    title = entry.question
    if not several or film.title in title:
        return clip(title, BUTTON_LENGTH)
    end = f" · {clip(film.title, BUTTON_LENGTH // 2)}"
    return clip(title, BUTTON_LENGTH - len(end)) + end


def _abstain(key: str, base: KnowledgeBase, film: Film | None) -> Abstention:
    if not base.films:
        return Abstention(text("abstain.no_films"))
    return Abstention(
        text(key, film=f"**{literal(film.title)}**")
        if film
        else text(f"{key}.no_film", films=_film_names(base.films.values())),
        film=film,
        next_steps=steps_of(film, base) if film else cards_of(base.films.values(), base)[:MOST_CHOICES],
        topics=_topics(base, film),
    )


def _film_names(films: Iterable[Film]) -> str:
    names = [f"**{literal(film.title)}** ({film.year})" for film in films]
    if len(names) > MOST_FILMS_NAMED:
        rest = text("films.more", number=len(names) - MOST_FILMS_NAMED + 1)
        names = [*names[: MOST_FILMS_NAMED - 1], rest]
    return listed(names)


def _topics(base: KnowledgeBase, film: Film | None) -> tuple[str, ...]:
    documents = [film.id] if film else list(base.films)
    sections = {entry.section for document in documents for entry in base.documents[document].entries}
    return tuple(text(f"topic.{section}") for section in TOPICS if section in sections)

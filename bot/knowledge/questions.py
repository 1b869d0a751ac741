"""The question an entry answers, as lists and buttons show it; gives nothing away."""

from __future__ import annotations

from pydantic import BaseModel

from bot.knowledge.entry import Spoiler
from bot.knowledge.facts import FACTS
from bot.knowledge.model import Award, Bonus, CastMember, Common, Faq, QuizQuestion, Quote, Related, SimilarFilm, Trivia
from bot.knowledge.naming import LIST_SECTIONS, RESERVED

_FIRST_WORDS = 40  # characters


def question_of(section: str, name: str, value: BaseModel, *, film: str, spoiler: Spoiler = Spoiler.NONE) -> str:
    """Of a fact its display question with the film's title; of an item a question that names it.

    An item that gives something away, or could, or is not for everybody is asked for in general terms.
    """
    if isinstance(value, Faq | QuizQuestion):
        return value.question
    fact = FACTS.get(f"{section}/{name}")
    if fact and (section not in LIST_SECTIONS or name == RESERVED):  # an item may be called as a fact of its section is
        return fact.asked(film)
    if spoiler is Spoiler.NONE and not (isinstance(value, Common) and value.mature):
        question = _item(value, film)
        if question:
            return question
    return FACTS[f"{section}/all"].asked(film)


def _item(value: BaseModel, film: str) -> str | None:
    question = None
    match value:
        case CastMember(character=character, actor=actor):
            question = FACTS["cast/actor" if actor else "cast/character"].asked(film, character=character)
        case Quote(text=text, by=by):
            question = f"Who says “{first_words(text)}”?" if by else f"What about “{first_words(text)}”?"
        case Award(award=award, year=year, category=category):
            name = f"{award} {year}" if year else award
            question = f"{name}: {category}" if category else f"What did {film} get at the {name}?"
        case Trivia(text=text):
            question = f"Behind the scenes: {first_words(text)}"
        case SimilarFilm(film=other, title=title):
            question = f"How is {title or (other or '').replace('-', ' ').title()} similar to {film}?"
        case Related(title=title) | Bonus(title=title):
            question = f"What about “{title}”?"
    return question


def first_words(text: str, limit: int = _FIRST_WORDS) -> str:
    """The beginning of a text, cut at a word."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    head = text[:limit].rsplit(" ", 1)[0]
    return head.rstrip(" ,.;:") + "…"

"""Small knowledge bases, written as moderators write them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.knowledge import Document, KnowledgeBase, load_knowledge, merge, parse_document

ROOT = Path(__file__).resolve().parents[2]

LAMP = """
film: {title: The Lamp Keeper, year: 1994, also_known_as: [Guardian of Light]}
overview: {director: Ada Voss, runtime_minutes: 101, genres: [drama]}
cast:
  - {character: Father Anselm, actor: Piet Marlow, also_called: [the priest]}
  - {character: Greta, actor: Ilse Brandt}
box_office: {currency: USD, budget: 2000000}
faq:
  - {id: true-story, question: Is it a true story?, also_asked: [based on a true story, did this really happen], answer: No.}
  - id: the-dog
    question: What happens to the dog?
    also_asked: [does the dog die, dog, is the dog ok]
    answer: It lives.
    must_not_match: [what breed is the dog]
"""
ROCKET_2 = """
film: {title: Rocket Boys 2, year: 2001}
overview: {director: Jon Hale, runtime_minutes: 95}
"""
IT = """
film: {title: It, year: 1990}
overview: {director: Tommy Lee Wallace}
"""
HARBOUR_OLD = """
film: {title: Harbour, year: 1961}
overview: {director: Nils Ek}
"""
HARBOUR_NEW = """
film: {title: Harbour, year: 2015}
overview: {director: Mona Reyes}
"""
HOUSE = """
faq:
  - {id: rules, question: What are the rules here?, also_asked: [server rules, rules], answer: Be kind.}
"""


def document(name: str, text: str) -> Document:
    """One document by its id."""
    return parse_document(text, path=Path(f"{name}.yaml"))


def base(**texts: str) -> KnowledgeBase:
    """A knowledge base of documents; underscores in names are hyphens in ids."""
    return merge([document(name.replace("_", "-"), text) for name, text in texts.items()])


@cache
def shelf() -> KnowledgeBase:
    """Several films and a general document."""
    return base(lamp=LAMP, rocket_2=ROCKET_2, it=IT, harbour_old=HARBOUR_OLD, harbour_new=HARBOUR_NEW, house=HOUSE)


@cache
def shipped() -> KnowledgeBase:
    """The knowledge that comes with the bot."""
    return load_knowledge(ROOT / "knowledge")

"""A matcher made from another is the matcher that would have been made afresh."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from bot.knowledge import Document, KnowledgeBase, merge, parse_document
from bot.matching import Matcher

QUESTIONS = (
    "what is the boat called",
    "whats the bote called",
    "who directed the harbour",
    "who directed the quay",
    "who plays the pilot",
    "is it a true story",
    "where was it filmed",
    "who are you",
    "is marigold the boat",
    "who directed her",
)
HARBOUR = """
film: {title: The Harbour, year: 2001}
overview: {director: Hal Ito}
cast: [{character: Pilot, actor: Ida Jo}]
faq:
  - {id: boat, question: What is the boat called?, also_asked: [name of the boat], answer: Marigold., must_not_match: [is marigold the boat]}
"""
QUAY = """
film: {title: The Quay, year: 2003}
overview: {director: Ko Ito}
faq: [{id: true-story, question: Is it a true story?, answer: "No."}]
"""
GENERAL = "faq: [{id: who-are-you, question: Who are you?, answer: A bot.}]\n"
CHANGES = {
    "the-harbour": HARBOUR.replace("Marigold.", "Rose.").replace("name of the boat", "which ship is it"),
    "the-quay": QUAY.replace("Ko Ito", "Ada Ruiz").replace("The Quay", "The Long Quay"),
    "general": GENERAL.replace("Who are you", "What are you"),
    "her": "film: {title: Her, year: 2013}\noverview: {director: Spike Jonze}\n",
}


def document(name: str, text: str) -> Document:
    return parse_document(text, path=Path(f"{name}.yaml"))


def base_of(documents: dict[str, Document]) -> KnowledgeBase:
    return merge(documents[name] for name in sorted(documents))


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    texts = {"the-harbour": HARBOUR, "the-quay": QUAY, "general": GENERAL}
    return {name: document(name, text) for name, text in texts.items()}


def told(matcher: Matcher) -> list[object]:
    found = []
    for question in QUESTIONS:
        for film in (None, "the-harbour"):
            match = matcher.match(question, film=film)
            scores = [(candidate.entry.id, round(candidate.score, 9)) for candidate in match.candidates]
            found.append((question, film, match.decision, match.film, match.reason, match.corrections, scores))
    return found


@pytest.mark.parametrize("name", CHANGES)
def test_one_changed_document(documents: dict[str, Document], name: str) -> None:
    first = Matcher(base_of(documents))
    before = told(first)
    changed = base_of({**documents, name: document(name, CHANGES[name])})
    assert told(first.rebuilt(changed)) == told(Matcher(changed))
    assert told(first.rebuilt(changed).rebuilt(base_of(documents))) == before
    assert told(first) == before  # whoever still has the old one is answered as ever


def test_a_document_that_has_gone(documents: dict[str, Document]) -> None:
    first = Matcher(base_of(documents))
    rest = base_of({name: found for name, found in documents.items() if name != "the-quay"})
    assert told(first.rebuilt(rest)) == told(Matcher(rest))


def test_many_edits_leave_nothing_behind(documents: dict[str, Document]) -> None:
    matcher = Matcher(base_of(documents))
    gone = []
    for number in range(30):
        fresh = document("the-quay", QUAY.replace("true story", f"true story{number}word"))
        gone.append(weakref.ref(fresh))
        matcher = matcher.rebuilt(base_of({**documents, "the-quay": fresh}))
    del fresh
    gc.collect()
    assert [number for number, reference in enumerate(gone) if reference() is not None] == [29]
    assert len(matcher.deletions.words) < 2 * len(Matcher(base_of(documents)).deletions.words)

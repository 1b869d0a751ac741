"""A matcher made from another is the matcher that would have been made afresh."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from bot.knowledge import Document, KnowledgeBase, merge, parse_document
from bot.matching import Matcher
from bot.matching.scopes import PREPARED, Unbuilt

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


ANSWERS = {
    "the-harbour": HARBOUR.replace("Marigold.", "Rose is what the pilot calls her boat."),
    "general": "# A courtesy\n" + GENERAL.replace("A bot.", "A film bot."),
}


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("film", [None, "the-harbour", "the-quay"])
def test_what_no_wording_leads_to_otherwise_leaves_everything_ready(
    documents: dict[str, Document], name: str, film: str | None
) -> None:
    first = Matcher(base_of(documents))
    told(first)
    first.match("who directed it", film="the-quay")
    changed = base_of({**documents, name: document(name, ANSWERS[name])})
    rebuilt = first.rebuilt(changed)
    assert told(rebuilt) == told(Matcher(changed))
    for question in QUESTIONS:
        match = rebuilt.at_once.match(question, film=film)
        assert all(candidate.entry is changed.entries[candidate.entry.id] for candidate in match.candidates)


@pytest.mark.parametrize("name", ANSWERS)
def test_what_cannot_be_matched_otherwise_is_not(documents: dict[str, Document], name: str) -> None:
    first = Matcher(base_of(documents))
    changed = base_of({**documents, name: document(name, ANSWERS[name])})
    rebuilt = first.rebuilt(changed)
    may = rebuilt.may_differ(first)
    for question in (*QUESTIONS, "who is rose", "what does the pilot call it", "is the bot any good", "zebra budget"):
        for film in ("the-harbour", "the-quay"):
            if not may(question, film):
                before, after = (matcher.match(question, film=film) for matcher in (first, rebuilt))
                assert (before.decision, before.unknown_film) == (after.decision, after.unknown_film)
                assert [one.entry.id for one in before.candidates] == [one.entry.id for one in after.candidates]
    assert not may("who directed it", "the-quay")


def test_what_may_be_matched_otherwise(documents: dict[str, Document]) -> None:
    first = Matcher(base_of(documents))
    answered = first.rebuilt(base_of({**documents, "the-harbour": document("the-harbour", ANSWERS["the-harbour"])}))
    assert answered.may_differ(first)("what is rose", "the-harbour")  # a word that its texts know since
    asked = first.rebuilt(base_of({**documents, "the-quay": document("the-quay", CHANGES["the-quay"])}))
    assert asked.may_differ(first)("who directed it", "the-harbour")  # wordings weigh otherwise, if little


def test_a_changed_wording_behind_an_overlay_is_weighed_afresh(documents: dict[str, Document]) -> None:
    overlaid = Matcher(base_of(documents)).overlaid([document("her", CHANGES["her"])])
    assert told(overlaid.rebuilt(overlaid.base)) == told(Matcher(overlaid.base))


def test_who_cannot_wait_is_told_what_has_to_be_built(documents: dict[str, Document]) -> None:
    matcher = Matcher(base_of(documents))
    for question, film in (("who directed it", "the-harbour"), ("who directed the quay", "the-harbour")):
        with pytest.raises(Unbuilt):
            matcher.at_once.match(question, film=film)
        matcher.match(question, film=film)
        assert matcher.at_once.match(question, film=film).best == matcher.match(question, film=film).best


def test_films_asked_about_are_prepared_also_after_several_edits(documents: dict[str, Document]) -> None:
    others = {
        f"film-{number}": document(f"film-{number}", QUAY.replace("The Quay", f"Number {number}"))
        for number in range(PREPARED + 1)
    }
    small = document("the-lantern", "film: {title: The Lantern, year: 2005}\noverview: {director: Mo Lee}\n")
    documents = {**documents, **others, "the-lantern": small}
    matcher = Matcher(base_of(documents))
    matcher.match("who directed it", film="the-lantern")
    for number in range(3):
        fresh = document("the-quay", QUAY.replace("true story", f"true story {number}"))
        matcher = matcher.rebuilt(base_of({**documents, "the-quay": fresh}))
    with pytest.raises(Unbuilt):
        matcher.at_once.match("who directed it", film="the-lantern")
    matcher.prepare()
    assert matcher.at_once.match("who directed it", film="the-lantern").best is not None


def test_preparing_stops_when_told(documents: dict[str, Document]) -> None:
    matcher = Matcher(base_of(documents))
    matcher.prepare(lambda: True)
    with pytest.raises(Unbuilt):
        matcher.at_once.match("who directed it")


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

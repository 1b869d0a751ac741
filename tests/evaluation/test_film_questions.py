"""The film's questions measure something: enough of them, about entries there are, and none a stored wording."""

from __future__ import annotations

import pytest

from bot.evaluation import evaluate, load_questions
from bot.knowledge import KnowledgeBase, load_knowledge
from bot.matching import Matcher, normalize
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "questions"
FILES = ["the-sessions.yaml", "the-sessions-fresh.yaml", "the-sessions-tuning.yaml"]


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load_knowledge(ROOT / "knowledge")


def test_there_are_enough_to_report() -> None:
    questions = load_questions(FOLDER / "the-sessions.yaml")
    assert sum(bool(question.expect) for question in questions) >= 200
    assert sum(not question.expect for question in questions) >= 80


@pytest.mark.parametrize("name", FILES)
def test_what_is_expected_exists(base: KnowledgeBase, name: str) -> None:
    expected = {entry for question in load_questions(FOLDER / name) for entry in question.expect}
    assert expected <= set(base.entries)


@pytest.mark.parametrize("name", FILES)
def test_none_is_a_stored_wording(base: KnowledgeBase, name: str) -> None:
    stored = {normalize(wording) for entry in base for wording in (entry.question, *entry.also_asked)}
    titles = ["", *(title for film in base.films.values() for title in (film.title, *film.also_known_as))]
    for pattern in base.patterns:
        stored |= {normalize(wording.replace("<film>", title)) for wording in pattern.wordings for title in titles}
    assert not [one.question for one in load_questions(FOLDER / name) if normalize(one.question) in stored]


def test_no_question_stands_twice() -> None:
    asked = [normalize(one.question) for name in FILES for one in load_questions(FOLDER / name)]
    assert len(asked) == len(set(asked))


def test_a_mere_list_of_questions_is_enough() -> None:
    folder = FOLDER / "list"
    report = evaluate(
        Matcher(load_knowledge(folder / "knowledge")), load_questions(folder / "questions.yaml"), film="the-sessions"
    )
    found = report.as_dict()
    assert found["answered_right"] >= 88
    assert found["answered_wrong"] <= 5
    assert found["out_of_scope_rejected"] >= 90

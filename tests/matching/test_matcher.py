"""The engine as a whole."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time

import pytest

from bot.evaluation import with_typos
from bot.knowledge import KnowledgeBase
from bot.matching import Decision, Matcher, Reason
from bot.matching.collisions import check_matching
from bot.matching.decision import EXACT
from bot.matching.evidence import CANDIDATE_FEATURES, QUESTION_FEATURES
from tests.matching import bases


@pytest.fixture(scope="module")
def matcher():
    return Matcher(bases.shelf())


@pytest.fixture(scope="module")
def shipped():
    return Matcher(bases.shipped())


def test_an_entrys_own_wordings_lead_to_it(shipped):
    """Every stored wording answers its entry, unless another entry has the very same one."""
    base = shipped.base
    wrong = []
    for entry in base:
        film = base.film_of(entry)
        for wording in entry.wordings:
            match = shipped.match(wording, film=film.id if film else None)
            if match.best is not entry or match.decision is not Decision.ANSWER:
                wrong.append((wording, entry.id, match.best and match.best.id, match.unknown_film))
    assert len(wrong) <= 0.01 * sum(len(entry.wordings) for entry in base), wrong


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("who directed this", "lamp/overview/director"),
        ("runtime?", "lamp/overview/runtime_minutes"),
        ("who plays the priest", "lamp/cast/father-anselm"),
        ("who plays father anselm", "lamp/cast/father-anselm"),
        ("who plays greta", "lamp/cast/greta"),
        ("who does ilse brandt play", "lamp/cast/greta"),
        ("who does marlow play", "lamp/cast/father-anselm"),
        ("does the dog die???", "lamp/faq/the-dog"),
        ("the lamp keeper", "lamp/film/about"),
        ("server rules", "house/faq/rules"),
    ],
)
def test_questions_find_their_entries(matcher, question, entry):
    match = matcher.match(question, film="lamp")
    assert (match.best.id, match.decision) == (entry, Decision.ANSWER)


def test_a_near_miss_does_not_lead_to_its_entry(matcher):
    match = matcher.match("what breed is the dog", film="lamp")
    assert match.decision is not Decision.ANSWER


@pytest.mark.parametrize("question", ["🎬🍿", "...", "", "<@123>", "\u202e\u200b"])
def test_nothing_to_match_is_said_so(matcher, question):
    match = matcher.match(question, film="lamp")
    assert (match.decision, match.reason, match.candidates) == (Decision.ABSTAIN, Reason.EMPTY, ())


@pytest.mark.parametrize("question", ["!play something", "/poll pizza", "$help"])
def test_commands_to_other_bots_are_not_questions(matcher, question):
    assert matcher.match(question, film="lamp").decision is Decision.ABSTAIN


@pytest.mark.parametrize(
    "question",
    ["a" * 4000, "who directed " * 300, "1 " * 2000, "z̷̡̛" * 1300, "(" * 4000, "🎬" * 4000, "the of and " * 360],
)
def test_any_long_input_is_matched_without_fault(matcher, question):
    match = matcher.match(question, film="lamp")
    assert 0.0 <= match.confidence <= 1.0


def test_scores_are_probabilities(shipped):
    for question in ("who made this and why", "is the priest real", "how much money", "films like this"):
        match = shipped.match(question, film="the-sessions")
        scores = [candidate.score for candidate in match.candidates]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)
        assert sum(scores) <= 1 + 1e-9
        assert len(scores) <= 5


def test_neither_file_order_nor_hash_seed_matters():
    """Equal candidates and confidences from the same documents in another order, in processes with other seeds."""
    program = (
        "import json, sys\n"
        "from tests.matching import bases\n"
        "from bot.knowledge import merge\n"
        "from bot.matching import Matcher\n"
        "documents = list(bases.shelf().documents.values())\n"
        "base = merge(documents[::-1] if sys.argv[1] == 'r' else documents)\n"
        "matcher = Matcher(base)\n"
        "asked = ['who made it', 'who plays the preist', 'how long', 'whos the director of harbour', 'dog dies?']\n"
        "found = [matcher.match(question, film='lamp') for question in asked]\n"
        "print(json.dumps([[m.decision, [[c.entry.id, round(c.score, 6)] for c in m.candidates]] for m in found]))\n"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program, order],
            check=True, capture_output=True, text=True, cwd=bases.ROOT, env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout
        for order, seed in (("f", "1"), ("r", "2"))
    ]  # fmt: skip
    assert outputs[0] == outputs[1]
    assert json.loads(outputs[0])[0][1]


def test_most_wordings_survive_a_typo(shipped):
    """With one typo each, nine of ten own wordings of at least three words still find their entry first."""
    chance = random.Random(5)
    entries = [entry for entry in shipped.base.documents["the-sessions"].entries if entry.section == "faq"]
    asked = [(wording, entry) for entry in entries for wording in entry.wordings if len(wording.split()) >= 3]
    asked = chance.sample(asked, min(120, len(asked)))
    right = sum(
        shipped.match(with_typos(wording, wording, count=1), film="the-sessions").best is entry
        for wording, entry in asked
    )
    assert right >= 0.9 * len(asked)


def test_an_overlay_adds_and_replaces_documents(matcher):
    own = bases.document(
        "house", bases.HOUSE.replace("rules, question: What are the rules", "snacks, question: Where are the snacks")
    )
    more = bases.document(
        "lighthouse", bases.LAMP.replace("The Lamp Keeper", "Lighthouse").replace("Ada Voss", "Bo Lind")
    )
    overlaid = matcher.overlaid([own, more])
    assert overlaid.match("where are the snacks here", film="lamp").best.id == "house/faq/snacks"
    assert overlaid.match("who directed lighthouse", film="lamp").best.id == "lighthouse/overview/director"
    assert overlaid.match("who directed it", film="lamp").best.id == "lamp/overview/director"
    assert "lighthouse" not in matcher.base.documents


def test_an_unrelated_entry_changes_no_exact_answer(matcher):
    more = bases.document("zoo", "faq: [{id: lions, question: When are the lions fed?, answer: At noon.}]")
    overlaid = matcher.overlaid([more])
    for question in ("does the dog die", "who directed it", "who plays greta", "runtime"):
        assert overlaid.match(question, film="lamp").best.id == matcher.match(question, film="lamp").best.id


def test_explain_says_what_was_seen(matcher):
    explanation = matcher.explain("whos the direcotr of the lamp keeper", film="it")
    data = explanation.as_dict()
    assert json.loads(json.dumps(data)) == data
    assert data["corrections"] == [["direcotr", "director"]]
    assert data["film"]["id"] == "lamp"
    assert data["decision"] == "answer"
    assert {"answer", "ask_back"} <= set(data["thresholds"])
    text = explanation.text()
    assert "direcotr -> director" in text
    assert "named: the lamp keeper" in text
    vague = matcher.explain("so who was it that made that", film="lamp").as_dict()
    assert set(vague["candidates"][0]["features"]) == set(CANDIDATE_FEATURES)
    assert set(vague["features"]) == set(QUESTION_FEATURES)
    assert [one["probability"] for one in vague["candidates"]] == sorted(
        (one["probability"] for one in vague["candidates"]), reverse=True
    )
    exact = matcher.explain("does the dog die", film="lamp").as_dict()
    assert [(one["entry"], one["probability"]) for one in exact["candidates"]] == [("lamp/faq/the-dog", EXACT)]


def test_wordings_that_collide_are_found():
    text = (
        bases.LAMP + "  - {id: fate, question: How is the animal?, also_asked: [Does the dog die?!], answer: Well.}\n"
    )
    problems = check_matching(Matcher(bases.base(lamp=text)))
    assert [problem.code for problem in problems] == ["collision"]
    assert {problems[0].entry} | {
        name for name in ("lamp/faq/fate", "lamp/faq/the-dog") if name in problems[0].message
    } == {
        "lamp/faq/fate",
        "lamp/faq/the-dog",
    }


def test_an_empty_knowledge_base_abstains():
    match = Matcher(KnowledgeBase({}, ())).match("who directed it")
    assert (match.decision, match.candidates) == (Decision.ABSTAIN, ())


def test_a_question_costs_no_more_where_films_are_many(matcher):
    """The scope of one film does not grow with the others: it holds the same wordings."""
    alone = Matcher(bases.base(lamp=bases.LAMP, house=bases.HOUSE))
    assert len(alone.scopes("lamp").wordings) == len(matcher.scopes("lamp").wordings)
    begun = time.perf_counter()
    matcher.match("who directed it", film="lamp")
    assert matcher.match("who directed it", film="lamp").elapsed_us <= (time.perf_counter() - begun) * 1e6

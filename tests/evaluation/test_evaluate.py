"""Reports of whole runs, typos, public sets and the fit."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import SETS, Case, evaluate, load_set, with_typos
from bot.evaluation.fit import WRONG, collect, fit, thresholds
from bot.matching import Matcher
from bot.matching.confidence import head_from
from tests.conftest import shared_data
from tests.matching import bases

KEYS = {
    "questions", "in_scope", "out_of_scope", "top1", "top3", "auroc", "in_at_90", "aurc", "answered_right",
    "asked_back_right", "answered_wrong", "abstained_in_scope", "out_of_scope_rejected", "mcc_default", "mcc_best", "ece",
    "us_p50", "us_p95",
}  # fmt: skip


def test_a_report_holds_every_measure():
    cases = [
        Case("who directed it", ("lamp/overview/director",)),
        Case("does the dog die", ("lamp/plot/ending", "lamp/faq/the-dog")),
        Case("how long is it", ("lamp/cast/greta",)),
        Case("who directed Blinding Marmalade"),
    ]
    report = evaluate(Matcher(bases.shelf()), cases, film="lamp")
    figures = report.as_dict()
    assert set(figures) == KEYS
    assert (figures["questions"], figures["in_scope"], figures["out_of_scope"]) == (4, 3, 1)
    assert figures["top1"] == figures["answered_right"] == pytest.approx(66.67)
    assert figures["answered_wrong"] == pytest.approx(33.33)
    assert figures["out_of_scope_rejected"] == 100
    assert report.confusions == (("lamp/cast/greta", "lamp/overview/runtime_minutes", 1),)
    assert "lamp/overview/runtime_minutes" in report.text()
    assert json.loads(json.dumps(figures)) == figures


def test_courtesy_counts_as_not_answered():
    talk = "smalltalk: true\nfaq: [{id: hello, question: hello, also_asked: [hi there], answer: Hello!}]"
    report = evaluate(Matcher(bases.base(lamp=bases.LAMP, talk=talk)), [Case("hi there")], film="lamp")
    assert report.as_dict()["out_of_scope_rejected"] == 100
    assert report.outcomes[0].confidence == 0


def test_nothing_to_measure_gives_no_figures():
    assert evaluate(Matcher(bases.shelf()), []).as_dict()["top1"] is None


@given(st.text(max_size=60), st.integers(0, 99))
def test_typos_are_the_same_for_the_same_seed_and_never_touch_digits(text, seed):
    typed = with_typos(text, str(seed))
    assert typed == with_typos(text, str(seed))
    assert [char for char in typed if char.isdigit()] == [char for char in text if char.isdigit()]
    assert abs(len(typed) - len(text)) <= 2


def test_typos_change_words():
    words = ["director", "runtime", "soundtrack"] * 20
    changed = sum(with_typos(word, str(place)) != word for place, word in enumerate(words))
    assert changed >= 0.9 * len(words)


@pytest.mark.parametrize("name", sorted(SETS))
def test_public_sets_load(name):
    base, cases = load_set(name, shared_data("README.md").parent)
    assert base.entries
    assert any(case.in_scope for case in cases)
    assert any(not case.in_scope for case in cases)
    assert all(set(case.expect) <= set(base.entries) for case in cases)


def test_a_shop_is_matched_better_than_by_any_published_platform():
    """SOFMattress: the best platform finds 73.6 % (docs/matching.md)."""
    base, cases = load_set("sofmattress", shared_data("README.md").parent)
    assert evaluate(Matcher(base), cases).as_dict()["top1"] >= 73.6


def test_the_fit_is_reproducible():
    data = shared_data("README.md").parent
    first, second = (fit(collect(data, count=3, seed=4)) for _ in range(2))
    assert first == second
    assert 0 < first["thresholds"]["ask"] < first["thresholds"]["answer"] < 1
    assert head_from(first).bias == first["bias"]


def test_the_threshold_is_the_lowest_that_keeps_wrong_answers_rare():
    chance = random.Random(3)
    confidence = np.array([chance.random() for _ in range(400)])
    wrong = np.array([chance.random() < 0.2 for _ in range(400)])
    answer = thresholds(confidence, wrong, 400)["answer"]
    assert (wrong & (confidence >= answer)).sum() <= WRONG * 400
    assert (wrong & (confidence >= answer - 0.001)).sum() >= WRONG * 400

"""The measures, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from bot.evaluation import measures


def flags(text):
    return np.array([letter == "1" for letter in text])


SURE = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])


def test_auroc_is_the_share_of_pairs_in_order():
    assert measures.auroc(SURE, flags("110100")) == pytest.approx(8 / 9)
    assert measures.auroc(np.array([0.5, 0.5]), flags("10")) == 0.5
    assert np.isnan(measures.auroc(SURE, flags("111111")))


def test_in_at_takes_the_lowest_threshold_that_rejects_enough():
    confidence = np.array([0.9, 0.8, 0.3, 0.7, *[0.1] * 9])
    in_scope = flags("1110" + "0" * 9)
    right = flags("1010" + "0" * 9)
    # nine of ten out-of-scope questions fall below 0.3, where both right ones are still answered
    assert measures.in_at(confidence, in_scope, right) == pytest.approx(2 / 3)
    assert measures.in_at(confidence, in_scope, right, rejected=1.0) == pytest.approx(1 / 3)


def test_aurc_averages_the_share_of_errors_over_coverage():
    assert measures.aurc(np.array([0.9, 0.5]), flags("10")) == pytest.approx((0 + 0.5) / 2)
    assert measures.aurc(np.array([0.9, 0.5]), flags("01")) == pytest.approx((1 + 0.5) / 2)


def test_ece_weighs_the_gaps_of_bins():
    confidence, right = np.array([0.95, 0.95, 0.15, 0.15]), flags("1100")
    assert measures.ece(confidence, right) == pytest.approx(0.5 * 0.05 + 0.5 * 0.15)
    assert measures.ece(np.array([1.0, 0.0]), flags("10")) == 0.0


@pytest.mark.parametrize(
    ("expected", "predicted", "value"),
    [
        (["a", "b", ""], ["a", "b", ""], 1.0),
        (["a", "a", "b", "b"], ["b", "b", "a", "a"], -1.0),
        (["a", "b"], ["a", "a"], 0.0),
        (["a", "a", "b", ""], ["a", "b", "b", ""], 0.7),
    ],
)
def test_mcc_is_gorodkins(expected, predicted, value):
    assert measures.mcc(expected, predicted) == pytest.approx(value, abs=0.01)


def test_best_mcc_finds_the_threshold():
    value, threshold = measures.best_mcc(["a", "b", ""], ["a", "b", "a"], np.array([0.9, 0.8, 0.2]), "")
    assert value == pytest.approx(1.0)
    assert 0.2 < threshold <= 0.8
